//! What Telegram takes, as data: `limits.json` has every row with its source and date.

use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// Each limit by its name in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// A text, after its tags were read.
    Message,
    /// What stands below a picture or a file.
    Caption,
    /// Formatted places in one text; what is beyond them is shown plain.
    Entities,
    /// What a button carries.
    CallbackData,
    /// The short notice after a press.
    CallbackAnswer,
    /// Buttons of one message.
    Keyboard,
    KeyboardRow,
    /// The words on a button.
    Button,
    /// The words in an empty reply.
    Placeholder,
    FileName,
    /// A file that a bot reads.
    Download,
    /// A file that a bot sends.
    Upload,
    UploadPhoto,
    /// Width and height of a photo together, …
    PhotoSides,
    /// … and how many times the one may be the other.
    PhotoRatio,
    /// Messages of a bot to all its chats.
    PerSecond,
    PerSecondInAChat,
    PerMinuteInAGroup,
    Commands,
    Command,
    CommandDescription,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Utf16,
    Bytes,
    Items,
    Dots,
    Messages,
}

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Origin {
    /// Official documentation.
    #[serde(rename = "o")]
    Official,
    /// General knowledge.
    #[serde(rename = "k")]
    Known,
}

/// One row of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub name: Limit,
    pub max: usize,
    pub unit: Unit,
    pub source: Origin,
    /// Where it says so.
    pub from: String,
}

#[derive(Debug, Deserialize)]
struct Table {
    date: String,
    limits: Vec<Row>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_json::from_str(include_str!("limits.json")).expect("the compiled-in limits are valid JSON")
});

static BY_NAME: LazyLock<BTreeMap<Limit, usize>> =
    LazyLock::new(|| TABLE.limits.iter().map(|row| (row.name, row.max)).collect());

impl Limit {
    /// The most that Telegram takes.
    ///
    /// # Panics
    /// If the table lacks it: it is part of the binary, and a test reads each name.
    pub fn max(self) -> usize {
        *BY_NAME.get(&self).expect("every limit has its row")
    }
}

/// Every row.
pub fn all() -> &'static [Row] {
    &TABLE.limits
}

/// When they were looked up.
pub fn date() -> &'static str {
    &TABLE.date
}

/// The length of a text as Telegram counts.
pub fn length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The text, or as much of its beginning as `max` units hold with an ellipsis behind it.
pub fn clipped(text: &str, max: usize) -> String {
    if length(text) <= max {
        return text.to_owned();
    }
    let mut room = max.saturating_sub(1);
    let fits = |c: &char| {
        let taken = room.checked_sub(c.len_utf16());
        room = taken.unwrap_or_default();
        taken.is_some()
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}
