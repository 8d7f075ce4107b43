//! Decisions: who may take which, what they are bound to, what follows.

use super::*;
use pauta::{
    deliverable::board::{Told, UNDO},
    work::Work,
};

fn settings(client_stage: bool, four_eyes: bool) -> Settings {
    Settings { client_stage, four_eyes, ..Settings::default() }
}

#[test]
fn the_first_of_two_approvers_wins_and_the_other_hears_by_whom_and_when() {
    let mut game = Game::full(Settings::default());
    let both = game.asked("ad", Decision::Approve);
    game.act(both.clone(), &ana()).unwrap();
    game.wait(120);
    for late in [both, game.asked("ad", Decision::Reject)] {
        let refusal = game.act(late, &rui()).unwrap_err();
        let by = ana();
        assert_eq!(refusal, Refusal::AlreadyDecided { by, decision: Decision::Approve, at: NOON });
        assert_eq!(refusal.say("pt-BR", "America/Sao_Paulo"), "Esta peça já foi aprovada por Ana às 05:00.");
        assert_eq!(refusal.say("en", "UTC"), "This piece was already approved by Ana at 08:00.");
    }
    assert_eq!(game.piece("ad").decisions.len(), 1);
}

#[test]
fn a_decision_is_on_one_version_and_its_words() {
    let mut game = Game::full(Settings::default());
    let old = game.asked("ad", Decision::Approve);
    game.edit("ad", "outras palavras", &ana()).unwrap();
    assert_eq!(game.act(old, &rui()).unwrap_err(), Refusal::StaleVersion { newest: 2 });
    let mut forged = game.asked("ad", Decision::Approve);
    if let Act::Decide { sha256, .. } = &mut forged {
        *sha256 = hash(&json!("outra coisa"));
    }
    assert_eq!(game.act(forged, &rui()).unwrap_err(), Refusal::StaleVersion { newest: 2 });
    game.decide("ad", Decision::Approve, &rui()).unwrap();
    let ruling = game.piece("ad").decisions.last().unwrap();
    assert_eq!((ruling.version, &ruling.sha256, ruling.stage), (2, &game.piece("ad").sha256, 1));
}

#[test]
fn errors_block_and_warnings_want_a_tick() {
    let mut game = Game::full(Settings::default());
    let ticks = |game: &Game, ticked: bool| {
        let mut act = game.asked("ad", Decision::Approve);
        if let Act::Decide { ticked: field, .. } = &mut act {
            *field = ticked;
        }
        act
    };
    let version = game.version("ad", "com aviso", &[Level::Warn]);
    game.act(Act::Edit { piece: game.id("ad"), version, changed: Difference::default() }, &ana()).unwrap();
    let unticked = ticks(&game, false);
    assert_eq!(game.act(unticked, &rui()).unwrap_err(), Refusal::NotTicked);
    let ticked = ticks(&game, true);
    game.act(ticked, &rui()).unwrap();
    let version = game.version("post", "com erro", &[Level::Error]);
    game.act(Act::Edit { piece: game.id("post"), version, changed: Difference::default() }, &ana()).unwrap();
    assert_eq!(game.state("post"), State::Draft);
    assert_eq!(game.decide("post", Decision::Approve, &rui()).unwrap_err().code(), "not_now");
    assert_eq!(game.decide("post", Decision::Reopen, &rui()).unwrap_err(), Refusal::Blocked);
}

#[test]
fn rejecting_wants_a_reason_and_can_be_reopened() {
    let mut game = Game::full(Settings::default());
    let mut silent = game.asked("ad", Decision::Reject);
    if let Act::Decide { comment, .. } = &mut silent {
        *comment = "  ".into();
    }
    assert_eq!(game.act(silent, &ana()).unwrap_err(), Refusal::NeedsComment);
    game.decide("ad", Decision::Reject, &ana()).unwrap();
    assert_eq!(game.decide("ad", Decision::Approve, &rui()).unwrap_err().code(), "already_decided");
    game.decide("ad", Decision::Reopen, &rui()).unwrap();
    assert_eq!(game.state("ad"), State::Draft);
    game.decide("ad", Decision::Reopen, &rui()).unwrap();
    game.decide("ad", Decision::Approve, &rui()).unwrap();
    assert_eq!(game.state("ad"), State::Approved);
    game.decide("ad", Decision::Reopen, &rui()).unwrap();
    assert_eq!(game.state("ad"), State::InReview);
}

#[test]
fn with_four_eyes_nobody_approves_what_they_wrote() {
    let mut game = Game::full(settings(false, true));
    game.edit("ad", "de Ana", &ana()).unwrap();
    assert_eq!(game.decide("ad", Decision::Approve, &ana()).unwrap_err(), Refusal::OwnWork);
    let author = actor("Bia", Role::Author);
    assert_eq!(game.decide("ad", Decision::Approve, &author).unwrap_err(), Refusal::OwnWork);
    game.decide("ad", Decision::Approve, &rui()).unwrap();
    game.board.settings.four_eyes = false;
    game.decide("post", Decision::Approve, &author).unwrap();
}

