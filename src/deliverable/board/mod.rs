//! The board of a conversation: its plan, its pieces, and what may be done with them. One turn, one act.

pub mod act;
mod actions;
mod apply;
mod decide;
pub mod done;
mod flow;
mod offer;
pub mod piece;
pub mod refusal;
mod revise;
mod stale;
mod step;

pub use act::{Act, Actor, Choice, Decision, Offer, Role, Scope, Tag};
pub use actions::ACTIONS;
pub use decide::leads;
pub use done::{Count, Done, Told, Wanted};
pub use piece::{Asked, Handled, Piece, Request, Staleness};
pub use refusal::{PHRASES, Refusal};
pub use step::UNDO;

use super::plan::Plan;
use crate::{
    id::{ConversationId, PieceId},
    time::Millis,
    tree::json::Locale,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that is so about the pieces of one brief version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Board {
    pub conversation: ConversationId,
    /// The version of the brief that it comes from.
    pub brief: u32,
    pub locale: Locale,
    /// The kit's version when it was offered.
    pub kit: u32,
    pub plan: Plan,
    /// Packages that were started so far; 0: it is only offered.
    pub started: u32,
    pub offered_at: Millis,
    pub settings: Settings,
    /// The pieces, by their ids. They come to be when the plan is offered.
    #[serde(skip)]
    pub pieces: BTreeMap<PieceId, Piece>,
}

/// What the workspace has chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// What needs the value proposition waits until somebody agreed to it.
    pub gate: bool,
    /// After the team, the client decides too.
    pub client_stage: bool,
    /// Nobody approves what they wrote themselves.
    pub four_eyes: bool,
    /// An edit of an approved version that changes only blanks and link tags stays approved.
    #[serde(default)]
    pub carry_minor: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { gate: true, client_stage: false, four_eyes: false, carry_minor: false }
    }
}
