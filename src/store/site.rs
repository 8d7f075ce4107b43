//! Sites: where the widget stands.

use super::{StoreError, Workspace, database::both, row::id};
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
        Ok(self.sites().await?.into_iter().find(|site| site.id == *id))
    }

    /// The workspace's sites, the oldest first.
    pub async fn sites(&self) -> Result<Vec<Site>, StoreError> {
        let rows: Vec<(String, String, Option<String>)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, public_key, tree FROM site WHERE workspace = $1 ORDER BY created_at, id")
            .bind(self.id.as_str())
            .fetch_all(db)
            .await)?;
        let origins: Vec<(String, String)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT o.site, o.origin FROM site_origin o JOIN site s ON s.id = o.site \
             WHERE s.workspace = $1 ORDER BY o.origin")
            .bind(self.id.as_str())
            .fetch_all(db)
            .await)?;
        let site = |(key, public_key, tree): (String, _, _)| {
            let origins =
                origins.iter().filter(|(site, _)| *site == key).map(|(_, origin)| origin.clone()).collect();
            Ok(Site { id: id(&key)?, public_key, tree, origins })
        };
        rows.into_iter().map(site).collect()
    }

    /// Sets the tree that a site's conversations start with; an unknown site gives `false`.
    pub async fn set_site_tree(&self, id: &SiteId, tree: &str) -> Result<bool, StoreError> {
        let written = both!(self.writing(), db =>
            sqlx::query("UPDATE site SET tree = $1 WHERE workspace = $2 AND id = $3")
                .bind(tree)
                .bind(self.id.as_str())
                .bind(id.as_str())
                .execute(db)
                .await
                .map(|done| done.rows_affected()))?;
        Ok(written == 1)
    }
}
