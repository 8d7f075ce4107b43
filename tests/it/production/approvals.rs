//! Decisions, edits, changes, variations.

use super::desk::Desk;
use crate::harness::{app::TestApp, person::new_id};
use pauta::{
    deliverable::board::{Act, Actor, Decision, Role},
    engine::state::Who,
    id::{ConversationId, PieceId},
    production::{self, Wish},
    turn::{Code, Once, Peer},
};
use serde_json::json;

/// A desk on which a persona waits for a decision.
async fn waiting(app: &TestApp) -> (Desk<'_>, String) {
    let mut desk = Desk::of(app).await;
    desk.starts().await;
    desk.hears_the_end().await;
    let piece = desk.piece("persona").await;
    (desk, piece)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_is_a_new_version_and_the_old_one_cannot_be_approved() {
    let app = TestApp::start().await;
    let (desk, piece) = waiting(&app).await;
    let before = desk.view(&piece).await;
    let line =
        before["lines"].as_array().unwrap().iter().find(|line| line["path"] == "/name").unwrap().clone();
    let texts = json!({ "lines": { "/name": "Mães do bairro" } });
    let (status, came) = desk.acts(&piece, "edit", texts.clone()).await;
    assert_eq!(status, 200, "{came}");
    let after = desk.view(&piece).await;
    assert_eq!((&after["version"], &after["content"]["name"]), (&json!(2), &json!("Mães do bairro")));
    assert_eq!(after["by"], "", "whoever looks is not told their own name");
    assert_eq!(
        after["changes"],
        json!([{ "path": "/name", "label": line["label"], "from": line["text"], "to": "Mães do bairro" }])
    );
    let (_, first) = desk.get(&format!("pieces/{piece}?version=1")).await;
    assert_eq!(first["content"], before["content"], "a version never changes");

    let old = json!({ "act": "approve", "version": 1, "sha256": before["sha256"], "ticked": true });
    let (status, refused) = desk.post(&format!("pieces/{piece}/acts"), old).await;
    assert_eq!((status.as_u16(), &refused["code"]), (409, &json!("stale_version")), "{refused}");
    let forged = json!({ "act": "approve", "version": 2, "sha256": before["sha256"], "ticked": true });
    let (status, refused) = desk.post(&format!("pieces/{piece}/acts"), forged).await;
    assert_eq!((status.as_u16(), &refused["code"]), (409, &json!("stale_version")), "{refused}");
    let unreadable = json!({ "lines": { "/nowhere/at/all": "x" } });
    let (status, refused) = desk.acts(&piece, "edit", unreadable).await;
    assert_eq!((status.as_u16(), &refused["code"]), (400, &json!("bad_frame")), "{refused}");

    let (status, _) = desk.acts(&piece, "approve", json!({ "ticked": true })).await;
    assert_eq!(status, 200);
    let approved = desk.view(&piece).await;
    assert_eq!(
        (&approved["state"], approved["decisions"].as_array().unwrap().len()),
        (&json!("approved"), 1)
    );
    assert!(
        approved["undo_until"].is_i64() && approved["actions"].as_array().unwrap().contains(&json!("undo"))
    );
    let (status, _) = desk.acts(&piece, "undo", json!({})).await;
    assert_eq!(status, 200);
    assert_eq!(desk.view(&piece).await["state"], "in_review");
    let rows = app.app.store.workspace(&app.app.home.workspace);
    let id = ConversationId::parse(&desk.person.conversation).unwrap();
    let kept = rows.piece_decisions(&id, &PieceId::parse(&piece).unwrap()).await.unwrap();
    assert_eq!(kept.iter().map(|row| row.seq).collect::<Vec<_>>(), [1, 2], "both decisions are kept");
}

/// The rules have the person's words alone: they arrange them anew, or say that they cannot.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_by_the_rules_is_another_arrangement_or_none() {
    let app = TestApp::start().await;
    let (mut desk, piece) = waiting(&app).await;
    let rows = desk.person.rows.len();
    let (status, _) = desk.acts(&piece, "request", json!({ "text": "", "tags": [] })).await;
    assert_eq!(status, 400, "a change wants a reason");
    let (status, came) =
        desk.acts(&piece, "request", json!({ "scope": { "of": "piece" }, "text": "mais curto" })).await;
    assert_eq!(status, 200, "{came}");
    desk.hears_the_end().await;
    assert!(desk.person.rows.len() > rows, "it is told what came of it");
    let view = desk.view(&piece).await;
    match view["version"].as_u64() {
        Some(1) => {
            assert_eq!(
                (&view["state"], &view["request"]["text"]),
                (&json!("changes_requested"), &json!("mais curto"))
            );
            let rows = desk.person.rows.iter().filter_map(|row| row["text"].as_str());
            assert!(rows.clone().any(|text| text.contains("pediu uma mudança na versão 1: “mais curto”")));
        }
        _ => {
            let mut told = view["checks"].as_array().unwrap().iter();
            assert!(
                told.any(|check| check["message"].as_str().unwrap().contains("pediu: “mais curto”")),
                "{view}"
            );
        }
    }
}

