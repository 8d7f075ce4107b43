//! Whatever happens, in whatever order, by whomever.

use super::*;
use pauta::deliverable::board::{ACTIONS, Choice, Handled, Told};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// One thing that might happen, before it is known what there is for it to happen to.
type Chance = (u8, u8, u8, u8, u16);

/// What was seen so far.
struct Watch {
    game: Game,
    /// Results on their way, made when they were begun: some come late, some twice.
    made: Vec<Act>,
    keys: BTreeSet<String>,
    versions: BTreeSet<(PieceId, u32)>,
    words: u32,
}

impl Watch {
    fn new(settings: Settings) -> Self {
        let (keys, versions) = (BTreeSet::new(), BTreeSet::new());
        Self { game: Game::offered(settings), made: Vec::new(), keys, versions, words: 0 }
    }

    fn words(&mut self) -> String {
        self.words += 1;
        format!("palavras {}", self.words)
    }

    /// An act out of a chance, and who does it.
    fn act(&mut self, (what, piece, who, detail, wait): Chance) -> Option<(Act, Actor)> {
        self.game.now.0 += i64::from(wait) * if detail.is_multiple_of(5) { 4_000 } else { 40 };
        let people = [ana(), rui(), cleo(), actor("Bia", Role::Author)];
        let person = people[usize::from(who) % people.len()].clone();
        let nodes = ["persona", "value", "house", "ad", "post", "email"];
        let node = nodes[usize::from(piece) % nodes.len()];
        let id = self.game.id(node);
        let act = match what % 24 {
            0 => Act::Start { package: u32::from(detail % 3), without: Vec::new() },
            1..=5 => return self.worker(node, detail).map(|act| (act, Actor::pauta())),
            6 => Act::Settled { piece: id, version: self.game.piece(node).version },
            7 => Act::Remind { piece: id, version: 1, nth: 1 + u32::from(detail % 3) },
            8 => {
                let words = self.words();
                let level = [None, Some(Level::Warn), Some(Level::Error)][usize::from(detail) % 3];
                let version = self.game.version(node, &words, level.as_slice());
                Act::Edit { piece: id, version, changed: Difference::default() }
            }
            9 => {
                let pieces = self.game.board.waiting().into_iter().cloned();
                let named = |id: PieceId| {
                    let piece = &self.game.board.pieces[&id];
                    (id, piece.version, piece.sha256.clone())
                };
                Act::ApproveAll { pieces: pieces.map(named).collect(), ticked: detail.is_multiple_of(2) }
            }
            10 => {
                Act::Resolve { pieces: nodes.map(|node| self.game.id(node)).to_vec(), choice: Choice::Update }
            }
            11 => {
                let version = self.game.board.brief + 1;
                let touched = vec![node.to_owned()];
                Act::Offer(Offer { touched, ..offer(version, self.game.board.settings) })
            }
            12..=15 => self.game.board.example(self.game.piece(node), "approve")?,
            _ => {
                let name = ACTIONS[usize::from(detail) % ACTIONS.len()];
                self.game.board.example(self.game.piece(node), name)?
            }
        };
        Some((act, person))
    }

    /// A worker begins, fails, or brings something that it made on what was the newest when it began.
    fn worker(&mut self, node: &str, detail: u8) -> Option<Act> {
        let piece = self.game.piece(node);
        let (id, round, state) = (piece.id.clone(), piece.round, piece.state);
        match detail % 8 {
            0 => Some(Act::Failed { piece: id, round, why: "nada veio".into() }),
            1 | 2 => {
                let at = usize::from(detail / 8) % self.made.len().max(1);
                self.made.get(at).cloned()
            }
            _ if state.runs() || piece.varying => {
                let words = self.words();
                let level = [None, Some(Level::Warn), Some(Level::Error)][usize::from(detail / 8) % 3];
                let first = self.game.version(node, &words, level.as_slice());
                let words = self.words();
                let second = Version { number: first.number + 1, ..self.game.version(node, &words, &[]) };
                let many = self.game.piece(node).varying;
                let versions = if many { vec![first, second] } else { vec![first] };
                self.made.push(Act::Delivered { piece: id.clone(), round, versions });
                Some(if detail.is_multiple_of(2) {
                    self.made[self.made.len() - 1].clone()
                } else {
                    Act::Begun { piece: id, round }
                })
            }
            _ => None,
        }
    }

