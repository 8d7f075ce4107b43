//! Decisions on a version: bound to its number and hash, the first valid one wins.
//!
//! What leaves the house because of a decision (webhooks, exports) waits until the minute for taking it back is over.
//! What needs a gate begins at once when somebody agrees to it: "Seguir" would else feel broken. Taking it back puts
//! what has no version yet back into the plan; versions that came meanwhile stay, for what they were made from is
//! still the newest.

use super::{
    Act, Decision, Handled, Piece, Refusal, Request, Role, Scope, Settings, Told, step::Step, step::UNDO,
};
use crate::{
    deliverable::{Kind, Level, State},
    id::PieceId,
};

/// A decision as it was asked for.
pub(super) struct Ruling<'a> {
    pub piece: &'a PieceId,
    pub version: u32,
    pub sha256: &'a str,
    pub decision: Decision,
    pub comment: &'a str,
    pub lines: &'a [String],
    pub ticked: bool,
}

/// Where a decision leads from a state; nothing where this role cannot take it.
pub fn leads(decision: Decision, from: State, role: Role, settings: Settings) -> Option<State> {
    let client = role == Role::Client;
    // Without a stage of their own, clients decide in the team's.
    let decides = match from {
        State::InReview => !client || !settings.client_stage,
        State::ClientReview => client,
        _ => false,
    };
    let possible = match (decision, from) {
        (Decision::Approve, _) => decides,
        (Decision::ApproveWithChanges, _) => decides && client,
        (Decision::RequestChanges, State::ClientReview) => true,
        (Decision::RequestChanges, _) => decides,
        (Decision::Reject, State::Stale) => !client,
        (Decision::Reject, _) => decides,
        (Decision::Hold, State::InReview | State::ClientReview) => decides || !client,
        (Decision::Hold, State::Draft | State::ChangesRequested | State::Approved) => !client,
        (Decision::Hold, State::ApprovedWithChanges) => !client,
        (Decision::Lift, State::OnHold) => !client,
        (Decision::Reopen, State::Rejected | State::Draft | State::Approved) => !client,
        (Decision::Reopen, State::ChangesRequested) => !client,
        _ => false,
    };
    possible.then_some(match decision {
        Decision::Approve if from == State::InReview && settings.client_stage => State::ClientReview,
        Decision::Approve => State::Approved,
        Decision::ApproveWithChanges => State::ApprovedWithChanges,
        Decision::RequestChanges => State::ChangesRequested,
        Decision::Reject => State::Rejected,
        Decision::Hold => State::OnHold,
        Decision::Reopen if from == State::Rejected => State::Draft,
        // A lift leads back to where the hold began: see `held`.
        _ => State::InReview,
    })
}

