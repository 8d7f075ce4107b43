//! What follows from a link between doors. It is used up in the transaction that writes the chat it was confirmed
//! in: either it is whole, with everything that follows, or it can still be used.

use super::{
    StoreError, Workspace,
    bot_watch::{self, Watch},
    database::{Tx, both},
    people,
};
use crate::{
    id::{BotId, ConversationId, MemberId, VisitorId, WorkspaceId},
    time::Millis,
};

/// A link that is used up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub code_hash: String,
    pub follows: Follows,
}

/// What its use brings about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Follows {
    /// It was refused.
    Nothing,
    /// Somebody of one door is in a conversation that was begun at another.
    Guest { conversation: ConversationId, visitor: VisitorId },
    /// The chat, and whoever speaks in it, is a member's.
    Member { member: MemberId, visitor: VisitorId },
    /// The group is shown the pieces of a conversation.
    Watch(Watch),
}

impl Workspace<'_> {
    /// Whether a visitor can become this member's: [`Workspace::attach_visitor`] asks the same.
    pub async fn may_attach(&self, visitor: &VisitorId, member: &MemberId) -> Result<bool, StoreError> {
        let fits: i64 = both!(self.reading(), db => sqlx::query_scalar(
            "SELECT count(*) FROM visitor WHERE workspace = $2 AND id = $3 \
             AND (member IS NULL OR member = $1) AND subject IS NULL \
             AND EXISTS (SELECT 1 FROM member m WHERE m.workspace = $2 AND m.id = $1)")
            .bind(member.as_str())
            .bind(self.id.as_str())
            .bind(visitor.as_str())
            .fetch_one(db)
            .await)?;
        Ok(fits > 0)
    }
}

/// The statement's own: uses a link up, with what follows from it. `false` if somebody was faster, its time is over,
/// or nothing can follow: then the whole transaction is to be dropped.
pub(super) async fn claim(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    (bot, chat): (&BotId, i64),
    claim: &Claim,
    at: Millis,
) -> Result<bool, StoreError> {
    let used = both!(&mut *tx, db => sqlx::query(
        "UPDATE telegram_link SET used_at = $3 \
         WHERE workspace = $1 AND code_hash = $2 AND used_at IS NULL AND expires_at > $3")
        .bind(workspace.as_str())
        .bind(&claim.code_hash)
        .bind(at.0)
        .execute(&mut **db)
        .await
        .map(|done| done.rows_affected()))?;
    if used == 0 {
        return Ok(false);
    }
    match &claim.follows {
        Follows::Nothing => Ok(true),
        Follows::Guest { conversation, visitor } => {
            let_in(tx, workspace, (conversation, visitor), at).await.map(|()| true)
        }
        Follows::Member { member, visitor } => {
            let attached = people::attach(tx, workspace, (visitor, member)).await?;
            note_linked(tx, workspace, (bot, chat), at).await?;
            Ok(attached)
        }
        Follows::Watch(watch) => bot_watch::create(tx, workspace, (bot, chat), watch, at).await.map(|_| true),
    }
}

/// Lets the person of one door into a conversation that was begun at another.
async fn let_in(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    (conversation, visitor): (&ConversationId, &VisitorId),
    at: Millis,
) -> Result<(), StoreError> {
    both!(tx, db => sqlx::query(
        "INSERT INTO conversation_guest (workspace, conversation, visitor, at) \
         SELECT c.workspace, c.id, v.id, $4 FROM conversation c, visitor v \
         WHERE c.workspace = $1 AND c.id = $2 AND v.workspace = $1 AND v.id = $3 ON CONFLICT DO NOTHING")
        .bind(workspace.as_str())
        .bind(conversation.as_str())
        .bind(visitor.as_str())
        .bind(at.0)
        .execute(&mut **db)
        .await
        .map(drop))?;
    Ok(())
}

/// Notes when a chat became a member's.
async fn note_linked(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    (bot, chat): (&BotId, i64),
    at: Millis,
) -> Result<(), StoreError> {
    both!(tx, db => sqlx::query(
        "UPDATE telegram_chat SET member_at = $4 WHERE workspace = $1 AND bot = $2 AND chat = $3")
        .bind(workspace.as_str())
        .bind(bot.as_str())
        .bind(chat)
        .bind(at.0)
        .execute(&mut **db)
        .await
        .map(drop))?;
    Ok(())
}
