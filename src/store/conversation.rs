//! Conversations and what was said in them: heads, messages, events, inbound idempotency.

use super::{
    StoreError, Workspace,
    commit::{Committed, Inbound, TurnWrite},
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

impl Workspace<'_> {
    /// Writes a turn, durably, or nothing of it. Runs to its end even if the caller goes away.
    pub async fn commit_turn(&self, turn: TurnWrite) -> Result<Committed, StoreError> {
        let _ = turn;
        todo!()
    }

    pub async fn conversation(&self, id: &ConversationId) -> Result<Option<Conversation>, StoreError> {
        let _ = id;
        todo!()
    }

    /// The conversation if it is this visitor's; another's reads exactly as a missing one.
    pub async fn conversation_of(
        &self,
        visitor: &VisitorId,
        id: &ConversationId,
    ) -> Result<Option<Conversation>, StoreError> {
        let _ = (visitor, id);
        todo!()
    }

    /// The visitor's conversations, the last touched first, at most `limit`.
    pub async fn conversations_of(
        &self,
        visitor: &VisitorId,
        limit: u32,
    ) -> Result<Vec<ConversationLine>, StoreError> {
        let _ = (visitor, limit);
        todo!()
    }

    /// The messages with a `seq` above `after`, in order, at most `limit`.
    pub async fn messages_after(
        &self,
        id: &ConversationId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError> {
        let _ = (id, after, limit);
        todo!()
    }

    /// What was stored with this `client_msg_id`. [`Workspace::commit_turn`] finds a duplicate by
    /// itself: look here before an input is *refused*, for a refusal writes nothing.
    pub async fn inbound(
        &self,
        id: &ConversationId,
        client_msg_id: &str,
    ) -> Result<Option<Inbound>, StoreError> {
        let _ = (id, client_msg_id);
        todo!()
    }

    /// Every event of a conversation in order, for a replay.
    pub async fn events(&self, id: &ConversationId) -> Result<Vec<Event>, StoreError> {
        let _ = id;
        todo!()
    }
}
