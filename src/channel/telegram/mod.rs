//! Telegram: the second door to the same conversations. The rows are the same; only how they look differs.

pub mod limits;
pub mod outgoing;
pub mod press;
pub mod render;
pub mod words;

mod board;
mod call;
mod colleague;
mod connect;
mod daily;
mod desk;
mod doors;
mod handle;
mod held;
mod incoming;
mod package;
mod runner;
mod secret;
mod state;
mod tail;
mod watch;
mod withdrawn;

pub use connect::{ConnectError, Switchboard, introduced};
pub use doors::{Lead, Way, join_browser, lead, unlink};
pub use incoming::kept;
pub use runner::watch;
pub use secret::{token, webhook_secret};
pub use withdrawn::withdraw;
