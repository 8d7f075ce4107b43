//! From an offered plan to its pieces.

use super::*;
use pauta::deliverable::board::{Count, Told};

#[test]
fn a_brief_is_offered_once_per_version() {
    let settings = Settings::default();
    let first = Board::offer(None, offer(1, settings), NOON).unwrap();
    assert_eq!((first.told.as_slice(), first.changed.len()), (&[Told::Plan][..], 6));
    let again = Board::offer(Some(&first.board), offer(1, settings), NOON).unwrap();
    assert!(again.is_nothing() && again.board == first.board);
    let few = Offer { ids: Vec::new(), ..offer(1, settings) };
    assert_eq!(Board::offer(None, few, NOON).unwrap_err().code(), "unreadable");
}

#[test]
fn a_package_is_started_once_however_often_it_is_confirmed() {
    let mut game = Game::offered(Settings::default());
    let start = |package| Act::Start { package, without: Vec::new() };
    assert_eq!(game.act(start(2), &ana()).unwrap_err().code(), "not_now");
    assert_eq!(game.act(start(1), &cleo()).unwrap_err(), Refusal::NotYours);
    let done = game.act(start(1), &ana()).unwrap();
    assert_eq!(generations(&done), [(game.id("persona"), 1)]);
    assert_eq!(done.wanted[0].key, format!("generate/{}/1", game.id("persona")));
    assert!(game.act(start(1), &rui()).unwrap().is_nothing());
    assert_eq!(game.board.count(), Count { done: 0, of: 5 });
}

#[test]
fn pieces_come_in_the_order_of_their_needs_and_wait_at_the_gate() {
    let mut game = Game::started(Settings::default());
    let states = ["persona", "value", "house", "ad"].map(|node| game.state(node));
    assert_eq!(states, [State::InReview, State::InReview, State::Planned, State::Planned]);
    let waiting = [game.id("persona"), game.id("value")];
    assert_eq!(game.board.waiting(), waiting.iter().collect::<Vec<_>>());

    let done = game.decide("value", Decision::Approve, &ana()).unwrap();
    assert_eq!((game.state("persona"), game.state("value")), (State::Approved, State::Approved));
    assert_eq!(generations(&done), [(game.id("house"), 1)]);
    game.deliver("house", "casa", &[]);
    game.deliver("ad", "anúncio", &[]);
    let last = game.deliver("post", "post", &[]);
    assert_eq!(last.told, [Told::Card { piece: game.id("post"), version: 1 }, Told::Finished]);
    assert_eq!((game.board.count(), game.state("email")), (Count { done: 5, of: 5 }, State::Planned));
    let more = game.act(Act::Start { package: 2, without: Vec::new() }, &ana()).unwrap();
    assert_eq!(generations(&more), [(game.id("email"), 1)]);
}

#[test]
fn without_a_gate_nothing_waits() {
    let mut game = Game::started(Settings { gate: false, ..Settings::default() });
    assert_eq!(game.state("ad"), State::InReview);
    assert!(game.board.pieces.values().all(|piece| piece.decisions.is_empty()));
    game.act(Act::Start { package: 2, without: vec!["email".into()] }, &ana()).unwrap_err();
}

#[test]
fn what_is_left_out_leaves_the_rest_to_go_without_it_and_can_be_started_later() {
    let mut game = Game::offered(Settings::default());
    let without = vec!["persona".into(), "value".into()];
    let done = game.act(Act::Start { package: 1, without }, &ana()).unwrap();
    assert_eq!(generations(&done), [(game.id("house"), 1)]);
    game.work();
    assert_eq!(game.board.count(), Count { done: 3, of: 3 });
    let done = game.act(Act::Retry { piece: game.id("persona") }, &ana()).unwrap();
    assert_eq!(generations(&done), [(game.id("persona"), 1)]);
}

