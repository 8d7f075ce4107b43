//! The outside: one concrete struct per thing out there, each over a private enum of backends.

pub mod blob;
pub mod bus;
pub mod hook;
pub mod http;
pub mod llm;
pub mod reach;
pub mod seal;
pub mod telegram;
pub mod redis;