#[test]
fn the_client_decides_after_the_team() {
    let mut game = Game::full(settings(true, false));
    assert_eq!(game.decide("ad", Decision::Approve, &cleo()).unwrap_err().code(), "not_yours");
    game.decide("ad", Decision::Approve, &ana()).unwrap();
    assert_eq!(game.state("ad"), State::ClientReview);
    assert_eq!(game.decide("ad", Decision::Approve, &rui()).unwrap_err().code(), "already_decided");
    game.decide("ad", Decision::Approve, &cleo()).unwrap();
    let stages: Vec<_> = game.piece("ad").decisions.iter().map(|ruling| ruling.stage).collect();
    assert_eq!((game.state("ad"), stages), (State::Approved, vec![1, 2]));
    for act in ["edit", "vary", "cancel", "keep", "lift", "reopen"] {
        assert!(!game.board.actions(&game.id("post"), &cleo(), game.now).contains(&act), "{act}");
    }
    // A link without a stage of its own: who was sent it decides in the team's.
    let mut game = Game::full(settings(false, false));
    game.decide("ad", Decision::Approve, &cleo()).unwrap();
    assert_eq!(game.state("ad"), State::Approved);
}

#[test]
fn an_approval_with_changes_holds_for_the_lines_that_it_names() {
    let approved = |lines: &[&str]| {
        let mut game = Game::full(settings(true, false));
        game.decide("ad", Decision::Approve, &ana()).unwrap();
        let mut act = game.asked("ad", Decision::ApproveWithChanges);
        if let Act::Decide { lines: field, .. } = &mut act {
            *field = lines.iter().map(|line| (*line).to_owned()).collect();
        }
        assert_eq!(game.act(act.clone(), &ana()).unwrap_err().code(), "already_decided");
        game.act(act, &cleo()).unwrap();
        assert_eq!(game.state("ad"), State::ApprovedWithChanges);
        game
    };
    let mut within = approved(&["/text"]);
    within.edit("ad", "ajustada", &ana()).unwrap();
    let piece = within.piece("ad");
    let carried = piece.decisions.last().unwrap();
    assert_eq!((piece.state, carried.decision, carried.version), (State::Approved, Decision::Carried, 2));
    assert_eq!(within.act(Act::Undo { piece: within.id("ad") }, &ana()).unwrap_err().code(), "not_now");
    for lines in [&["/other"][..], &[]] {
        let mut beyond = approved(lines);
        beyond.edit("ad", "ajustada", &ana()).unwrap();
        assert_eq!(beyond.state("ad"), State::InReview);
    }
}

#[test]
fn a_hold_is_lifted_by_the_team_and_leads_back() {
    let mut game = Game::full(settings(true, false));
    game.decide("ad", Decision::Approve, &ana()).unwrap();
    game.decide("ad", Decision::Hold, &cleo()).unwrap();
    assert_eq!(game.decide("ad", Decision::Lift, &cleo()).unwrap_err(), Refusal::NotYours);
    let refusal = game.decide("ad", Decision::Approve, &rui()).unwrap_err();
    assert!(refusal.say("pt-BR", "UTC").starts_with("Esta peça foi posta em espera por Cléo"), "{refusal:?}");
    game.decide("ad", Decision::Lift, &rui()).unwrap();
    assert_eq!(game.state("ad"), State::ClientReview);
    game.decide("ad", Decision::Approve, &cleo()).unwrap();
    game.decide("ad", Decision::Hold, &rui()).unwrap();
    game.decide("ad", Decision::Lift, &rui()).unwrap();
    assert_eq!(game.state("ad"), State::Approved);
    let by = game.decide("ad", Decision::Approve, &cleo()).unwrap_err();
    assert!(matches!(by, Refusal::AlreadyDecided { decision: Decision::Approve, .. }), "{by:?}");
}

#[test]
fn a_decision_is_taken_back_by_the_same_person_within_the_minute() {
    let mut game = Game::full(Settings::default());
    let undo = Act::Undo { piece: game.id("ad") };
    assert_eq!(game.act(undo.clone(), &ana()).unwrap_err().code(), "not_now");
    game.decide("ad", Decision::Approve, &ana()).unwrap();
    game.wait(59);
    assert_eq!(game.act(undo.clone(), &rui()).unwrap_err(), Refusal::NotYours);
    game.act(undo.clone(), &ana()).unwrap();
    assert_eq!(game.state("ad"), State::InReview);
    let decisions: Vec<_> = game.piece("ad").decisions.iter().map(|d| (d.decision, d.undone)).collect();
    assert_eq!(decisions, [(Decision::Approve, true), (Decision::Undo, false)]);
    game.decide("ad", Decision::Approve, &rui()).unwrap();
    game.wait(60);
    assert_eq!(game.act(undo, &rui()).unwrap_err(), Refusal::TooLate);
}

