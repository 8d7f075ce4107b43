//! Recorded answers: each a file that answers one request, whoever was asked when it was recorded.

mod file;
mod folder;
mod player;
mod recorder;

pub use folder::{CassetteError, Cassettes};
pub(super) use recorder::Recorder;
