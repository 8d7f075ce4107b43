//! Every act in every state: what `docs/approvals.md` says is what the board does, and each refusal has its reason.

use super::*;
use pauta::deliverable::board::{ACTIONS, PHRASES, Scope, leads};
use std::{collections::BTreeSet, fmt::Write, fs};

/// A piece in each state, brought there by what happens, with variations to pick from where it has a version.
fn in_state(state: State) -> (Game, &'static str) {
    let stage = Settings { client_stage: true, ..Settings::default() };
    let mut game = Game::full(stage);
    let request = Act::Request {
        piece: game.id("ad"),
        version: 1,
        scope: Scope::Piece,
        text: "curto".into(),
        tags: Vec::new(),
    };
    let mut take = |decisions: &[(Decision, Actor)]| {
        for (decision, actor) in decisions {
            game.decide("ad", *decision, actor).unwrap();
        }
    };
    let approved = (Decision::Approve, ana());
    match state {
        State::Planned => {
            let mut game = Game::started(stage);
            game.wait(600);
            return (game, "house");
        }
        State::InReview => {}
        State::ClientReview => take(&[approved]),
        State::Approved => take(&[approved, (Decision::Approve, cleo())]),
        State::ApprovedWithChanges => take(&[approved, (Decision::ApproveWithChanges, cleo())]),
        State::ChangesRequested => take(&[(Decision::RequestChanges, ana())]),
        State::Rejected => take(&[(Decision::Reject, ana())]),
        State::OnHold => take(&[(Decision::Hold, ana())]),
        State::Draft => take(&[(Decision::Reject, ana()), (Decision::Reopen, ana())]),
        State::Stale => {
            game.edit("house", "outra casa", &ana()).unwrap();
        }
        State::GenerationFailed => {
            game.act(Act::Start { package: 2, without: Vec::new() }, &ana()).unwrap();
            let failed = Act::Failed { piece: game.id("email"), round: 1, why: "não veio".into() };
            game.act(failed, &Actor::pauta()).unwrap();
            return (game, "email");
        }
        State::Queued | State::Generating => {
            game.act(request, &ana()).unwrap();
            let (piece, round) = (game.id("ad"), 2);
            let act = match state {
                State::Generating => Act::Begun { piece, round },
                _ => Act::Begun { piece, round: 99 },
            };
            game.act(act, &Actor::pauta()).unwrap();
        }
        State::Cancelled => {
            game.act(Act::Start { package: 2, without: Vec::new() }, &ana()).unwrap();
            game.act(Act::Cancel { piece: game.id("email") }, &ana()).unwrap();
            return (game, "email");
        }
    }
    let id = game.id("ad");
    game.board.pieces.get_mut(&id).unwrap().variations = vec![90];
    game.wait(600);
    (game, "ad")
}

/// What a role's try came to: nothing, or the code of the refusal.
fn tried(game: &Game, node: &str, name: &str, role: Role) -> Option<&'static str> {
    let act = game.board.example(game.piece(node), name)?;
    Some(game.board.apply(act, &actor("Zé", role), game.now).map_or_else(|why| why.code(), |_| "taken"))
}

