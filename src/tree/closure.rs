//! A tree with all it calls: where called trees are found, and the hash that names the whole.

use super::{Tree, json::TreeDoc};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt::Write, sync::Arc};

/// The trees that may be called, by id.
#[derive(Clone, Debug, Default)]
pub struct Library(BTreeMap<String, TreeDoc>);

impl Library {
    /// A library of these trees; of two with the same id the last one counts.
    pub fn of(trees: impl IntoIterator<Item = TreeDoc>) -> Self {
        Self(trees.into_iter().map(|tree| (tree.id.clone(), tree)).collect())
    }

    pub fn get(&self, id: &str) -> Option<&TreeDoc> {
        self.0.get(id)
    }

    pub fn iter(&self) -> impl Iterator<Item = &TreeDoc> {
        self.0.values()
    }
}

/// SHA-256 (hex) of the canonical text: compact JSON without schema, layout and tests, then a line per called
/// tree, `id hash`, in the order of the ids.
pub(super) fn hash(doc: &TreeDoc, calls: &BTreeMap<String, Arc<Tree>>) -> String {
    let content = TreeDoc { schema: None, layout: BTreeMap::new(), tests: Vec::new(), ..doc.clone() };
    let json = serde_json::to_string(&content).expect("a tree's keys are strings, so that it is always JSON");
    let called = calls.iter().fold(json, |mut text, (id, tree)| {
        text.extend(["\n", id, " ", tree.hash()]);
        text
    });
    Sha256::digest(called).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("writing to a String does not fail");
        hex
    })
}
