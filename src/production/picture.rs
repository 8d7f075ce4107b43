//! The pictures of a text. Here the layouts and the models for pictures come in; without them a piece is its words.

use super::{errand::Errand, wish::Picture};
use crate::{deliverable::Content, turn::Peer};

/// What is drawn for a text, kept already; nothing where nothing can be.
pub async fn pictures(_errand: &Errand, _peer: &Peer, _content: &Content) -> Vec<Picture> {
    Vec::new()
}
