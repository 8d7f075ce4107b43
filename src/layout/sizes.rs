//! The sizes that channels ask for, as data.

use serde::Deserialize;

const TABLE: &str = include_str!("sizes.json");

/// One size of one channel.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Size {
    pub name: String,
    pub channel: String,
    pub width: u32,
    pub height: u32,
    pub safe: Safe,
    /// The largest file that the channel takes.
    pub bytes: usize,
    pub source: String,
    pub date: String,
}

/// What the channel covers with its own buttons, in parts of the height.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Safe {
    pub top: f32,
    pub bottom: f32,
}

impl Size {
    /// As people call it.
    pub fn told(&self) -> String {
        format!("{}×{}", self.width, self.height)
    }
}

/// All of them, as they stand in the table.
///
/// # Panics
/// If the table is not valid: it is part of the binary, and a test reads it.
pub fn all() -> Vec<Size> {
    serde_json::from_str(TABLE).expect("the compiled-in table of sizes is valid JSON")
}
