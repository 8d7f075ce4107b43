//! Conversations and what was said in them: heads, messages, events, inbound idempotency.

use super::{
    StoreError, Workspace,
    batch::{INBOUND, Work, Write},
    commit::{Committed, Inbound, TurnWrite},
    database::both,
    row::{column, count, id, small},
};
use crate::{
    id::{ConversationId, SiteId, VisitorId},
    time::Millis,
};

/// A conversation's row with its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    pub line: ConversationLine,
    pub visitor: VisitorId,
    pub site: SiteId,
    /// The engine's state, as JSON.
    pub state: String,
}

/// A conversation as a list shows it: everything but the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConversationLine {
    pub id: ConversationId,
    /// The number of turns committed so far: the optimistic lock.
    pub version: u64,
    /// The highest `seq` of a message.
    pub seq: u64,
    pub status: String,
    pub locale: String,
    pub title: String,
    /// Content hash of the pinned tree closure.
    pub tree: String,
    pub created_at: Millis,
    pub updated_at: Millis,
}

/// One row that people see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub seq: u64,
    pub kind: String,
    pub from: String,
    pub body: String,
    pub at: Millis,
}

/// One row of the audit trail: the turn that made `version`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The conversation's version after this turn.
    pub version: u64,
    pub input: String,
    pub context: String,
    pub who: String,
    pub engine: u32,
    pub at: Millis,
    pub inbound: Option<Inbound>,
}

type LineRow = (String, i64, i64, String, String, String, String, i64, i64);
type Row = (String, i64, i64, String, String, String, String, i64, i64, String, String, String);
type EventRow = (i64, String, String, String, i64, i64, Option<String>, Option<String>, Option<String>);

fn line(row: LineRow) -> Result<ConversationLine, StoreError> {
    let (line, version, seq, status, locale, title, tree, created_at, updated_at) = row;
    Ok(ConversationLine {
        id: id(&line)?,
        version: count(version)?,
        seq: count(seq)?,
        status,
        locale,
        title,
        tree,
        created_at: Millis(created_at),
        updated_at: Millis(updated_at),
    })
}

fn whole(row: Row) -> Result<Conversation, StoreError> {
    let (key, version, seq, status, locale, title, tree, created_at, updated_at, visitor, site, state) = row;
    let line = line((key, version, seq, status, locale, title, tree, created_at, updated_at))?;
    Ok(Conversation { line, visitor: id(&visitor)?, site: id(&site)?, state })
}

fn event(row: EventRow) -> Result<Event, StoreError> {
    let (version, input, context, who, engine, at, client_msg_id, body_hash, reply) = row;
    let inbound = match (client_msg_id, body_hash, reply) {
        (Some(client_msg_id), Some(body_hash), Some(reply)) => {
            Some(Inbound { client_msg_id, body_hash, reply })
        }
        _ => None,
    };
    Ok(Event {
        version: count(version)?,
        input,
        context,
        who,
        engine: small(engine)?,
        at: Millis(at),
        inbound,
    })
}

