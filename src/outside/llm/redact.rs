//! What is cut out of a provider's words before anybody sees them.

use super::Target;
use regex::Regex;
use std::sync::LazyLock;

/// A message is cut here, in characters. What a person has to know stands at its beginning.
const LONGEST: usize = 300;
const CUT: &str = "***";

/// Whatever looks like a key: the providers' own forms, also half hidden as they quote them, and what
/// stands behind the words that announce one.
static KEYS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\b(?:sk|pk|rk|xai|gsk|hf|nvapi|tgp|pplx|AIza|AKIA|ya29)[-_.]?[A-Za-z0-9*][\w.*-]{7,}",
        r"|\b(?:bearer|basic)\s+[\w.~+/=*-]{6,}",
        r#"|\b(?:x-)?(?:goog-)?(?:api[-_ ]?key|authorization|access[-_]?token|key)["']?\s*[=:]\s*["']?[\w.~+/*-]{6,}"#,
        r"|\b(?:[A-Za-z0-9_-]*\d[A-Za-z0-9_-]*){1}[A-Za-z0-9_-]{31,}\b",
    ))
    .expect("a pattern")
});

/// The provider's words on one line, short, without the key that was used and without anything like one.
pub fn message(words: &str, target: &Target) -> String {
    let mut words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(key) = &target.key
        && !key.expose().is_empty()
    {
        words = words.replace(key.expose().as_str(), CUT);
    }
    let words = KEYS.replace_all(&words, CUT);
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words.into_owned(),
    }
}
