//! The board of approvals.

mod changes;
mod decisions;
mod properties;
mod revisions;
mod scope;
mod stale;
mod table;

use pauta::{
    deliverable::{
        By, Check, Kind, Level, Made, Price, State, Version,
        board::{Act, Actor, Board, Decision, Done, Offer, Piece, Refusal, Role, Settings},
        plan::{Node, Plan},
        scope::Difference,
        version::hash,
    },
    engine::state::Who,
    id::{ConversationId, PieceId},
    time::Millis,
    work::Work,
};
use serde_json::json;

pub const NOON: Millis = Millis(1_800_000_000_000);

/// Personas and a value proposition (the gate), what is built on them, and an e-mail for later.
pub fn plan() -> Plan {
    let node = |id: &str, kind, title: &str, needs: &[&str], package, gate| Node {
        id: id.into(),
        kind,
        title: title.into(),
        channel: None,
        nth: 1,
        needs: needs.iter().map(|need| (*need).to_owned()).collect(),
        package,
        gate,
    };
    Plan {
        nodes: vec![
            node("persona", Kind::Persona, "Persona", &[], 1, false),
            node("value", Kind::ValueProposition, "Proposta de valor", &["persona"], 1, true),
            node("house", Kind::MessageHouse, "Casa de mensagens", &["value"], 1, false),
            node("ad", Kind::AdRsa, "Anúncio", &["house"], 1, false),
            node("post", Kind::SocialPost, "Post", &["house"], 1, false),
            node("email", Kind::Email, "E-mail", &["house"], 2, false),
        ],
    }
}

pub fn offer(brief: u32, settings: Settings) -> Offer {
    Offer {
        conversation: ConversationId::new(),
        ids: plan().nodes.iter().map(|_| PieceId::new()).collect(),
        plan: plan(),
        brief,
        kit: 1,
        locale: "pt-BR".into(),
        settings,
        touched: Vec::new(),
    }
}

/// Somebody, told apart by their name.
pub fn actor(name: &str, role: Role) -> Actor {
    let key = name.to_lowercase();
    Actor { who: Who::Member(key.clone()), name: name.into(), role, door: "web".into(), key }
}

pub fn ana() -> Actor {
    actor("Ana", Role::Approver)
}

pub fn rui() -> Actor {
    actor("Rui", Role::Approver)
}

pub fn cleo() -> Actor {
    actor("Cléo", Role::Client)
}

/// A board on which things happen one after the other.
pub struct Game {
    pub board: Board,
    pub now: Millis,
}

impl Game {
    pub fn offered(settings: Settings) -> Self {
        let board = Board::offer(None, offer(1, settings), NOON).unwrap().board;
        Self { board, now: NOON }
    }

    /// The first package was started, and everything that could come came.
    pub fn started(settings: Settings) -> Self {
        let mut game = Self::offered(settings);
        game.act(Act::Start { package: 1, without: Vec::new() }, &ana()).unwrap();
        game.work();
        game
    }

    /// Everything of the first package is there; the gate was passed.
    pub fn full(settings: Settings) -> Self {
        let mut game = Self::started(Settings { client_stage: false, ..settings });
        game.decide("value", Decision::Approve, &rui()).unwrap();
        game.board.settings = settings;
        game.work();
        game
    }

    pub fn act(&mut self, act: Act, actor: &Actor) -> Result<Done, Refusal> {
        let done = self.board.apply(act, actor, self.now)?;
        self.board = done.board.clone();
        Ok(done)
    }

    pub fn wait(&mut self, seconds: i64) -> &mut Self {
        self.now.0 += seconds * 1_000;
        self
    }

    pub fn piece(&self, node: &str) -> &Piece {
        self.board.pieces.values().find(|piece| piece.node == node).unwrap()
    }

    pub fn id(&self, node: &str) -> PieceId {
        self.piece(node).id.clone()
    }

    pub fn state(&self, node: &str) -> State {
        self.piece(node).state
    }

    /// A next version that says `words`, made from the newest of what its node needs.
    pub fn version(&self, node: &str, words: &str, checks: &[Level]) -> Version {
        let piece = self.piece(node);
        let needs = &self.board.plan.nodes.iter().find(|planned| planned.id == node).unwrap().needs;
        let inputs = needs.iter().map(|need| self.piece(need)).filter(|need| need.version > 0);
        let content = json!({"text": words});
        let check = |level: &Level| Check {
            rule: "test".into(),
            level: *level,
            message: "…".into(),
            path: "/text".into(),
        };
        Version {
            piece: piece.id.clone(),
            kind: piece.kind,
            number: piece.next(),
            parent: (piece.version > 0).then_some(piece.version),
            locale: "pt-BR".into(),
            sha256: hash(&content),
            content,
            brief: self.board.brief,
            kit: 1,
            inputs: inputs.map(|need| Made { piece: need.id.clone(), version: need.version }).collect(),
            by: By::Rules,
            prompt: None,
            cost: Price::Nothing,
            checks: checks.iter().map(check).collect(),
            sources: Vec::new(),
            rationale: String::new(),
            notes: String::new(),
            at: self.now,
        }
    }

    pub fn deliver(&mut self, node: &str, words: &str, checks: &[Level]) -> Done {
        let (piece, round) = (self.id(node), self.piece(node).round);
        let versions = vec![self.version(node, words, checks)];
        self.act(Act::Delivered { piece, round, versions }, &Actor::pauta()).unwrap()
    }

    /// Workers do all that there is to do.
    pub fn work(&mut self) {
        while let Some(piece) = self.board.pieces.values().find(|piece| piece.state.runs()) {
            let (node, words) = (piece.node.clone(), format!("{} {}", piece.node, piece.round));
            let (piece, round) = (piece.id.clone(), piece.round);
            self.act(Act::Begun { piece, round }, &Actor::pauta()).unwrap();
            self.deliver(&node, &words, &[]);
        }
    }

    pub fn asked(&self, node: &str, decision: Decision) -> Act {
        let piece = self.piece(node);
        Act::Decide {
            piece: piece.id.clone(),
            version: piece.version,
            sha256: piece.sha256.clone(),
            decision,
            comment: "porque sim".into(),
            lines: Vec::new(),
            ticked: true,
        }
    }

    pub fn decide(&mut self, node: &str, decision: Decision, actor: &Actor) -> Result<Done, Refusal> {
        self.act(self.asked(node, decision), actor)
    }

    pub fn edit(&mut self, node: &str, words: &str, actor: &Actor) -> Result<Done, Refusal> {
        let changed = Difference { paths: vec!["/text".into()], minor: false };
        let version = self.version(node, words, &[]);
        self.act(Act::Edit { piece: self.id(node), version, changed }, actor)
    }
}

/// The generations that are wanted, by piece and round.
pub fn generations(done: &Done) -> Vec<(PieceId, u32)> {
    let wanted = done.wanted.iter().filter_map(|wanted| match &wanted.work {
        Work::Generate { piece, round, .. } => Some((piece.clone(), *round)),
        _ => None,
    });
    wanted.collect()
}
