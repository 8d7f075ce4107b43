//! One act on a board.

use super::{Act, Actor, Board, Count, Done, Offer, Refusal};
use crate::{id::PieceId, time::Millis};

impl Board {
    /// The first board of a conversation, or the one of its next brief version.
    pub fn offer(_previous: Option<&Self>, _offer: Offer, _now: Millis) -> Result<Done, Refusal> {
        Err(Refusal::NothingChanged)
    }

    pub fn apply(&self, _act: Act, _actor: &Actor, _now: Millis) -> Result<Done, Refusal> {
        Err(Refusal::NothingChanged)
    }

    /// The acts that `apply` would take now, by their names in the protocol.
    pub fn actions(&self, _piece: &PieceId, _actor: &Actor, _now: Millis) -> Vec<&'static str> {
        Vec::new()
    }

    /// How many of the started pieces are there.
    pub fn count(&self) -> Count {
        Count::default()
    }

    /// Pieces that somebody has to decide on, in the order of the plan.
    pub fn waiting(&self) -> Vec<&PieceId> {
        Vec::new()
    }

    /// A worker may work on this generation, and its result will be taken.
    pub fn wants(&self, _piece: &PieceId, _round: u32) -> bool {
        false
    }
}
