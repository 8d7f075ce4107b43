//! What no longer fits what it was made from: never silently, always with a choice.

use super::{Choice, Decision, Refusal, Staleness, refusal::PHRASES, step::Step};
use crate::{
    deliverable::{Made, State, Version},
    id::PieceId,
};
use std::collections::BTreeSet;

impl Step<'_> {
    /// A piece has another newest version: everything that was made from an older one is stale, and what was made
    /// from that.
    pub fn spread(&mut self, id: &PieceId) -> Result<(), Refusal> {
        let piece = self.piece(id)?;
        let changed = Made { piece: id.clone(), version: piece.version };
        let reason = self.reason("stale_piece", &in_a_sentence(&piece.title), piece.version);
        let mut reached = BTreeSet::from([id.clone()]);
        loop {
            let older = |input: &Made| {
                reached.contains(&input.piece) && (input.piece != *id || input.version < changed.version)
            };
            let mut pieces = self.board.pieces.values().filter(|piece| !reached.contains(&piece.id));
            let Some(next) = pieces.find(|piece| piece.version > 0 && piece.inputs.iter().any(older)) else {
                return Ok(());
            };
            let next = next.id.clone();
            self.mark(&next, Some(changed.clone()), &reason)?;
            reached.insert(next);
        }
    }

    /// A version has arrived: while it was being made, something that it was made from may have changed.
    pub fn look_back(&mut self, id: &PieceId, version: &Version) -> Result<(), Refusal> {
        let mut inputs = version.inputs.iter();
        let upstream = inputs.find_map(|input| {
            self.board.pieces.get(&input.piece).filter(|piece| input.version < piece.version)
        });
        let Some(upstream) = upstream else { return Ok(()) };
        let reason = self.reason("stale_piece", &in_a_sentence(&upstream.title), upstream.version);
        let upstream = Some(Made { piece: upstream.id.clone(), version: upstream.version });
        let piece = self.change(id)?;
        piece.stale = Some(Staleness { upstream, reason, was: piece.undecided() });
        Ok(())
    }

    /// Marks a piece that has a version. One that is being worked on keeps its state: what comes is looked at again.
    pub fn mark(&mut self, id: &PieceId, upstream: Option<Made>, reason: &str) -> Result<(), Refusal> {
        let piece = self.change(id)?;
        let open = piece.state.runs() || matches!(piece.state, State::Planned | State::GenerationFailed);
        let rests = !open && !matches!(piece.state, State::Rejected | State::Cancelled);
        let was = match &piece.stale {
            Some(stale) => stale.was,
            None if rests => piece.state,
            None => piece.undecided(),
        };
        piece.stale = Some(Staleness { upstream, reason: reason.to_owned(), was });
        if rests {
            piece.state = State::Stale;
            self.tell_changed(id);
        }
        Ok(())
    }

    /// Updates stale pieces, or keeps them as they are. Of several, those that are not stale are left alone.
    pub fn resolve(&mut self, pieces: &[PieceId], choice: Choice) -> Result<(), Refusal> {
        self.only_team()?;
        let mut refused = None;
        let mut any = false;
        for id in pieces {
            let resolved = match choice {
                Choice::Update => self.update(id),
                Choice::Keep => self.keep(id),
            };
            match resolved {
                Ok(()) => any = true,
                Err(why) => refused = refused.or(Some(why)),
            }
        }
        if any { Ok(()) } else { Err(refused.unwrap_or(Refusal::NothingChanged)) }
    }

    /// It waits for its turn: what it is made from may itself have to be updated first.
    fn update(&mut self, id: &PieceId) -> Result<(), Refusal> {
        let piece = self.piece(id)?;
        if piece.state != State::Stale || self.board.node(&piece.node).is_none() {
            return Err(Refusal::NotNow { state: piece.state });
        }
        let piece = self.change(id)?;
        (piece.state, piece.started, piece.varying, piece.request) = (State::Planned, true, false, None);
        self.tell_changed(id);
        Ok(())
    }

    pub fn keep(&mut self, id: &PieceId) -> Result<(), Refusal> {
        self.only_team()?;
        let piece = self.piece(id)?;
        let Some(stale) = piece.stale.clone().filter(|_| piece.state == State::Stale) else {
            return Err(Refusal::NotNow { state: piece.state });
        };
        let back = stale.was;
        let mut ruling = self.ruling(piece, Decision::Keep, &stale.reason);
        ruling.kept = Some(stale);
        self.decided(id, ruling)?;
        self.change(id)?.stale = None;
        self.rest(id, back)
    }

    /// The reason as a person reads it, in the language of the pieces.
    pub fn reason(&self, key: &str, title: &str, version: u32) -> String {
        PHRASES.fill(&self.board.locale, key, &[("title", title), ("version", &version.to_string())])
    }
}

/// "proposta de valor", but "SMS".
fn in_a_sentence(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => title.to_owned(),
    }
}
