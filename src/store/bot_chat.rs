//! Chats of a bot: with whom, in which conversation, and how far it was shown.

use super::{
    StoreError, Workspace,
    database::both,
    row::{column, count, id, maybe_id},
};
use crate::{
    id::{BotId, ConversationId, MemberId, VisitorId},
    time::Millis,
};

/// A chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotChat {
    /// Telegram's number of it; that of a private chat is the person's.
    pub chat: i64,
    /// Whether it is a group's.
    pub is_group: bool,
    /// Of the person or the group, as Telegram shows it.
    pub name: String,
    pub locale: String,
    /// Who speaks in a private chat.
    pub visitor: Option<VisitorId>,
    /// Who this is of the workspace, once they confirmed it.
    pub member: Option<MemberId>,
    /// The conversation that the chat shows.
    pub conversation: Option<ConversationId>,
    /// The last row of it that was shown.
    pub seen: u64,
    /// What the next text is taken for, and what else the door remembers, as JSON.
    pub state: String,
    /// Since when nothing can be sent: blocked, or deleted.
    pub gone_at: Option<Millis>,
    /// Counts the writes: the optimistic lock. 0 for one that is not there yet.
    pub version: u64,
}

type Row = (
    i64,
    String,
    String,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    i64,
    String,
    Option<i64>,
    i64,
);

pub(super) const GROUP: &str = "group";

fn chat(row: Row) -> Result<BotChat, StoreError> {
    let (chat, kind, name, locale, visitor, member, conversation, seen, state, gone_at, version) = row;
    Ok(BotChat {
        chat,
        is_group: kind == GROUP,
        name,
        locale,
        visitor: maybe_id(visitor.as_deref())?,
        member: maybe_id(member.as_deref())?,
        conversation: maybe_id(conversation.as_deref())?,
        seen: count(seen)?,
        state,
        gone_at: gone_at.map(Millis),
        version: count(version)?,
    })
}

