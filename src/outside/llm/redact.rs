//! What is cut out of a provider's words before anybody sees them.

use super::Target;
use regex::{Captures, Regex};
use std::{collections::HashSet, sync::LazyLock};

/// A message is cut here, in characters. What a person has to know stands at its beginning.
const LONGEST: usize = 300;
const CUT: &str = "***";

/// Whatever looks like a key: the providers' own forms, also half hidden as they quote them, and what
/// stands behind the words that announce one.
static KEYS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\b(?:sk|pk|rk|xai|gsk|hf|nvapi|tgp|pplx)[-_][\w.*-]{6,}",
        r"|\b(?:AIza|AKIA|ya29\.)[\w.*-]{6,}",
        r"|(?i:\b(?:bearer|basic)\s+[\w.~+/=*-]{6,})",
        r#"|(?i:\b(?:api[-_ ]?key|authorization|access[-_]?token|key)["']?\s*[=:]\s*["']?[\w.~+/*-]{6,})"#,
    ))
    .expect("a pattern")
});
/// A word that is too long for one; with letters and digits in it, it is an id or a key.
static LONG: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b[A-Za-z0-9_-]{32,}\b").expect("a pattern"));

/// So many characters of the key in a row are a part of it that nobody is shown.
const PART: usize = 8;

/// The words without any part of the key.
fn without_parts(words: &str, key: &str) -> String {
    let (words, key): (Vec<char>, Vec<char>) = (words.chars().collect(), key.chars().collect());
    let parts: HashSet<&[char]> = key.windows(PART).collect();
    let (mut left, mut cut_until, mut is_cut) = (String::with_capacity(words.len()), 0, false);
    for (at, word) in words.iter().enumerate() {
        if words.get(at..at + PART).is_some_and(|run| parts.contains(run)) {
            cut_until = at + PART;
        }
        match (at < cut_until, is_cut) {
            (true, false) => left.push_str(CUT),
            (true, true) => {}
            (false, _) => left.push(*word),
        }
        is_cut = at < cut_until;
    }
    left
}

/// The provider's words on one line, short, without the key that was used and without anything like one.
pub fn message(words: &str, target: &Target) -> String {
    let mut words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let key = target.key.as_ref().map(|key| key.expose().as_str()).filter(|key| !key.is_empty());
    if let Some(key) = key {
        words = words.replace(key, CUT);
    }
    let words = KEYS.replace_all(&words, CUT);
    let words = LONG.replace_all(&words, |found: &Captures<'_>| {
        let is_mixed = found[0].contains(|c: char| c.is_ascii_digit())
            && found[0].contains(|c: char| c.is_ascii_alphabetic());
        if is_mixed { CUT.to_owned() } else { found[0].to_owned() }
    });
    // What looks like a key is cut whole; after that, what is left of this one.
    let words = key.map_or_else(|| words.clone().into_owned(), |key| without_parts(&words, key));
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}
