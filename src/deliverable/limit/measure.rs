//! What a limit counts.

use crate::deliverable::{
    count::{count, is_emoji, pixels},
    view::Unit,
};
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;

/// The units of texts, what else can be counted in a content, and what only later rows speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Measure {
    Text(Unit),
    Other(Other),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Other {
    /// Entries of a list.
    Items,
    /// Lines of a text.
    Rows,
    /// Variables of a template, written `{{1}}`.
    Variables,
    Emoji,
    PxWide,
    PxHigh,
    PercentOfHeight,
    Kilobytes,
    Seconds,
    Hours,
    PerSecond,
    PerMinute,
    PerDay,
    PerThousand,
}

pub static VARIABLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{\s*(\d+)\s*\}\}").expect("the pattern is valid"));

impl Measure {
    pub fn items(self) -> bool {
        self == Self::Other(Other::Items)
    }

    pub fn unit(self) -> Option<Unit> {
        if let Self::Text(unit) = self { Some(unit) } else { None }
    }

    /// As rows of data name it.
    pub fn name(self) -> String {
        let name = serde_json::to_value(self).unwrap_or_default();
        name.as_str().unwrap_or_default().to_owned()
    }

    pub fn length(self, text: &str, size: Option<u32>) -> u32 {
        let many = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        match (self, size) {
            (Self::Text(Unit::Pixels), Some(size)) => pixels(text, size),
            (Self::Text(unit), _) => count(unit, text),
            (Self::Other(Other::Rows), _) => many(text.lines().count()),
            (Self::Other(Other::Variables), _) => many(VARIABLE.find_iter(text).count()),
            (Self::Other(Other::Emoji), _) => {
                many(text.graphemes(true).filter(|part| is_emoji(part)).count())
            }
            // The rest is no property of a text.
            (Self::Other(_), _) => 0,
        }
    }
}
