//! What is sent to chats: rows first, then calls of Telegram, in the order of their numbers.

use super::{
    Installation, StoreError, Workspace,
    bot_chat::{self, BotChat, ChatWritten},
    bot_claim::{self, Claim},
    bot_watch::{self, Watch},
    database::{Tx, both},
    row::{maybe_id, small},
};
use crate::{
    id::{BotId, ConversationId, WorkspaceId},
    time::Millis,
};

/// Something to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSend {
    /// Names it within its chat: what has a name that is there is not sent again.
    pub name: String,
    /// The call, as JSON.
    pub call: String,
    pub not_before: Millis,
}

/// Something that is to be sent now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotSend {
    pub number: i64,
    pub chat: i64,
    pub name: String,
    pub call: String,
    /// Attempts so far.
    pub tried: u32,
    /// An attempt was begun of which nobody knows how it ended.
    pub is_doubtful: bool,
}

/// The buttons below a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyboard {
    /// What the buttons carry.
    pub token: String,
    pub chat: i64,
    pub conversation: Option<ConversationId>,
    /// The name of the send whose message it stands below.
    pub send: String,
    /// What there is to press, as JSON.
    pub keys: String,
    /// What was ticked, and which page is shown, as JSON.
    pub picked: String,
    /// When something was pressed that decides.
    pub used_at: Option<Millis>,
}

/// What follows from one update, or from rows of the conversation: written together.
#[derive(Clone, Debug)]
pub struct Settle {
    pub bot: BotId,
    /// As it is now, with the version that it was read at.
    pub chat: BotChat,
    pub sends: Vec<NewSend>,
    /// New ones, and those that changed.
    pub keyboards: Vec<Keyboard>,
    /// How far it was shown the pieces of other conversations, where that changed.
    pub watched: Vec<Watch>,
    /// The update that it answers.
    pub update: Option<i64>,
    /// The link that is used up with it.
    pub claim: Option<Claim>,
    pub at: Millis,
}

/// How an attempt to send ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// As this message, where it made one.
    Done(Option<i64>),
    /// To be tried again, not before; in doubt if nobody knows whether it was done.
    Later { not_before: Millis, error: String, is_doubtful: bool },
    /// Never to be sent.
    Refused(String),
}

type KeyboardRow = (String, i64, Option<String>, String, String, String, Option<i64>);

