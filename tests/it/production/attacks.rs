//! Nobody reaches the pieces of another one's briefing.

use super::desk::{Desk, get, identified};
use crate::harness::{
    api::{Caller, request},
    app::TestApp,
};
use reqwest::Method;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn anothers_pieces_read_as_missing() {
    let app = TestApp::start().await;
    let mut desk = Desk::of(&app).await;
    desk.starts().await;
    desk.hears_the_end().await;
    let piece = desk.piece("persona").await;
    let view = desk.view(&piece).await;
    let stranger = Caller::starts(&app).await;
    let (theirs, nowhere) = (desk.person.conversation.clone(), pauta::id::ConversationId::new().to_string());
    for what in ["pieces".to_owned(), format!("pieces/{piece}"), format!("pieces/{piece}/assets/{piece}")] {
        let refused = get(&app, &theirs, &stranger.token, &what).await;
        assert_eq!(refused.0, 404, "{what}");
        assert_eq!(refused, get(&app, &nowhere, &stranger.token, &what).await, "{what}");
    }
    // In a conversation of one's own the piece of another one is none.
    let (status, own) = get(&app, &stranger.conversation, &stranger.token, &format!("pieces/{piece}")).await;
    assert_eq!((status.as_u16(), &own["code"]), (404, &json!("unknown_piece")));
    let approve = json!({ "act": "approve", "version": 1, "sha256": view["sha256"], "ticked": true });
    for conversation in [&theirs, &nowhere, &stranger.conversation] {
        for (what, body) in [
            (format!("pieces/{piece}/acts"), approve.clone()),
            ("production".into(), json!({ "act": "start" })),
        ] {
            let path = format!("/api/v1/conversations/{conversation}/{what}");
            let sent =
                request(&app, Method::POST, &path).bearer_auth(&stranger.token).json(&identified(body));
            assert_eq!(sent.send().await.unwrap().status(), 404, "{path}");
        }
    }
    let after = desk.view(&piece).await;
    assert_eq!((&after["state"], &after["decisions"]), (&view["state"], &json!([])), "nothing was decided");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_act_is_refused_with_a_sentence() {
    let app = TestApp::start().await;
    let mut desk = Desk::of(&app).await;
    desk.starts().await;
    desk.hears_the_end().await;
    let piece = desk.piece("persona").await;
    let acts = format!("pieces/{piece}/acts");
    for (body, status, code) in [
        (json!({ "act": "publish" }), 400, "bad_frame"),
        (json!({ "act": "approve", "by": "ana" }), 400, "bad_frame"),
        (json!({ "act": "edit", "version": 1 }), 400, "bad_frame"),
        (json!({ "act": "hold", "comment": "a\u{0}b" }), 400, "bad_frame"),
        (json!({ "act": "lift", "version": 1, "sha256": "x" }), 409, "stale_version"),
        (json!({ "act": "undo" }), 409, "not_now"),
        (json!({ "act": "keep" }), 409, "not_now"),
    ] {
        let (came, refused) = desk.post(&acts, body.clone()).await;
        assert_eq!((came.as_u16(), refused["code"].as_str()), (status, Some(code)), "{body} {refused}");
        assert!(refused["message"].as_str().unwrap().ends_with('.'), "{refused}");
    }
}
