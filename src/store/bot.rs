//! Telegram bots of a workspace.

use super::{
    Installation, Lease, StoreError, Workspace,
    database::both,
    row::{id, maybe_id},
};
use crate::{
    id::{BotId, WorkspaceId},
    time::Millis,
};

/// A bot. Its token is an opaque, sealed text to the store.
#[derive(Clone, PartialEq, Eq)]
pub struct Bot {
    pub id: BotId,
    /// As Telegram shows it to people.
    pub name: String,
    /// Without the `@`: its address is `t.me/username`.
    pub username: String,
    /// The number by which Telegram knows it; 0 as long as nobody asked.
    pub telegram_id: i64,
    pub sealed_token: String,
    pub created_at: Millis,
}

impl std::fmt::Debug for Bot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bot").field("id", &self.id).field("username", &self.username).finish_non_exhaustive()
    }
}

type Row = (String, String, String, i64, String, i64);

fn bot((key, name, username, telegram_id, sealed_token, created_at): Row) -> Result<Bot, StoreError> {
    let (id, created_at) = (id(&key)?, Millis(created_at));
    Ok(Bot { id, name, username, telegram_id, sealed_token, created_at })
}

impl Workspace<'_> {
    /// Adds a bot. `false` if some workspace has it already.
    pub async fn create_bot(&self, bot: &Bot) -> Result<bool, StoreError> {
        let written = both!(self.writing(), db => sqlx::query(
            "INSERT INTO bot (id, workspace, name, username, telegram_id, sealed_token, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING")
            .bind(bot.id.as_str())
            .bind(self.id.as_str())
            .bind(&bot.name)
            .bind(&bot.username)
            .bind(bot.telegram_id)
            .bind(&bot.sealed_token)
            .bind(bot.created_at.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(written > 0)
    }

    /// The workspace's bots by name.
    pub async fn bots(&self) -> Result<Vec<Bot>, StoreError> {
        let rows: Vec<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, name, username, telegram_id, sealed_token, created_at FROM bot \
             WHERE workspace = $1 ORDER BY name, id")
            .bind(self.id.as_str())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(bot).collect()
    }

    /// The bot that people of this workspace are led to, by its address.
    pub async fn bot_to_lead_to(&self) -> Result<Option<String>, StoreError> {
        Ok(both!(self.reading(), db => sqlx::query_scalar(
            "SELECT username FROM bot WHERE workspace = $1 AND username <> '' ORDER BY name, id LIMIT 1")
            .bind(self.id.as_str())
            .fetch_optional(db)
            .await)?)
    }

    pub async fn bot(&self, key: &BotId) -> Result<Option<Bot>, StoreError> {
        let row: Option<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, name, username, telegram_id, sealed_token, created_at FROM bot \
             WHERE workspace = $1 AND id = $2")
            .bind(self.id.as_str())
            .bind(key.as_str())
            .fetch_optional(db)
            .await)?;
        row.map(bot).transpose()
    }

    /// Gives a bot that is there its token, its name and its username anew.
    pub async fn renew_bot(&self, bot: &Bot) -> Result<bool, StoreError> {
        let written = both!(self.writing(), db => sqlx::query(
            "UPDATE bot SET sealed_token = $3, name = $4, username = $5, trouble = '' \
             WHERE workspace = $1 AND id = $2")
                .bind(self.id.as_str())
                .bind(bot.id.as_str())
                .bind(&bot.sealed_token)
                .bind(&bot.name)
                .bind(&bot.username)
                .execute(db)
                .await
                .map(|done| done.rows_affected()))?;
        Ok(written > 0)
    }

    /// Whether somebody without an invitation reads the names of those who can invite them.
    pub async fn bot_names_owners(&self, bot: &BotId) -> Result<bool, StoreError> {
        let names: Option<bool> = both!(self.reading(), db => sqlx::query_scalar(
            "SELECT names_owners FROM bot WHERE workspace = $1 AND id = $2")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .fetch_optional(db)
            .await)?;
        Ok(names.unwrap_or_default())
    }

    /// Says whether they do. `false` if there is no such bot.
    pub async fn name_owners(&self, bot: &BotId, names: bool) -> Result<bool, StoreError> {
        let written = both!(self.writing(), db => sqlx::query(
            "UPDATE bot SET names_owners = $3 WHERE workspace = $1 AND id = $2")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(names)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(written > 0)
    }

    /// Forgets a bot with its chats and everything that waits to be sent; conversations stay.
    pub async fn remove_bot(&self, bot: &BotId) -> Result<bool, StoreError> {
        let gone = both!(self.writing(), db => sqlx::query("DELETE FROM bot WHERE workspace = $1 AND id = $2")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(gone > 0)
    }

    /// Begins to speak for a bot, or goes on with it. `false` while another process does.
    pub async fn take_bot(&self, bot: &BotId, lease: &Lease<'_>) -> Result<bool, StoreError> {
        let taken = both!(self.writing(), db => sqlx::query(
            "INSERT INTO telegram_lease (bot, holder, until) \
             SELECT b.id, $3, $4 FROM bot b WHERE b.workspace = $1 AND b.id = $2 \
             ON CONFLICT (bot) DO UPDATE SET holder = excluded.holder, until = excluded.until \
             WHERE telegram_lease.holder = excluded.holder OR telegram_lease.until < $5")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(lease.holder)
            .bind(lease.until.0)
            .bind(lease.now.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(taken > 0)
    }

    /// Leaves a bot to whoever comes next.
    pub async fn leave_bot(&self, bot: &BotId, holder: &str) -> Result<(), StoreError> {
        both!(self.writing(), db => sqlx::query(
            "DELETE FROM telegram_lease WHERE bot = $2 AND holder = $3 \
             AND bot IN (SELECT id FROM bot WHERE workspace = $1)")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(holder)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }
}

impl Installation<'_> {
    /// Every bot with its workspace.
    pub async fn bots(&self) -> Result<Vec<(WorkspaceId, BotId)>, StoreError> {
        let rows: Vec<(String, String)> = both!(self.store.reading(), db =>
            sqlx::query_as("SELECT workspace, id FROM bot ORDER BY id").fetch_all(db).await)?;
        rows.into_iter().map(|(workspace, bot)| Ok((id(&workspace)?, id(&bot)?))).collect()
    }

    /// Whose a bot is.
    pub async fn workspace_of_bot(&self, bot: &BotId) -> Result<Option<WorkspaceId>, StoreError> {
        let found: Option<String> = both!(self.store.reading(), db =>
            sqlx::query_scalar("SELECT workspace FROM bot WHERE id = $1")
                .bind(bot.as_str())
                .fetch_optional(db)
                .await)?;
        Ok(maybe_id(found.as_deref())?)
    }

    /// Nobody speaks for a bot any more: the only process that this database has, has just begun.
    pub async fn free_bots(&self) -> Result<(), StoreError> {
        both!(self.store.writing(), db => sqlx::query("DELETE FROM telegram_lease").execute(db).await.map(drop))?;
        Ok(())
    }
}
