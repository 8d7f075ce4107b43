//! A plan is offered: once per version of a brief, with the pieces that there are already.

use super::{Actor, Asked, Board, Done, Offer, Piece, Refusal, Told, step::Step};
use crate::{
    deliverable::{State, plan::Node},
    id::PieceId,
    time::Millis,
};
use std::collections::{BTreeMap, BTreeSet};

impl Board {
    /// The first board of a conversation, or the one of its next brief version. A brief that was offered already is
    /// offered once.
    ///
    /// Pieces that the new plan still wants are taken over, with their versions and states. Those that it no longer
    /// wants stay with what they have, to be kept or rejected; without a version they are given up.
    pub fn offer(previous: Option<&Self>, offer: Offer, now: Millis) -> Result<Done, Refusal> {
        let actor = Actor::pauta();
        if let Some(board) = previous.filter(|board| board.brief >= offer.brief) {
            return Step::of(board.clone(), &actor, now).done();
        }
        if offer.ids.len() < offer.plan.nodes.len() {
            return Err(Refusal::Unreadable {
                message: "the plan has more pieces than there are ids".into(),
            });
        }
        let touched = offer.touched();
        let mut step = Step::of(Self::empty(offer.clone(), now), &actor, now);
        let mut old = previous.map(|board| board.pieces.clone()).unwrap_or_default();
        for (node, id) in offer.plan.nodes.iter().zip(&offer.ids) {
            let taken = old.values().find(|piece| piece.node == node.id && piece.kind == node.kind);
            let taken = taken.map(|piece| piece.id.clone()).and_then(|id| old.remove(&id));
            let piece = match taken {
                Some(piece) => Piece { title: node.title.clone(), ..piece },
                None => Piece::planned(id.clone(), node, now),
            };
            step.board.pieces.insert(piece.id.clone(), piece);
        }
        step.board.started = previous.map_or(0, |board| step.board.started_since(board));
        let unwanted: Vec<PieceId> = old.keys().cloned().collect();
        step.board.pieces.append(&mut old);
        let all: Vec<PieceId> = step.board.pieces.keys().cloned().collect();
        for id in &all {
            step.change(id)?;
        }
        if previous.is_some() {
            step.unfit(&touched)?;
            step.drop_unwanted(&unwanted)?;
        }
        step.told.insert(0, Told::Plan);
        step.done()
    }

    fn empty(offer: Offer, now: Millis) -> Self {
        Self {
            conversation: offer.conversation,
            brief: offer.brief,
            locale: offer.locale,
            kit: offer.kit,
            plan: offer.plan,
            started: 0,
            offered_at: now,
            settings: offer.settings,
            pieces: BTreeMap::new(),
        }
    }

    /// The packages that need no new start: nothing in them is new.
    fn started_since(&self, previous: &Self) -> u32 {
        let known = |node: &Node| previous.made_for(&node.id).is_some_and(|piece| piece.kind == node.kind);
        let new = self.plan.nodes.iter().filter(|node| !known(node)).map(|node| node.package).min();
        new.map_or(previous.started, |first| previous.started.min(first.saturating_sub(1)))
    }

    pub fn node(&self, id: &str) -> Option<&Node> {
        self.plan.nodes.iter().find(|node| node.id == id)
    }
}

impl Offer {
    /// What the brief touches, and all that is made from it.
    fn touched(&self) -> BTreeSet<String> {
        let mut touched: BTreeSet<String> = self.touched.iter().cloned().collect();
        loop {
            let before = touched.len();
            for node in &self.plan.nodes {
                if node.needs.iter().any(|need| touched.contains(need)) {
                    touched.insert(node.id.clone());
                }
            }
            if touched.len() == before {
                return touched;
            }
        }
    }
}

impl Step<'_> {
    /// What derives from what changed in the brief: versions are stale, what is being made is made anew.
    fn unfit(&mut self, touched: &BTreeSet<String>) -> Result<(), Refusal> {
        let reason = self.reason("stale_brief", "", self.board.brief);
        let pieces = self.board.in_order().filter(|piece| touched.contains(&piece.node));
        let pieces: Vec<PieceId> = pieces.map(|piece| piece.id.clone()).collect();
        for id in &pieces {
            let piece = self.change(id)?;
            (piece.varying, piece.variations) = (false, Vec::new());
            let (runs, has) = (piece.state.runs(), piece.version > 0);
            if has {
                self.mark(id, None, &reason)?;
            }
            // The round that is being worked on is kept out when it comes.
            if runs {
                self.change(id)?.state = State::Planned;
            }
        }
        Ok(())
    }

    fn drop_unwanted(&mut self, unwanted: &[PieceId]) -> Result<(), Refusal> {
        let reason = self.reason("stale_brief", "", self.board.brief);
        for id in unwanted {
            let piece = self.change(id)?;
            (piece.varying, piece.request) = (false, None);
            if piece.version == 0 {
                piece.state = State::Cancelled;
                continue;
            }
            if piece.state.runs() || matches!(piece.state, State::Planned | State::GenerationFailed) {
                piece.state = piece.undecided();
            }
            self.mark(id, None, &reason)?;
        }
        Ok(())
    }
}

impl Piece {
    /// The piece that a node will become.
    pub fn planned(id: PieceId, node: &Node, now: Millis) -> Self {
        Self {
            id,
            node: node.id.clone(),
            kind: node.kind,
            title: node.title.clone(),
            state: State::Planned,
            started: false,
            version: 0,
            last: 0,
            sha256: String::new(),
            worst: None,
            inputs: Vec::new(),
            author: None,
            round: 0,
            request: None,
            rounds: BTreeMap::new(),
            stale: None,
            decisions: Vec::new(),
            varying: false,
            variations: Vec::new(),
            failure: None,
            wanted_at: None,
            took: None,
            asked: Asked::default(),
            updated_at: now,
        }
    }
}
