//! The page on webhooks, for owners: which systems are told what happens, and how each message went.

pub mod change;
mod lines;
pub mod page;

use crate::{phrase::Phrases, web::keeper::OwnersPage};
use std::sync::LazyLock;

/// What is said about webhooks.
fn words() -> &'static Phrases {
    static WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("words.json")));
    &WORDS
}

/// The page, as a thing that only owners have.
#[derive(Debug)]
pub struct Webhooks;

impl OwnersPage for Webhooks {
    fn words() -> &'static Phrases {
        words()
    }
}
