//! Other versions: asked for, written, varied, picked.

use super::*;
use pauta::deliverable::board::{Choice, Scope, Tag, Told};

fn field(path: &str) -> Scope {
    Scope::Field { path: path.into() }
}

fn ask(game: &Game, node: &str, scope: Scope) -> Act {
    let piece = game.piece(node);
    let (piece, version) = (piece.id.clone(), piece.version);
    Act::Request { piece, version, scope, text: "mais curto".into(), tags: vec![Tag::Shorter] }
}

#[test]
fn a_change_is_asked_for_with_a_reason_and_a_place() {
    let mut game = Game::full(Settings::default());
    let silent = |text: &str, tags: &[Tag]| Act::Request {
        piece: game.id("ad"),
        version: 1,
        scope: Scope::Piece,
        text: text.into(),
        tags: tags.to_vec(),
    };
    let (nothing, tagged) = (silent(" ", &[]), silent("", &[Tag::Tone]));
    assert_eq!(game.act(nothing, &ana()).unwrap_err(), Refusal::NeedsComment);
    let backwards = ask(&game, "ad", Scope::Range { path: "/text".into(), from: 4, to: 4 });
    assert_eq!(game.act(backwards, &ana()).unwrap_err().code(), "unreadable");
    let done = game.act(tagged.clone(), &ana()).unwrap();
    assert_eq!((generations(&done), game.state("ad")), (vec![(game.id("ad"), 2)], State::Queued));
    let ruling = game.piece("ad").decisions.last().unwrap();
    assert_eq!((ruling.decision, ruling.version), (Decision::RequestChanges, 1));
    assert_eq!(game.act(tagged, &rui()).unwrap_err().code(), "already_decided");
    game.deliver("ad", "curto", &[]);
    assert_eq!((game.state("ad"), &game.piece("ad").request), (State::InReview, &None));
    assert_eq!(game.decide("ad", Decision::Approve, &rui()).unwrap().changed.len(), 1);
    let late = ask(&game, "ad", Scope::Piece);
    assert_eq!(game.act(late, &ana()).unwrap_err().code(), "already_decided");
}

#[test]
fn a_change_that_does_not_come_leaves_what_was_there() {
    let mut game = Game::full(Settings::default());
    let act = ask(&game, "ad", Scope::Piece);
    game.act(act, &ana()).unwrap();
    let failed = Act::Failed { piece: game.id("ad"), round: 2, why: "Escreva em Editar.".into() };
    game.act(failed, &Actor::pauta()).unwrap();
    let piece = game.piece("ad");
    assert_eq!((piece.state, piece.version, &piece.request), (State::InReview, 1, &None));
    assert_eq!(piece.failure.as_deref(), Some("Escreva em Editar."));
    game.decide("ad", Decision::Approve, &rui()).unwrap();
    assert_eq!(game.state("ad"), State::Approved);
}

#[test]
fn a_request_is_taken_back_with_its_generation() {
    let mut game = Game::full(Settings::default());
    let act = ask(&game, "ad", Scope::Piece);
    game.act(act, &ana()).unwrap();
    game.act(Act::Undo { piece: game.id("ad") }, &ana()).unwrap();
    assert_eq!((game.state("ad"), game.board.wants(&game.id("ad"), 2)), (State::InReview, false));
    assert_eq!(game.piece("ad").rounds.get(""), Some(&0));
    let act = ask(&game, "ad", Scope::Piece);
    assert_eq!(generations(&game.act(act, &ana()).unwrap()), [(game.id("ad"), 3)]);
    game.act(Act::Cancel { piece: game.id("ad") }, &rui()).unwrap();
    assert_eq!((game.state("ad"), game.piece("ad").version), (State::InReview, 1));
}

#[test]
fn three_rounds_on_one_field_are_a_circle() {
    let mut game = Game::full(Settings::default());
    for round in 0..3 {
        let act = ask(&game, "ad", field("/text"));
        game.act(act, &ana()).unwrap();
        game.deliver("ad", &format!("volta {round}"), &[]);
    }
    let act = ask(&game, "ad", field("/text"));
    assert_eq!(game.act(act, &ana()).unwrap_err(), Refusal::GoesInCircles { path: "/text".into() });
    let actions = game.board.actions(&game.id("ad"), &ana(), game.now);
    assert!(actions.contains(&"edit") && actions.contains(&"vary"), "{actions:?}");
    game.edit("ad", "como eu quero", &ana()).unwrap();
    let act = ask(&game, "ad", field("/text"));
    game.act(act, &ana()).unwrap();
}

