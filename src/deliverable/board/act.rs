//! Everything that can happen to a board, and by whom.

use super::Settings;
use crate::{
    deliverable::{Version, plan::Plan, scope::Difference},
    engine::state::Who,
    id::{ConversationId, PieceId},
    tree::json::Locale,
};
use serde::{Deserialize, Serialize};

/// One thing that happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    // ── Pauta's own ─────────────────────────────────────────────
    /// The plan of a brief is offered.
    Offer(Offer),
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
    /// No worker can make a change that was asked for: it is left to a person.
    Left {
        piece: PieceId,
        round: u32,
    },
    /// The minute in which decisions on a version can be taken back is over.
    Settled {
        piece: PieceId,
        version: u32,
    },
    /// It is time to remind those who have to decide on a version.
    Remind {
        piece: PieceId,
        version: u32,
        nth: u32,
    },

    // ── a person's ──────────────────────────────────────────────
    /// Starts the package with this number, once however often it is confirmed. What is left out can be started
    /// alone later (`Retry`).
    Start {
        package: u32,
        without: Vec<String>,
    },
    Decide {
        piece: PieceId,
        version: u32,
        sha256: String,
        decision: Decision,
        comment: String,
        /// For an approval with changes: the lines that may be changed, as JSON pointers. Without any, the edit is
        /// decided on again.
        lines: Vec<String>,
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
    /// The person's own words: `version` is the new one, made from the newest; `changed` is what differs.
    Edit {
        piece: PieceId,
        version: Version,
        changed: Difference,
    },
    /// Other ways to say the same.
    Vary {
        piece: PieceId,
        version: u32,
    },
    /// Takes one of the variations: `version` is new and has its content.
    Pick {
        piece: PieceId,
        variation: u32,
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

/// The plan of a frozen brief, with all that a board keeps of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    pub conversation: ConversationId,
    pub plan: Plan,
    pub brief: u32,
    pub kit: u32,
    pub locale: Locale,
    pub settings: Settings,
    /// An id for each node of the plan, in its order. Where a piece is taken over, its own stays.
    pub ids: Vec<PieceId>,
    /// The nodes for which this brief says something else than the one before (those whose draft by the rules
    /// differs): they and what derives from them no longer fit. Of no matter for a first brief.
    pub touched: Vec<String>,
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

impl Actor {
    /// Their name, or what they are called who gave none.
    pub fn name_or<'a>(&'a self, somebody: &'a str) -> &'a str {
        if self.name.is_empty() { somebody } else { &self.name }
    }
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
    /// Back from rejected to draft, or from draft to review; also past a change that nobody has made.
    Reopen,
    Undo,
    Keep,
    /// An earlier approval holds for this version too: the edit kept within the lines that it named, or changed
    /// nothing but blanks and link tags where the workspace lets that pass.
    Carried,
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

impl Scope {
    /// The field that it is about; empty for the whole piece.
    pub fn path(&self) -> &str {
        match self {
            Self::Piece => "",
            Self::Field { path } | Self::Range { path, .. } => path,
        }
    }
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

impl Decision {
    /// As rows and the protocol name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::ApproveWithChanges => "approve_with_changes",
            Self::RequestChanges => "request_changes",
            Self::Reject => "reject",
            Self::Hold => "hold",
            Self::Lift => "lift",
            Self::Reopen => "reopen",
            Self::Undo => "undo",
            Self::Keep => "keep",
            Self::Carried => "carried",
        }
    }
}

impl Actor {
    /// Pauta itself: for what workers report and what time brings.
    pub fn pauta() -> Self {
        let (name, door, key) = (String::new(), String::new(), String::new());
        Self { who: Who::Engine, name, role: Role::Author, door, key }
    }

    /// One of those who make the pieces, not the one whom they are made for.
    pub fn is_team(&self) -> bool {
        self.role != Role::Client
    }
}

impl Act {
    /// The piece that it is about, if it is about one.
    pub fn piece(&self) -> Option<&PieceId> {
        match self {
            Self::Begun { piece, .. }
            | Self::Delivered { piece, .. }
            | Self::Failed { piece, .. }
            | Self::Left { piece, .. }
            | Self::Settled { piece, .. }
            | Self::Remind { piece, .. }
            | Self::Decide { piece, .. }
            | Self::Request { piece, .. }
            | Self::Edit { piece, .. }
            | Self::Vary { piece, .. }
            | Self::Pick { piece, .. }
            | Self::Undo { piece }
            | Self::Retry { piece }
            | Self::Cancel { piece } => Some(piece),
            Self::Offer(_) | Self::Start { .. } | Self::ApproveAll { .. } | Self::Resolve { .. } => None,
        }
    }
}
