//! What Pauta itself says, as data: a JSON table of `key → locale → text` beside the code that speaks.

use std::collections::HashMap;

/// A table of phrases. `{name}` in a text is filled from the arguments.
#[derive(Debug)]
pub struct Phrases(HashMap<String, HashMap<String, String>>);

/// The language that stands in for one that a table does not have.
pub const FALLBACK: &str = "en";

impl Phrases {
    /// Reads a table that is compiled in.
    ///
    /// # Panics
    /// If the table is not valid: it is part of the binary, and a test reads each of them.
    pub fn compiled(json: &str) -> Self {
        Self(serde_json::from_str(json).expect("a compiled-in phrase table is valid JSON"))
    }

    /// The phrase in `locale`; a key that is not in the table reads as itself, which a test forbids.
    pub fn say<'a>(&'a self, locale: &str, key: &'a str) -> &'a str {
        let Some(texts) = self.0.get(key) else { return key };
        let text = texts.get(locale).or_else(|| texts.get(language(locale))).or_else(|| texts.get(FALLBACK));
        text.map_or(key, String::as_str)
    }

    /// The phrase with its arguments filled in.
    pub fn fill(&self, locale: &str, key: &str, args: &[(&str, &str)]) -> String {
        let mut text = self.say(locale, key).to_owned();
        for (name, value) in args {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    /// Every key with its locales, for the test that a table is complete.
    pub fn entries(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.0.iter().map(|(key, texts)| (key.as_str(), texts.keys().map(String::as_str).collect()))
    }
}

/// `pt` of `pt-BR`.
fn language(locale: &str) -> &str {
    locale.split(['-', '_']).next().unwrap_or(locale)
}