#[test]
fn the_document_has_the_table_that_the_board_keeps_to() {
    let names: Vec<_> = ACTIONS.into_iter().filter(|name| *name != "undo").collect();
    let mut table = format!("| state | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
    for state in State::ALL {
        let (game, node) = in_state(state);
        assert_eq!(game.state(node), state);
        let cells = names.iter().map(|name| {
            let [team, client] =
                [Role::Approver, Role::Client].map(|role| tried(&game, node, name, role) == Some("taken"));
            match (team, client) {
                (true, true) => "T C",
                (true, false) => "T",
                (false, true) => "C",
                (false, false) => "·",
            }
        });
        let cells: Vec<_> = cells.collect();
        writeln!(table, "| {} | {} |", state.name(), cells.join(" | ")).unwrap();
    }
    let document = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/approvals.md")).unwrap();
    assert!(document.contains(&table), "docs/approvals.md should have this table:\n{table}");
}

#[test]
fn each_refusal_has_its_reason() {
    for state in State::ALL {
        let (game, node) = in_state(state);
        for name in ACTIONS {
            for role in [Role::Author, Role::Approver, Role::Client] {
                let Some(code) = tried(&game, node, name, role) else { continue };
                let expected = expected(state, name, role);
                assert!(
                    expected.contains(&code),
                    "{} {name} {role:?}: {code}, not {expected:?}",
                    state.name()
                );
            }
        }
    }
}

/// The reasons for which an act is refused in a state, told apart from the code under test by what it is about.
fn expected(state: State, name: &str, role: Role) -> &'static [&'static str] {
    let judged = matches!(name, "approve" | "approve_with_changes" | "request" | "reject");
    let by_somebody = matches!(
        state,
        State::Approved
            | State::ApprovedWithChanges
            | State::ChangesRequested
            | State::Rejected
            | State::OnHold
            | State::Queued
            | State::Generating
    );
    match (judged, role == Role::Client) {
        _ if name == "undo" => &["too_late", "not_now", "not_yours"],
        (true, client) if by_somebody => {
            let works = matches!(state, State::ChangesRequested | State::ApprovedWithChanges);
            match (name == "request" && works, client) {
                (true, true) => &["not_yours"],
                (true, false) => &["taken"],
                _ => &["already_decided"],
            }
        }
        (true, false) if state == State::ClientReview && name != "request" => &["already_decided"],
        (true, _) => &["taken", "not_now", "not_yours"],
        (false, true) => &["taken", "not_yours", "not_now"],
        (false, false) => &["taken", "not_now"],
    }
}

#[test]
fn the_actions_are_those_that_are_taken() {
    for state in State::ALL {
        let (game, node) = in_state(state);
        for role in [Role::Author, Role::Approver, Role::Client] {
            let listed = game.board.actions(&game.id(node), &actor("Zé", role), game.now);
            let taken = ACTIONS.into_iter().filter(|name| tried(&game, node, name, role) == Some("taken"));
            assert_eq!(listed, taken.collect::<Vec<_>>(), "{} {role:?}", state.name());
        }
    }
}

#[test]
fn nothing_is_scheduled_and_no_hold_leads_past_where_it_began() {
    let settings = Settings { client_stage: true, ..Settings::default() };
    let approvals = [Decision::Approve, Decision::ApproveWithChanges];
    for state in State::ALL {
        for role in [Role::Author, Role::Approver, Role::Client] {
            let led = approvals.iter().any(|decision| leads(*decision, state, role, settings).is_some());
            assert!(!led || state.waits(), "{state:?} {role:?}");
            let lifted = leads(Decision::Lift, state, role, settings).is_some();
            assert!(!lifted || state == State::OnHold);
        }
    }
}

#[test]
fn every_refusal_has_its_sentence() {
    let mut all = vec![
        Refusal::UnknownPiece,
        Refusal::StaleVersion { newest: 3 },
        Refusal::Blocked,
        Refusal::NotTicked,
        Refusal::NeedsComment,
        Refusal::OwnWork,
        Refusal::NotYours,
        Refusal::TooLate,
        Refusal::GoesInCircles { path: "/text".into() },
        Refusal::Unreadable { message: "x".into() },
        Refusal::NothingChanged,
    ];
    all.extend(State::ALL.map(|state| Refusal::NotNow { state }));
    let decisions = [
        Decision::Approve,
        Decision::ApproveWithChanges,
        Decision::RequestChanges,
        Decision::Reject,
        Decision::Hold,
        Decision::Carried,
    ];
    all.extend(decisions.map(|decision| Refusal::AlreadyDecided { by: ana(), decision, at: NOON }));
    let mut said = BTreeSet::new();
    for refusal in all {
        for locale in ["pt-BR", "en"] {
            let sentence = refusal.say(locale, "UTC");
            assert!(sentence.ends_with('.') && !sentence.contains(['{', '_']), "{sentence}");
            assert!(said.insert(sentence));
        }
    }
    let nameless = Actor { name: String::new(), ..ana() };
    let nameless = Refusal::AlreadyDecided { by: nameless, decision: Decision::Reject, at: NOON };
    assert!(nameless.say("pt-BR", "UTC").contains("por outra pessoa às 08:00"));
    for (key, mut locales) in PHRASES.entries() {
        locales.sort_unstable();
        assert_eq!(locales, ["en", "pt"], "{key}");
    }
    for state in State::ALL {
        assert_eq!(serde_json::to_value(state).unwrap(), state.name());
    }
    for decision in decisions {
        assert_eq!(serde_json::to_value(decision).unwrap(), decision.name());
    }
}
