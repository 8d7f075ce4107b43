//! How it is with a bot: whether somebody speaks for it, what waits, what went wrong.

use super::{StoreError, Workspace, database::both};
use crate::{id::BotId, time::Millis};

/// How it is with a bot, at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BotState {
    /// A process has its lease.
    pub is_spoken_for: bool,
    /// Messages that are not sent yet.
    pub waiting: u32,
    /// Since when the first of them waits.
    pub since: Option<Millis>,
    /// What keeps it from being spoken for, since when.
    pub trouble: Option<(Millis, String)>,
    /// The last message that Telegram refused.
    pub refused: Option<(Millis, String)>,
}

impl Workspace<'_> {
    /// How it is with a bot; one that is not here is as one of which nothing is known.
    pub async fn bot_state(&self, bot: &BotId, now: Millis) -> Result<BotState, StoreError> {
        let (waiting, since) = self.sends_waiting(bot).await?;
        let row: Option<(Option<i64>, String, Option<i64>)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT l.until, b.trouble, b.trouble_at FROM bot b LEFT JOIN telegram_lease l ON l.bot = b.id \
             WHERE b.workspace = $1 AND b.id = $2")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .fetch_optional(db)
            .await)?;
        let Some((until, trouble, at)) = row else { return Ok(BotState::default()) };
        Ok(BotState {
            is_spoken_for: until.is_some_and(|until| until >= now.0),
            waiting,
            since,
            trouble: at.filter(|_| !trouble.is_empty()).map(|at| (Millis(at), trouble)),
            refused: self.last_refused(bot).await?,
        })
    }

    async fn last_refused(&self, bot: &BotId) -> Result<Option<(Millis, String)>, StoreError> {
        let row: Option<(i64, String)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT ended_at, error FROM telegram_send WHERE workspace = $1 AND bot = $2 \
             AND ended_at IS NOT NULL AND message_id IS NULL AND error <> '' ORDER BY ended_at DESC, number DESC LIMIT 1")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .fetch_optional(db)
            .await)?;
        Ok(row.map(|(at, error)| (Millis(at), error)))
    }

    /// Notes what keeps a bot from being spoken for; an empty text for nothing. `false` if that was known, or the bot
    /// is not here.
    pub async fn note_bot(&self, bot: &BotId, trouble: &str, at: Millis) -> Result<bool, StoreError> {
        let written = both!(self.writing(), db => sqlx::query(
            "UPDATE bot SET trouble = $3, trouble_at = $4 WHERE workspace = $1 AND id = $2 AND trouble <> $3")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(trouble)
            .bind(at.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(written > 0)
    }

    /// What waits is tried at once: what it waited for is over.
    pub async fn hurry_sends(&self, bot: &BotId) -> Result<(), StoreError> {
        both!(self.writing(), db => sqlx::query(
            "UPDATE telegram_send SET not_before = 0 WHERE workspace = $1 AND bot = $2 AND ended_at IS NULL")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }
}