#[test]
fn an_approval_does_not_carry_over_to_an_edit() {
    let mut game = Game::full(Settings::default());
    game.decide("ad", Decision::Approve, &rui()).unwrap();
    let done = game.edit("ad", "outras palavras", &ana()).unwrap();
    assert_eq!(done.told, [Told::Card { piece: game.id("ad"), version: 2 }]);
    assert_eq!((game.state("ad"), game.piece("ad").author.as_deref()), (State::InReview, Some("ana")));
    let again = game.edit("ad", "outras palavras", &ana());
    assert_eq!(again.unwrap_err(), Refusal::NothingChanged);
    let late = Version { number: 2, ..game.version("ad", "tarde", &[]) };
    let late = Act::Edit { piece: game.id("ad"), version: late, changed: Difference::default() };
    assert_eq!(game.act(late, &ana()).unwrap_err(), Refusal::StaleVersion { newest: 2 });
}

#[test]
fn minor_edits_stay_approved_only_where_the_workspace_says_so() {
    for carry_minor in [false, true] {
        let mut game = Game::full(Settings { carry_minor, ..Settings::default() });
        game.decide("ad", Decision::Approve, &rui()).unwrap();
        let version = game.version("ad", "ad  1", &[]);
        let changed = Difference::of(&json!({"text": "ad 1"}), &version.content);
        game.act(Act::Edit { piece: game.id("ad"), version, changed }, &ana()).unwrap();
        let piece = game.piece("ad");
        let carried = piece.decisions.last().unwrap();
        assert_eq!(piece.state == State::Approved, carry_minor);
        assert_eq!((carried.decision, &carried.sha256) == (Decision::Carried, &piece.sha256), carry_minor);
    }
}

#[test]
fn variations_are_made_once_at_a_time_and_change_nothing_until_one_is_picked() {
    let mut game = Game::full(Settings::default());
    let (piece, vary) = (game.id("ad"), Act::Vary { piece: game.id("ad"), version: 1 });
    let done = game.act(vary.clone(), &ana()).unwrap();
    assert_eq!((generations(&done), game.state("ad")), (vec![(piece.clone(), 2)], State::InReview));
    assert_eq!(game.act(vary, &rui()).unwrap_err().code(), "not_now");
    let first = game.version("ad", "uma", &[]);
    let second = Version { number: first.number + 1, ..game.version("ad", "duas", &[]) };
    let versions = vec![first, second.clone()];
    let delivered = Act::Delivered { piece: piece.clone(), round: 2, versions };
    let done = game.act(delivered, &Actor::pauta()).unwrap();
    assert_eq!((done.told, done.versions.len()), (vec![Told::Variations { piece: piece.clone() }], 2));
    let ad = game.piece("ad");
    assert_eq!((ad.version, ad.last, ad.variations.as_slice()), (1, 3, &[2, 3][..]));

    let picked = |parent| Version { number: 4, parent: Some(parent), ..second.clone() };
    let pick = |variation, version| Act::Pick { piece: piece.clone(), variation, version };
    assert_eq!(game.act(pick(7, picked(1)), &ana()).unwrap_err().code(), "not_now");
    game.act(pick(3, picked(3)), &ana()).unwrap();
    let ad = game.piece("ad");
    assert_eq!((ad.version, ad.state, ad.variations.len()), (4, State::InReview, 0));
    assert_eq!(ad.sha256, second.sha256);
}

#[test]
fn variations_that_fail_leave_the_piece_as_it_is() {
    let mut game = Game::full(Settings::default());
    let piece = game.id("ad");
    game.act(Act::Vary { piece: piece.clone(), version: 1 }, &ana()).unwrap();
    game.act(Act::Failed { piece: piece.clone(), round: 2, why: "nada veio".into() }, &Actor::pauta())
        .unwrap();
    assert_eq!((game.state("ad"), game.piece("ad").varying), (State::InReview, false));
    game.act(Act::Vary { piece: piece.clone(), version: 1 }, &ana()).unwrap();
    game.edit("ad", "mais rápido", &ana()).unwrap();
    assert!(!game.board.wants(&piece, 3));
    let keep = Act::Resolve { pieces: vec![piece], choice: Choice::Keep };
    assert_eq!(game.act(keep, &ana()).unwrap_err().code(), "not_now");
}
