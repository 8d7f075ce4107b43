//! What a person's edit teaches about the brand's words. Only proposed: a person accepts it or not.

mod words;

use super::{
    board::PHRASES,
    gap::Gap,
    kit::{Rule, RuleState},
    scope::{changes, common},
    version::hash,
    view::Line,
};
use serde_json::json;
use std::collections::BTreeMap;
use words::{Word, is_of_one_stem, words};

/// A phrase of more words is no term.
const LONGEST: usize = 3;

/// Proposed rules of an edit: where one word or short phrase took the place of another and all around it stayed.
/// Numbers, names and rewritten sentences teach nothing, nor does a word that the person left elsewhere.
pub fn learned(before: &[Line], after: &[Line], locale: &str) -> Vec<Rule> {
    let mut found: Vec<(String, String)> = Vec::new();
    for change in changes(before, after) {
        if !Gap::any(&change.from) && !Gap::any(&change.to) {
            found.extend(substitutions(&change.from, &change.to));
        }
    }
    found.sort();
    found.dedup();
    let mut meant: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (old, new) in &found {
        meant.entry(old).or_default().push(new);
    }
    let left = |old: &str| after.iter().any(|line| says(&line.text, old));
    let clear = found.iter().filter(|(old, new)| {
        meant[old.as_str()].len() == 1 && !meant.contains_key(new.as_str()) && !left(old)
    });
    clear.map(|(old, new)| rule(old, new, locale)).collect()
}

/// To write this instead of that.
pub fn rule(instead_of: &str, write: &str, locale: &str) -> Rule {
    let text = PHRASES.fill(locale, "rule", &[("write", write), ("instead_of", instead_of)]);
    Rule {
        id: hash(&json!([instead_of, write]))[..16].to_owned(),
        text,
        instead_of: instead_of.to_owned(),
        write: write.to_owned(),
        state: RuleState::Proposed,
        from: String::new(),
    }
}

/// What took the place of what, in lower case.
fn substitutions(from: &str, to: &str) -> Vec<(String, String)> {
    let (old, new) = (words(from), words(to));
    let lower = |words: &[Word]| words.iter().map(|word| word.lower.clone()).collect::<Vec<_>>();
    let same = common(&lower(&old), &lower(&new));
    // Where less than half stayed, it was written anew.
    if same.is_empty() || same.len() * 2 < old.len().max(new.len()) {
        return Vec::new();
    }
    let (mut a, mut b, mut found) = (0, 0, Vec::new());
    for (next_a, next_b) in same.into_iter().chain([(old.len(), new.len())]) {
        found.extend(term(&old[a..next_a], &new[b..next_b]));
        (a, b) = (next_a + 1, next_b + 1);
    }
    found
}

/// The two terms, without the little words that only agree with them ("o procedimento", "a consulta").
fn term(mut old: &[Word], mut new: &[Word]) -> Option<(String, String)> {
    while let ([first, rest @ ..], [second, others @ ..]) = (old, new) {
        if rest.is_empty() || others.is_empty() || !first.is_little() || !second.is_little() {
            break;
        }
        (old, new) = (rest, others);
    }
    let fits = |words: &[Word]| (1..=LONGEST).contains(&words.len()) && !words.iter().any(Word::is_special);
    let says = |words: &[Word]| words.iter().any(|word| !word.is_little());
    if !(fits(old) && fits(new) && says(old) && says(new)) {
        return None;
    }
    let phrase = |words: &[Word]| words.iter().map(|word| word.lower.as_str()).collect::<Vec<_>>().join(" ");
    let (old, new) = (phrase(old), phrase(new));
    (!is_of_one_stem(&old, &new)).then_some((old, new))
}

/// A text has these words, one after the other.
fn says(text: &str, phrase: &str) -> bool {
    let text: Vec<String> = words(text).into_iter().map(|word| word.lower).collect();
    let phrase: Vec<&str> = phrase.split(' ').collect();
    text.windows(phrase.len()).any(|window| window.iter().eq(phrase.iter()))
}
