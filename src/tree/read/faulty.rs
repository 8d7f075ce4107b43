//! What is there and could not be read: nothing follows from its absence.

use serde_json::Value as Json;
use std::collections::BTreeSet;

/// The faulty parts of a document, by their names.
#[derive(Clone, Debug, Default)]
pub struct Faulty {
    pub nodes: BTreeSet<String>,
    /// Slots and fields of schemas, and what faulty nodes call the items of a list.
    pub slots: BTreeSet<String>,
    /// Fields of the tree itself; a list counts with any of its entries.
    pub fields: BTreeSet<String>,
    /// Whether a faulty `each` does not say how it calls its item: then any path may begin with it.
    nameless_item: bool,
}

impl Faulty {
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.slots.is_empty() && self.fields.is_empty()
    }

    /// Whether the field of the tree itself could not be read.
    pub fn field(&self, key: &str) -> bool {
        self.fields.contains(key)
    }

    /// Whether the slot at `path` may be one that could not be read.
    pub fn slot(&self, path: &str) -> bool {
        let inside = path.contains('/');
        path.split('/').any(|part| self.slots.contains(part))
            || self.field("slots")
            || (inside && (self.nameless_item || self.field("schemas")))
    }

    /// Whether the node, or the one that calls its tree (`kit_call/tone`), could not be read.
    pub fn node(&self, id: &str) -> bool {
        self.field("nodes") || id.split('/').any(|part| self.nodes.contains(part))
    }

    pub(super) fn add_node(&mut self, id: &str, json: &Json) {
        self.nodes.insert(id.into());
        match json.get("as").and_then(Json::as_str) {
            Some(item) => {
                self.slots.insert(item.into());
            }
            None => self.nameless_item |= json.get("kind").and_then(Json::as_str) == Some("each"),
        }
    }

    pub(super) fn add_slot(&mut self, id: &str, _: &Json) {
        self.slots.insert(id.into());
    }
}
