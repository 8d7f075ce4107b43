//! Telegram accounts of members: which chats are whose, since when, and how that ends.

use super::{
    StoreError, Workspace,
    database::{Tx, both},
    row::id,
};
use crate::{
    id::{BotId, MemberId},
    time::Millis,
};

/// A Telegram account that is a member's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedChat {
    pub bot: BotId,
    /// The bot's address, without the `@`.
    pub username: String,
    pub chat: i64,
    /// Of the person, as Telegram shows it.
    pub name: String,
    pub since: Option<Millis>,
}

type Row = (String, String, i64, String, Option<i64>);

impl Workspace<'_> {
    /// The Telegram accounts of a member, the first linked first.
    pub async fn linked_chats(&self, member: &MemberId) -> Result<Vec<LinkedChat>, StoreError> {
        let rows: Vec<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT t.bot, b.username, t.chat, t.name, t.member_at FROM telegram_chat t JOIN bot b ON b.id = t.bot \
             WHERE t.workspace = $1 AND t.member = $2 AND t.kind = 'private' ORDER BY t.member_at, t.bot, t.chat")
            .bind(self.id.as_str())
            .bind(member.as_str())
            .fetch_all(db)
            .await)?;
        let linked = |(bot, username, chat, name, since): Row| {
            Ok(LinkedChat { bot: id(&bot)?, username, chat, name, since: since.map(Millis) })
        };
        rows.into_iter().map(linked).collect()
    }

    /// A chat is not this member's any more: it shows and answers none of the member's conversations, whichever way
    /// it had come into them. `false` if it was not theirs.
    pub async fn unlink_chat(&self, member: &MemberId, bot: &BotId, chat: i64) -> Result<bool, StoreError> {
        let (workspace, member, bot) = (self.id.clone(), member.clone(), bot.clone());
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                let of = (workspace.as_str(), member.as_str());
                let unlinked = unlink(&mut tx, of, Some((bot.as_str(), chat))).await?;
                tx.commit().await?;
                Ok(unlinked > 0)
            })
            .await
    }
}

/// The same for one chat of a member, or for all of them. Gives how many that were.
pub(super) async fn unlink(
    tx: &mut Tx<'_>,
    (workspace, member): (&str, &str),
    one: Option<(&str, i64)>,
) -> Result<u64, StoreError> {
    let ((bot, chat), mut unlinked) = (one.unwrap_or_default(), 0);
    for statement in [
        "DELETE FROM telegram_watch WHERE workspace = $1 AND EXISTS (SELECT 1 FROM telegram_chat t \
         WHERE t.bot = telegram_watch.bot AND t.chat = telegram_watch.chat AND t.member = $2 \
         AND (t.bot = $3 OR $3 = '') AND (t.chat = $4 OR $4 = 0))",
        "DELETE FROM conversation_guest WHERE workspace = $1 AND visitor IN (SELECT visitor FROM telegram_chat \
         WHERE workspace = $1 AND member = $2 AND (bot = $3 OR $3 = '') AND (chat = $4 OR $4 = 0)) \
         AND conversation IN (SELECT c.id FROM conversation c JOIN visitor v ON v.id = c.visitor \
         WHERE c.workspace = $1 AND v.member = $2)",
        "UPDATE visitor SET member = NULL WHERE workspace = $1 AND member = $2 AND id IN (SELECT visitor \
         FROM telegram_chat WHERE workspace = $1 AND member = $2 AND (bot = $3 OR $3 = '') \
         AND (chat = $4 OR $4 = 0))",
        "UPDATE telegram_chat SET conversation = NULL, seen = 0, state = '{}' \
         WHERE workspace = $1 AND member = $2 AND (bot = $3 OR $3 = '') AND (chat = $4 OR $4 = 0) \
         AND NOT EXISTS (SELECT 1 FROM conversation c \
         WHERE c.id = telegram_chat.conversation AND c.visitor = telegram_chat.visitor) \
         AND NOT EXISTS (SELECT 1 FROM conversation_guest g \
         WHERE g.conversation = telegram_chat.conversation AND g.visitor = telegram_chat.visitor)",
        "UPDATE telegram_chat SET member = NULL, member_at = NULL, version = version + 1 \
         WHERE workspace = $1 AND member = $2 AND (bot = $3 OR $3 = '') AND (chat = $4 OR $4 = 0)",
    ] {
        unlinked = both!(&mut *tx, db => sqlx::query(statement)
            .bind(workspace)
            .bind(member)
            .bind(bot)
            .bind(chat)
            .execute(&mut **db)
            .await
            .map(|done| done.rows_affected()))?;
    }
    Ok(unlinked)
}
