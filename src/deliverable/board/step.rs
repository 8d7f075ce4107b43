//! A board while an act changes it, with all that follows being noted.

use super::{Actor, Board, Decision, Done, Handled, Piece, Refusal, Settings, Told, Wanted};
use crate::{
    deliverable::{Level, State, Version},
    id::PieceId,
    time::Millis,
    work::Work,
};
use std::{collections::BTreeSet, time::Duration};

/// How long a decision can be taken back; what leaves the house waits for it.
pub const UNDO: Duration = Duration::from_secs(60);
/// How many times somebody is reminded of a version in a stage.
const REMINDERS: u32 = 2;
const DAY: Duration = Duration::from_secs(24 * 3600);

/// A refused act leaves the board as it was: the step is thrown away. Only a bulk approval goes on after a refusal,
/// so whatever refuses does it before it changes anything.
pub(super) struct Step<'a> {
    pub board: Board,
    pub actor: &'a Actor,
    pub now: Millis,
    before: super::Count,
    changed: BTreeSet<PieceId>,
    pub versions: Vec<Version>,
    pub decided: Vec<(PieceId, u32)>,
    pub told: Vec<Told>,
    wanted: Vec<Wanted>,
    pub settled: Vec<(PieceId, u32)>,
}

impl<'a> Step<'a> {
    pub fn of(board: Board, actor: &'a Actor, now: Millis) -> Self {
        let before = board.count();
        Self {
            board,
            actor,
            now,
            before,
            changed: BTreeSet::new(),
            versions: Vec::new(),
            decided: Vec::new(),
            told: Vec::new(),
            wanted: Vec::new(),
            settled: Vec::new(),
        }
    }

    /// What it came to. Whatever became ready by the act is enqueued with it.
    pub fn done(mut self) -> Result<Done, Refusal> {
        self.advance()?;
        let (before, now) = (self.before, self.board.count());
        if before.done < before.of && now.of > 0 && now.done == now.of {
            self.told.push(Told::Finished);
        }
        Ok(Done {
            board: self.board,
            changed: self.changed.into_iter().collect(),
            versions: self.versions,
            decided: self.decided,
            told: self.told,
            wanted: self.wanted,
            settled: self.settled,
        })
    }

    pub fn settings(&self) -> Settings {
        self.board.settings
    }

    pub fn piece(&self, id: &PieceId) -> Result<&Piece, Refusal> {
        self.board.pieces.get(id).ok_or(Refusal::UnknownPiece)
    }

    /// The piece, to be changed and written.
    pub fn change(&mut self, id: &PieceId) -> Result<&mut Piece, Refusal> {
        let piece = self.board.pieces.get_mut(id).ok_or(Refusal::UnknownPiece)?;
        piece.updated_at = self.now;
        self.changed.insert(id.clone());
        Ok(piece)
    }

    /// A card that is there already shows what became of it; once is enough.
    pub fn tell_changed(&mut self, id: &PieceId) {
        let shown = |told: &Told| match told {
            Told::Card { piece, .. } | Told::Changed { piece } | Told::Variations { piece } => piece == id,
            _ => false,
        };
        if !self.told.iter().any(shown) {
            self.told.push(Told::Changed { piece: id.clone() });
        }
    }

    pub fn want(&mut self, work: Work, key: String, at: Millis) {
        self.wanted.push(Wanted { work, key, at });
    }

    /// Enqueues its next generation.
    pub fn generate(&mut self, id: &PieceId) -> Result<(), Refusal> {
        let (conversation, now) = (self.board.conversation.clone(), self.now);
        let piece = self.change(id)?;
        piece.round += 1;
        piece.failure = None;
        if piece.version == 0 {
            piece.wanted_at = Some(now);
        }
        let round = piece.round;
        self.want(
            Work::Generate { conversation, piece: id.clone(), round },
            format!("generate/{id}/{round}"),
            now,
        );
        Ok(())
    }

    /// A decision on the newest version, by whoever acts now.
    pub fn ruling(&self, piece: &Piece, decision: Decision, comment: &str) -> Handled {
        Handled {
            decision,
            version: piece.version,
            sha256: piece.sha256.clone(),
            by: self.actor.clone(),
            stage: piece.stage(),
            comment: comment.trim().to_owned(),
            lines: Vec::new(),
            at: self.now,
            undone: false,
            was: piece.state,
            kept: None,
        }
    }

