//! What no piece may hold, whatever a text in the brief told the model: its instruction, addresses that nobody gave,
//! markup that runs or loads something.

use super::{PHRASES, prompt::Prompt};
use crate::{
    deliverable::{Check, Content, Level},
    engine::parse::words::bare,
    llm::foreign::{ADDRESS, Instruction},
    pattern::compiled,
};
use regex::Regex;
use serde_json::Value;
use std::sync::LazyLock;

/// Tags, pictures of Markdown, characters written so as not to be read.
static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
    compiled(r"(?i)<[!/?]?[a-z][^>]*>?|</|!\[[^\]]*\]\s*[(\[]|&(?:#\d+|#x[0-9a-f]+|lt|gt|quot|amp);")
});

/// A gap's path may look like an address.
static GAP: LazyLock<Regex> = LazyLock::new(|| compiled("⟦[^⟧]*⟧"));

/// What the texts of one answer are held against.
pub struct Guard {
    /// Everything that was said, in lower case with single spaces.
    said: String,
    bare: String,
    instruction: Instruction,
}

impl Guard {
    pub fn new(prompt: &Prompt) -> Self {
        Self {
            said: spaced(&prompt.said),
            bare: format!(" {} ", bare(&prompt.said)),
            instruction: Instruction::new(&prompt.system, &prompt.canary),
        }
    }

    /// What is wrong with a content, by itself and whatever the limits say.
    pub fn checks(&self, content: &Content, locale: &str) -> Vec<Check> {
        let mut found = Vec::new();
        let value = content.value();
        self.look(&value, &mut String::new(), locale, &mut found);
        if !says_anything(&value) {
            found.push(check("empty", locale, String::new(), &[]));
        }
        found
    }

    /// Whether a text may be shown beside a piece.
    pub fn passes(&self, text: &str) -> bool {
        self.wrong(text).is_none()
    }

    fn look(&self, value: &Value, path: &mut String, locale: &str, found: &mut Vec<Check>) {
        let before = path.len();
        match value {
            Value::String(text) => {
                if let Some((rule, what)) = self.wrong(text) {
                    found.push(check(rule, locale, path.clone(), &[("what", &what)]));
                }
            }
            Value::Array(all) => {
                for (at, one) in all.iter().enumerate() {
                    path.push_str(&format!("/{at}"));
                    self.look(one, path, locale, found);
                    path.truncate(before);
                }
            }
            Value::Object(fields) => {
                for (name, one) in fields {
                    path.push_str(&format!("/{name}"));
                    self.look(one, path, locale, found);
                    path.truncate(before);
                }
            }
            _ => {}
        }
    }

    fn wrong(&self, text: &str) -> Option<(&'static str, String)> {
        let text = &*GAP.replace_all(text, "");
        let is_said = |words: &str| self.bare.contains(&format!(" {words} "));
        if self.instruction.is_repeated_in(text, is_said) {
            return Some(("instruction", String::new()));
        }
        let foreign = |of: &Regex| {
            of.find_iter(text)
                .map(|found| found.as_str().trim())
                .find(|found| !self.was_said(found))
                .map(str::to_owned)
        };
        let link = foreign(&ADDRESS).map(|link| ("foreign_link", link));
        link.or_else(|| foreign(&MARKUP).map(|mark| ("foreign_markup", mark)))
    }

    fn was_said(&self, text: &str) -> bool {
        let ends = ['.', ',', ';', ')', '!', '?', ':', '"', '”', '*', '/'];
        let text = spaced(text);
        let text =
            text.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
        self.said.contains(text.trim_end_matches(ends))
    }
}

fn check(rule: &str, locale: &str, path: String, args: &[(&str, &str)]) -> Check {
    Check { rule: rule.to_owned(), level: Level::Error, message: PHRASES.fill(locale, rule, args), path }
}

/// Whether there is a word in it that is not a choice among options or an address.
fn says_anything(value: &Value) -> bool {
    const CHOICES: [&str; 8] = ["channel", "platform", "cta", "link", "part", "template", "sizes", "size"];
    match value {
        Value::String(text) => text.chars().any(char::is_alphanumeric),
        Value::Array(all) => all.iter().any(says_anything),
        Value::Object(fields) => {
            fields.iter().any(|(name, one)| !CHOICES.contains(&name.as_str()) && says_anything(one))
        }
        _ => false,
    }
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