impl Step<'_> {
    pub fn decide(&mut self, asked: &Ruling) -> Result<(), Refusal> {
        let piece = self.piece(asked.piece)?;
        piece.is_bound(asked.version, Some(asked.sha256))?;
        match asked.decision {
            Decision::Undo => return self.undo(asked.piece),
            Decision::Keep => return self.keep(asked.piece),
            Decision::Carried => return Err(Refusal::NotYours),
            _ => {}
        }
        let from = piece.state;
        let to = leads(asked.decision, from, self.actor.role, self.settings())
            .ok_or_else(|| self.why_not(piece, asked.decision))?;
        self.guard(piece, asked)?;
        let passes = asked.decision == Decision::Reopen && from == State::ChangesRequested;
        let to = match asked.decision {
            Decision::Lift => piece.held().unwrap_or(to),
            _ if passes => piece.undecided(),
            _ => to,
        };
        let mut ruling = self.ruling(piece, asked.decision, asked.comment);
        if asked.decision == Decision::ApproveWithChanges {
            ruling.lines = asked.lines.to_vec();
        }
        self.decided(asked.piece, ruling)?;
        if passes {
            self.change(asked.piece)?.request = None;
        }
        self.rest(asked.piece, to)?;
        if asked.decision == Decision::Approve {
            self.approve_with(asked.piece, from, asked.ticked)
        } else {
            Ok(())
        }
    }

    /// What stands against a decision that would be possible.
    fn guard(&self, piece: &Piece, asked: &Ruling) -> Result<(), Refusal> {
        let said = !asked.comment.trim().is_empty();
        match asked.decision {
            Decision::Approve | Decision::ApproveWithChanges => {
                let wrote = piece.author.as_ref() == Some(&self.actor.key) || self.actor.role == Role::Author;
                if self.settings().four_eyes && wrote {
                    return Err(Refusal::OwnWork);
                }
                let named = asked.decision == Decision::Approve || said || !asked.lines.is_empty();
                match piece.worst {
                    Some(Level::Error) => Err(Refusal::Blocked),
                    Some(Level::Warn) if !asked.ticked => Err(Refusal::NotTicked),
                    _ if !named => Err(Refusal::NeedsComment),
                    _ => Ok(()),
                }
            }
            Decision::Reject | Decision::RequestChanges if !said => Err(Refusal::NeedsComment),
            Decision::Reopen if piece.state == State::Draft && piece.worst == Some(Level::Error) => {
                Err(Refusal::Blocked)
            }
            _ => Ok(()),
        }
    }

    /// Value proposition and personas are one card with one "Seguir": those that wait with it are approved too.
    fn approve_with(&mut self, gate: &PieceId, from: State, ticked: bool) -> Result<(), Refusal> {
        for id in self.read_with(gate) {
            let piece = self.piece(&id)?;
            if piece.state != from {
                continue;
            }
            let sha256 = piece.sha256.clone();
            let asked = Ruling {
                piece: &id,
                version: piece.version,
                sha256: &sha256,
                decision: Decision::Approve,
                comment: "",
                lines: &[],
                ticked,
            };
            // One that cannot be approved waits on, as its own card says.
            self.decide(&asked).ok();
        }
        Ok(())
    }

    /// The personas that stand on the card of a value proposition at the gate.
    fn read_with(&self, gate: &PieceId) -> Vec<PieceId> {
        let Ok(piece) = self.piece(gate) else { return Vec::new() };
        let Some(node) = self.board.node(&piece.node) else { return Vec::new() };
        if !node.gate || piece.kind != Kind::ValueProposition {
            return Vec::new();
        }
        let needs = node.needs.iter().filter_map(|need| self.board.made_for(need));
        needs.filter(|need| need.kind == Kind::Persona).map(|need| need.id.clone()).collect()
    }

    /// Approves what can be approved, and says of each of the others why not.
    pub fn approve_all(&mut self, pieces: &[(PieceId, u32, String)], ticked: bool) -> Result<(), Refusal> {
        if pieces.is_empty() {
            return Err(Refusal::NothingChanged);
        }
        let mut skipped = Vec::new();
        for (piece, version, sha256) in pieces {
            // Named twice, or approved together with another of them.
            if self.decided.iter().any(|(decided, _)| decided == piece) {
                continue;
            }
            let (decision, version) = (Decision::Approve, *version);
            let asked = Ruling { piece, version, sha256, decision, comment: "", lines: &[], ticked };
            if let Err(why) = self.decide(&asked) {
                skipped.push((piece.clone(), why));
            }
        }
        if !skipped.is_empty() {
            self.told.push(Told::Skipped { pieces: skipped });
        }
        Ok(())
    }

    /// Takes back one's own last decision on the newest version: a decision of its own, within the minute.
    pub fn undo(&mut self, id: &PieceId) -> Result<(), Refusal> {
        let piece = self.piece(id)?;
        let (at, last) = piece.last_standing().ok_or(Refusal::NotNow { state: piece.state })?;
        if last.by.key != self.actor.key || last.by.who != self.actor.who {
            return Err(Refusal::NotYours);
        }
        if last.decision == Decision::Carried {
            return Err(Refusal::NotNow { state: piece.state });
        }
        if last.version != piece.version {
            return Err(Refusal::StaleVersion { newest: piece.version });
        }
        if self.now.since(last.at) >= UNDO {
            return Err(Refusal::TooLate);
        }
        let last = last.clone();
        self.take_back(id, at, &last)?;
        if last.decision == Decision::Approve {
            for other in self.read_with(id) {
                let Some((at, with)) = self.piece(&other)?.last_standing() else { continue };
                let same = with.decision == Decision::Approve && with.at == last.at && with.by == last.by;
                if same && with.version == self.piece(&other)?.version {
                    let with = with.clone();
                    self.take_back(&other, at, &with)?;
                }
            }
        }
        self.retract()
    }

    fn take_back(&mut self, id: &PieceId, at: usize, last: &Handled) -> Result<(), Refusal> {
        let mut ruling = self.ruling(self.piece(id)?, Decision::Undo, "");
        ruling.stage = last.stage;
        self.decided(id, ruling)?;
        let piece = self.change(id)?;
        piece.decisions[at].undone = true;
        if last.decision == Decision::RequestChanges
            && let Some(request) = piece.request.take()
        {
            let rounds = piece.rounds.entry(request.scope.path().to_owned()).or_default();
            *rounds = rounds.saturating_sub(1);
        }
        if last.was == State::ChangesRequested && piece.request.is_none() {
            piece.request = piece.asked_for();
        }
        if piece.stale.is_none() {
            piece.stale.clone_from(&last.kept);
        }
        self.rest(id, last.was)
    }

    /// Why a decision is not possible: somebody was faster, it is somebody else's, or it is not the time.
    pub fn why_not(&self, piece: &Piece, decision: Decision) -> Refusal {
        let judges = matches!(
            decision,
            Decision::Approve | Decision::ApproveWithChanges | Decision::RequestChanges | Decision::Reject
        );
        let over = match piece.state {
            State::InReview | State::Stale => false,
            State::ClientReview => self.actor.is_team(),
            _ => true,
        };
        if judges
            && over
            && let Some(by) = piece.ruled()
        {
            return Refusal::AlreadyDecided { by: by.by.clone(), decision: by.decision, at: by.at };
        }
        let others =
            [Role::Author, Role::Approver, Role::Client].into_iter().filter(|role| *role != self.actor.role);
        let for_others =
            others.into_iter().any(|role| leads(decision, piece.state, role, self.settings()).is_some());
        if for_others { Refusal::NotYours } else { Refusal::NotNow { state: piece.state } }
    }
}

