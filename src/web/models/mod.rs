//! The page on language models, for owners: what is connected, what rests, what it costs, and the last calls.

mod call;
mod calls;
pub mod change;
mod connection;
mod money;
pub mod notice;
pub mod page;
mod said;
mod ways;

pub use call::page as call;

use crate::{phrase::Phrases, web::keeper::OwnersPage};
use std::sync::LazyLock;

/// What is said about models.
fn words() -> &'static Phrases {
    static WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("words.json")));
    &WORDS
}

/// The page, as a thing that only owners have.
#[derive(Debug)]
pub struct Models;

impl OwnersPage for Models {
    fn words() -> &'static Phrases {
        words()
    }
}
