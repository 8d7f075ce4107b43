//! Telegram: the second door to the same conversations. The rows are the same; only how they look differs.

pub mod limits;
pub mod outgoing;
pub mod press;
pub mod render;
pub mod words;

mod call;
mod desk;
mod handle;
mod incoming;
mod runner;
mod secret;
mod state;
mod tail;

pub use incoming::Envelope;
pub use runner::watch;
pub use secret::webhook_secret;
