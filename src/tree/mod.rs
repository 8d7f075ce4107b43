//! The validated document: a dialogue tree that has been checked once and can be walked ever after.

pub mod condition;
pub mod json;
pub mod value;

use json::{Locale, Node, NodeId, Slot, Text, TreeDoc};
use std::{collections::BTreeMap, sync::Arc};

/// A tree with every tree that it calls. Immutable; conversations pin it by [`Tree::hash`].
#[derive(Debug)]
pub struct Tree {
    doc: TreeDoc,
    /// Every tree that is called, by its id; calls do not recurse.
    calls: BTreeMap<String, Arc<Tree>>,
    hash: String,
}

impl Tree {
    /// The document as it was written.
    pub fn doc(&self) -> &TreeDoc {
        &self.doc
    }

    /// SHA-256 (hex) of the canonical text of the closure: this tree and every tree it calls,
    /// without layout and tests.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    pub fn node(&self, id: &str) -> Option<&Node> {
        self.doc.nodes.get(id)
    }

    /// The called tree of that id.
    pub fn call(&self, id: &str) -> Option<&Arc<Tree>> {
        self.calls.get(id)
    }

    /// The slot at `path`: `budget`, `kit/tone`; an item id (`rivals/i3/link`) stands for the list's item type.
    pub fn slot(&self, path: &str) -> Option<&Slot> {
        let mut parts = path.split('/');
        let mut slot = self.doc.slots.get(parts.next()?)?;
        for part in parts {
            slot = match &slot.of {
                Some(of) => of,
                None => self.fields(slot).get(part)?,
            };
        }
        Some(slot)
    }

    /// An object's fields, its own or those of its schema.
    pub fn fields<'a>(&'a self, slot: &'a Slot) -> &'a indexmap::IndexMap<String, Slot> {
        slot.schema.as_ref().and_then(|name| self.doc.schemas.get(name)).unwrap_or(&slot.fields)
    }

    /// The text in `locale`, else in the tree's default one.
    pub fn text<'a>(&self, text: &'a Text, locale: &str) -> &'a str {
        text.get(locale).or_else(|| text.get(&self.doc.default_locale)).map_or("", String::as_str)
    }

    pub fn default_locale(&self) -> &Locale {
        &self.doc.default_locale
    }

    pub fn start(&self) -> &NodeId {
        &self.doc.start
    }
}
