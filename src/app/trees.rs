//! Trees in memory: checked once, pinned by their hash, shared by every conversation on them.

use crate::{
    id::WorkspaceId,
    store::{Store, StoreError, TreeVersion},
    time::Millis,
    tree::{Library, Tree, json::TreeDoc},
};
use quick_cache::{Weighter, sync::Cache};
use std::sync::Arc;

/// What all checked trees together may take. A conversation that has one pinned keeps it alive.
const CACHE_BYTES: u64 = 64 << 20;
/// A checked tree takes about this many times its JSON.
const TREE_PER_JSON: u64 = 4;
/// How long another process's publication may go unseen.
const PUBLISHED_FOR_MS: i64 = 2_000;

#[derive(Clone, Debug)]
struct Weighed(Arc<Tree>, u64);

#[derive(Clone, Debug)]
struct Bytes;

impl Weighter<String, Weighed> for Bytes {
    fn weight(&self, _: &String, tree: &Weighed) -> u64 {
        tree.1
    }
}

/// Checked trees by hash, and what is published by tree id.
#[derive(Debug)]
pub struct Trees {
    checked: Cache<String, Weighed, Bytes>,
    published: Cache<(WorkspaceId, String), (Millis, Arc<Tree>)>,
}

/// Why there is no such tree.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    #[error("no tree is published under the id {0}")]
    Unpublished(String),
    #[error("the library has no tree with the hash {0}")]
    Missing(String),
    #[error("the tree {0} of the library cannot be walked by this version")]
    Unreadable(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Default for Trees {
    fn default() -> Self {
        Self { checked: Cache::with_weighter(64, CACHE_BYTES, Bytes), published: Cache::new(256) }
    }
}

impl Trees {
    /// The tree with this hash.
    pub async fn pinned(
        &self,
        store: &Store,
        workspace: &WorkspaceId,
        hash: &str,
    ) -> Result<Arc<Tree>, TreeError> {
        if let Some(tree) = self.checked.get(hash) {
            return Ok(tree.0);
        }
        let version = store.workspace(workspace).tree_by_hash(hash).await?;
        self.check(&version.ok_or_else(|| TreeError::Missing(hash.to_owned()))?)
    }

    /// The version of the tree that the workspace publishes.
    pub async fn published(
        &self,
        store: &Store,
        workspace: &WorkspaceId,
        id: &str,
        now: Millis,
    ) -> Result<Arc<Tree>, TreeError> {
        let key = (workspace.clone(), id.to_owned());
        if let Some((at, tree)) = self.published.get(&key)
            && now.0 - at.0 < PUBLISHED_FOR_MS
        {
            return Ok(tree);
        }
        let version = store.workspace(workspace).published(id).await?;
        let tree = self.check(&version.ok_or_else(|| TreeError::Unpublished(id.to_owned()))?)?;
        self.published.insert(key, (now, tree.clone()));
        Ok(tree)
    }

    fn check(&self, version: &TreeVersion) -> Result<Arc<Tree>, TreeError> {
        if let Some(tree) = self.checked.get(&version.hash) {
            return Ok(tree.0);
        }
        let tree = read(version).ok_or_else(|| TreeError::Unreadable(version.hash.clone()))?;
        let bytes = TREE_PER_JSON * version.body.len() as u64;
        self.checked.insert(version.hash.clone(), Weighed(tree.clone(), bytes));
        Ok(tree)
    }
}

/// A tree and what it calls as the library keeps them: the documents, the tree itself first.
pub fn version(tree: &Tree) -> TreeVersion {
    let mut docs = vec![tree.doc()];
    gather(tree, &mut docs);
    TreeVersion {
        hash: tree.hash().to_owned(),
        tree: tree.doc().id.clone(),
        title: tree.text(&tree.doc().title, tree.default_locale()).to_owned(),
        body: serde_json::to_string(&docs).expect("a tree's keys are strings, so that it is always JSON"),
    }
}

fn gather<'a>(tree: &'a Tree, docs: &mut Vec<&'a TreeDoc>) {
    for called in tree.called() {
        if !docs.iter().any(|doc| doc.id == called.doc().id) {
            docs.push(called.doc());
            gather(called, docs);
        }
    }
}

fn read(version: &TreeVersion) -> Option<Arc<Tree>> {
    let mut docs: Vec<TreeDoc> = serde_json::from_str(&version.body).ok()?;
    let library = Library::of(docs.iter().skip(1).cloned());
    if docs.is_empty() {
        return None;
    }
    Tree::load(docs.swap_remove(0), &library).ok()
}
