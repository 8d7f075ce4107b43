//! What an act came to, and what follows from it.

use super::{Board, Refusal};
use crate::{deliverable::Version, id::PieceId, time::Millis, work::Work};
use serde::Serialize;

/// What an act came to. Nothing changed, told and wanted: it came twice, or too late to matter.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    pub board: Board,
    /// Pieces that changed and are written.
    pub changed: Vec<PieceId>,
    /// New versions, written as they are.
    pub versions: Vec<Version>,
    /// New decisions: the piece, and the place in its `decisions`, from 1.
    pub decided: Vec<(PieceId, u32)>,
    /// What the conversation is told, in order.
    pub told: Vec<Told>,
    /// What is to be done next.
    pub wanted: Vec<Wanted>,
    /// Decisions (as in `decided`) that can no longer be undone: webhooks and exports follow from them. A decision may
    /// be named more than once: who sends dedupes by it.
    pub settled: Vec<(PieceId, u32)>,
}

impl Done {
    /// Whether there is anything to be written.
    pub fn is_nothing(&self) -> bool {
        self.changed.is_empty() && self.told.is_empty() && self.wanted.is_empty() && self.settled.is_empty()
    }
}

/// Something that becomes a row of the conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// The plan is there to be started.
    Plan,
    /// A version came; a card shows it.
    Card { piece: PieceId, version: u32 },
    /// Variations came; the card that is there offers them.
    Variations { piece: PieceId },
    /// The state of a card that is there already changed.
    Changed { piece: PieceId },
    /// No version came; a card says so and offers another attempt.
    Failed { piece: PieceId },
    /// A change is left to a person, who reads what was asked for.
    Left { piece: PieceId },
    /// Every started piece is there.
    Finished,
    /// What a bulk approval skipped and why; `Refusal::say` has the sentence.
    Skipped { pieces: Vec<(PieceId, Refusal)> },
    /// Somebody has still to decide on a version.
    Reminder { piece: PieceId, version: u32, stage: u32, nth: u32 },
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

/// How many of the started pieces are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    pub done: u32,
    pub of: u32,
}
