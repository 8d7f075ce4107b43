//! A piece in another language than it was asked for: a small vote of words that only one of them has.

use super::seen::{Seen, words};
use crate::{
    deliverable::{Check, Level},
    engine::parse::words::Lang,
};

/// A shorter text is never judged: names and loan words would decide.
const WORDS_LEAST: usize = 8;
const VOTES_LEAST: usize = 3;

pub fn language(seen: &Seen<'_>) -> Vec<Check> {
    let (own, other) = match Lang::of(seen.against.locale) {
        Lang::Pt => (words("portuguese"), words("english")),
        Lang::En => (words("english"), words("portuguese")),
    };
    let level = if seen.against.by_model { Level::Error } else { Level::Warn };
    let foreign = seen.prose().filter(|text| {
        let said: Vec<&str> = text.bare().split(' ').collect();
        let votes =
            |list: &[String]| said.iter().filter(|word| list.iter().any(|known| known == *word)).count();
        said.len() >= WORDS_LEAST && votes(other) >= VOTES_LEAST && votes(other) > 2 * votes(own)
    });
    foreign.map(|text| seen.finds(level, &text.path, "language", &[("what", &text.label)])).collect()
}