impl Workspace<'_> {
    /// Writes a chat with all that follows, or nothing of it.
    pub async fn settle_chat(&self, settle: Settle) -> Result<ChatWritten, StoreError> {
        let workspace = self.id.clone();
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                if !bot_chat::write(&mut tx, &workspace, (&settle.bot, settle.at), &settle.chat).await? {
                    return Ok(ChatWritten::Again);
                }
                if let Some(one) = &settle.claim {
                    let chat = (&settle.bot, settle.chat.chat);
                    if !bot_claim::claim(&mut tx, &workspace, chat, one, settle.at).await? {
                        return Ok(ChatWritten::Spent);
                    }
                }
                for send in &settle.sends {
                    insert_send(&mut tx, &workspace, &settle, send).await?;
                }
                for keyboard in &settle.keyboards {
                    write_keyboard(&mut tx, &workspace, &settle, keyboard).await?;
                }
                for watch in &settle.watched {
                    let chat = (&settle.bot, settle.chat.chat);
                    bot_watch::look(&mut tx, &workspace, chat, watch).await?;
                }
                if let Some(update) = settle.update {
                    both!(&mut tx, db => sqlx::query(
                        "UPDATE telegram_update SET taken_at = $4 \
                         WHERE workspace = $1 AND bot = $2 AND update_id = $3")
                        .bind(workspace.as_str())
                        .bind(settle.bot.as_str())
                        .bind(update)
                        .bind(settle.at.0)
                        .execute(&mut **db)
                        .await
                        .map(drop))?;
                }
                tx.commit().await?;
                Ok(ChatWritten::Done)
            })
            .await
    }

    /// What may be sent now: the first that waits of each chat, at most `limit`. As long as there are chats, however
    /// much waits in each.
    pub async fn due_sends(&self, bot: &BotId, now: Millis, limit: u32) -> Result<Vec<BotSend>, StoreError> {
        let rows: Vec<(i64, i64, String, String, i64, bool)> = both!(self.reading(), db => sqlx::query_as(
            "WITH RECURSIVE waiting (chat) AS ( \
                SELECT min(chat) FROM telegram_send WHERE bot = $2 AND ended_at IS NULL \
                UNION ALL \
                SELECT (SELECT min(n.chat) FROM telegram_send n \
                    WHERE n.bot = $2 AND n.ended_at IS NULL AND n.chat > waiting.chat) \
                FROM waiting WHERE waiting.chat IS NOT NULL \
            ) \
            SELECT s.number, s.chat, s.name, s.call, s.tried, s.is_doubtful \
            FROM waiting CROSS JOIN telegram_send s \
            WHERE s.workspace = $1 AND s.bot = $2 AND s.number = (SELECT min(f.number) FROM telegram_send f \
                WHERE f.bot = $2 AND f.chat = waiting.chat AND f.ended_at IS NULL) \
            AND s.not_before <= $3 ORDER BY s.number LIMIT $4")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(now.0)
            .bind(i64::from(limit))
            .fetch_all(db)
            .await)?;
        let send = |(number, chat, name, call, tried, is_doubtful)| {
            Ok(BotSend { number, chat, name, call, tried: small(tried)?, is_doubtful })
        };
        rows.into_iter().map(send).collect()
    }

    /// Notes that an attempt begins. One that was begun before and not ended is in doubt from then on.
    pub async fn begin_send(&self, bot: &BotId, number: i64, now: Millis) -> Result<(), StoreError> {
        both!(self.writing(), db => sqlx::query(
            "UPDATE telegram_send SET is_doubtful = (is_doubtful OR attempt_at IS NOT NULL), attempt_at = $4, \
             tried = tried + 1 WHERE workspace = $1 AND bot = $2 AND number = $3 AND ended_at IS NULL")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(number)
            .bind(now.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Notes how an attempt ended.
    pub async fn end_send(
        &self,
        bot: &BotId,
        number: i64,
        sent: &Sent,
        now: Millis,
    ) -> Result<(), StoreError> {
        let (ended, message, not_before, error, is_doubtful) = match sent {
            Sent::Done(message) => (Some(now.0), *message, now, "", false),
            Sent::Later { not_before, error, is_doubtful } => {
                (None, None, *not_before, error.as_str(), *is_doubtful)
            }
            Sent::Refused(error) => (Some(now.0), None, now, error.as_str(), false),
        };
        both!(self.writing(), db => sqlx::query(
            "UPDATE telegram_send SET attempt_at = NULL, ended_at = $4, message_id = $5, not_before = $6, error = $7, \
             is_doubtful = (is_doubtful OR $8) WHERE workspace = $1 AND bot = $2 AND number = $3 AND ended_at IS NULL")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(number)
            .bind(ended)
            .bind(message)
            .bind(not_before.0)
            .bind(error)
            .bind(is_doubtful)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// The message that a send became.
    pub async fn message_of(&self, bot: &BotId, chat: i64, name: &str) -> Result<Option<i64>, StoreError> {
        let found: Option<Option<i64>> = both!(self.reading(), db => sqlx::query_scalar(
            "SELECT message_id FROM telegram_send WHERE workspace = $1 AND bot = $2 AND chat = $3 AND name = $4")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(chat)
            .bind(name)
            .fetch_optional(db)
            .await)?;
        Ok(found.flatten())
    }

    /// The call of a send that may have become a second message, this one: nobody knew how an attempt ended, and it
    /// was tried again. `None` where it came once, or the message is known to be what a send became.
    pub async fn call_of_copy(
        &self,
        bot: &BotId,
        chat: i64,
        name: &str,
        message: i64,
    ) -> Result<Option<String>, StoreError> {
        Ok(both!(self.reading(), db => sqlx::query_scalar(
            "SELECT s.call FROM telegram_send s \
             WHERE s.workspace = $1 AND s.bot = $2 AND s.chat = $3 AND s.name = $4 AND s.is_doubtful \
             AND NOT EXISTS (SELECT 1 FROM telegram_send o \
                 WHERE o.bot = s.bot AND o.chat = s.chat AND o.message_id = $5)")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(chat)
            .bind(name)
            .bind(message)
            .fetch_optional(db)
            .await)?)
    }

    /// Whether it is not known yet what a send became.
    pub async fn is_waiting(&self, bot: &BotId, chat: i64, name: &str) -> Result<bool, StoreError> {
        let waiting: i64 = both!(self.reading(), db => sqlx::query_scalar(
            "SELECT count(*) FROM telegram_send \
             WHERE workspace = $1 AND bot = $2 AND chat = $3 AND name = $4 AND ended_at IS NULL")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(chat)
            .bind(name)
            .fetch_one(db)
            .await)?;
        Ok(waiting > 0)
    }

    /// How many sends wait, and since when the oldest does.
    pub async fn sends_waiting(&self, bot: &BotId) -> Result<(u32, Option<Millis>), StoreError> {
        let (waiting, oldest): (i64, Option<i64>) = both!(self.reading(), db => sqlx::query_as(
            "SELECT count(*), min(at) FROM telegram_send WHERE workspace = $1 AND bot = $2 AND ended_at IS NULL")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .fetch_one(db)
            .await)?;
        Ok((small(waiting)?, oldest.map(Millis)))
    }

    pub async fn keyboard(&self, bot: &BotId, token: &str) -> Result<Option<Keyboard>, StoreError> {
        let row: Option<KeyboardRow> = both!(self.reading(), db => sqlx::query_as(
            "SELECT token, chat, conversation, send, keys, picked, used_at FROM telegram_keyboard \
             WHERE workspace = $1 AND bot = $2 AND token = $3")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(token)
            .fetch_optional(db)
            .await)?;
        row.map(keyboard).transpose()
    }
}

impl Installation<'_> {
    /// Forgets what was sent before `before`, and buttons that old: what is older cannot be edited any more.
    pub async fn sweep_sends(&self, before: Millis) -> Result<u64, StoreError> {
        let mut gone = 0;
        for statement in
            ["DELETE FROM telegram_send WHERE ended_at < $1", "DELETE FROM telegram_keyboard WHERE at < $1"]
        {
            gone += both!(self.store.writing(), db => sqlx::query(statement)
                .bind(before.0)
                .execute(db)
                .await
                .map(|done| done.rows_affected()))?;
        }
        Ok(gone)
    }
}

fn keyboard(row: KeyboardRow) -> Result<Keyboard, StoreError> {
    let (token, chat, conversation, send, keys, picked, used_at) = row;
    let conversation = maybe_id(conversation.as_deref())?;
    Ok(Keyboard { token, chat, conversation, send, keys, picked, used_at: used_at.map(Millis) })
}

async fn insert_send(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    settle: &Settle,
    send: &NewSend,
) -> Result<(), StoreError> {
    both!(tx, db => sqlx::query(
        "INSERT INTO telegram_send (workspace, bot, number, chat, name, call, at, not_before, tried, is_doubtful, error) \
         SELECT b.workspace, b.id, \
         (SELECT coalesce(max(number), 0) + 1 FROM telegram_send s WHERE s.bot = b.id), \
         $3, $4, $5, $6, $7, 0, $8, '' FROM bot b WHERE b.workspace = $1 AND b.id = $2 \
         ON CONFLICT (bot, chat, name) DO NOTHING")
        .bind(workspace.as_str())
        .bind(settle.bot.as_str())
        .bind(settle.chat.chat)
        .bind(&send.name)
        .bind(&send.call)
        .bind(settle.at.0)
        .bind(send.not_before.0)
        .bind(false)
        .execute(&mut **db)
        .await
        .map(drop))?;
    Ok(())
}

async fn write_keyboard(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    settle: &Settle,
    keyboard: &Keyboard,
) -> Result<(), StoreError> {
    both!(tx, db => sqlx::query(
        "INSERT INTO telegram_keyboard (token, workspace, bot, chat, conversation, send, keys, picked, at, used_at) \
         SELECT $3, b.workspace, b.id, $4, $5, $6, $7, $8, $9, $10 FROM bot b WHERE b.workspace = $1 AND b.id = $2 \
         ON CONFLICT (token) DO UPDATE SET picked = excluded.picked, used_at = excluded.used_at")
        .bind(workspace.as_str())
        .bind(settle.bot.as_str())
        .bind(&keyboard.token)
        .bind(keyboard.chat)
        .bind(keyboard.conversation.as_ref().map(|id| id.as_str().to_owned()))
        .bind(&keyboard.send)
        .bind(&keyboard.keys)
        .bind(&keyboard.picked)
        .bind(settle.at.0)
        .bind(keyboard.used_at.map(|at| at.0))
        .execute(&mut **db)
        .await
        .map(drop))?;
    Ok(())
}
