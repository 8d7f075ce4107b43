//! The plan, the start, the cards.

use super::desk::Desk;
use crate::{harness::app::TestApp, turn::replayed};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What needs a gate waits for it; then everything comes, each card once, and a replay ends where the rows do.
#[tokio::test(flavor = "multi_thread")]
async fn a_finished_briefing_becomes_cards() {
    let app = TestApp::start().await;
    let mut desk = Desk::of(&app).await;
    let offered = desk.production().await;
    assert_eq!((&offered["state"], &offered["started"]), (&json!("offered"), &json!(0)));
    assert_eq!(offered["estimate"]["text"], "Sem custo de IA");
    let first = offered["packages"][0]["nodes"].as_array().unwrap().len();
    let pieces = desk.pieces().await;
    assert!(pieces.iter().all(|piece| piece["state"] == "planned"), "{pieces:?}");

    desk.starts().await;
    desk.hears_the_end().await;
    let gated = desk.piece("value_proposition").await;
    assert!(desk.cards().len() < first, "what needs the value proposition waits for it");
    let seen = desk.view(&gated).await;
    assert_eq!(
        (&seen["state"], &seen["by"], &seen["cost"]),
        (&json!("in_review"), &json!("rules"), &json!("sem custo de IA"))
    );
    assert!(seen["actions"].as_array().unwrap().contains(&json!("approve")));
    assert!(!seen["lines"].as_array().unwrap().is_empty());

    let (status, came) = desk.acts(&gated, "approve", json!({ "ticked": true })).await;
    assert_eq!(status, 200, "{came}");
    assert_eq!(came["messages"][0]["type"], "piece");
    assert_eq!(came["messages"][0]["state"], "approved");
    desk.hears_the_end().await;
    let cards = desk.cards();
    let distinct: BTreeSet<_> = cards.iter().collect();
    assert_eq!((cards.len(), distinct.len()), (first, first), "a card for each piece, once");
    let now = desk.production().await;
    assert_eq!(
        (&now["state"], &now["count"]["done"], &now["count"]["of"]),
        (&json!("ready"), &json!(first), &json!(first))
    );
    let plans = desk.person.rows.iter().filter(|row| row["kind"] == "plan").count();
    assert_eq!(plans, 1);
    let (replayed, stored) = replayed(&app, &desk.person.conversation).await;
    assert_eq!(replayed, stored);
}

/// Whoever confirms twice has started once, under the same id or under another.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_confirmed_twice_is_started_once() {
    let app = TestApp::start().await;
    let mut desk = Desk::of(&app).await;
    let start = super::desk::identified(json!({ "act": "start" }));
    let (first, again) =
        tokio::join!(desk.post("production", start.clone()), desk.post("production", start.clone()));
    assert_eq!((first.0.as_u16(), again.0.as_u16()), (200, 200), "{first:?} {again:?}");
    assert_eq!(first.1["accepted"], again.1["accepted"], "the first reply again");
    desk.starts().await;
    desk.hears_the_end().await;
    let cards = desk.cards();
    assert_eq!(cards.len(), cards.iter().collect::<BTreeSet<_>>().len());
    assert_eq!(desk.production().await["started"], 1);
    let mut other = start;
    other["without"] = json!(["persona"]);
    let (status, refused) = desk.post("production", other).await;
    assert_eq!((status.as_u16(), &refused["code"]), (409, &json!("id_reused")));
}

/// A briefing that is reopened and closed again offers its next version; a question that is pending stays so.
#[tokio::test(flavor = "multi_thread")]
async fn cards_take_no_question_away() {
    let app = TestApp::start().await;
    let mut desk = Desk::of(&app).await;
    assert!(desk.person.commands("reopen", json!({})).await.is_accepted());
    let pending = desk.person.ask.clone();
    assert!(pending["id"].is_u64(), "{pending}");
    desk.starts().await;
    desk.hears_the_end().await;
    assert!(!desk.cards().is_empty());
    let again = crate::harness::person::Person::says_hello(&app, desk.person.resume()).await;
    assert_eq!(again.ask["id"], pending["id"], "the question is pending still");
    assert_eq!(again.welcome["status"], "active");
    let production: &Value = &again.welcome["production"];
    assert_eq!(production["started"], 1);
    let (replayed, stored) = replayed(&app, &desk.person.conversation).await;
    assert_eq!(replayed, stored);
}
