//! Who comes back, and who watches at several places.

use super::desk::Desk;
use crate::harness::{app::TestApp, person::Person};
use serde_json::{Value, json};

/// The connection is cut again and again while the cards come; each row is there once, in order.
#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_gets_every_card_once() {
    let app = TestApp::start().await;
    let mut desk = Desk::of(&app).await;
    desk.starts().await;
    loop {
        // `comes_back` and the person themselves hold the server to rows without a gap and without a double.
        desk.person.comes_back().await.unwrap();
        if desk.production().await["state"] != "running" {
            break;
        }
    }
    desk.person.comes_back().await.unwrap();
    let came: Vec<Value> = desk.person.rows.clone();
    let watcher = Person::says_hello(&app, desk.person.resume()).await;
    assert_eq!(watcher.rows, came, "whoever reads from the start sees the same");
    let cards = desk.cards();
    let pieces: Vec<_> = desk.pieces().await.into_iter().filter(|piece| piece["version"] == 1).collect();
    assert_eq!(cards.len(), pieces.len());
}

/// A second window hears of a decision, and how far the whole is.
#[tokio::test(flavor = "multi_thread")]
async fn another_window_hears_of_a_decision() {
    let app = TestApp::start().await;
    let mut desk = Desk::of(&app).await;
    desk.starts().await;
    desk.hears_the_end().await;
    let piece = desk.piece("persona").await;
    let mut window = Person::says_hello(&app, desk.person.resume()).await;
    let waiting = window.welcome["production"]["waiting"].as_u64().unwrap();
    let (status, _) = desk.acts(&piece, "hold", json!({ "comment": "depois" })).await;
    assert_eq!(status, 200);
    let moved = window.hears(|frame| frame["type"] == "piece").await;
    assert_eq!(
        (&moved["piece"], &moved["state"], &moved["by"]),
        (&json!(piece), &json!("on_hold"), &json!("person"))
    );
    let production = window.hears(|frame| frame["type"] == "production").await;
    assert_eq!(production["waiting"].as_u64(), Some(waiting - 1));
}
