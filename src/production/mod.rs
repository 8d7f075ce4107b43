//! From a frozen brief to approved pieces. Whatever people and workers do to a board is one turn of its
//! conversation: the board, the rows that tell of it and the work that follows become durable together.

pub mod act;
pub mod actor;
pub mod errand;
pub mod export;
pub mod list;
pub mod money;
pub mod picture;
pub mod played;
pub mod view;
pub mod wish;

mod board;
mod generate;
mod kit;
mod material;
mod nothing;
mod offer;
mod refuse;
mod rows;
mod rules;
mod settle;

pub use act::act;
pub use actor::{TELEGRAM, WEB, actor, has_decided};
pub use errand::{Ended, Errand};
pub use generate::{generate, untold};
pub use kit::learn;
pub use list::{Listed, PieceLine, Production, listed, production};
pub use nothing::nothing;
pub use offer::offer;
pub use settle::{remind, settle};
pub use view::view;
pub use wish::Wish;

use crate::phrase::Phrases;
use std::sync::LazyLock;

/// What Pauta says about pieces in the chat.
pub static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("phrases.json")));
