//! What is taken out of a text before it is kept or said: keys always, what names people if that is wished.

use crate::{config::Secret, pattern::compiled};
use regex::{Captures, Regex, Replacer};
use std::{
    borrow::Cow,
    fmt,
    sync::{Arc, LazyLock},
};

/// What looks like a key of anybody's. The first group is left standing.
static KEYS: LazyLock<Regex> = LazyLock::new(|| {
    let kinds = [
        // OpenAI, Anthropic, OpenRouter, Stripe, xAI, Groq, Hugging Face, GitHub, GitLab, Replicate.
        r"\b(?:sk|pk|rk|xai|gsk|hf|ghp|gho|ghs|glpat|r8)[-_][A-Za-z0-9_-]{16,}",
        r"\bAIza[A-Za-z0-9_-]{30,}",
        r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
        r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",
    ];
    let named = r#"(?i:((?:[?&]|\b)(?:api[-_]?key|access[-_]?token|x-api-key|x-goog-api-key|key|token|signature)=)[^&\s"']{8,})"#;
    let headers = r#"(?i:(\b(?:authorization|x-api-key|x-goog-api-key|api-key)["']?\s*:\s*["']?(?:bearer\s+)?|\bbearer\s+)[A-Za-z0-9._~+/=-]{12,})"#;
    compiled(&format!("{headers}|{named}|{}", kinds.join("|")))
});
static ADDRESSES: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"));
static CPF: LazyLock<Regex> = LazyLock::new(|| compiled(r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b|\b\d{9}-\d{2}\b"));
static TELEPHONES: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,3}\)|\b\d{2})[ .-]?9?\d{4}[ .-]?\d{4}\b"));

/// Takes secrets out of texts. Cheap to clone.
#[derive(Clone)]
pub struct Redactor {
    keys: Arc<[Secret<String>]>,
    people: bool,
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redactor({} keys)", self.keys.len())
    }
}

impl Redactor {
    /// Knows the keys in use; with `people`, e-mail addresses, telephone numbers and CPF go too.
    pub fn new(keys: impl IntoIterator<Item = Secret<String>>, people: bool) -> Self {
        let keys = keys.into_iter().filter(|key| !key.expose().is_empty());
        Self { keys: keys.collect(), people }
    }

    /// Without keys.
    pub fn keys(&self, text: &str) -> String {
        let mut text = Cow::Borrowed(text);
        for key in self.keys.iter().filter(|key| text.contains(key.expose().as_str())).collect::<Vec<_>>() {
            text = text.replace(key.expose().as_str(), "[key]").into();
        }
        put(&text, &KEYS, |found: &Captures<'_>| {
            let left = found.get(1).or_else(|| found.get(2)).map_or("", |left| left.as_str());
            format!("{left}[key]")
        })
    }

    /// Without keys and, if that is wished, what names people. Fit for a row: U+0000 is taken out too.
    pub fn text(&self, text: &str) -> String {
        let mut text = self.keys(text);
        if self.people {
            text = put(&text, &ADDRESSES, "[e-mail]");
            text = put(&text, &CPF, "[CPF]");
            text = put(&text, &TELEPHONES, "[telephone]");
        }
        text.retain(|letter| letter != '\0');
        text
    }
}

fn put(text: &str, pattern: &Regex, with: impl Replacer) -> String {
    pattern.replace_all(text, with).into_owned()
}