#[test]
fn what_leaves_the_house_waits_until_the_minute_is_over() {
    let mut game = Game::full(Settings::default());
    let done = game.decide("ad", Decision::Approve, &ana()).unwrap();
    let settle = done.wanted.iter().find(|wanted| matches!(wanted.work, Work::Settle { .. })).unwrap();
    assert_eq!(settle.at, game.now.after(UNDO));
    let settled = Act::Settled { piece: game.id("ad"), version: 1 };
    assert!(game.wait(59).act(settled.clone(), &Actor::pauta()).unwrap().is_nothing());
    let done = game.wait(1).act(settled, &Actor::pauta()).unwrap();
    assert_eq!(done.settled, [(game.id("ad"), 1)]);
    game.decide("post", Decision::Approve, &ana()).unwrap();
    game.act(Act::Undo { piece: game.id("post") }, &ana()).unwrap();
    let undone = Act::Settled { piece: game.id("post"), version: 1 };
    assert!(game.wait(99).act(undone, &Actor::pauta()).unwrap().is_nothing());
}

#[test]
fn the_gate_opens_at_once_and_taking_it_back_closes_it() {
    let mut game = Game::started(Settings::default());
    game.decide("value", Decision::Approve, &ana()).unwrap();
    assert_eq!(game.state("house"), State::Queued);
    game.act(Act::Undo { piece: game.id("value") }, &ana()).unwrap();
    let states = ["persona", "value", "house"].map(|node| game.state(node));
    assert_eq!(states, [State::InReview, State::InReview, State::Planned]);
    assert!(!game.board.wants(&game.id("house"), 1));
    let done = game.decide("value", Decision::Approve, &ana()).unwrap();
    assert_eq!(generations(&done), [(game.id("house"), 2)]);
    game.deliver("house", "casa", &[]);
    game.act(Act::Undo { piece: game.id("value") }, &ana()).unwrap();
    assert_eq!((game.state("house"), game.state("ad")), (State::InReview, State::Queued));
}

#[test]
fn a_bulk_approval_says_what_it_skips_and_why() {
    let mut game = Game::full(Settings::default());
    let version = game.version("post", "com erro", &[Level::Warn]);
    game.act(Act::Edit { piece: game.id("post"), version, changed: Difference::default() }, &ana()).unwrap();
    game.decide("persona", Decision::Hold, &rui()).unwrap();
    let named = |game: &Game, node: &str| {
        let piece = game.piece(node);
        (piece.id.clone(), piece.version, piece.sha256.clone())
    };
    let mut pieces = ["ad", "post", "house", "persona", "ad"].map(|node| named(&game, node)).to_vec();
    pieces.push((PieceId::new(), 1, String::new()));
    let done = game.act(Act::ApproveAll { pieces: pieces.clone(), ticked: false }, &ana()).unwrap();
    assert_eq!(done.changed.len(), 2);
    let Some(Told::Skipped { pieces: skipped }) = done.told.last() else { panic!("{:?}", done.told) };
    let codes: Vec<_> = skipped.iter().map(|(_, why)| why.code()).collect();
    assert_eq!(codes, ["not_ticked", "already_decided", "unknown_piece"]);
    assert_eq!((game.state("ad"), game.state("house")), (State::Approved, State::Approved));
    let again = game.act(Act::ApproveAll { pieces, ticked: false }, &rui()).unwrap();
    assert!(again.changed.is_empty());
}

#[test]
fn reminders_come_twice_at_most_and_decide_nothing() {
    let mut game = Game::full(settings(true, false));
    let (piece, day) = (game.id("ad"), 24 * 3600);
    let remind = |nth| Act::Remind { piece: piece.clone(), version: 1, nth };
    assert!(game.act(remind(1), &Actor::pauta()).unwrap().is_nothing());
    game.wait(day);
    let done = game.act(remind(1), &Actor::pauta()).unwrap();
    assert_eq!(done.told, [Told::Reminder { piece: piece.clone(), version: 1, stage: 1, nth: 1 }]);
    assert_eq!((done.wanted.len(), done.wanted[0].at), (1, Millis(game.now.0 + day * 1_000)));
    assert!(game.act(remind(1), &Actor::pauta()).unwrap().is_nothing());
    game.wait(day);
    assert!(game.act(remind(2), &Actor::pauta()).unwrap().wanted.is_empty());
    assert!(game.wait(day).act(remind(3), &Actor::pauta()).unwrap().is_nothing());
    assert_eq!(game.state("ad"), State::InReview);

    let done = game.decide("ad", Decision::Approve, &ana()).unwrap();
    let due = done.wanted.iter().find(|wanted| matches!(wanted.work, Work::Remind { .. })).unwrap().at;
    assert_eq!(due, Millis(game.now.0 + 2 * day * 1_000));
    game.decide("ad", Decision::Approve, &cleo()).unwrap();
    assert!(game.wait(2 * day).act(remind(1), &Actor::pauta()).unwrap().is_nothing());
}
