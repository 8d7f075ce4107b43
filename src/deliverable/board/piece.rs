//! One piece on the board: its state and what was said about it. The words are in its versions.

use super::act::{Actor, Decision, Scope, Tag};
use crate::{
    deliverable::{Kind, Level, Made, State},
    id::PieceId,
    time::Millis,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Piece {
    pub id: PieceId,
    /// Its node in the plan.
    pub node: String,
    pub kind: Kind,
    pub title: String,
    pub state: State,
    /// Somebody wanted it: its package was started, and it was not left out.
    #[serde(default)]
    pub started: bool,
    /// The newest version; 0 before there is one.
    pub version: u32,
    /// The highest number that a version of it has: variations have numbers too.
    #[serde(default)]
    pub last: u32,
    /// Of the newest version.
    pub sha256: String,
    /// The worst finding of the newest version.
    #[serde(default)]
    pub worst: Option<Level>,
    /// What the newest version was made from.
    #[serde(default)]
    pub inputs: Vec<Made>,
    /// Who wrote the newest version (the key of a person); absent for rules and models.
    #[serde(default)]
    pub author: Option<String>,
    /// Generations asked for so far: the idempotency key of a task is (piece, round).
    pub round: u32,
    /// The change that is being worked on.
    #[serde(default)]
    pub request: Option<Request>,
    /// Rounds of changes per field, for the guard against going round in circles.
    #[serde(default)]
    pub rounds: BTreeMap<String, u32>,
    #[serde(default)]
    pub stale: Option<Staleness>,
    /// Decisions so far, the oldest first.
    #[serde(default)]
    pub decisions: Vec<Handled>,
    /// Variations of the newest version are being made; its state stays what it is.
    #[serde(default)]
    pub varying: bool,
    /// Versions that were made as variations of the newest, to be picked from.
    #[serde(default)]
    pub variations: Vec<u32>,
    /// Why there is no version, for one that failed: a sentence in the piece's language.
    #[serde(default)]
    pub failure: Option<String>,
    /// When its first version was asked for, and how long that took to come, in milliseconds.
    #[serde(default)]
    pub wanted_at: Option<Millis>,
    #[serde(default)]
    pub took: Option<u64>,
    #[serde(default)]
    pub asked: Asked,
    pub updated_at: Millis,
}

/// Since when somebody is asked to decide, for the reminders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// How often it came to wait for a decision.
    pub times: u32,
    pub version: u32,
    pub stage: u32,
    pub since: Millis,
    /// When the next reminder is due.
    pub due: Millis,
    /// Reminders of this version in this stage.
    pub reminded: u32,
}

/// A change that somebody asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    pub version: u32,
    pub scope: Scope,
    pub text: String,
    pub tags: Vec<Tag>,
    pub by: Actor,
    pub at: Millis,
}

/// Why a piece no longer fits what it was made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Staleness {
    /// The piece that changed, with its new version; absent where the brief changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream: Option<Made>,
    /// As a person reads it: "proposta de valor v3".
    pub reason: String,
    /// The state it had.
    pub was: State,
}

/// One decision; never changed, never removed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Handled {
    pub decision: Decision,
    pub version: u32,
    pub sha256: String,
    pub by: Actor,
    /// 1 the team, 2 the client.
    pub stage: u32,
    #[serde(default)]
    pub comment: String,
    /// The lines that an approval with changes names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
    pub at: Millis,
    /// A later decision that takes this one back.
    #[serde(default)]
    pub undone: bool,
    /// The state before it.
    pub was: State,
    /// What the piece no longer fitted when somebody kept it as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Staleness>,
}
