//! From a planned piece to its version: what is started, what is ready, what came and what did not.

use super::{Board, Piece, Refusal, Told, step::Step};
use crate::{
    deliverable::{State, Version, plan::Node, version::hash},
    id::PieceId,
};

impl Step<'_> {
    /// Starts a package; a second confirmation finds it started.
    pub fn start(&mut self, package: u32, without: &[String]) -> Result<(), Refusal> {
        self.only_team()?;
        if package <= self.board.started {
            return Ok(());
        }
        let next =
            self.board.plan.nodes.iter().map(|node| node.package).filter(|n| *n > self.board.started).min();
        if next != Some(package) {
            return Err(Refusal::NotNow { state: State::Planned });
        }
        let nodes = self.board.plan.nodes.iter().filter(|node| node.package == package);
        let wanted: Vec<_> =
            nodes.filter(|node| !without.contains(&node.id)).map(|node| node.id.clone()).collect();
        let mut any = false;
        for node in &wanted {
            let Some(id) = self.board.made_for(node).map(|piece| piece.id.clone()) else { continue };
            let piece = self.change(&id)?;
            any |= !piece.started;
            piece.started = true;
        }
        if !any {
            return Err(Refusal::NothingChanged);
        }
        self.board.started = package;
        Ok(())
    }

    /// Enqueues every piece whose needs are settled by now.
    pub fn advance(&mut self) -> Result<(), Refusal> {
        let board = &self.board;
        let ready: Vec<PieceId> =
            board.in_order().filter(|piece| board.is_ready(piece)).map(|p| p.id.clone()).collect();
        for id in ready {
            self.generate(&id)?;
            self.change(&id)?.state = State::Queued;
        }
        Ok(())
    }

    /// Puts back what was enqueued and may not begin any more. A version that is there stays: it was made from
    /// what is still the newest.
    pub fn retract(&mut self) -> Result<(), Refusal> {
        loop {
            let board = &self.board;
            let early = |piece: &&Piece| {
                piece.state.runs() && piece.request.is_none() && !board.is_settled_for(piece)
            };
            let Some(id) = board.pieces.values().find(early).map(|piece| piece.id.clone()) else {
                return Ok(());
            };
            self.change(&id)?.state = State::Planned;
            self.tell_changed(&id);
        }
    }

    pub fn begun(&mut self, id: &PieceId, round: u32) -> Result<(), Refusal> {
        let queued = |piece: &Piece| piece.state == State::Queued && piece.round == round;
        if self.board.pieces.get(id).is_some_and(queued) {
            self.change(id)?.state = State::Generating;
        }
        Ok(())
    }

    /// Takes the result of the generation that is wanted; any other is kept out.
    pub fn delivered(&mut self, id: &PieceId, round: u32, versions: Vec<Version>) -> Result<(), Refusal> {
        if !self.board.wants(id, round) {
            return Ok(());
        }
        let piece = self.piece(id)?;
        if versions.is_empty() {
            return Err(Refusal::Unreadable { message: "there is no version".into() });
        }
        for (number, version) in (piece.next()..).zip(&versions) {
            piece.check_version(version, number)?;
        }
        let numbers = versions.iter().map(|version| version.number);
        if piece.varying {
            let numbers: Vec<u32> = numbers.collect();
            let piece = self.change(id)?;
            (piece.varying, piece.failure) = (false, None);
            piece.last = numbers.last().copied().unwrap_or(piece.last);
            piece.variations = numbers;
            self.told.push(Told::Variations { piece: id.clone() });
        } else {
            let others: Vec<u32> = numbers.skip(1).collect();
            let (is_first, now) = (piece.version == 0, self.now);
            self.supersede(id, &versions[0], None)?;
            let piece = self.change(id)?;
            if is_first {
                piece.took = piece.wanted_at.and_then(|at| u64::try_from(now.0 - at.0).ok());
            }
            piece.last = others.last().copied().unwrap_or(piece.last);
            piece.variations = others;
            let state = piece.undecided();
            self.look_back(id, &versions[0])?;
            self.rest(id, state)?;
        }
        self.versions.extend(versions);
        Ok(())
    }

    pub fn failed(&mut self, id: &PieceId, round: u32, why: &str) -> Result<(), Refusal> {
        if !self.board.wants(id, round) {
            return Ok(());
        }
        let piece = self.change(id)?;
        piece.failure = Some(why.to_owned());
        self.told.push(Told::Failed { piece: id.clone() });
        let piece = self.change(id)?;
        if piece.varying {
            piece.varying = false;
        } else if piece.version == 0 {
            piece.state = State::GenerationFailed;
        } else {
            // What there is can be decided on all the same.
            piece.request = None;
            let back = piece.undecided();
            return self.rest(id, back);
        }
        Ok(())
    }

    /// Nobody but a person can make the change: it stays asked for, in the words of whoever asked.
    pub fn left(&mut self, id: &PieceId, round: u32) -> Result<(), Refusal> {
        let is_asked = |piece: &&Piece| piece.request.is_some() && piece.state.runs();
        if !self.board.wants(id, round) || self.board.pieces.get(id).filter(is_asked).is_none() {
            return Ok(());
        }
        self.rest(id, State::ChangesRequested)?;
        self.told.push(Told::Left { piece: id.clone() });
        Ok(())
    }

    /// Tries again what failed or was given up, or starts what was left out.
    pub fn retry(&mut self, id: &PieceId) -> Result<(), Refusal> {
        self.only_team()?;
        let piece = self.piece(id)?;
        let planned = self.board.node(&piece.node).is_some();
        let again = matches!(piece.state, State::GenerationFailed | State::Cancelled);
        if !planned || !(again || self.board.is_left_out(piece)) {
            return Err(Refusal::NotNow { state: piece.state });
        }
        let piece = self.change(id)?;
        (piece.started, piece.state, piece.failure) = (true, State::Planned, None);
        self.tell_changed(id);
        Ok(())
    }

    /// Gives up what is not there yet. Where there is a version, it is as it was.
    pub fn cancel(&mut self, id: &PieceId) -> Result<(), Refusal> {
        self.only_team()?;
        let piece = self.piece(id)?;
        let open = piece.state.runs()
            || piece.state == State::GenerationFailed
            || (piece.state == State::Planned && piece.started);
        if !open {
            return Err(Refusal::NotNow { state: piece.state });
        }
        let back = piece.undecided();
        let piece = self.change(id)?;
        (piece.request, piece.failure) = (None, None);
        self.rest(id, back)
    }

    /// A new version takes the place of the newest.
    pub fn supersede(
        &mut self,
        id: &PieceId,
        version: &Version,
        author: Option<String>,
    ) -> Result<(), Refusal> {
        let piece = self.change(id)?;
        let differs = piece.version > 0 && piece.sha256 != version.sha256;
        piece.version = version.number;
        piece.last = version.number;
        piece.sha256.clone_from(&version.sha256);
        piece.worst = version.worst();
        piece.inputs.clone_from(&version.inputs);
        piece.author = author;
        (piece.request, piece.stale, piece.failure) = (None, None, None);
        piece.varying = false;
        piece.variations.clear();
        self.told.push(Told::Card { piece: id.clone(), version: version.number });
        if differs { self.spread(id) } else { Ok(()) }
    }

    pub fn only_team(&self) -> Result<(), Refusal> {
        if self.actor.is_team() { Ok(()) } else { Err(Refusal::NotYours) }
    }
}

