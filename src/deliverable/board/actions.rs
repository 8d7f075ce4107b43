//! What a person may do with a piece now: exactly what `apply` would take.

use super::{Act, Actor, Board, Choice, Decision, Piece, Scope};
use crate::{
    deliverable::{By, Price, Version, scope::Difference, version::hash},
    id::PieceId,
    time::Millis,
};
use serde_json::json;

/// The acts on one piece, by their names in the protocol.
pub const ACTIONS: [&str; 15] = [
    "approve",
    "approve_with_changes",
    "request",
    "edit",
    "vary",
    "pick",
    "hold",
    "lift",
    "reject",
    "reopen",
    "undo",
    "retry",
    "cancel",
    "keep",
    "update",
];

impl Board {
    /// The acts that would be taken now, given a reason and a tick where one is wanted.
    pub fn actions(&self, piece: &PieceId, actor: &Actor, now: Millis) -> Vec<&'static str> {
        let Some(piece) = self.pieces.get(piece) else { return Vec::new() };
        let taken =
            |name: &&str| self.example(piece, name).is_some_and(|act| self.apply(act, actor, now).is_ok());
        ACTIONS.into_iter().filter(taken).collect()
    }

    /// An act of this name that has all it needs, on the newest version.
    pub fn example(&self, piece: &Piece, name: &str) -> Option<Act> {
        let (id, version) = (piece.id.clone(), piece.version);
        let decide = |decision| Act::Decide {
            piece: id.clone(),
            version,
            sha256: piece.sha256.clone(),
            decision,
            comment: "…".into(),
            lines: Vec::new(),
            ticked: true,
        };
        Some(match name {
            "approve" => decide(Decision::Approve),
            "approve_with_changes" => decide(Decision::ApproveWithChanges),
            "hold" => decide(Decision::Hold),
            "lift" => decide(Decision::Lift),
            "reject" => decide(Decision::Reject),
            "reopen" => decide(Decision::Reopen),
            // A field that nothing was asked of yet: the guard against circles is one field's.
            "request" => {
                let scope = Scope::Field { path: "/".into() };
                Act::Request { piece: id, version, scope, text: "…".into(), tags: Vec::new() }
            }
            "edit" => Act::Edit { piece: id, version: self.another(piece), changed: Difference::default() },
            "vary" => Act::Vary { piece: id, version },
            "pick" => {
                let variation = *piece.variations.first()?;
                Act::Pick { piece: id, variation, version: self.another(piece) }
            }
            "undo" => Act::Undo { piece: id },
            "retry" => Act::Retry { piece: id },
            "cancel" => Act::Cancel { piece: id },
            "keep" => Act::Resolve { pieces: vec![id], choice: Choice::Keep },
            "update" => Act::Resolve { pieces: vec![id], choice: Choice::Update },
            _ => return None,
        })
    }

    /// A next version that says something else.
    fn another(&self, piece: &Piece) -> Version {
        let content = json!(piece.next());
        Version {
            piece: piece.id.clone(),
            kind: piece.kind,
            number: piece.next(),
            parent: Some(piece.version),
            locale: self.locale.clone(),
            sha256: hash(&content),
            content,
            brief: self.brief,
            kit: self.kit,
            inputs: piece.inputs.clone(),
            by: By::Rules,
            prompt: None,
            cost: Price::Nothing,
            checks: Vec::new(),
            sources: Vec::new(),
            rationale: String::new(),
            notes: String::new(),
            at: piece.updated_at,
        }
    }
}
