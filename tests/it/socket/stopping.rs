//! F11: a server that stops loses nothing and leaves nobody waiting.

use crate::harness::{
    app::{Start, TestApp},
    person::{Person, knock, new_id},
    wait::until,
};
use serde_json::json;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_under_load_loses_no_accepted_answer() {
    let app = TestApp::start().await;
    let mut people = Vec::new();
    for _ in 0..20 {
        people.push(Person::meets(&app).await);
    }
    let talking: Vec<_> = people
        .into_iter()
        .map(|mut person| {
            tokio_util::task::TaskTracker::new().spawn(async move {
                let mut accepted = Vec::new();
                for n in 0.. {
                    let id = json!(new_id());
                    let frame = json!({ "type": "answer", "client_msg_id": id, "text": format!("load {n}") });
                    match person.try_do(&frame, &id).await {
                        Ok(came) if came.is_accepted() => accepted.push(format!("load {n}")),
                        Ok(_) => {}
                        Err(code) => return (person, accepted, code),
                    }
                }
                unreachable!("the server stops")
            })
        })
        .collect();
    until("there is a load", async || app.counts("pauta_turns_total") > 200).await;
    app.begin_stop();
    let mut codes = Vec::new();
    let mut kept = Vec::new();
    for talk in talking {
        let (person, accepted, code) = talk.await.unwrap();
        codes.push(code);
        kept.push((person, accepted));
    }
    assert!(codes.iter().all(|code| *code == 1012 || *code == 0), "{codes:?}");
    assert!(codes.contains(&1012), "they are told to come back: {codes:?}");
    let later = Start::beside(&app);
    assert!(app.stop().await < Duration::from_secs(30));
    let later = later.run().await;
    for (person, accepted) in kept {
        let resume = person.resume();
        let again = Person::says_hello(&later, resume).await;
        for text in accepted {
            let times =
                again.rows.iter().filter(|row| row["from"] == "person" && row["text"] == *text).count();
            assert_eq!(times, 1, "{text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stops_is_not_ready_and_takes_no_socket() {
    let app = TestApp::start().await;
    let ready = async || reqwest::get(app.url("/readyz")).await.map(|answer| answer.status().as_u16());
    assert_eq!(ready().await.unwrap(), 200);
    let mut ana = Person::meets(&app).await;
    // A turn under way holds the drain open.
    let held = app.app.tasks.token();
    app.begin_stop();
    let (frames, code) = ana.is_cut().await;
    assert_eq!(code, 1012);
    let bye = frames.last().unwrap();
    assert_eq!((bye["type"].as_str(), bye["code"].as_u64()), (Some("bye"), Some(1012)));
    assert!(bye["retry_after_ms"].as_u64().unwrap() > 0);
    assert_eq!(ready().await.unwrap(), 503);
    assert_eq!(reqwest::get(app.url("/livez")).await.unwrap().status(), 200);
    assert_eq!(knock(app.address, Some(&app.origin())).await.err(), Some(503));
    drop(held);
    assert!(app.stop().await < Duration::from_secs(10));
}