impl Workspace<'_> {
    /// Writes a turn, durably, or nothing of it. Runs to its end even if the caller goes away.
    /// A turn that the database refuses by itself ([`StoreError::Other`]) takes no other with it.
    pub async fn commit_turn(&self, turn: TurnWrite) -> Result<Committed, StoreError> {
        let work = Work { workspace: self.id.clone(), write: Write::Turn(Box::new(turn)) };
        self.store.inner.writer.write(work).await
    }

    pub async fn conversation(&self, id: &ConversationId) -> Result<Option<Conversation>, StoreError> {
        let row: Option<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, version, seq, status, locale, title, tree, created_at, updated_at, visitor, site, state \
             FROM conversation WHERE workspace = $1 AND id = $2")
            .bind(self.id.as_str())
            .bind(id.as_str())
            .fetch_optional(db)
            .await)?;
        row.map(whole).transpose()
    }

    /// The language of a conversation.
    pub async fn conversation_locale(&self, id: &ConversationId) -> Result<Option<String>, StoreError> {
        Ok(both!(self.reading(), db => sqlx::query_scalar(
            "SELECT locale FROM conversation WHERE workspace = $1 AND id = $2")
            .bind(self.id.as_str())
            .bind(id.as_str())
            .fetch_optional(db)
            .await)?)
    }

    /// The conversation if it is this visitor's, or of another browser of the same member, or if they were let in
    /// from another door; another's reads exactly as a missing one.
    pub async fn conversation_of(
        &self,
        visitor: &VisitorId,
        id: &ConversationId,
    ) -> Result<Option<Conversation>, StoreError> {
        let Some(found) = self.conversation(id).await? else { return Ok(None) };
        let own = found.visitor == *visitor
            || self.same_person(visitor, &found.visitor).await?
            || self.is_guest(id, visitor).await?;
        Ok(own.then_some(found))
    }

    /// The conversations of the visitor and of the same member's other browsers, the last touched first, at most `limit`.
    pub async fn conversations_of(
        &self,
        visitor: &VisitorId,
        limit: u32,
    ) -> Result<Vec<ConversationLine>, StoreError> {
        let rows: Vec<LineRow> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, version, seq, status, locale, title, tree, created_at, updated_at FROM conversation \
             WHERE workspace = $1 AND (visitor IN (SELECT id FROM visitor WHERE workspace = $1 AND (id = $2 \
             OR member = (SELECT member FROM visitor WHERE workspace = $1 AND id = $2))) \
             OR id IN (SELECT conversation FROM conversation_guest WHERE visitor = $2)) \
             ORDER BY updated_at DESC, id DESC LIMIT $3")
            .bind(self.id.as_str())
            .bind(visitor.as_str())
            .bind(i64::from(limit))
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(line).collect()
    }

    /// The messages with a `seq` above `after`, in order, at most `limit`.
    pub async fn messages_after(
        &self,
        id: &ConversationId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError> {
        let rows: Vec<(i64, String, String, String, i64)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT m.seq, m.kind, m.author, m.body, m.at FROM message m \
             JOIN conversation c ON c.id = m.conversation \
             WHERE c.workspace = $1 AND m.conversation = $2 AND m.seq > $3 ORDER BY m.seq LIMIT $4")
            .bind(self.id.as_str())
            .bind(id.as_str())
            .bind(column(after))
            .bind(i64::from(limit))
            .fetch_all(db)
            .await)?;
        let message =
            |(seq, kind, from, body, at)| Ok(Message { seq: count(seq)?, kind, from, body, at: Millis(at) });
        rows.into_iter().map(message).collect()
    }

    /// What was stored with this `client_msg_id`. [`Workspace::commit_turn`] finds a duplicate by
    /// itself: look here before an input is *refused*, for a refusal writes nothing.
    pub async fn inbound(
        &self,
        id: &ConversationId,
        client_msg_id: &str,
    ) -> Result<Option<Inbound>, StoreError> {
        let found: Option<(String, String)> = both!(self.reading(), db => sqlx::query_as(INBOUND)
            .bind(self.id.as_str())
            .bind(id.as_str())
            .bind(client_msg_id)
            .fetch_optional(db)
            .await)?;
        Ok(found.map(|(body_hash, reply)| Inbound {
            client_msg_id: client_msg_id.to_owned(),
            body_hash,
            reply,
        }))
    }

    /// Every event of a conversation in order, for a replay.
    pub async fn events(&self, id: &ConversationId) -> Result<Vec<Event>, StoreError> {
        let rows: Vec<EventRow> = both!(self.reading(), db => sqlx::query_as(
            "SELECT e.version, e.input, e.context, e.who, e.engine, e.at, e.client_msg_id, e.body_hash, e.reply \
             FROM event e JOIN conversation c ON c.id = e.conversation \
             WHERE c.workspace = $1 AND e.conversation = $2 ORDER BY e.version")
            .bind(self.id.as_str())
            .bind(id.as_str())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(event).collect()
    }
}
