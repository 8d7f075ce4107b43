//! Chats that are shown the pieces of a conversation beside the one that they are in.

use super::{
    StoreError, Workspace,
    database::{Tx, both},
    error::Unreadable,
    row::{column, count, id, maybe_id},
};
use crate::{
    id::{BotId, ConversationId, MemberId, PieceId},
    time::Millis,
};

/// Why a chat is shown them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchKind {
    /// It is the private chat of somebody who was asked to decide.
    Approver,
    /// It is a group in which approvers decide.
    Group,
}

impl WatchKind {
    fn name(self) -> &'static str {
        match self {
            Self::Approver => "approver",
            Self::Group => "group",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Approver, Self::Group].into_iter().find(|kind| kind.name() == name)
    }
}

/// What a chat is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    pub conversation: ConversationId,
    pub kind: WatchKind,
    /// Who asked for it.
    pub member: MemberId,
    /// The last row that was looked at; 0 before the first look.
    pub seen: u64,
    /// When what is held back is looked at again.
    pub wake_at: Option<Millis>,
}

/// A chat that is shown them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watcher {
    pub bot: BotId,
    pub chat: i64,
    pub kind: WatchKind,
    /// Whose chat it is, for a private one.
    pub member: Option<MemberId>,
}

type Row = (String, String, String, i64, Option<i64>);

fn watch((conversation, kind, member, seen, wake_at): Row) -> Result<Watch, StoreError> {
    Ok(Watch {
        conversation: id(&conversation)?,
        kind: WatchKind::parse(&kind).ok_or(Unreadable("kind"))?,
        member: id(&member)?,
        seen: count(seen)?,
        wake_at: wake_at.map(Millis),
    })
}

impl Workspace<'_> {
    /// Begins to show a chat the pieces of a conversation. `false` if it is shown them already, or one of the two is
    /// not there.
    pub async fn create_watch(
        &self,
        (bot, chat): (&BotId, i64),
        watch: &Watch,
        at: Millis,
    ) -> Result<bool, StoreError> {
        let (workspace, bot, watch) = (self.id.clone(), bot.clone(), watch.clone());
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                let created = create(&mut tx, &workspace, (&bot, chat), &watch, at).await?;
                tx.commit().await?;
                Ok(created)
            })
            .await
    }

    /// What a chat is shown, the newest first.
    pub async fn watches(&self, bot: &BotId, chat: i64) -> Result<Vec<Watch>, StoreError> {
        let rows: Vec<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT conversation, kind, member, seen, wake_at FROM telegram_watch \
             WHERE workspace = $1 AND bot = $2 AND chat = $3 ORDER BY at DESC, conversation")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(chat)
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(watch).collect()
    }

    /// The chats that are shown the pieces of a conversation.
    pub async fn watchers(&self, conversation: &ConversationId) -> Result<Vec<Watcher>, StoreError> {
        let rows: Vec<(String, i64, String, Option<String>)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT w.bot, w.chat, w.kind, t.member FROM telegram_watch w \
             JOIN telegram_chat t ON t.bot = w.bot AND t.chat = w.chat \
             WHERE w.workspace = $1 AND w.conversation = $2 ORDER BY w.at, w.chat")
            .bind(self.id.as_str())
            .bind(conversation.as_str())
            .fetch_all(db)
            .await)?;
        let watcher = |(bot, chat, kind, member): (String, i64, String, Option<String>)| {
            let kind = WatchKind::parse(&kind).ok_or(Unreadable("kind"))?;
            Ok(Watcher { bot: id(&bot)?, chat, kind, member: maybe_id(member.as_deref())? })
        };
        rows.into_iter().map(watcher).collect()
    }

    /// A chat is shown nothing any more beside its own conversation: the bot was put out of it.
    pub async fn end_watches(&self, bot: &BotId, chat: i64) -> Result<u64, StoreError> {
        Ok(both!(self.writing(), db => sqlx::query(
            "DELETE FROM telegram_watch WHERE workspace = $1 AND bot = $2 AND chat = $3")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(chat)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?)
    }

    /// A member is not asked any more to decide on the pieces of a conversation: their private chats are shown them
    /// no longer. `false` if they were not asked.
    pub async fn end_watches_of(
        &self,
        conversation: &ConversationId,
        member: &MemberId,
    ) -> Result<bool, StoreError> {
        let ended = both!(self.writing(), db => sqlx::query(
            "DELETE FROM telegram_watch WHERE workspace = $1 AND conversation = $2 AND kind = $4 \
             AND EXISTS (SELECT 1 FROM telegram_chat t WHERE t.workspace = $1 AND t.bot = telegram_watch.bot \
             AND t.chat = telegram_watch.chat AND t.member = $3)")
            .bind(self.id.as_str())
            .bind(conversation.as_str())
            .bind(member.as_str())
            .bind(WatchKind::Approver.name())
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(ended > 0)
    }

    /// The conversation that a piece is of.
    pub async fn conversation_of_piece(&self, piece: &PieceId) -> Result<Option<ConversationId>, StoreError> {
        let found: Option<String> = both!(self.reading(), db => sqlx::query_scalar(
            "SELECT conversation FROM piece WHERE workspace = $1 AND id = $2")
            .bind(self.id.as_str())
            .bind(piece.as_str())
            .fetch_optional(db)
            .await)?;
        Ok(maybe_id(found.as_deref())?)
    }
}

/// The statement's own: begins to show a chat the pieces of a conversation.
pub(super) async fn create(
    tx: &mut Tx<'_>,
    workspace: &crate::id::WorkspaceId,
    (bot, chat): (&BotId, i64),
    watch: &Watch,
    at: Millis,
) -> Result<bool, StoreError> {
    let written = both!(tx, db => sqlx::query(
        "INSERT INTO telegram_watch (workspace, bot, chat, conversation, kind, member, seen, wake_at, at) \
         SELECT c.workspace, b.id, $3, c.id, $5, $6, $7, $8, $9 FROM bot b, conversation c \
         WHERE b.workspace = $1 AND b.id = $2 AND c.workspace = $1 AND c.id = $4 ON CONFLICT DO NOTHING")
        .bind(workspace.as_str())
        .bind(bot.as_str())
        .bind(chat)
        .bind(watch.conversation.as_str())
        .bind(watch.kind.name())
        .bind(watch.member.as_str())
        .bind(column(watch.seen))
        .bind(watch.wake_at.map(|at| at.0))
        .bind(at.0)
        .execute(&mut **db)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(written > 0)
}

/// The statement's own: how far a chat was shown a conversation beside its own.
pub(super) async fn look(
    tx: &mut Tx<'_>,
    workspace: &crate::id::WorkspaceId,
    (bot, chat): (&BotId, i64),
    watch: &Watch,
) -> Result<(), StoreError> {
    both!(tx, db => sqlx::query(
        "UPDATE telegram_watch SET seen = $5, wake_at = $6 \
         WHERE workspace = $1 AND bot = $2 AND chat = $3 AND conversation = $4")
        .bind(workspace.as_str())
        .bind(bot.as_str())
        .bind(chat)
        .bind(watch.conversation.as_str())
        .bind(column(watch.seen))
        .bind(watch.wake_at.map(|at| at.0))
        .execute(&mut **db)
        .await
        .map(drop))?;
    Ok(())
}
