//! Rows come once, in order, without a gap, whatever happens to the connection.

use crate::harness::{
    app::{Start, TestApp},
    person::{Person, knock, new_id, next, send},
    trees,
};
use serde_json::json;

/// F7: a cut at every message, a hundred of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_cuts_lose_and_double_nothing() {
    let app = Start::new().tree(&trees::questions("ten", 110)).run().await;
    let mut ana = Person::meets(&app).await;
    for n in 0..100u32 {
        let id = json!(new_id());
        let frame = json!({ "type": "answer", "client_msg_id": id, "text": format!("cut {n}") });
        match n % 3 {
            // Cut before anything came back: the same frame goes again.
            0 => {
                send(ana.socket(), &frame).await;
                ana.comes_back().await.unwrap();
                assert!(ana.does(frame).await.is_accepted());
            }
            // Cut after the acknowledgement, before its rows.
            1 => {
                send(ana.socket(), &frame).await;
                while next(ana.socket()).await.unwrap()["type"] != "accepted" {}
                ana.comes_back().await.unwrap();
            }
            _ => {
                ana.does(frame).await;
                ana.comes_back().await.unwrap();
            }
        }
    }
    let whole = Person::says_hello(&app, ana.resume()).await;
    let said = |person: &Person| -> Vec<String> {
        let own = person.rows.iter().filter(|row| row["from"] == "person");
        own.map(|row| row["text"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(said(&whole), (0..100).map(|n| format!("cut {n}")).collect::<Vec<_>>());
    assert_eq!(ana.rows, whole.rows, "what was gathered over the cuts is what the database has");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_see_the_same_and_the_later_answer_is_stale() {
    let app = TestApp::start().await;
    let mut ana = Person::meets(&app).await;
    let mut tab = Person::says_hello(&app, ana.resume()).await;
    let (first, second) = tokio::join!(ana.says("from one tab"), tab.says("from the other"));
    let codes = [&first, &second].map(|came| came.answer["code"].as_str().unwrap_or("accepted").to_owned());
    assert!(codes.contains(&"accepted".into()) && codes.contains(&"stale_ask".into()), "{codes:?}");
    let loser = if first.is_accepted() { &mut tab } else { &mut ana };
    if loser.rows.iter().all(|row| row["text"] != "Question 2?") {
        loser.hears(|frame| frame["text"] == "Question 2?").await;
    }
    tab.comes_back().await.unwrap();
    ana.comes_back().await.unwrap();
    assert_eq!(ana.rows, tab.rows);
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_rows_are_told_as_a_gap() {
    use sqlx::Connection;
    let app = TestApp::start().await;
    let mut ana = Person::meets(&app).await;
    for n in 0..4 {
        ana.says(&format!("answer {n}")).await;
    }
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(app.data.path().join("data/pauta.db"));
    let mut database = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::raw_sql("DELETE FROM message WHERE seq <= 3").execute(&mut database).await.unwrap();
    let mut socket = knock(app.address, Some(&app.origin())).await.unwrap();
    let hello = json!({ "type": "hello", "protocol": 1, "site": app.site(), "conversation": ana.conversation,
        "token": ana.token, "after_seq": 1 });
    send(&mut socket, &hello).await;
    assert_eq!(next(&mut socket).await.unwrap()["type"], "welcome");
    let gap = next(&mut socket).await.unwrap();
    assert_eq!((gap["type"].as_str(), gap["from_seq"].as_u64()), (Some("gap"), Some(4)));
    assert_eq!(next(&mut socket).await.unwrap()["seq"], 4);
    // A client that has rows which this server never had begins anew.
    let mut socket = knock(app.address, Some(&app.origin())).await.unwrap();
    send(&mut socket, &{
        let mut hello = hello;
        hello["after_seq"] = json!(9_999);
        hello
    })
    .await;
    assert_eq!(next(&mut socket).await.unwrap()["type"], "welcome");
    assert_eq!(next(&mut socket).await.unwrap()["from_seq"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_history_comes_in_pages_without_a_seam() {
    let app = Start::new().tree(&trees::questions("ten", 110)).run().await;
    let mut ana = Person::meets(&app).await;
    for n in 0..105 {
        ana.says(&format!("{n} {}", "word ".repeat(200))).await;
    }
    let again = Person::says_hello(&app, ana.resume()).await;
    assert_eq!(again.rows, ana.rows);
}