impl Piece {
    /// A decision is on the newest version, as it is.
    pub fn is_bound(&self, version: u32, sha256: Option<&str>) -> Result<(), Refusal> {
        if self.version == 0 {
            return Err(Refusal::NotNow { state: self.state });
        }
        let same = self.version == version && sha256.is_none_or(|sha256| self.sha256 == sha256);
        if same { Ok(()) } else { Err(Refusal::StaleVersion { newest: self.version }) }
    }

    /// The last decision that was not taken back, with its place.
    pub fn last_standing(&self) -> Option<(usize, &Handled)> {
        let mut standing = self.decisions.iter().enumerate().rev();
        standing.find(|(_, ruling)| !ruling.undone && ruling.decision != Decision::Undo)
    }

    /// The judgement on the newest version that stands.
    pub fn ruled(&self) -> Option<&Handled> {
        let mut lifted = false;
        for ruling in
            self.decisions.iter().rev().filter(|ruling| !ruling.undone && ruling.version == self.version)
        {
            match ruling.decision {
                Decision::Undo | Decision::Keep => {}
                Decision::Lift => lifted = true,
                Decision::Hold if lifted => lifted = false,
                Decision::Reopen => return None,
                _ => return Some(ruling),
            }
        }
        None
    }

    /// What was asked for of the newest version, as its decision has it.
    fn asked_for(&self) -> Option<Request> {
        let mut asked = self.decisions.iter().rev();
        let asked = asked.find(|it| !it.undone && it.decision == Decision::RequestChanges)?;
        Some(Request {
            version: asked.version,
            scope: Scope::Piece,
            text: asked.comment.clone(),
            tags: Vec::new(),
            by: asked.by.clone(),
            at: asked.at,
        })
    }

    /// The state before it was put on hold.
    fn held(&self) -> Option<State> {
        let mut holds = self.decisions.iter().rev().filter(|ruling| !ruling.undone);
        holds.find(|ruling| ruling.decision == Decision::Hold).map(|hold| hold.was)
    }
}

impl Act {
    /// A decision of this act, if it is one.
    pub(super) fn ruling(&self) -> Option<Ruling<'_>> {
        let Self::Decide { piece, version, sha256, decision, comment, lines, ticked } = self else {
            return None;
        };
        let (version, decision, ticked) = (*version, *decision, *ticked);
        Some(Ruling { piece, version, sha256, decision, comment, lines, ticked })
    }
}
