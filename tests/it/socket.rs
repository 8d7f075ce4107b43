//! `pauta.chat/1` over real sockets.

mod abuse;
mod briefings;
mod codes;
mod resume;
mod stopping;
