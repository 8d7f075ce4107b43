//! What no piece may hold, whatever a text in the brief told the model: its instruction, addresses that nobody gave,
//! markup that runs or loads something.

use super::{PHRASES, prompt::Prompt};
use crate::{
    deliverable::{Check, Content, Level},
    engine::parse::words::bare,
    pattern::compiled,
};
use regex::Regex;
use serde_json::Value;
use std::{collections::HashSet, sync::LazyLock};

/// So many words in a row of the instruction are a repetition and no accident.
const REPEATED_WORDS: usize = 8;

/// Addresses, by name, by number, and what is opened without one.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    let whole = concat!(
        r"(?i)(?:\b[a-z][a-z0-9+.-]{1,12}://[^\s<>()\[\]]+|\bwww\.[^\s<>()\[\]]+",
        r"|\b(?:javascript|vbscript|data|file|mailto|tel):[^\s<>()\[\]]+|(?:^|[\s(\[])//[^\s<>()\[\]]+",
        r"|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|br|io|app|dev|info|biz|co|me|xyz|ru|cn|ly|pt|uk|example|test|site|shop|online|top|ai|gg|to|link)\b(?:/[^\s<>()\[\]]*)?",
        r"|\b\d{1,3}(?:\.\d{1,3}){3}\b\S*)",
    );
    compiled(whole)
});

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
    canary: String,
    instruction: HashSet<String>,
}

impl Guard {
    pub fn new(prompt: &Prompt) -> Self {
        let words: Vec<String> = bare(&prompt.system).split(' ').map(str::to_owned).collect();
        Self {
            said: spaced(&prompt.said),
            bare: format!(" {} ", bare(&prompt.said)),
            canary: squeezed(&prompt.canary),
            instruction: words.windows(REPEATED_WORDS).map(|run| run.join(" ")).collect(),
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
        if self.repeats(text) {
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

    fn repeats(&self, text: &str) -> bool {
        let squeezed = squeezed(text);
        let backwards: String = squeezed.chars().rev().collect();
        if squeezed.contains(&self.canary) || backwards.contains(&self.canary) {
            return true;
        }
        let bare = bare(text);
        let words: Vec<&str> = bare.split(' ').collect();
        words.windows(REPEATED_WORDS).any(|run| {
            let run = run.join(" ");
            self.instruction.contains(&run) && !self.bare.contains(&format!(" {run} "))
        })
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

/// Letters and digits only, so that nothing hides between spaces and dashes.
fn squeezed(text: &str) -> String {
    bare(text).replace(' ', "")
}
