//! What is asked before a workspace is known. It yields ids only; everything else needs a `Workspace`.

use super::{Store, StoreError};
use crate::{
    id::{SiteId, VisitorId, WorkspaceId},
    time::Millis,
};

/// The whole installation, across workspaces.
#[derive(Clone, Copy)]
pub struct Installation<'a> {
    pub(super) store: &'a Store,
}

impl Installation<'_> {
    /// The workspace `default` and its site, created on the first boot.
    /// `origins` are added to the site's if they are not there yet.
    pub async fn ensure_default(
        &self,
        origins: &[String],
        at: Millis,
    ) -> Result<(WorkspaceId, SiteId), StoreError> {
        let _ = (origins, at, self.store);
        todo!()
    }

    /// The site with this public key.
    pub async fn site_by_key(&self, public_key: &str) -> Result<Option<(WorkspaceId, SiteId)>, StoreError> {
        let _ = public_key;
        todo!()
    }

    /// The sites that registered exactly this origin.
    pub async fn sites_by_origin(&self, origin: &str) -> Result<Vec<(WorkspaceId, SiteId)>, StoreError> {
        let _ = origin;
        todo!()
    }

    /// The visitor with this token, for requests that name no site.
    pub async fn visitor_by_token(
        &self,
        token_hash: &str,
    ) -> Result<Option<(WorkspaceId, VisitorId)>, StoreError> {
        let _ = token_hash;
        todo!()
    }

    /// Every workspace, the oldest first.
    pub async fn workspaces(&self) -> Result<Vec<WorkspaceId>, StoreError> {
        todo!()
    }
}
