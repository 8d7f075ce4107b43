//! `pauta.chat/1` over real sockets.

mod abuse;
mod briefings;
mod codes;
mod quiet;
mod resume;
mod stopping;
