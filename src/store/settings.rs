//! What a workspace has settled for itself.

use super::{StoreError, Workspace, database::both};
use crate::time::Millis;

/// The settings, with who set them last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsRow {
    /// As JSON.
    pub body: String,
    pub who: String,
    pub at: Millis,
}

impl Workspace<'_> {
    /// `None` where nobody has set anything.
    pub async fn settings(&self) -> Result<Option<SettingsRow>, StoreError> {
        let row: Option<(String, String, i64)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT body, who, at FROM workspace_settings WHERE workspace = $1")
            .bind(self.id.as_str())
            .fetch_optional(db)
            .await)?;
        Ok(row.map(|(body, who, at)| SettingsRow { body, who, at: Millis(at) }))
    }

    pub async fn put_settings(&self, row: &SettingsRow) -> Result<(), StoreError> {
        both!(self.writing(), db => sqlx::query(
            "INSERT INTO workspace_settings (workspace, body, who, at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (workspace) DO UPDATE SET body = excluded.body, who = excluded.who, at = excluded.at")
            .bind(self.id.as_str())
            .bind(&row.body)
            .bind(&row.who)
            .bind(row.at.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }
}
