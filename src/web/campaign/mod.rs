//! A campaign as a whole: its page, its files to take away, and the links by which a client decides;
//! and the pieces of the finished example.

pub mod approvers;
pub mod example;
pub mod export;
pub mod links;
pub mod page;
pub mod review;

use crate::phrase::Phrases;
use std::sync::LazyLock;

/// The words of both pages and of the links.
fn words() -> &'static Phrases {
    static WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("words.json")));
    &WORDS
}
