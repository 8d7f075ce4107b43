//! What came from Telegram, as it came: kept before it is understood, and taken once.

use super::{
    Installation, StoreError, Workspace,
    database::both,
    row::{column, small},
};
use crate::{id::BotId, time::Millis};

/// An update of a bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotUpdate {
    /// Grows by one with each update of a bot.
    pub update_id: i64,
    /// The chat in whose order it stands; 0 for what belongs to none.
    pub chat: i64,
    /// The JSON, letter for letter.
    pub raw: String,
}

impl Workspace<'_> {
    /// Keeps updates, all or none, and gives how many were new: one that is there already stays as it was.
    pub async fn keep_updates(
        &self,
        bot: &BotId,
        updates: Vec<BotUpdate>,
        at: Millis,
    ) -> Result<u32, StoreError> {
        let (workspace, bot) = (self.id.clone(), bot.clone());
        self.store
            .transact(async move |pool| {
                let (mut tx, mut new) = (pool.begin().await?, 0);
                for update in &updates {
                    new += both!(&mut tx, db => sqlx::query(
                        "INSERT INTO telegram_update (workspace, bot, update_id, chat, raw, at) \
                         SELECT b.workspace, b.id, $3, $4, $5, $6 FROM bot b \
                         WHERE b.workspace = $1 AND b.id = $2 ON CONFLICT DO NOTHING")
                        .bind(workspace.as_str())
                        .bind(bot.as_str())
                        .bind(update.update_id)
                        .bind(update.chat)
                        .bind(&update.raw)
                        .bind(at.0)
                        .execute(&mut **db)
                        .await
                        .map(|done| done.rows_affected()))?;
                }
                tx.commit().await?;
                Ok(small(column(new))?)
            })
            .await
    }

    /// The last update that is kept; what is asked of Telegram next comes after it.
    pub async fn last_update(&self, bot: &BotId) -> Result<Option<i64>, StoreError> {
        Ok(both!(self.reading(), db => sqlx::query_scalar(
            "SELECT max(update_id) FROM telegram_update WHERE workspace = $1 AND bot = $2")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .fetch_one(db)
            .await)?)
    }

    /// The updates that nobody has answered yet, in their order, at most `limit`.
    pub async fn waiting_updates(&self, bot: &BotId, limit: u32) -> Result<Vec<BotUpdate>, StoreError> {
        let rows: Vec<(i64, i64, String)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT update_id, chat, raw FROM telegram_update \
             WHERE workspace = $1 AND bot = $2 AND taken_at IS NULL ORDER BY update_id LIMIT $3")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(i64::from(limit))
            .fetch_all(db)
            .await)?;
        Ok(rows.into_iter().map(|(update_id, chat, raw)| BotUpdate { update_id, chat, raw }).collect())
    }

    /// Nothing more is done about an update that belongs to no chat, or cannot be read.
    pub async fn drop_update(&self, bot: &BotId, update_id: i64, at: Millis) -> Result<(), StoreError> {
        both!(self.writing(), db => sqlx::query(
            "UPDATE telegram_update SET taken_at = $4 WHERE workspace = $1 AND bot = $2 AND update_id = $3")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(update_id)
            .bind(at.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }
}

impl Installation<'_> {
    /// Forgets what was taken, and sent, before `before`. Once nothing is left the next offset is Telegram's to say:
    /// after a quiet week it begins to count anew.
    pub async fn sweep_telegram(&self, before: Millis) -> Result<u64, StoreError> {
        let mut gone = 0;
        for statement in [
            "DELETE FROM telegram_update WHERE taken_at < $1",
            "DELETE FROM telegram_link WHERE expires_at < $1",
        ] {
            gone += both!(self.store.writing(), db => sqlx::query(statement)
                .bind(before.0)
                .execute(db)
                .await
                .map(|done| done.rows_affected()))?;
        }
        Ok(gone)
    }
}
