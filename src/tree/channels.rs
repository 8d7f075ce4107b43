//! What the channels take. The numbers are data (`channels.json`), each with its source and date.

use indexmap::IndexMap;
use serde::Deserialize;
use std::sync::LazyLock;

/// The limits of a channel.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Where the numbers come from.
    pub source: String,
    /// When they were looked up, as 2026-11-20.
    pub date: String,
    /// Longest message, in UTF-16 units.
    pub message_characters_max: usize,
    /// Most data behind a button.
    pub callback_bytes_max: usize,
    /// What of it the channel's own code needs to name the question.
    pub callback_bytes_of_ours: usize,
    pub buttons_per_row_max: usize,
    /// Most buttons under a message.
    pub buttons_max: usize,
}

impl Limits {
    /// Longest id of an option, in bytes.
    pub fn id_bytes_max(&self) -> usize {
        self.callback_bytes_max - self.callback_bytes_of_ours
    }
}

/// The limits by channel.
///
/// # Panics
/// If the table is not valid: it is part of the binary, and a test reads it.
pub fn channels() -> &'static IndexMap<String, Limits> {
    static CHANNELS: LazyLock<IndexMap<String, Limits>> = LazyLock::new(|| {
        serde_json::from_str(include_str!("channels.json")).expect("the compiled-in limits are valid")
    });
    &CHANNELS
}