impl Workspace<'_> {
    pub async fn bot_chat(&self, bot: &BotId, key: i64) -> Result<Option<BotChat>, StoreError> {
        let row: Option<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT chat, kind, name, locale, visitor, member, conversation, seen, state, gone_at, version \
             FROM telegram_chat WHERE workspace = $1 AND bot = $2 AND chat = $3")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(key)
            .fetch_optional(db)
            .await)?;
        row.map(chat).transpose()
    }

    /// The private chats of a member.
    pub async fn chats_of_member(&self, member: &MemberId) -> Result<Vec<(BotId, BotChat)>, StoreError> {
        let rows: Vec<(String, i64)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT bot, chat FROM telegram_chat WHERE workspace = $1 AND member = $2 AND kind <> $3 \
             ORDER BY bot, chat")
            .bind(self.id.as_str())
            .bind(member.as_str())
            .bind(GROUP)
            .fetch_all(db)
            .await)?;
        let mut chats = Vec::with_capacity(rows.len());
        for (bot, key) in rows {
            let bot = id(&bot)?;
            if let Some(chat) = self.bot_chat(&bot, key).await? {
                chats.push((bot, chat));
            }
        }
        Ok(chats)
    }

    /// The chats of a bot that this conversation concerns now, and that can be written to: those that show it, or its
    /// pieces, and have not been shown all of it, and those of colleagues whom a question of it waits for. One read
    /// for all of them.
    pub async fn chats_to_show(
        &self,
        bot: &BotId,
        conversation: &ConversationId,
    ) -> Result<Vec<i64>, StoreError> {
        Ok(both!(self.reading(), db => sqlx::query_scalar(
            "SELECT t.chat FROM telegram_chat t JOIN conversation c ON c.id = t.conversation \
             WHERE t.workspace = $1 AND t.bot = $2 AND t.conversation = $3 AND c.seq > t.seen AND t.gone_at IS NULL \
             UNION SELECT t.chat FROM telegram_watch w JOIN conversation c ON c.id = w.conversation \
             JOIN telegram_chat t ON t.bot = w.bot AND t.chat = w.chat \
             WHERE w.workspace = $1 AND w.bot = $2 AND w.conversation = $3 AND c.seq > w.seen AND t.gone_at IS NULL \
             UNION SELECT t.chat FROM colleague_question q \
             JOIN telegram_chat t ON t.workspace = q.workspace AND t.member = q.member \
             WHERE q.workspace = $1 AND q.conversation = $3 AND q.state = 'waiting' \
             AND t.bot = $2 AND t.kind <> $4 AND t.gone_at IS NULL")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(conversation.as_str())
            .bind(GROUP)
            .fetch_all(db)
            .await)?)
    }

    /// Chats of a bot that have something to be shown, at most `limit`: rows of their conversation or of one whose
    /// pieces they are shown, or what was held back until now.
    pub async fn chats_behind(&self, bot: &BotId, now: Millis, limit: u32) -> Result<Vec<i64>, StoreError> {
        Ok(both!(self.reading(), db => sqlx::query_scalar(
            "SELECT t.chat FROM telegram_chat t JOIN conversation c ON c.id = t.conversation \
             WHERE t.workspace = $1 AND t.bot = $2 AND c.seq > t.seen AND t.gone_at IS NULL \
             UNION SELECT t.chat FROM telegram_watch w JOIN conversation c ON c.id = w.conversation \
             JOIN telegram_chat t ON t.bot = w.bot AND t.chat = w.chat \
             WHERE w.workspace = $1 AND w.bot = $2 AND (c.seq > w.seen OR w.wake_at <= $4) AND t.gone_at IS NULL \
             LIMIT $3")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(i64::from(limit))
            .bind(now.0)
            .fetch_all(db)
            .await)?)
    }

    /// A group went on under another number.
    pub async fn move_chat(&self, bot: &BotId, from: i64, to: i64) -> Result<bool, StoreError> {
        let (workspace, bot) = (self.id.clone(), bot.clone());
        self.store
            .transact(async move |pool| {
                let (mut tx, mut moved) = (pool.begin().await?, 0);
                for statement in [
                    "DELETE FROM telegram_chat WHERE workspace = $1 AND bot = $2 AND chat = $4 \
                     AND EXISTS (SELECT 1 FROM telegram_chat o WHERE o.bot = $2 AND o.chat = $3)",
                    "DELETE FROM telegram_watch WHERE workspace = $1 AND bot = $2 AND chat = $4 \
                     AND EXISTS (SELECT 1 FROM telegram_chat o WHERE o.bot = $2 AND o.chat = $3)",
                    "UPDATE telegram_watch SET chat = $4 WHERE workspace = $1 AND bot = $2 AND chat = $3",
                    "UPDATE telegram_send SET chat = $4 \
                     WHERE workspace = $1 AND bot = $2 AND chat = $3 AND ended_at IS NULL",
                    "UPDATE telegram_keyboard SET chat = $4 WHERE workspace = $1 AND bot = $2 AND chat = $3",
                    "UPDATE telegram_chat SET chat = $4, version = version + 1 \
                     WHERE workspace = $1 AND bot = $2 AND chat = $3",
                ] {
                    moved = both!(&mut tx, db => sqlx::query(statement)
                        .bind(workspace.as_str())
                        .bind(bot.as_str())
                        .bind(from)
                        .bind(to)
                        .execute(&mut **db)
                        .await
                        .map(|done| done.rows_affected()))?;
                }
                tx.commit().await?;
                Ok(moved > 0)
            })
            .await
    }

    /// Whether and since when a chat cannot be written to.
    pub async fn chat_gone(&self, bot: &BotId, key: i64, at: Option<Millis>) -> Result<(), StoreError> {
        both!(self.writing(), db => sqlx::query(
            "UPDATE telegram_chat SET gone_at = $4, version = version + 1 \
             WHERE workspace = $1 AND bot = $2 AND chat = $3")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(key)
            .bind(at.map(|at| at.0))
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Whether somebody was let into a conversation.
    pub(super) async fn is_guest(
        &self,
        conversation: &ConversationId,
        visitor: &VisitorId,
    ) -> Result<bool, StoreError> {
        let found: i64 = both!(self.reading(), db => sqlx::query_scalar(
            "SELECT count(*) FROM conversation_guest WHERE workspace = $1 AND conversation = $2 AND visitor = $3")
            .bind(self.id.as_str())
            .bind(conversation.as_str())
            .bind(visitor.as_str())
            .fetch_one(db)
            .await)?;
        Ok(found > 0)
    }
}

/// What became of a chat that was to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatWritten {
    Done,
    /// Somebody else wrote it meanwhile: compute it again on what is there.
    Again,
    /// The link that was to be used up with it was used meanwhile, or nothing can follow from it any more: whoever
    /// computes it again finds it so.
    Spent,
}

/// The statement's own: a chat as it is now, over the version that it was read at.
pub(super) async fn write(
    tx: &mut super::database::Tx<'_>,
    workspace: &crate::id::WorkspaceId,
    (bot, at): (&BotId, Millis),
    new: &BotChat,
) -> Result<bool, StoreError> {
    let written = both!(tx, db => sqlx::query(
        "INSERT INTO telegram_chat (workspace, bot, chat, kind, name, locale, visitor, member, conversation, \
         seen, state, gone_at, version, created_at) \
         SELECT b.workspace, b.id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 + 1, $14 FROM bot b \
         WHERE b.workspace = $1 AND b.id = $2 \
         ON CONFLICT (bot, chat) DO UPDATE SET name = excluded.name, locale = excluded.locale, \
         visitor = excluded.visitor, member = excluded.member, conversation = excluded.conversation, \
         seen = excluded.seen, state = excluded.state, gone_at = excluded.gone_at, version = excluded.version \
         WHERE telegram_chat.version = $13")
        .bind(workspace.as_str())
        .bind(bot.as_str())
        .bind(new.chat)
        .bind(if new.is_group { GROUP } else { "private" })
        .bind(&new.name)
        .bind(&new.locale)
        .bind(new.visitor.as_ref().map(|visitor| visitor.as_str().to_owned()))
        .bind(new.member.as_ref().map(|member| member.as_str().to_owned()))
        .bind(new.conversation.as_ref().map(|conversation| conversation.as_str().to_owned()))
        .bind(column(new.seen))
        .bind(&new.state)
        .bind(new.gone_at.map(|at| at.0))
        .bind(column(new.version))
        .bind(at.0)
        .execute(&mut **db)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(written > 0)
}
