//! The tree library: immutable tree versions by content hash, and which of them a workspace publishes.

use super::{StoreError, Workspace};
use crate::time::Millis;

/// One version of a tree: the closure of a document and every tree that it calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeVersion {
    /// Content hash of the closure.
    pub hash: String,
    /// The tree's id, the same in all its versions.
    pub tree: String,
    pub title: String,
    /// The closure, as JSON.
    pub body: String,
}

/// A version that is or was the published one of its tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    pub tree: String,
    pub hash: String,
    pub title: String,
    /// Who published it.
    pub who: String,
    pub at: Millis,
}

impl Workspace<'_> {
    /// Keeps a version (once: its hash is its name) and makes it the published one of its tree.
    /// Publishing what is published already changes nothing and gives `false`.
    pub async fn publish_tree(
        &self,
        version: &TreeVersion,
        who: &str,
        at: Millis,
    ) -> Result<bool, StoreError> {
        let _ = (version, who, at);
        todo!()
    }

    pub async fn tree_by_hash(&self, hash: &str) -> Result<Option<TreeVersion>, StoreError> {
        let _ = hash;
        todo!()
    }

    /// The published version of a tree.
    pub async fn published(&self, tree: &str) -> Result<Option<TreeVersion>, StoreError> {
        let _ = tree;
        todo!()
    }

    /// What the workspace publishes now, by tree id.
    pub async fn library(&self) -> Result<Vec<Publication>, StoreError> {
        todo!()
    }

    /// Everything that was ever published of a tree, the last first.
    pub async fn publications(&self, tree: &str) -> Result<Vec<Publication>, StoreError> {
        let _ = tree;
        todo!()
    }
}
