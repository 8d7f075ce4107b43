//! Sites: where the widget stands.

use super::{StoreError, Workspace};
use crate::id::SiteId;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    pub id: SiteId,
    pub public_key: String,
    /// The tree that a conversation starts with unless `hello` names another.
    pub tree: Option<String>,
    /// The exact origins that a socket may come from.
    pub origins: Vec<String>,
}

impl Workspace<'_> {
    pub async fn site(&self, id: &SiteId) -> Result<Option<Site>, StoreError> {
        let _ = id;
        todo!()
    }

    /// The workspace's sites, the oldest first.
    pub async fn sites(&self) -> Result<Vec<Site>, StoreError> {
        todo!()
    }

    /// Sets the tree that a site's conversations start with.
    pub async fn set_site_tree(&self, id: &SiteId, tree: &str) -> Result<(), StoreError> {
        let _ = (id, tree);
        todo!()
    }
}
