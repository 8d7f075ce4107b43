//! F11 on the real binary: told to stop under load it loses nothing and ends by itself.

use crate::harness::{
    person::{Person, knock, new_id},
    server::Server,
    trees,
    wait::until,
};
use serde_json::json;
use tokio::net::TcpStream;
use tokio_util::task::TaskTracker;

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_under_load_ends_with_nothing_lost() {
    let mut server = Server::start(&trees::questions("ten", 400), &[]).await;
    let (tasks, mut talking) = (TaskTracker::new(), Vec::new());
    for _ in 0..10 {
        let hello = json!({ "tree": "ten", "locale": "en" });
        let mut person = Person::at(server.address, &server.site, hello).await.unwrap();
        talking.push(tasks.spawn(async move {
            let mut accepted = Vec::new();
            for n in 0.. {
                let (id, text) = (json!(new_id()), format!("load {n}"));
                let frame = json!({ "type": "answer", "client_msg_id": id, "text": text });
                match person.try_do(&frame, &id).await {
                    Ok(came) => {
                        assert!(came.is_accepted(), "nobody sees an error: {came:?}");
                        accepted.push(text);
                    }
                    Err(code) => return (person, accepted, code),
                }
            }
            unreachable!("the server stops")
        }));
    }
    // These do nothing at all, and do not keep it from ending.
    let _silent = TcpStream::connect(server.address).await.unwrap();
    let origin = format!("http://{}", server.address);
    let _mute = knock(server.address, Some(&origin)).await.unwrap();
    until("there is a load", async || {
        let metrics = reqwest::get(format!("{origin}/metrics")).await.unwrap().text().await.unwrap();
        let turns = metrics.lines().find_map(|line| line.strip_prefix("pauta_turns_total "));
        turns.unwrap().parse::<u64>().unwrap() > 200
    })
    .await;
    server.terminate();
    let mut code = None;
    until("it ends", async || {
        code = server.ended();
        code.is_some()
    })
    .await;
    assert_eq!(code, Some(0));
    let mut kept = Vec::new();
    for talk in talking {
        let (person, accepted, code) = talk.await.unwrap();
        kept.push((person, accepted, code));
    }
    assert!(kept.iter().all(|(_, _, code)| *code == 1012), "everybody is told to come back");
    let server = server.again().await;
    for (person, accepted, _) in kept {
        let resume = person.resume();
        let again = Person::at(server.address, &server.site, resume).await.unwrap();
        for text in accepted {
            let times =
                again.rows.iter().filter(|row| row["from"] == "person" && row["text"] == *text).count();
            assert_eq!(times, 1, "{text}");
        }
    }
}
