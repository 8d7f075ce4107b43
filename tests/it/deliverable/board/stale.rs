//! What no longer fits: told, with a choice.

use super::*;
use pauta::deliverable::board::{Choice, Told};

fn resolve(game: &Game, nodes: &[&str], choice: Choice) -> Act {
    Act::Resolve { pieces: nodes.iter().map(|node| game.id(node)).collect(), choice }
}

/// The value proposition was changed by hand after everything was there and the ad approved.
fn changed() -> (Game, Done) {
    let mut game = Game::full(Settings::default());
    game.decide("ad", Decision::Approve, &rui()).unwrap();
    let done = game.edit("value", "outro valor", &ana()).unwrap();
    (game, done)
}

#[test]
fn what_derives_from_what_changed_is_stale_with_its_reason() {
    let (game, done) = changed();
    for node in ["house", "ad", "post"] {
        let stale = game.piece(node).stale.as_ref().unwrap();
        assert_eq!((game.state(node), stale.reason.as_str()), (State::Stale, "proposta de valor v2"));
        assert!(done.told.contains(&Told::Changed { piece: game.id(node) }), "{node}");
    }
    assert_eq!(game.piece("ad").stale.as_ref().unwrap().was, State::Approved);
    assert_eq!((game.state("persona"), game.state("value")), (State::Approved, State::InReview));
}

#[test]
fn what_is_kept_returns_to_its_state_with_a_decision() {
    let (mut game, _) = changed();
    let keep = resolve(&game, &["ad", "post"], Choice::Keep);
    assert_eq!(game.act(keep.clone(), &cleo()).unwrap_err(), Refusal::NotYours);
    game.act(keep.clone(), &ana()).unwrap();
    assert_eq!((game.state("ad"), game.state("post")), (State::Approved, State::InReview));
    let kept = game.piece("ad").decisions.last().unwrap();
    assert_eq!(
        (kept.decision, kept.version, kept.comment.as_str()),
        (Decision::Keep, 1, "proposta de valor v2")
    );
    assert_eq!(game.act(keep, &ana()).unwrap_err().code(), "not_now");
    game.act(Act::Undo { piece: game.id("ad") }, &ana()).unwrap();
    assert_eq!(
        (game.state("ad"), game.piece("ad").stale.as_ref().unwrap().was),
        (State::Stale, State::Approved)
    );
    // The next change asks again.
    game.edit("value", "ainda outro", &ana()).unwrap();
    assert_eq!(game.piece("post").stale.as_ref().unwrap().reason, "proposta de valor v3");
}

#[test]
fn updates_follow_the_plan_and_the_gate() {
    let (mut game, _) = changed();
    let update = resolve(&game, &["ad", "house", "value"], Choice::Update);
    assert!(generations(&game.act(update, &ana()).unwrap()).is_empty());
    assert_eq!((game.state("house"), game.state("value")), (State::Planned, State::InReview));
    let done = game.decide("value", Decision::Approve, &rui()).unwrap();
    assert_eq!(generations(&done), [(game.id("house"), 2)]);
    let done = game.deliver("house", "casa nova", &[]);
    assert_eq!(generations(&done), [(game.id("ad"), 2)]);
    assert_eq!(game.piece("post").stale.as_ref().unwrap().reason, "casa de mensagens v2");
    game.deliver("ad", "anúncio novo", &[]);
    assert_eq!((game.state("ad"), game.piece("ad").version), (State::InReview, 2));
}

#[test]
fn an_update_that_is_given_up_leaves_the_piece_stale() {
    let (mut game, _) = changed();
    let update = resolve(&game, &["house"], Choice::Update);
    game.act(update, &ana()).unwrap();
    game.act(Act::Cancel { piece: game.id("house") }, &ana()).unwrap();
    assert_eq!(game.state("house"), State::Stale);
    game.edit("house", "escrita à mão", &ana()).unwrap();
    assert_eq!((game.state("house"), &game.piece("house").stale), (State::InReview, &None));
}

#[test]
fn what_was_being_made_meanwhile_arrives_stale() {
    let mut game = Game::started(Settings::default());
    game.decide("value", Decision::Approve, &ana()).unwrap();
    let (piece, version) = (game.id("house"), game.version("house", "casa", &[]));
    game.edit("value", "outro valor", &ana()).unwrap();
    let act = Act::Delivered { piece, round: 1, versions: vec![version] };
    game.act(act, &Actor::pauta()).unwrap();
    assert_eq!((game.state("house"), game.state("ad")), (State::Stale, State::Planned));
    let keep = resolve(&game, &["house"], Choice::Keep);
    game.act(keep, &ana()).unwrap();
    assert_eq!((game.state("house"), game.state("ad")), (State::InReview, State::Queued));
}

#[test]
fn a_rejected_piece_is_stale_once_it_is_reopened() {
    let mut game = Game::full(Settings::default());
    game.decide("ad", Decision::Reject, &ana()).unwrap();
    game.edit("house", "outra casa", &ana()).unwrap();
    assert_eq!((game.state("ad"), game.state("post")), (State::Rejected, State::Stale));
    game.decide("ad", Decision::Reopen, &ana()).unwrap();
    assert_eq!(
        (game.state("ad"), game.piece("ad").stale.as_ref().unwrap().was),
        (State::Stale, State::Draft)
    );
}

#[test]
fn the_next_brief_takes_over_what_it_still_wants() {
    let mut game = Game::full(Settings::default());
    game.decide("ad", Decision::Approve, &rui()).unwrap();
    let mut next = offer(2, Settings::default());
    next.plan.nodes.retain(|node| node.id != "post");
    next.touched = vec!["house".into()];
    let done = Board::offer(Some(&game.board), next, game.now).unwrap();
    let (ad, post, house) = (game.id("ad"), game.id("post"), game.id("house"));
    assert_eq!((done.told.first(), done.changed.len()), (Some(&Told::Plan), 6));
    game.board = done.board;
    assert_eq!((game.id("ad"), game.board.started, game.state("value")), (ad, 1, State::Approved));
    for (node, was) in [("house", State::InReview), ("ad", State::Approved), ("post", State::InReview)] {
        let stale = game.piece(node).stale.as_ref().unwrap();
        assert_eq!(
            (stale.reason.as_str(), stale.was, &stale.upstream),
            ("briefing v2", was, &None),
            "{node}"
        );
    }
    let update = Act::Resolve { pieces: vec![post.clone(), house], choice: Choice::Update };
    assert_eq!(game.act(update, &ana()).unwrap().changed.len(), 1);
    let actions = game.board.actions(&post, &ana(), game.now);
    assert_eq!(actions, ["edit", "reject", "keep"]);
    let start = Act::Start { package: 2, without: Vec::new() };
    game.work();
    game.act(start, &ana()).unwrap();
    assert_eq!(game.state("email"), State::Queued);
}

#[test]
fn what_a_new_brief_touches_while_it_is_made_is_made_anew() {
    let mut game = Game::started(Settings::default());
    game.decide("value", Decision::Approve, &ana()).unwrap();
    let next = Offer { touched: vec!["house".into()], ..offer(2, Settings::default()) };
    let done = Board::offer(Some(&game.board), next, game.now).unwrap();
    assert_eq!(generations(&done), [(game.id("house"), 2)]);
    assert!(!done.board.wants(&game.id("house"), 1));
}
