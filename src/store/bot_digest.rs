//! The one digest a day of a chat: who is still to be told, and who was.

use super::{StoreError, Workspace, database::both};
use crate::{id::BotId, time::Millis};

/// A day's digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestDay {
    /// ISO 8601, in the workspace's zone.
    pub day: String,
    /// When it was due; a chat that is shown pieces only since later has seen them as they came.
    pub due: Millis,
}

impl Workspace<'_> {
    /// The chats that are shown pieces and have not been told the digest of this day, at most `limit`; of one chat
    /// only, if it is given.
    pub async fn chats_to_tell(
        &self,
        bot: &BotId,
        digest: &DigestDay,
        chat: Option<i64>,
        limit: u32,
    ) -> Result<Vec<i64>, StoreError> {
        Ok(both!(self.reading(), db => sqlx::query_scalar(
            "SELECT DISTINCT t.chat FROM telegram_watch w JOIN telegram_chat t ON t.bot = w.bot AND t.chat = w.chat \
             WHERE w.workspace = $1 AND w.bot = $2 AND w.at < $3 AND t.digest_on <> $4 AND t.gone_at IS NULL \
             AND ($5 = 0 OR t.chat = $5) LIMIT $6")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(digest.due.0)
            .bind(&digest.day)
            .bind(chat.unwrap_or_default())
            .bind(i64::from(limit))
            .fetch_all(db)
            .await)?)
    }

    /// A chat was told the digest of a day, or there was none to tell.
    pub async fn digest_told(&self, bot: &BotId, chat: i64, day: &str) -> Result<(), StoreError> {
        both!(self.writing(), db => sqlx::query(
            "UPDATE telegram_chat SET digest_on = $4 WHERE workspace = $1 AND bot = $2 AND chat = $3")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(chat)
            .bind(day)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }
}
