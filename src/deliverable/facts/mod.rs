//! A frozen brief, typed: what the pieces are made from. Only what was settled or taken as an assumption.

use crate::engine::brief::Brief;

/// What a brief says. Whatever nobody said, or a tree has no question for, is absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {}

impl Facts {
    pub fn of(_brief: &Brief) -> Self {
        Self {}
    }

    /// Everything that was said, as one text: what a piece's numbers and names are held against.
    pub fn words(&self) -> String {
        String::new()
    }

    /// A field as a person reads it, by its path.
    pub fn field(&self, _path: &str) -> Option<&str> {
        None
    }
}
