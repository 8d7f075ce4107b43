//! A regular expression of a tree: bounded, and compiled once.

use regex::{Regex, RegexBuilder};
use std::sync::OnceLock;

/// Longest pattern, in characters. Long enough for a document number or a plate, too short for a program.
const LENGTH_MAX: usize = 200;
/// Largest compiled form, in bytes: Unicode classes such as `\p{L}{2,40}` need some 100 KiB.
const COMPILED_MAX: usize = 1 << 20;

/// The compiled form of a pattern that stands beside it in the document. It is no part of the document:
/// it is never written, and two of them are always equal.
#[derive(Clone, Debug, Default)]
pub struct Compiled(OnceLock<Option<Regex>>);

impl Compiled {
    /// Whether `text` contains a match of `pattern`; a pattern that does not compile matches nothing.
    pub fn is_match(&self, pattern: &str, text: &str) -> bool {
        self.0.get_or_init(|| compile(pattern).ok()).as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

impl PartialEq for Compiled {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Compiles a pattern within the bounds, or says why not.
pub fn compile(pattern: &str) -> Result<Regex, String> {
    if pattern.chars().count() > LENGTH_MAX {
        return Err(format!("it is longer than {LENGTH_MAX} characters"));
    }
    let built = RegexBuilder::new(pattern).size_limit(COMPILED_MAX).dfa_size_limit(COMPILED_MAX).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "it is too large once compiled".into(),
        error => error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").into(),
    })
}
