//! People: who may manage a workspace, how they come in, and which browser is whose.

pub mod account;
pub mod enter;
pub mod invite;
pub mod lock;
pub mod me;
pub mod members;
pub mod menu;
pub mod nav;
pub mod same_origin;
pub mod sessions;
pub mod sheet;

use crate::phrase::Phrases;
use std::sync::LazyLock;

/// What is said about people.
pub fn words() -> &'static Phrases {
    static WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("words.json")));
    &WORDS
}
