//! Words that say little, and words that say too much without proof.

use super::{Says, say};
use crate::engine::{effect::AssistCall, parse::words::bare, show::joined};
use std::{collections::HashMap, sync::LazyLock};

/// `vague` and `superlative`: bare phrases of every language.
static LISTS: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("vague.json")).expect("the compiled-in word lists are valid JSON")
});

/// Adds a sentence on each kind of such words in the text.
pub fn mark(call: &AssistCall, text: &str, says: &mut Says) {
    for kind in ["vague", "superlative"] {
        let words = found(text, &LISTS[kind]);
        if !words.is_empty() {
            let quoted: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
            let quoted: Vec<&str> = quoted.iter().map(String::as_str).collect();
            says.why.push(say(call, kind, &[("words", &joined(&quoted, &call.locale))]));
        }
    }
}

/// The words of a text that claim to be above all others.
pub fn superlatives(text: &str) -> Vec<String> {
    found(text, &LISTS["superlative"])
}

/// The phrases of the list that occur, in the person's spelling, the longest ones only.
pub fn found(text: &str, list: &[String]) -> Vec<String> {
    let said: Vec<(String, &str)> = text
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .map(|word| (bare(word), word))
        .filter(|(bare, _)| !bare.is_empty())
        .collect();
    let mut hits: Vec<(usize, usize)> = Vec::new();
    for at in 0..said.len() {
        let longest = list.iter().filter_map(|phrase| {
            let words = phrase.split(' ').count();
            let there = said.get(at..at + words)?.iter().map(|(bare, _)| bare.as_str()).eq(phrase.split(' '));
            there.then_some(words)
        });
        if let Some(words) = longest.max()
            && hits.last().is_none_or(|(start, len)| start + len <= at)
        {
            hits.push((at, words));
        }
    }
    let spelled = |(at, len): (usize, usize)| {
        said[at..at + len].iter().map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
    };
    let mut words: Vec<String> = hits.into_iter().map(spelled).collect();
    words.dedup();
    words.truncate(5);
    words
}
