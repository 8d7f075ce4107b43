//! What nobody said.

use super::seen::{Seen, Text, quoted};
use crate::{
    deliverable::{Check, Level},
    engine::parse::words::bare,
    rules,
};
use regex::Regex;
use std::sync::LazyLock;

/// Numbers that claim nothing: of a list's entries, in addresses, of a template's variables.
static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*(?:#{1,6}\s*)?\d{1,2}[.)]\s|https?://\S+|\{\{[^}]*\}\}")
        .expect("the pattern is valid")
});

pub fn numbers(seen: &Seen<'_>) -> Vec<Check> {
    each(seen, seen.prose(), Level::Error, "invented_number", |text| {
        seen.against.said.numbers_beyond(&PLAIN.replace_all(&text.plain, " "))
    })
}

pub fn names(seen: &Seen<'_>) -> Vec<Check> {
    each(seen, seen.prose(), Level::Warn, "invented_name", |text| {
        let lines = text.plain.lines().filter(|line| !is_title(line));
        lines.flat_map(|line| seen.against.said.names_beyond(line)).collect()
    })
}

pub fn superlatives(seen: &Seen<'_>) -> Vec<Check> {
    each(seen, seen.public(), Level::Warn, "superlative", |text| {
        let words = rules::superlatives(&text.plain).into_iter();
        words.filter(|word| !seen.against.said.says(&bare(word))).collect()
    })
}

fn each<'a>(
    seen: &Seen<'_>,
    texts: impl Iterator<Item = &'a Text>,
    level: Level,
    key: &str,
    find: impl Fn(&Text) -> Vec<String>,
) -> Vec<Check> {
    let check = |text: &Text| {
        let mut words = find(text);
        words.dedup();
        let args = [("what", text.label.as_str()), ("words", &quoted(&words))];
        (!words.is_empty()).then(|| seen.finds(level, &text.path, key, &args))
    };
    texts.filter_map(check).collect()
}

/// Whether a line is written with a capital on every word that counts: then capitals name nobody.
fn is_title(line: &str) -> bool {
    const COUNTS: usize = 4;
    let words = line.split_whitespace().filter(|word| word.chars().count() >= COUNTS);
    let (all, capital) = words.fold((0, 0), |(all, capital), word| {
        (all + 1, capital + usize::from(word.chars().next().is_some_and(char::is_uppercase)))
    });
    all > 1 && capital * 3 > all * 2
}
