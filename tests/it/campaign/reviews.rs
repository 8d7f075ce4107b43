//! A client decides by a link: looking changes nothing, a decision counts once, and a link that is over says so.

use super::sent::{decision, link, look, passes, post, stands, waiting, written};
use crate::{
    harness::{
        api::{Caller, request},
        app::TestApp,
    },
    production::desk::Desk,
};
use reqwest::Method;
use serde_json::{Value, json};

async fn rows(desk: &Desk<'_>) -> Value {
    desk.get("messages").await.1["messages"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanner_that_opens_the_link_changes_nothing_and_a_decision_counts_once() {
    let app = TestApp::start().await;
    let desk = written(&app).await;
    let pieces = waiting(&desk).await;
    let (address, token) = link(&desk, &pieces[..1]).await;
    let id = pieces[0]["id"].as_str().unwrap();
    let before = (desk.view(id).await, rows(&desk).await);
    for _ in 0..50 {
        let page = reqwest::get(&address).await.unwrap();
        assert_eq!(page.status(), 200);
        assert!(!page.text().await.unwrap().contains(&token), "the page knows no token");
    }
    let (status, seen) = look(&app, &token).await;
    assert_eq!(status, 200, "{seen}");
    assert_eq!((&seen["from"], &seen["note"]), (&json!("Ana"), &json!("Veja o texto")));
    assert_eq!(seen["deadline"], "30/11/2026");
    assert!(seen["campaign"].as_str().is_some_and(|name| !name.is_empty()), "{seen}");
    assert_eq!((desk.view(id).await, rows(&desk).await), before, "nothing came of looking");

    let view = &seen["pieces"][0];
    assert_eq!(
        (&view["cost"], &view["sources"]),
        (&json!(""), &json!([])),
        "what is the house's stays there"
    );
    let acts: Vec<&str> =
        view["actions"].as_array().unwrap().iter().map(|act| act.as_str().unwrap()).collect();
    assert!(acts.contains(&"approve") && acts.contains(&"request") && !acts.contains(&"edit"), "{acts:?}");
    for (more, code) in [
        (json!({ "name": " \u{7} " }), "bad_frame"),
        (json!({ "version": 7 }), "stale_version"),
        (json!({ "sha256": "0".repeat(64) }), "stale_version"),
        (json!({ "decision": "publish" }), "bad_frame"),
        (json!({ "comment": "a".repeat(2_001) }), "too_large"),
    ] {
        let (_, refused) = post(&app, "decide", decision(&token, view, "approve", more.clone())).await;
        assert_eq!(refused["code"], code, "{more}: {refused}");
    }
    let approve = decision(&token, view, "approve", json!({}));
    let (status, came) = post(&app, "decide", approve.clone()).await;
    assert_eq!((status.as_u16(), &came["piece"]["state"]), (200, &json!("approved")), "{came}");
    assert_eq!(post(&app, "decide", approve).await.0, 200, "the same again is the same decision");
    let decided = desk.view(id).await;
    let by = &decided["decisions"][0]["by"];
    assert_eq!(decided["decisions"].as_array().unwrap().len(), 1, "{decided}");
    assert_eq!(
        (&by["name"], &by["role"], &by["door"]),
        (&json!("Rui da Silva"), &json!("client"), &json!("link"))
    );
    let (status, late) =
        post(&app, "decide", decision(&token, view, "reject", json!({ "comment": "não" }))).await;
    assert_eq!((status.as_u16(), &late["code"]), (409, &json!("already_decided")), "{late}");
    assert!(late["message"].as_str().unwrap().contains("Rui da Silva"), "{late}");
    let (status, came) = post(&app, "decide", decision(&token, view, "undo", json!({}))).await;
    assert_eq!((status.as_u16(), &came["piece"]["state"]), (200, &json!("in_review")), "{came}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_second_by_another_door_is_told_who_decided() {
    let app = TestApp::start().await;
    let desk = written(&app).await;
    let pieces = waiting(&desk).await;
    let (_, token) = link(&desk, &pieces[..1]).await;
    let (_, seen) = look(&app, &token).await;
    let id = pieces[0]["id"].as_str().unwrap();
    assert_eq!(desk.acts(id, "approve", json!({ "ticked": true })).await.0, 200);
    let view = &seen["pieces"][0];
    let (status, late) = post(&app, "decide", decision(&token, view, "approve", json!({}))).await;
    assert_eq!((status.as_u16(), &late["code"]), (409, &json!("already_decided")), "{late}");
    assert!(late["message"].as_str().unwrap().contains("já foi aprovada por"), "{late}");
    assert_eq!(desk.view(id).await["decisions"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_asked_for_without_an_account() {
    let app = TestApp::start().await;
    let mut desk = written(&app).await;
    let pieces = waiting(&desk).await;
    let (_, token) = link(&desk, &pieces[..1]).await;
    let (_, seen) = look(&app, &token).await;
    let ask = decision(
        &token,
        &seen["pieces"][0],
        "request",
        json!({ "comment": "Diga o preço", "tags": ["fact"] }),
    );
    let (status, came) = post(&app, "decide", ask).await;
    assert_eq!(status, 200, "{came}");
    assert_eq!(came["piece"]["request"]["text"], "Diga o preço");
    assert_eq!(came["piece"]["request"]["by"]["name"], "Rui da Silva");
    desk.hears_the_end().await;
    let bare = decision(&token, &seen["pieces"][0], "reject", json!({}));
    assert_ne!(
        post(&app, "decide", bare).await.0,
        200,
        "a rejection wants a reason, and the version is an older one"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_over_says_why() {
    let (app, clock) = stands().await;
    let desk = written(&app).await;
    let pieces = waiting(&desk).await;
    let (_, token) = link(&desk, &pieces[..1]).await;
    let view = look(&app, &token).await.1["pieces"][0].clone();
    let (_, revoked) = link(&desk, &pieces[..1]).await;
    let listed = desk.get("reviews").await.1;
    assert!(!listed.to_string().contains(&token) && listed["reviews"][0]["state"] == "open", "{listed}");
    let which = listed["reviews"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(desk.post(&format!("reviews/{which}/revoke"), json!({})).await.0, 200);
    assert_eq!(desk.post(&format!("reviews/{which}/revoke"), json!({})).await.0, 200, "twice is once");
    let both = [look(&app, &revoked).await, look(&app, &token).await];
    assert_eq!(both.map(|(status, _)| status.as_u16()).iter().filter(|status| **status == 410).count(), 1);

    passes(&clock, 7 * 24 * 3_600_000);
    let approve = decision(&token, &view, "approve", json!({}));
    for (what, body) in [("look", json!({ "token": token })), ("decide", approve)] {
        let (status, over) = post(&app, what, body).await;
        assert_eq!((status.as_u16(), &over["code"]), (410, &json!("review_over")), "{over}");
    }
    for token in ["0".repeat(64), String::new(), "x".into(), "../".repeat(21)] {
        let (status, unknown) = look(&app, &token).await;
        assert_eq!((status.as_u16(), &unknown["code"]), (404, &json!("not_found")), "{unknown}");
        assert!(unknown["message"].as_str().unwrap().contains("pela metade"), "{unknown}");
    }
    assert_eq!(desk.view(view["id"].as_str().unwrap()).await["decisions"], json!([]), "nothing was decided");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_its_own_pieces_and_only_their_owner_makes_one() {
    let app = TestApp::start().await;
    let (desk, other) = (written(&app).await, written(&app).await);
    let (pieces, theirs) = (waiting(&desk).await, waiting(&other).await);
    let (_, token) = link(&desk, &pieces[..1]).await;
    let view = look(&app, &token).await.1["pieces"][0].clone();
    // Neither another piece of the same campaign nor one of another's, by whatever token.
    for foreign in [&pieces[1], &theirs[0]] {
        let body = decision(&token, &view, "approve", json!({ "piece": foreign["id"], "version": 1 }));
        let (status, refused) = post(&app, "decide", body).await;
        assert_eq!((status.as_u16(), &refused["code"]), (404, &json!("unknown_piece")), "{refused}");
    }
    let body = json!({ "token": token, "piece": theirs[0]["id"], "asset": theirs[0]["id"] });
    assert_eq!(post(&app, "picture", body).await.0, 404);

    let stranger = Caller::starts(&app).await;
    let ask = |piece: &Value, version: u64| json!({ "pieces": [{ "id": piece["id"], "version": version }], "note": "", "deadline": "" });
    let path = format!("/api/v1/conversations/{}/reviews", desk.person.conversation);
    let made = request(&app, Method::POST, &path).bearer_auth(&stranger.token).json(&ask(&pieces[0], 1));
    assert_eq!(made.send().await.unwrap().status(), 404);
    let listed = desk.get("reviews").await.1;
    let revoke = format!("{path}/{}/revoke", listed["reviews"][0]["id"].as_str().unwrap());
    let revoked = request(&app, Method::POST, &revoke).bearer_auth(&stranger.token).json(&json!({}));
    assert_eq!(revoked.send().await.unwrap().status(), 404);
    assert_eq!(look(&app, &token).await.0, 200, "it still opens");
    // Asking about what is not there, is older, or is in nobody's hands is refused before a link is made.
    let planned = desk.pieces().await.into_iter().find(|piece| piece["state"] == "planned");
    for (body, code) in [
        (json!({ "pieces": [] }), "bad_frame"),
        (ask(&theirs[0], 1), "unknown_piece"),
        (ask(&pieces[0], 9), "stale_version"),
        (ask(&planned.expect("a later package waits"), 0), "not_now"),
        (json!({ "pieces": [{ "id": pieces[0]["id"], "version": 1 }], "deadline": "amanhã" }), "bad_frame"),
    ] {
        let body_sent = body.clone();
        let (status, refused) = post_as(&desk, body_sent).await;
        assert!(status >= 400 && refused["code"] == code, "{body}: {refused}");
    }
}

async fn post_as(desk: &Desk<'_>, body: Value) -> (u16, Value) {
    let (status, came) = desk.post("reviews", body).await;
    (status.as_u16(), came)
}