impl Board {
    /// The piece that a node became.
    pub fn made_for(&self, node: &str) -> Option<&Piece> {
        self.pieces.values().find(|piece| piece.node == node)
    }

    /// The pieces in the order of the plan; those that it has no node for come last.
    pub fn in_order(&self) -> impl Iterator<Item = &Piece> {
        let planned = self.plan.nodes.iter().filter_map(|node| self.made_for(&node.id));
        let others = self.pieces.values().filter(|piece| self.node(&piece.node).is_none());
        planned.chain(others)
    }

    /// A worker may work on this generation, and its result will be taken.
    pub fn wants(&self, piece: &PieceId, round: u32) -> bool {
        self.pieces.get(piece).is_some_and(|p| p.round == round && (p.state.runs() || p.varying))
    }

    fn is_ready(&self, piece: &Piece) -> bool {
        piece.started && piece.state == State::Planned && self.is_settled_for(piece)
    }

    fn is_settled_for(&self, piece: &Piece) -> bool {
        self.node(&piece.node).is_some_and(|node| node.needs.iter().all(|need| self.is_settled(need)))
    }

    /// What needs it may begin: it is there and nobody works on it, or it will not come and they go without.
    /// At a gate, somebody has to have agreed to it.
    fn is_settled(&self, need: &str) -> bool {
        let (Some(piece), Some(node)) = (self.made_for(need), self.node(need)) else { return true };
        match piece.state {
            State::Cancelled => true,
            State::Planned => self.is_left_out(piece),
            State::Queued | State::Generating | State::GenerationFailed => false,
            State::ChangesRequested | State::Stale => false,
            State::Approved | State::ClientReview => true,
            _ => !self.waits_at(node),
        }
    }

    fn waits_at(&self, node: &Node) -> bool {
        self.settings.gate && node.gate
    }

    /// Its package was started without it.
    pub fn is_left_out(&self, piece: &Piece) -> bool {
        let node = self.node(&piece.node);
        piece.state == State::Planned
            && !piece.started
            && node.is_some_and(|node| node.package <= self.started)
    }
}

impl Piece {
    /// A version is of this piece, has the number that comes next, and its hash is that of its content.
    pub fn check_version(&self, version: &Version, number: u32) -> Result<(), Refusal> {
        if version.number != number {
            return Err(Refusal::StaleVersion { newest: self.version });
        }
        if version.piece != self.id || version.kind != self.kind || version.sha256 != hash(&version.content) {
            return Err(Refusal::Unreadable {
                message: "it is another piece's, or its hash is wrong".into(),
            });
        }
        Ok(())
    }
}
