//! What is wrong with a piece, before a person sees it.

use super::{Check, Content, Kit};

/// What a piece is held against.
#[derive(Clone, Copy, Debug)]
pub struct Against<'a> {
    pub kit: &'a Kit,
    /// Everything that the person said, the kit's words and those of the pieces before it.
    pub own: &'a str,
    pub locale: &'a str,
    pub by_model: bool,
}

/// Everything that was found.
pub fn inspect(_content: &Content, _against: &Against) -> Vec<Check> {
    Vec::new()
}
