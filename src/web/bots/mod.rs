//! The page on Telegram, for owners: which bots the workspace has, how it is with each, connecting and disconnecting.

pub mod change;
pub mod page;

use crate::{phrase::Phrases, web::keeper::OwnersPage};
use std::sync::LazyLock;

/// What is said about bots.
fn words() -> &'static Phrases {
    static WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("words.json")));
    &WORDS
}

/// The page, as a thing that only owners have.
#[derive(Debug)]
pub struct Bots;

impl OwnersPage for Bots {
    fn words() -> &'static Phrases {
        words()
    }
}
