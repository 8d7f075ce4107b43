//! What one turn writes. All of it becomes durable together, or none of it.

use super::{Fence, NewTask, PieceWrites};
use crate::{
    id::{BrandId, ConversationId, SiteId, VisitorId},
    time::Millis,
};

/// Everything that one turn writes. JSON is text to the store: it neither reads nor changes it.
/// No text may contain U+0000 (PostgreSQL refuses it): such a turn fails alone.
#[derive(Clone, Debug)]
pub struct TurnWrite {
    pub conversation: ConversationId,
    pub base: Base,
    pub head: Head,
    pub event: NewEvent,
    /// The rows that people see, in the order of their `seq`.
    pub messages: Vec<NewMessage>,
    pub brief: Option<NewBrief>,
    pub brand: Option<NewBrand>,
    /// Work that follows, enqueued with the turn or not at all.
    pub tasks: Vec<NewTask>,
    /// The task whose result this turn is: it ends with the turn. Without its fence nothing is written.
    pub fence: Option<Fence>,
    pub pieces: PieceWrites,
    /// The turn's time: `at` of its event, its messages and its brief, and the conversation's `updated_at`.
    pub at: Millis,
}

/// What the turn was computed on. The row's version after the commit is one more (1 for a new one).
#[derive(Clone, Debug)]
pub enum Base {
    /// The turn creates the conversation, for a visitor of a site.
    New { visitor: VisitorId, site: SiteId },
    /// The turn was computed on the state with this version; any other version makes it stale.
    Version(u64),
}

impl Base {
    /// The version of the conversation once the turn is committed.
    pub fn next(&self) -> u64 {
        match self {
            Self::New { .. } => 1,
            Self::Version(version) => version + 1,
        }
    }
}

/// The conversation's row after the turn.
#[derive(Clone, Debug)]
pub struct Head {
    /// The engine's state, as JSON.
    pub state: String,
    pub status: String,
    pub locale: String,
    /// What the list of conversations shows; empty until something is known.
    pub title: String,
    /// Content hash of the pinned tree closure.
    pub tree: String,
    /// The highest `seq` of a message so far.
    pub seq: u64,
}

/// The input that caused the turn with all that the step read, so that a replay is exact.
#[derive(Clone, Debug)]
pub struct NewEvent {
    pub input: String,
    pub context: String,
    pub who: String,
    /// The engine's version (`engine::state::ENGINE`).
    pub engine: u32,
    /// Present if the input came with a `client_msg_id`.
    pub inbound: Option<Inbound>,
}

/// The idempotency record of an input; lives in the event's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbound {
    pub client_msg_id: String,
    /// Hash of the frame's body: the same id with another body is `id_reused`.
    pub body_hash: String,
    /// The reply that was given (JSON), to be given again.
    pub reply: String,
}

#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Unique in the conversation, ascending.
    pub seq: u64,
    pub kind: String,
    pub from: String,
    pub body: String,
}

/// A brief frozen by this turn.
#[derive(Clone, Debug)]
pub struct NewBrief {
    /// 1 for the first; unique in the conversation.
    pub version: u32,
    pub hash: String,
    pub body: String,
}

/// A brand to be kept for the next conversation: inserted, or replaced by its id.
#[derive(Clone, Debug)]
pub struct NewBrand {
    pub id: BrandId,
    pub name: String,
    /// The kit, as JSON.
    pub kit: String,
    /// The visitor whose brand it is; `None`: the workspace's.
    pub owner: Option<VisitorId>,
}

/// What became of a turn that reached the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Committed {
    /// Written and durable.
    Done,
    /// The conversation is at another version, does not exist in this workspace, or (for a new one)
    /// exists already; or its brand is somebody else's. Nothing was written.
    StaleVersion,
    /// Another attempt has the task by now, or it was cancelled. Nothing was written.
    LostFence,
    /// An earlier turn has this `client_msg_id`: what it stored. Nothing was written.
    Duplicate(Inbound),
}
