//! A piece as the rules look at it.

use super::Against;
use crate::{
    deliverable::{
        Check, Content, Gap, Level,
        lines::{Field, Voice, found, without_gaps},
    },
    engine::parse::words::bare,
    phrase::Phrases,
};
use std::{collections::HashMap, sync::LazyLock};

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("phrases.json")));

static WORDS: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("words.json")).expect("the compiled-in word lists are valid JSON")
});

/// A list of bare words or phrases, of every language together, because people mix them.
pub fn words(list: &str) -> &'static [String] {
    WORDS.get(list).map_or(&[], Vec::as_slice)
}

/// A text of the piece.
#[derive(Debug)]
pub struct Text {
    pub path: String,
    pub label: String,
    pub field: &'static Field,
    /// Without its gaps.
    pub plain: String,
    /// Its bare words, between spaces.
    bare: String,
    pub gaps: Vec<Gap>,
}

#[derive(Debug)]
pub struct Seen<'a> {
    pub content: &'a Content,
    pub against: &'a Against<'a>,
    pub texts: Vec<Text>,
}

impl<'a> Seen<'a> {
    pub fn of(content: &'a Content, against: &'a Against<'a>) -> Self {
        let value = content.value();
        let texts = found(content.kind(), &value).into_iter().map(|found| {
            let plain = without_gaps(found.text);
            Text {
                label: found.label(against.locale),
                gaps: Gap::all(found.text),
                bare: format!(" {} ", bare(&plain)),
                plain,
                field: found.field,
                path: found.path,
            }
        });
        Self { content, against, texts: texts.collect() }
    }

    /// What the audience reads.
    pub fn public(&self) -> impl Iterator<Item = &Text> {
        self.texts.iter().filter(|text| text.field.voice == Voice::Public)
    }

    /// What people read: all but what is for machines.
    pub fn prose(&self) -> impl Iterator<Item = &Text> {
        self.texts.iter().filter(|text| text.field.voice != Voice::Technical)
    }

    /// The texts of one field.
    pub fn field(&self, path: &str) -> impl Iterator<Item = &Text> {
        self.texts.iter().filter(move |text| text.field.path == path)
    }

    pub fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        PHRASES.fill(self.against.locale, key, args)
    }

    /// A finding; its phrase is named by the rule, and by what of the rule was broken after a dot.
    pub fn finds(&self, level: Level, path: &str, key: &str, args: &[(&str, &str)]) -> Check {
        let rule = key.split('.').next().unwrap_or(key).to_owned();
        Check { rule, level, message: self.say(key, args), path: path.to_owned() }
    }
}

impl Text {
    /// Whether these bare words stand in it, one after the other.
    pub fn says(&self, phrase: &str) -> bool {
        !phrase.is_empty() && self.bare.contains(&format!(" {phrase} "))
    }

    pub fn is_empty(&self) -> bool {
        self.plain.trim().is_empty() && self.gaps.is_empty()
    }

    pub fn bare(&self) -> &str {
        self.bare.trim()
    }
}

/// “one”, “two”.
pub fn quoted(words: &[String]) -> String {
    words.iter().map(|word| format!("“{word}”")).collect::<Vec<_>>().join(", ")
}
