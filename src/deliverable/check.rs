//! What was found in a version by those who look before a person does.

use serde::{Deserialize, Serialize};

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Names the rule (`limit`, `gap`, `avoid_word`, `invented_number` …).
    pub rule: String,
    pub level: Level,
    /// What is wrong and what to do, in the piece's language.
    pub message: String,
    /// The field, as a JSON pointer into the content; empty for the whole piece.
    pub path: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Told, and that is all.
    Note,
    /// Whoever approves says that they have seen it.
    Warn,
    /// Nobody can approve it.
    Error,
}
