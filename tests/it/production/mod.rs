//! From a finished briefing to approved pieces: a whole server, over its socket and its HTTP API.

mod approvals;
mod attacks;
pub mod desk;
mod flow;
mod killed;
mod pictures;
mod returns;
