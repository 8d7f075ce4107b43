//! What Pauta tells of the pieces that a brief becomes. It moves nothing in the conversation: whatever was pending
//! is pending still, and what is over stays over.

use super::{
    effect::{Effect, From, MessageKind},
    state::Who,
    step::Turn,
};
use serde::{Deserialize, Serialize};

/// One row to be told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "row", rename_all = "snake_case")]
pub enum ToldRow {
    /// A message of Pauta's.
    Message {
        kind: MessageKind,
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        piece: Option<PieceNote>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        count: Option<Count>,
    },
    /// A card that is there already stands differently.
    Change {
        piece: String,
        version: u32,
        state: String,
        by: Who,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        count: Option<Count>,
    },
}

/// What a row says of a piece; the piece itself is read elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PieceNote {
    pub id: String,
    pub kind: String,
    pub family: String,
    pub title: String,
    /// 0 where no version came.
    pub version: u32,
    pub state: String,
}

/// How many of the pieces that were started are there, and about how long the others take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub done: u32,
    pub of: u32,
    pub seconds: u32,
}

/// A change of a piece's card, as a row of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PieceChange {
    pub seq: u64,
    pub piece: String,
    pub version: u32,
    pub state: String,
    pub by: Who,
    /// By which people know them; absent for somebody who gave none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<Count>,
}

impl Turn<'_, '_> {
    pub(super) fn told(&mut self, rows: Vec<ToldRow>) {
        for row in rows {
            match row {
                ToldRow::Message { kind, text, piece, count } => {
                    let message = self.message(From::Assistant, kind, text);
                    message.piece = piece;
                    message.count = count;
                }
                ToldRow::Change { piece, version, state, by, name, count } => {
                    self.state.seq += 1;
                    let seq = self.state.seq;
                    let change = PieceChange { seq, piece, version, state, by, name, count };
                    self.effects.push(Effect::PieceChanged(change));
                }
            }
        }
    }
}
