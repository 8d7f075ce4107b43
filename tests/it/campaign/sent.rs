//! Somebody whose pieces are there, and the client whom they send a link.

use crate::{
    harness::{
        api::request,
        app::{Start, TestApp},
        person::new_id,
    },
    production::desk::Desk,
};
use pauta::time::{Clock, Millis};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

/// A server whose clock stands until the test moves it.
pub async fn stands() -> (TestApp, Clock) {
    let clock = Clock::fixed(Millis(Clock::System.now().0));
    let app = Start::new().clock(clock.clone()).run().await;
    (app, clock)
}

pub fn passes(clock: &Clock, ms: i64) {
    let Clock::Fixed(hand) = clock else { panic!("it is fixed") };
    hand.fetch_add(ms, Ordering::Relaxed);
}

/// The first pieces of a briefing, written.
pub async fn written(app: &TestApp) -> Desk<'_> {
    let mut desk = Desk::of(app).await;
    desk.starts().await;
    desk.hears_the_end().await;
    desk
}

/// The pieces that wait for a decision.
pub async fn waiting(desk: &Desk<'_>) -> Vec<Value> {
    let waits = |piece: &Value| piece["state"] == "in_review" || piece["state"] == "client_review";
    let pieces: Vec<Value> = desk.pieces().await.into_iter().filter(waits).collect();
    assert!(!pieces.is_empty(), "no piece waits for anybody");
    pieces
}

/// A link for these pieces, and its token.
pub async fn link(desk: &Desk<'_>, pieces: &[Value]) -> (String, String) {
    let seen: Vec<Value> =
        pieces.iter().map(|piece| json!({ "id": piece["id"], "version": piece["version"] })).collect();
    let body = json!({ "pieces": seen, "name": "Ana", "note": "Veja o texto", "deadline": "2026-11-30" });
    let (status, made) = desk.post("reviews", body).await;
    assert_eq!(status, 201, "{made}");
    let link = made["link"].as_str().unwrap().to_owned();
    let token = link.split_once('#').expect("the token stands behind the #").1.to_owned();
    (link, token)
}

pub async fn post(app: &TestApp, what: &str, body: Value) -> (StatusCode, Value) {
    let path = format!("/api/v1/review/{what}");
    let answer = request(app, Method::POST, &path).header("accept-language", "pt-BR").json(&body);
    let answer = answer.send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

pub async fn look(app: &TestApp, token: &str) -> (StatusCode, Value) {
    post(app, "look", json!({ "token": token })).await
}

/// What a client sends who decides on a piece as they see it.
pub fn decision(token: &str, view: &Value, decision: &str, more: Value) -> Value {
    let mut body = json!({
        "token": token, "client_msg_id": new_id(), "piece": view["id"], "version": view["version"],
        "sha256": view["sha256"], "decision": decision, "name": "Rui da Silva", "ticked": true,
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}