    fn happens(&mut self, chance: Chance) -> Result<(), TestCaseError> {
        let Some((act, actor)) = self.act(chance) else { return Ok(()) };
        let before = self.game.board.clone();
        let Ok(done) = self.game.act(act.clone(), &actor) else { return Ok(()) };
        self.check_decisions(&before)?;
        self.check_pieces()?;
        for wanted in &done.wanted {
            prop_assert!(self.keys.insert(wanted.key.clone()), "wanted twice: {}", wanted.key);
        }
        for version in &done.versions {
            let new = self.versions.insert((version.piece.clone(), version.number));
            prop_assert!(new, "two versions with the number {}", version.number);
        }
        let seen: BTreeSet<_> = done.changed.iter().collect();
        for (id, piece) in &self.game.board.pieces {
            prop_assert!(
                seen.contains(id) || before.pieces.get(id) == Some(piece),
                "changed unseen: {piece:?}"
            );
        }
        let count = self.game.board.count();
        prop_assert!(count.done <= count.of && count.of <= 6);
        self.check_again(act, &actor)
    }

    /// What happened is not done a second time.
    fn check_again(&mut self, act: Act, actor: &Actor) -> Result<(), TestCaseError> {
        // A second "back" is another step back, as its button says.
        let goes_on = matches!(&act, Act::Undo { .. } | Act::Decide { decision: Decision::Reopen, .. });
        let again = self.game.board.apply(act, actor, self.game.now);
        let twice = again.is_ok_and(|done| !done.changed.is_empty() || !done.versions.is_empty());
        prop_assert!(goes_on || !twice, "it happened twice");
        Ok(())
    }

    /// Decisions are only added, each by the person who acted on the version that there was.
    fn check_decisions(&self, before: &Board) -> Result<(), TestCaseError> {
        for (id, old) in &before.pieces {
            let new = &self.game.board.pieces[id];
            prop_assert!(new.decisions.len() >= old.decisions.len());
            for (was, is) in old.decisions.iter().zip(&new.decisions) {
                let undone = was.undone || is.undone;
                prop_assert_eq!(&Handled { undone, ..was.clone() }, is);
            }
        }
        Ok(())
    }

    fn check_pieces(&self) -> Result<(), TestCaseError> {
        for piece in self.game.board.pieces.values() {
            let ruled = |decision: Decision| {
                piece.decisions.iter().any(|ruling| {
                    ruling.decision == decision
                        && !ruling.undone
                        && (ruling.version, &ruling.sha256) == (piece.version, &piece.sha256)
                })
            };
            match piece.state {
                State::Approved => {
                    prop_assert!(ruled(Decision::Approve) || ruled(Decision::Carried), "{piece:?}");
                }
                State::ClientReview => prop_assert!(ruled(Decision::Approve), "{piece:?}"),
                State::ApprovedWithChanges => prop_assert!(ruled(Decision::ApproveWithChanges), "{piece:?}"),
                State::Rejected => prop_assert!(ruled(Decision::Reject), "{piece:?}"),
                State::Stale => prop_assert!(piece.stale.is_some(), "{piece:?}"),
                _ => {}
            }
            prop_assert!(!piece.state.waits() || piece.worst != Some(Level::Error), "{piece:?}");
            let newest =
                |made: &Made| self.game.board.pieces.get(&made.piece).map_or(0, |piece| piece.version);
            let fits = piece.inputs.iter().all(|made| made.version >= newest(made));
            let answered = piece.stale.is_some() || piece.author.is_some() || ruled(Decision::Keep);
            prop_assert!(fits || answered, "silently stale: {piece:?}");
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_board_keeps_its_promises(
        chances in prop::collection::vec(any::<Chance>(), 1..160),
        (gate, client_stage, four_eyes, carry_minor) in any::<(bool, bool, bool, bool)>(),
    ) {
        let mut watch = Watch::new(Settings { gate, client_stage, four_eyes, carry_minor });
        watch.happens((0, 0, 0, 1, 0))?;
        for chance in chances {
            watch.happens(chance)?;
        }
    }

    #[test]
    fn time_alone_approves_nothing(days in prop::collection::vec(0_i64..90, 1..40), client_stage: bool) {
        let mut game = Game::full(Settings { client_stage, ..Settings::default() });
        if client_stage {
            game.decide("ad", Decision::Approve, &ana()).unwrap();
        }
        let before: Vec<_> = game.board.pieces.values().map(|piece| (piece.state, piece.decisions.len())).collect();
        let mut reminders = 0;
        for (nth, day) in (1..).zip(days) {
            game.wait(day * 24 * 3600);
            for piece in game.board.pieces.keys().cloned().collect::<Vec<_>>() {
                let version = game.board.pieces[&piece].version;
                game.act(Act::Settled { piece: piece.clone(), version }, &Actor::pauta()).unwrap();
                let done = game.act(Act::Remind { piece, version, nth }, &Actor::pauta()).unwrap();
                reminders += done.told.iter().filter(|told| matches!(told, Told::Reminder { .. })).count();
            }
        }
        let after: Vec<_> = game.board.pieces.values().map(|piece| (piece.state, piece.decisions.len())).collect();
        prop_assert_eq!(before, after);
        prop_assert!(reminders <= 2 * game.board.waiting().len());
    }
}
