//! The pages on brands: the kit of each, version by version, and how the workspace approves.

pub mod change;
mod editor;
mod fields;
pub mod files;
pub mod list;
pub mod page;
mod said;
mod view;

use crate::phrase::Phrases;
use std::sync::LazyLock;

/// What is said about brands.
fn words() -> &'static Phrases {
    static WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("words.json")));
    &WORDS
}
