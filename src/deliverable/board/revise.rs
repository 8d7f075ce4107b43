//! Other versions of a piece: asked for, written by a person, varied, picked.

use super::{Decision, Handled, Piece, Refusal, Request, Scope, Tag, decide::leads, step::Step};
use crate::{
    deliverable::{
        Level, State, Version,
        scope::{Difference, lies_in},
    },
    id::PieceId,
};

/// After so many rounds on one field it goes in circles.
const ROUNDS: u32 = 3;

/// A change as it was asked for.
pub(super) struct Asked<'a> {
    pub piece: &'a PieceId,
    pub version: u32,
    pub scope: &'a Scope,
    pub text: &'a str,
    pub tags: &'a [Tag],
}

impl Step<'_> {
    pub fn request(&mut self, asked: &Asked) -> Result<(), Refusal> {
        let piece = self.piece(asked.piece)?;
        piece.is_bound(asked.version, None)?;
        let decision = Decision::RequestChanges;
        let reviews = leads(decision, piece.state, self.actor.role, self.settings()).is_some();
        let works =
            matches!(piece.state, State::Draft | State::ChangesRequested | State::ApprovedWithChanges);
        let may = reviews || (works && self.actor.is_team());
        if !may {
            return Err(if works { Refusal::NotYours } else { self.why_not(piece, decision) });
        }
        if asked.text.trim().is_empty() && asked.tags.is_empty() {
            return Err(Refusal::NeedsComment);
        }
        asked.scope.check()?;
        let path = asked.scope.path();
        if piece.rounds.get(path).is_some_and(|rounds| *rounds >= ROUNDS) {
            return Err(Refusal::GoesInCircles { path: path.to_owned() });
        }
        let ruling = self.ruling(piece, decision, asked.text);
        self.decided(asked.piece, ruling)?;
        let request = Request {
            version: asked.version,
            scope: asked.scope.clone(),
            text: asked.text.trim().to_owned(),
            tags: asked.tags.to_vec(),
            by: self.actor.clone(),
            at: self.now,
        };
        let piece = self.change(asked.piece)?;
        *piece.rounds.entry(path.to_owned()).or_default() += 1;
        (piece.request, piece.varying, piece.state) = (Some(request), false, State::Queued);
        self.generate(asked.piece)?;
        self.tell_changed(asked.piece);
        Ok(())
    }

    /// A person's own words. What was approved is decided on again, except where the approval itself allowed it.
    pub fn edit(&mut self, id: &PieceId, version: Version, changed: &Difference) -> Result<(), Refusal> {
        let piece = self.revisable(id)?;
        piece.follows(&version, &[piece.version])?;
        let carried = piece.carries(changed, self.settings().carry_minor);
        let was = piece.state;
        self.supersede(id, &version, Some(self.actor.key.clone()))?;
        let piece = self.change(id)?;
        piece.rounds.retain(|path, _| !path.is_empty() && !changed.paths.iter().any(|at| touches(at, path)));
        let state = piece.undecided();
        self.versions.push(version);
        if !carried || state == State::Draft {
            return self.rest(id, state);
        }
        let mut ruling = self.ruling(self.piece(id)?, Decision::Carried, "");
        ruling.was = was;
        self.decided(id, ruling)?;
        self.rest(id, State::Approved)
    }

    /// Asks for other ways to say it; the piece stays what it is meanwhile. Once at a time.
    pub fn vary(&mut self, id: &PieceId, version: u32) -> Result<(), Refusal> {
        self.only_team()?;
        let piece = self.piece(id)?;
        piece.is_bound(version, None)?;
        let open =
            State::Draft == piece.state || piece.state.waits() || piece.state == State::ChangesRequested;
        if !open || piece.varying {
            return Err(Refusal::NotNow { state: piece.state });
        }
        self.change(id)?.varying = true;
        self.generate(id)?;
        self.tell_changed(id);
        Ok(())
    }

    pub fn pick(&mut self, id: &PieceId, variation: u32, version: Version) -> Result<(), Refusal> {
        let piece = self.revisable(id)?;
        if !piece.variations.contains(&variation) {
            return Err(Refusal::NotNow { state: piece.state });
        }
        piece.follows(&version, &[piece.version, variation])?;
        self.supersede(id, &version, None)?;
        let piece = self.change(id)?;
        piece.rounds.clear();
        let state = piece.undecided();
        self.look_back(id, &version)?;
        self.versions.push(version);
        self.rest(id, state)
    }

    /// The piece, if the team may give it another version by hand now.
    fn revisable(&self, id: &PieceId) -> Result<&Piece, Refusal> {
        self.only_team()?;
        let piece = self.piece(id)?;
        let closed = piece.state.runs()
            || matches!(piece.state, State::Planned | State::OnHold | State::Rejected | State::Cancelled);
        if closed || piece.version == 0 { Err(Refusal::NotNow { state: piece.state }) } else { Ok(piece) }
    }
}

impl Scope {
    fn check(&self) -> Result<(), Refusal> {
        let sound = match self {
            Self::Piece => true,
            Self::Field { path } => path.starts_with('/'),
            Self::Range { path, from, to } => path.starts_with('/') && from < to,
        };
        if sound { Ok(()) } else { Err(Refusal::Unreadable { message: "the place of the change".into() }) }
    }
}

impl Piece {
    /// A version is the next one, made from one of `parents`, and says something else.
    fn follows(&self, version: &Version, parents: &[u32]) -> Result<(), Refusal> {
        self.check_version(version, self.next())?;
        if !version.parent.is_some_and(|parent| parents.contains(&parent)) {
            return Err(Refusal::StaleVersion { newest: self.version });
        }
        if version.sha256 == self.sha256 { Err(Refusal::NothingChanged) } else { Ok(()) }
    }

    /// An approval of the newest version holds for one that differs so much.
    fn carries(&self, changed: &Difference, minor: bool) -> bool {
        let named = |ruling: &Handled| {
            ruling.decision == Decision::ApproveWithChanges
                && !changed.paths.is_empty()
                && changed.paths.iter().all(|at| ruling.lines.iter().any(|line| lies_in(at, line)))
        };
        match self.state {
            State::ApprovedWithChanges => self.ruled().is_some_and(named),
            State::Approved => minor && changed.minor && self.worst != Some(Level::Error),
            _ => false,
        }
    }
}

fn touches(at: &str, path: &str) -> bool {
    lies_in(at, path) || lies_in(path, at)
}