    /// Writes a decision down. What leaves the house because of it waits until it cannot be taken back.
    pub fn decided(&mut self, id: &PieceId, ruling: Handled) -> Result<(), Refusal> {
        let conversation = self.board.conversation.clone();
        let (version, leaves, at) =
            (ruling.version, ruling.decision.leaves_the_house(), self.now.after(UNDO));
        let piece = self.change(id)?;
        piece.decisions.push(ruling);
        let seq = u32::try_from(piece.decisions.len()).unwrap_or(u32::MAX);
        self.decided.push((id.clone(), seq));
        if leaves {
            let work = Work::Settle { conversation, piece: id.clone(), version };
            self.want(work, format!("settle/{id}/{seq}"), at);
        }
        Ok(())
    }

    /// The piece comes to rest in a state. What it was made from may have changed meanwhile: then it is stale, and
    /// the state is what it returns to.
    pub fn rest(&mut self, id: &PieceId, state: State) -> Result<(), Refusal> {
        let piece = self.change(id)?;
        match &mut piece.stale {
            Some(_) if state == State::Stale => piece.state = State::Stale,
            Some(stale) if !matches!(state, State::Rejected | State::Cancelled) => {
                stale.was = state;
                piece.state = State::Stale;
            }
            _ => piece.state = state,
        }
        if piece.state.waits() {
            self.ask(id)?;
        }
        self.tell_changed(id);
        Ok(())
    }

    /// Somebody is asked to decide from now on, and reminded if nothing happens. No decision comes of time alone.
    fn ask(&mut self, id: &PieceId) -> Result<(), Refusal> {
        let now = self.now;
        let piece = self.change(id)?;
        let (version, stage) = (piece.version, piece.stage());
        if (piece.asked.version, piece.asked.stage) != (version, stage) {
            piece.asked.reminded = 0;
        }
        piece.asked.times += 1;
        (piece.asked.version, piece.asked.stage, piece.asked.since) = (version, stage, now);
        self.remind_later(id)
    }

    fn remind_later(&mut self, id: &PieceId) -> Result<(), Refusal> {
        let (conversation, now) = (self.board.conversation.clone(), self.now);
        let piece = self.change(id)?;
        let (nth, times, version) = (piece.asked.reminded + 1, piece.asked.times, piece.version);
        if nth > REMINDERS {
            return Ok(());
        }
        // The team is reminded after one day, the client after two.
        let due = now.after(DAY * piece.asked.stage);
        piece.asked.due = due;
        let work = Work::Remind { conversation, piece: id.clone(), version, nth };
        self.want(work, format!("remind/{id}/{times}/{nth}"), due);
        Ok(())
    }

    /// Reminds, if that version still waits and this is the reminder that is due.
    pub fn remind(&mut self, id: &PieceId, version: u32, nth: u32) -> Result<(), Refusal> {
        let Some(piece) = self.board.pieces.get(id) else { return Ok(()) };
        let asked = piece.asked;
        let due = piece.state.waits() && piece.version == version && nth == asked.reminded + 1;
        if !due || nth > REMINDERS || self.now < asked.due {
            return Ok(());
        }
        self.change(id)?.asked.reminded = nth;
        self.told.push(Told::Reminder { piece: id.clone(), version, stage: asked.stage, nth });
        self.remind_later(id)
    }

    /// Names the decisions on a version that can no longer be taken back.
    pub fn settle(&mut self, id: &PieceId, version: u32) {
        let Some(piece) = self.board.pieces.get(id) else { return };
        for (seq, ruling) in (1..).zip(&piece.decisions) {
            let over = self.now.since(ruling.at) >= UNDO;
            if ruling.version == version && !ruling.undone && ruling.decision.leaves_the_house() && over {
                self.settled.push((id.clone(), seq));
            }
        }
    }
}

impl Decision {
    /// Others than those at the table are told of it, once it can no longer be undone.
    fn leaves_the_house(self) -> bool {
        matches!(
            self,
            Self::Approve | Self::ApproveWithChanges | Self::RequestChanges | Self::Reject | Self::Carried
        )
    }
}

impl Piece {
    /// 1 while the team decides, 2 while the client does.
    pub fn stage(&self) -> u32 {
        if self.state == State::ClientReview { 2 } else { 1 }
    }

    /// Where a version rests that nobody has decided on.
    pub fn undecided(&self) -> State {
        match (self.version, self.worst) {
            (0, _) => State::Cancelled,
            (_, Some(Level::Error)) => State::Draft,
            _ => State::InReview,
        }
    }

    /// The number of its next version.
    pub fn next(&self) -> u32 {
        self.last + 1
    }
}