#[test]
fn only_the_round_that_is_wanted_is_taken_and_only_once() {
    let mut game = Game::started(Settings::default());
    let (pauta, piece) = (Actor::pauta(), game.id("value"));
    let version = game.version("value", "outra", &[]);
    let late = Act::Delivered { piece: piece.clone(), round: 1, versions: vec![version.clone()] };
    assert!(game.act(late.clone(), &pauta).unwrap().is_nothing());
    let scope = pauta::deliverable::board::Scope::Piece;
    let asked =
        Act::Request { piece: piece.clone(), version: 1, scope, text: "curto".into(), tags: Vec::new() };
    let done = game.act(asked, &ana()).unwrap();
    assert_eq!(generations(&done), [(piece.clone(), 2)]);
    assert!(game.act(late, &pauta).unwrap().is_nothing());
    assert!(game.act(Act::Begun { piece: piece.clone(), round: 1 }, &pauta).unwrap().is_nothing());
    assert!(game.board.wants(&piece, 2) && !game.board.wants(&piece, 1));
    let wrong = Version { number: 7, ..version };
    let wrong = Act::Delivered { piece: piece.clone(), round: 2, versions: vec![wrong] };
    assert_eq!(game.act(wrong, &pauta).unwrap_err(), Refusal::StaleVersion { newest: 1 });
    let mut forged = game.version("value", "x", &[]);
    forged.sha256 = "0".repeat(64);
    let forged = Act::Delivered { piece, round: 2, versions: vec![forged] };
    assert_eq!(game.act(forged, &pauta).unwrap_err().code(), "unreadable");
    assert_eq!(game.deliver("value", "curta", &[]).versions.len(), 1);
    assert_eq!((game.piece("value").version, game.state("value")), (2, State::InReview));
}

#[test]
fn a_failure_blocks_only_what_is_made_from_it() {
    let mut game = Game::full(Settings::default());
    game.act(Act::Start { package: 2, without: Vec::new() }, &ana()).unwrap();
    let (piece, pauta) = (game.id("email"), Actor::pauta());
    let failed = Act::Failed { piece: piece.clone(), round: 1, why: "não veio".into() };
    let done = game.act(failed.clone(), &pauta).unwrap();
    assert_eq!(done.told, [Told::Failed { piece: piece.clone() }]);
    assert!(game.act(failed, &pauta).unwrap().is_nothing());
    assert_eq!(game.board.count(), Count { done: 5, of: 6 });
    let done = game.act(Act::Retry { piece: piece.clone() }, &ana()).unwrap();
    assert_eq!((generations(&done), game.piece("email").failure.clone()), (vec![(piece.clone(), 2)], None));
    let done = game.act(Act::Cancel { piece }, &ana()).unwrap();
    assert!(done.told.contains(&Told::Finished));
    assert_eq!((game.state("email"), game.board.count()), (State::Cancelled, Count { done: 5, of: 5 }));

    let mut game = Game::offered(Settings { gate: false, ..Settings::default() });
    game.act(Act::Start { package: 1, without: Vec::new() }, &ana()).unwrap();
    game.act(Act::Failed { piece: game.id("persona"), round: 1, why: String::new() }, &pauta).unwrap();
    assert_eq!(game.state("value"), State::Planned);
    game.act(Act::Cancel { piece: game.id("persona") }, &ana()).unwrap();
    assert_eq!(game.state("value"), State::Queued);
}

#[test]
fn a_piece_knows_how_long_its_first_version_took() {
    let mut game = Game::offered(Settings { gate: false, ..Settings::default() });
    game.wait(3_600).act(Act::Start { package: 1, without: Vec::new() }, &ana()).unwrap();
    game.wait(42).deliver("persona", "uma", &[]);
    game.wait(7).edit("persona", "outra", &ana()).unwrap();
    assert_eq!(game.piece("persona").took, Some(42_000), "and later ones change nothing about it");
    game.wait(5).deliver("value", "uma", &[]);
    assert_eq!(game.piece("value").took, Some(12_000), "from when what it needs was there");
}

#[test]
fn a_version_with_errors_is_a_draft_that_nobody_is_asked_about() {
    let mut game = Game::offered(Settings::default());
    game.act(Act::Start { package: 1, without: Vec::new() }, &ana()).unwrap();
    game.deliver("persona", "longa demais", &[Level::Warn, Level::Error]);
    assert_eq!((game.state("persona"), game.board.waiting().len()), (State::Draft, 0));
    game.edit("persona", "certa", &ana()).unwrap();
    assert_eq!(game.state("persona"), State::InReview);
}