/// Two approvers at once: the first one wins, and the other hears by whom.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_decision_wins() {
    let app = TestApp::start().await;
    let (desk, piece) = waiting(&app).await;
    let view = desk.view(&piece).await;
    let conversation = ConversationId::parse(&desk.person.conversation).unwrap();
    let row =
        app.app.store.workspace(&app.app.home.workspace).conversation(&conversation).await.unwrap().unwrap();
    let peer = Peer {
        workspace: app.app.home.workspace.clone(),
        visitor: row.visitor,
        conversation,
        zone: Some("America/Sao_Paulo".into()),
        locale: "pt-BR".into(),
    };
    let approve = Wish::from(Act::Decide {
        piece: PieceId::parse(&piece).unwrap(),
        version: 1,
        sha256: view["sha256"].as_str().unwrap().into(),
        decision: Decision::Approve,
        comment: String::new(),
        lines: Vec::new(),
        ticked: true,
    });
    let who = |name: &str| Actor {
        who: Who::Member(name.to_lowercase()),
        name: name.into(),
        role: Role::Approver,
        door: "web".into(),
        key: name.into(),
    };
    let (ana, rui) = (who("Ana"), who("Rui"));
    let once = || Once::new(&new_id(), "approve");
    let (one, two) = tokio::join!(
        production::act(&app.app, &peer, &ana, once(), approve.clone()),
        production::act(&app.app, &peer, &rui, once(), approve.clone()),
    );
    let (first, late) = if one.is_ok() { ("Ana", two) } else { ("Rui", one) };
    let refused = late.expect_err("only one decides");
    assert_eq!(refused.code, Code::AlreadyDecided);
    assert!(refused.message.contains(first), "{}", refused.message);
    assert!(refused.at.is_some());
    assert_eq!(desk.view(&piece).await["decisions"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_are_approved_at_once_and_what_is_left_out_is_told() {
    let app = TestApp::start().await;
    let (desk, _) = waiting(&app).await;
    let pieces: Vec<_> = desk.pieces().await.into_iter().filter(|piece| piece["version"] == 1).collect();
    let mut seen: Vec<_> = pieces
        .iter()
        .map(|piece| json!({ "id": piece["id"], "version": 1, "sha256": piece["sha256"] }))
        .collect();
    assert!(seen.len() > 1, "{pieces:?}");
    seen[1]["version"] = json!(7);
    let body = json!({ "act": "approve_all", "pieces": seen, "ticked": true });
    let (status, came) = desk.post("production", body).await;
    assert_eq!(status, 200, "{came}");
    let told = came["messages"].as_array().unwrap();
    let skipped = told.iter().find(|row| row["kind"] == "say").unwrap_or_else(|| panic!("{told:?}"));
    assert!(skipped["text"].as_str().unwrap().contains(pieces[1]["title"].as_str().unwrap()), "{skipped}");
    let states: Vec<_> =
        desk.pieces().await.into_iter().filter(|piece| piece["state"] == "approved").collect();
    assert_eq!(states.len(), seen.len() - 1);
}

/// What was found decides: an error blocks, a warning has to have been read.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_found_blocks_or_is_ticked() {
    let app = TestApp::start().await;
    let (mut desk, _) = waiting(&app).await;
    let gate = desk.piece("value_proposition").await;
    assert_eq!(desk.acts(&gate, "approve", json!({ "ticked": true })).await.0, 200);
    desk.hears_the_end().await;
    let (ad, page) = (desk.piece("ad_rsa").await, desk.piece("landing_page").await);
    for (act, code) in [("approve", "not_now"), ("reopen", "blocked")] {
        let (status, refused) = desk.acts(&ad, act, json!({ "ticked": true })).await;
        assert_eq!((status.as_u16(), &refused["code"]), (409, &json!(code)), "{act} {refused}");
    }
    let link = json!({ "lines": { "/link/url": "https://padaria.example/pao" } });
    assert_eq!(desk.acts(&ad, "edit", link).await.0, 200, "what is missing is written");
    assert_eq!(desk.acts(&ad, "approve", json!({ "ticked": true })).await.0, 200);

    let gaps = json!({ "lines": {
        "/sections/2/items/0": "forno a lenha",
        "/sections/3/heading": "Peça o seu pão",
        "/cta/url": "https://padaria.example/pao",
    } });
    assert_eq!(desk.acts(&page, "edit", gaps).await.0, 200);
    let (status, refused) = desk.acts(&page, "approve", json!({})).await;
    assert_eq!((status.as_u16(), &refused["code"]), (409, &json!("not_ticked")), "{refused}");
    assert_eq!(desk.acts(&page, "approve", json!({ "ticked": true })).await.0, 200);
}
