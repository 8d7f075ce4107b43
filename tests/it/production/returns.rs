//! Who comes back, and who watches at several places.

use super::desk::{Desk, get};
use crate::harness::{
    app::{Start, TestApp, config},
    person::Person,
    wait::until,
};
use pauta::{
    app::App,
    id::ConversationId,
    production::{self, Wish},
    time::Clock,
    turn::{Once, Peer},
};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};

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

/// The last process that worked on a piece died with it: nobody said that it does not come.
#[tokio::test(flavor = "multi_thread")]
async fn a_piece_that_was_lost_without_a_word_says_so_and_can_be_tried_again() {
    let app = TestApp::start().await;
    let desk = Desk::of(&app).await;
    let (conversation, token) = (desk.person.conversation.clone(), desk.person.token.clone());
    let data = app.data.clone();
    drop(desk);
    app.stop().await;
    // A process in which nobody works: what is started stays as it is.
    let still = App::open(config(data.path(), &[]), Clock::System, ([127, 0, 0, 1], 1).into()).await.unwrap();
    let rows = still.store.workspace(&still.home.workspace);
    let conversation_id = ConversationId::parse(&conversation).unwrap();
    let row = rows.conversation(&conversation_id).await.unwrap().unwrap();
    let peer = Peer {
        workspace: still.home.workspace.clone(),
        visitor: row.visitor,
        conversation: conversation_id,
        zone: None,
        locale: row.line.locale,
    };
    let start = Wish::Start { package: None, without: Vec::new() };
    let ana = production::actor(&still, &peer, None, "web").await.unwrap();
    production::act(&still, &peer, &ana, Once::new("start", "start"), start).await.unwrap();
    still.store.shutdown().await;
    let file = data.path().join("data/pauta.db");
    let mut database = SqliteConnection::connect(&file.display().to_string()).await.unwrap();
    let lost = "UPDATE task SET state = 'failed' WHERE kind = 'generate' AND state = 'queued'";
    assert!(sqlx::query(lost).execute(&mut database).await.unwrap().rows_affected() > 0);
    let idle = Start::at(Vec::new(), data).set("PAUTA_JOB_LEASE", "1s").run().await;
    let states = async || {
        let listed = get(&idle, &conversation, &token, "pieces").await.1;
        let pieces = listed["pieces"].as_array().unwrap().clone();
        pieces.into_iter().map(|piece| piece["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    until("it is told", async || states().await.contains(&"generation_failed".to_owned())).await;
    assert!(!states().await.contains(&"queued".to_owned()));
}
