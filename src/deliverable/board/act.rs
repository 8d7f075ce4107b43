//! Everything that can happen to a board, and everything that follows.

use super::{Board, Settings};
use crate::{
    deliverable::{Version, plan::Plan},
    engine::state::Who,
    id::PieceId,
    time::Millis,
    tree::json::Locale,
    work::Work,
};
use serde::{Deserialize, Serialize};

/// One thing that happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    // ── Pauta's own ─────────────────────────────────────────────
    /// The plan of a brief is offered. With a board of an earlier brief version the pieces whose inputs did not
    /// change are taken over.
    Offer {
        plan: Plan,
        brief: u32,
        kit: u32,
        locale: Locale,
        settings: Settings,
    },
    /// A worker took a generation.
    Begun {
        piece: PieceId,
        round: u32,
    },
    /// It came to its end. More than one version: variations.
    Delivered {
        piece: PieceId,
        round: u32,
        versions: Vec<Version>,
    },
    /// It came to nothing, and no attempt is left.
    Failed {
        piece: PieceId,
        round: u32,
        why: String,
    },

    // ── a person's ──────────────────────────────────────────────
    /// Starts the next package (the first, or the pieces that were left for later).
    Start {
        without: Vec<String>,
    },
    Decide {
        piece: PieceId,
        version: u32,
        sha256: String,
        decision: Decision,
        comment: String,
        ticked: bool,
    },
    /// Several at once: what cannot be approved is skipped and told.
    ApproveAll {
        pieces: Vec<(PieceId, u32, String)>,
        ticked: bool,
    },
    /// Asks for another version.
    Request {
        piece: PieceId,
        version: u32,
        scope: Scope,
        text: String,
        tags: Vec<Tag>,
    },
    /// The person's own words: `version` is the new one, made from the newest.
    Edit {
        piece: PieceId,
        version: Version,
    },
    /// Other ways to say the same.
    Vary {
        piece: PieceId,
        version: u32,
    },
    /// Takes one of the variations as the newest version.
    Pick {
        piece: PieceId,
        version: Version,
    },
    /// What becomes of pieces whose inputs changed.
    Resolve {
        pieces: Vec<PieceId>,
        choice: Choice,
    },
    /// Takes back one's own last decision, within a minute.
    Undo {
        piece: PieceId,
    },
    Retry {
        piece: PieceId,
    },
    Cancel {
        piece: PieceId,
    },
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub who: Who,
    /// By which people know them ("Ana"); empty for somebody who gave none.
    pub name: String,
    pub role: Role,
    /// By which door ("web", "link", "telegram").
    pub door: String,
    /// Tells two people apart (a member's, a visitor's or a link's id).
    pub key: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Wrote the brief, or works on it.
    Author,
    /// Decides for the team.
    Approver,
    /// Decides for the client.
    Client,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Approve,
    /// The client approves once the named minor edits are made.
    ApproveWithChanges,
    RequestChanges,
    Reject,
    Hold,
    Lift,
    /// Back from rejected to draft, or from draft to review.
    Reopen,
    Undo,
    Keep,
}

/// What a change may touch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Scope {
    Piece,
    /// A field, as a JSON pointer into the content.
    Field {
        path: String,
    },
    /// Characters (Unicode scalar values) `from..to` of a field.
    Range {
        path: String,
        from: usize,
        to: usize,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    Tone,
    Shorter,
    Fact,
    Brand,
    Legal,
    Visual,
}

/// What becomes of a stale piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    Update,
    Keep,
}

/// What an act came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    pub board: Board,
    /// Pieces that changed and are written.
    pub changed: Vec<PieceId>,
    /// New versions, written as they are.
    pub versions: Vec<Version>,
    /// What the conversation is told, in order.
    pub told: Vec<Told>,
    /// What is to be done next.
    pub wanted: Vec<Wanted>,
}

/// Something that becomes a row of the conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// The plan is there to be started.
    Plan,
    /// A version came; a card shows it.
    Card { piece: PieceId, version: u32 },
    /// The state of a card that is there already changed.
    Changed { piece: PieceId },
    /// No version came; a card says so and offers another attempt.
    Failed { piece: PieceId },
    /// Every started piece is there.
    Finished,
    /// What a bulk approval skipped and why, a sentence each.
    Skipped { lines: Vec<String> },
}

/// Work that follows.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    pub work: Work,
    /// Unique in its workspace: the same work twice is one task.
    pub key: String,
    /// Not before.
    pub at: Millis,
}

/// Why an act is not possible: a sentence that says what to do, in the person's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    UnknownPiece,
    /// There is a newer version.
    StaleVersion {
        newest: u32,
    },
    /// Somebody was faster.
    AlreadyDecided {
        by: Actor,
        decision: Decision,
        at: Millis,
    },
    /// A finding blocks it; the message names the first.
    Blocked {
        message: String,
    },
    /// It has warnings that were not ticked.
    NotTicked {
        message: String,
    },
    /// Rejecting and asking for a change want a reason.
    NeedsComment,
    /// Four eyes: whoever wrote it does not approve it.
    OwnWork,
    /// It is not this person's to decide.
    NotYours,
    /// It cannot be done in this state.
    NotNow {
        state: crate::deliverable::State,
    },
    /// The minute is over.
    TooLate,
    /// Three rounds on the same field: edit it, or take a variation.
    GoesInCircles {
        path: String,
    },
    /// What the edit has is not of the kind's shape.
    Unreadable {
        message: String,
    },
    /// Nothing was different.
    NothingChanged,
}

impl Act {
    /// The piece that it is about, if it is about one.
    pub fn piece(&self) -> Option<&PieceId> {
        match self {
            Self::Begun { piece, .. }
            | Self::Delivered { piece, .. }
            | Self::Failed { piece, .. }
            | Self::Decide { piece, .. }
            | Self::Request { piece, .. }
            | Self::Edit { piece, .. }
            | Self::Vary { piece, .. }
            | Self::Pick { piece, .. }
            | Self::Undo { piece }
            | Self::Retry { piece }
            | Self::Cancel { piece } => Some(piece),
            Self::Offer { .. } | Self::Start { .. } | Self::ApproveAll { .. } | Self::Resolve { .. } => None,
        }
    }
}
