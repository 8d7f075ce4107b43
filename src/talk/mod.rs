//! Transcripts: one way to hold a conversation with the engine alone, for tests and for `pauta tree test`.
