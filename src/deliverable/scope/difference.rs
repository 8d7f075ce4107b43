//! What differs between two contents or between the lines of two versions.

use crate::deliverable::view::{Line, LineChange};
use serde_json::Value;

/// What a new version says differently.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The values that differ, as JSON pointers, in the order of the content.
    pub paths: Vec<String>,
    /// Nothing but blanks and link tags (`utm_…`) differ.
    pub minor: bool,
}

impl Difference {
    pub fn of(_before: &Value, _after: &Value) -> Self {
        Self::default()
    }
}

/// The lines that were changed, added or removed.
pub fn changes(_before: &[Line], _after: &[Line]) -> Vec<LineChange> {
    Vec::new()
}
