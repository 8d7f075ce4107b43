//! Doors to a conversation. A channel only translates.
