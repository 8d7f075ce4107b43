//! Links between doors: single-use codes by which a conversation goes on elsewhere, or a Telegram account becomes
//! a member's.

use super::{
    Installation, StoreError, Workspace,
    database::both,
    row::{id, maybe_id},
};
use crate::{
    id::{BotId, ConversationId, MemberId, VisitorId, WorkspaceId},
    time::Millis,
};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BotLinkKind {
    /// A conversation of the browser goes on in Telegram.
    ToTelegram,
    /// A conversation of Telegram goes on in the browser.
    ToBrowser,
    /// A Telegram account is a member's.
    Member,
    /// A group is shown the pieces of a conversation.
    Group,
}

impl BotLinkKind {
    fn name(self) -> &'static str {
        match self {
            Self::ToTelegram => "to_telegram",
            Self::ToBrowser => "to_browser",
            Self::Member => "member",
            Self::Group => "group",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        let all = [Self::ToTelegram, Self::ToBrowser, Self::Member, Self::Group];
        all.into_iter().find(|kind| kind.name() == name)
    }
}

/// A link. Of its code only the hash is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotLink {
    pub code_hash: String,
    pub kind: BotLinkKind,
    /// The chat it was made in, for one that leads to the browser.
    pub chat: Option<(BotId, i64)>,
    pub conversation: Option<ConversationId>,
    /// Who made it, at which door.
    pub visitor: Option<VisitorId>,
    pub member: Option<MemberId>,
    /// By which whoever opens it is told who made it.
    pub name: String,
    pub expires_at: Millis,
}

type Row = (String, Option<String>, Option<i64>, Option<String>, Option<String>, Option<String>, String, i64);

impl Workspace<'_> {
    pub async fn create_bot_link(&self, link: &BotLink, at: Millis) -> Result<(), StoreError> {
        both!(self.writing(), db => sqlx::query(
            "INSERT INTO telegram_link (code_hash, workspace, kind, bot, chat, conversation, visitor, member, name, \
             at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
            .bind(&link.code_hash)
            .bind(self.id.as_str())
            .bind(link.kind.name())
            .bind(link.chat.as_ref().map(|(bot, _)| bot.as_str().to_owned()))
            .bind(link.chat.as_ref().map(|(_, chat)| *chat))
            .bind(link.conversation.as_ref().map(|id| id.as_str().to_owned()))
            .bind(link.visitor.as_ref().map(|id| id.as_str().to_owned()))
            .bind(link.member.as_ref().map(|id| id.as_str().to_owned()))
            .bind(&link.name)
            .bind(at.0)
            .bind(link.expires_at.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// A link that can still be used.
    pub async fn bot_link(&self, code_hash: &str, now: Millis) -> Result<Option<BotLink>, StoreError> {
        let row: Option<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT kind, bot, chat, conversation, visitor, member, name, expires_at FROM telegram_link \
             WHERE workspace = $1 AND code_hash = $2 AND used_at IS NULL AND expires_at > $3")
            .bind(self.id.as_str())
            .bind(code_hash)
            .bind(now.0)
            .fetch_optional(db)
            .await)?;
        row.map(|row| link(code_hash, row)).transpose().map(Option::flatten)
    }

    /// A link that was used up, for whoever did that and never heard of it.
    pub async fn used_bot_link(&self, code_hash: &str) -> Result<Option<BotLink>, StoreError> {
        let row: Option<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT kind, bot, chat, conversation, visitor, member, name, expires_at FROM telegram_link \
             WHERE workspace = $1 AND code_hash = $2 AND used_at IS NOT NULL")
            .bind(self.id.as_str())
            .bind(code_hash)
            .fetch_optional(db)
            .await)?;
        row.map(|row| link(code_hash, row)).transpose().map(Option::flatten)
    }
}

impl Installation<'_> {
    /// Where the link of a code belongs, whether it can be used or not.
    pub async fn workspace_of_bot_link(&self, code_hash: &str) -> Result<Option<WorkspaceId>, StoreError> {
        let found: Option<String> = both!(self.store.reading(), db =>
            sqlx::query_scalar("SELECT workspace FROM telegram_link WHERE code_hash = $1")
                .bind(code_hash)
                .fetch_optional(db)
                .await)?;
        Ok(maybe_id(found.as_deref())?)
    }
}

/// A kind that this version does not know is no link to it.
fn link(code_hash: &str, row: Row) -> Result<Option<BotLink>, StoreError> {
    let (kind, bot, chat, conversation, visitor, member, name, expires_at) = row;
    let Some(kind) = BotLinkKind::parse(&kind) else { return Ok(None) };
    let bot = bot.as_deref().map(id).transpose()?;
    Ok(Some(BotLink {
        code_hash: code_hash.to_owned(),
        kind,
        chat: bot.zip(chat),
        conversation: maybe_id(conversation.as_deref())?,
        visitor: maybe_id(visitor.as_deref())?,
        member: maybe_id(member.as_deref())?,
        name,
        expires_at: Millis(expires_at),
    }))
}
