//! Telegram bots of a workspace.

use super::{StoreError, Workspace, database::both, row::id};
use crate::{id::BotId, time::Millis};

/// A bot. Its token is an opaque, sealed text to the store.
#[derive(Clone, PartialEq, Eq)]
pub struct Bot {
    pub id: BotId,
    pub name: String,
    pub sealed_token: String,
    pub created_at: Millis,
}

impl std::fmt::Debug for Bot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bot").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}

impl Workspace<'_> {
    pub async fn create_bot(&self, bot: &Bot) -> Result<(), StoreError> {
        both!(self.writing(), db => sqlx::query(
            "INSERT INTO bot (id, workspace, name, sealed_token, created_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(bot.id.as_str())
            .bind(self.id.as_str())
            .bind(&bot.name)
            .bind(&bot.sealed_token)
            .bind(bot.created_at.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// The workspace's bots by name.
    pub async fn bots(&self) -> Result<Vec<Bot>, StoreError> {
        let rows: Vec<(String, String, String, i64)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, name, sealed_token, created_at FROM bot WHERE workspace = $1 ORDER BY name, id")
            .bind(self.id.as_str())
            .fetch_all(db)
            .await)?;
        let bot = |(key, name, sealed_token, created_at): (String, _, _, _)| {
            Ok(Bot { id: id(&key)?, name, sealed_token, created_at: Millis(created_at) })
        };
        rows.into_iter().map(bot).collect()
    }
}
