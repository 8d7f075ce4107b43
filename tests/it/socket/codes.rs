//! Every code of the closed list, provoked.

use crate::harness::{
    app::{Start, TestApp},
    briefing,
    person::{Person, new_id, next, send},
    trees,
};
use serde_json::{Value, json};

async fn refused(app: &TestApp, site: &str, hello: Value) -> String {
    let answer = Person::at(app.address, site, hello).await.err().expect("a refusal");
    assert_eq!(answer["type"], "rejected", "{answer}");
    assert!(answer["message"].as_str().unwrap().ends_with('.'));
    answer["code"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hello_is_refused_with_its_reason() {
    let app = TestApp::start().await;
    let (site, ana, bia) = (app.site(), Person::meets(&app).await, Person::meets(&app).await);
    let wrong = "0".repeat(64);
    assert_eq!(refused(&app, &site, json!({ "protocol": 2 })).await, "unsupported_protocol");
    assert_eq!(refused(&app, &site, json!({ "protocol": "1" })).await, "bad_frame");
    assert_eq!(refused(&app, &site, json!({ "type": "ping" })).await, "bad_frame");
    assert_eq!(refused(&app, &new_id(), json!({})).await, "forbidden");
    assert_eq!(refused(&app, &site, json!({ "token": wrong })).await, "unauthorised");
    assert_eq!(refused(&app, &site, json!({ "token": "" })).await, "unauthorised");
    assert_eq!(refused(&app, &site, json!({ "conversation": ana.conversation })).await, "unauthorised");
    assert_eq!(refused(&app, &site, json!({ "tree": "no_such_tree" })).await, "bad_frame");
    // S2: another's conversation reads exactly as one that is not there, and as one that cannot be.
    let mut answers = Vec::new();
    for id in [ana.conversation.clone(), new_id(), "../1".into()] {
        let hello = json!({ "conversation": id, "token": bia.token, "locale": "en" });
        answers.push(Person::at(app.address, &site, hello).await.err().unwrap());
    }
    assert_eq!(answers[0]["code"], "unknown_conversation");
    assert!(answers.iter().all(|answer| answer == &answers[0]), "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_frame_is_told_in_the_language_of_the_conversation() {
    let app = TestApp::start().await;
    let mut ana = Person::says_hello(&app, json!({ "locale": "pt-BR", "tree": "ten" })).await;
    let mut tab = Person::says_hello(&app, ana.resume()).await;
    let bad = || json!({ "type": "answer", "client_msg_id": new_id(), "text": 5 });
    let (pt, en) = ("O campo text deve ser um texto.", "The field text has to be a text.");
    for person in [&mut ana, &mut tab] {
        assert_eq!(person.does(bad()).await.answer["message"], pt);
    }
    let switch = json!({ "type": "command", "name": "language", "args": { "locale": "en" } });
    assert!(ana.does(switch).await.is_accepted());
    assert_eq!(ana.does(bad()).await.answer["message"], en);
    send(tab.socket(), &bad()).await;
    let told = loop {
        let frame = next(tab.socket()).await.unwrap();
        if frame["type"] == "rejected" {
            break frame;
        }
    };
    assert_eq!(told["message"], en, "in the other tab too");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_input_is_refused_with_its_reason() {
    let app = TestApp::start().await;
    let mut ana = Person::meets(&app).await;
    let passed = ana.ask["id"].clone();
    ana.says("first").await;
    let rows = ana.rows.clone();
    let answer = |more: Value| {
        let mut frame = json!({ "type": "answer", "client_msg_id": new_id() });
        frame.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        frame
    };
    for frame in [
        json!({ "type": "shout", "client_msg_id": new_id() }),
        json!({ "type": "hello", "protocol": 1, "site": app.site() }),
        answer(json!({})),
        answer(json!({ "text": 5 })),
        answer(json!({ "text": "a", "options": ["b"] })),
        answer(json!({ "text": "a\u{0}b" })),
        answer(json!({ "text": "a", "colour": "red" })),
        json!({ "type": "edit", "client_msg_id": new_id(), "path": "q1", "text": "x" }),
        json!({ "type": "answer", "client_msg_id": "not a uuid", "text": "x" }),
        json!({ "type": "command", "client_msg_id": new_id(), "name": "format_disk" }),
    ] {
        assert_eq!(ana.does(frame.clone()).await.code(), "bad_frame", "{frame}");
    }
    assert_eq!(ana.does(answer(json!({ "ask": passed, "text": "late" }))).await.code(), "stale_ask");
    let card = json!({ "type": "decide", "card": "nothing", "version": 1, "decision": "accept" });
    assert_eq!(ana.does(card).await.code(), "unknown_card");
    let preview = json!({ "type": "edit", "path": "nothing", "text": "x", "preview": true });
    assert_eq!(ana.does(preview).await.code(), "unknown_path");
    assert_eq!(ana.rows, rows, "nothing of all that was written");
    let blind = json!({ "type": "edit", "path": "q1", "text": "changed", "expect": 0 });
    let conflict = ana.does(blind).await;
    assert_eq!(conflict.code(), "conflict");
    let impact = &conflict.answer["impact"];
    let informed = json!({ "type": "edit", "path": "q1", "text": "changed", "expect": impact["version"] });
    assert!(ana.does(informed).await.is_accepted(), "the new impact is what the edit may expect");
    assert!(ana.says("second").await.is_accepted(), "nothing of all that closed the socket");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_decided_once_in_its_newest_version() {
    let app = TestApp::start().await;
    let mut ana = Person::says_hello(&app, json!({ "locale": "pt-BR", "tree": "campaign_briefing" })).await;
    let mut steps = 0;
    let card = loop {
        let open = ana.rows.iter().rev().find(|row| row["card"]["state"] == "open");
        if let Some(row) = open {
            break row["card"].clone();
        }
        briefing::step(&mut ana, "pt-BR", "launch").await;
        steps += 1;
        assert!(steps < briefing::STEPS_MAX, "no card came");
    };
    let decide = |version: u64| json!({ "type": "decide", "card": card["id"], "version": version, "decision": "accept" });
    let version = card["version"].as_u64().unwrap();
    assert_eq!(ana.does(decide(version + 1)).await.code(), "stale_version");
    let accepted = ana.does(decide(version)).await;
    assert!(accepted.is_accepted(), "{accepted:?}");
    let update = accepted.frames.iter().find(|frame| frame["type"] == "update").expect("the card changed");
    assert_eq!((&update["card"], update["state"].as_str()), (&card["id"], Some("accepted")));
    let again = ana.does(decide(version)).await;
    assert_eq!(again.code(), "already_decided");
    assert!(again.answer["by"].is_string() && again.answer["at"].is_string(), "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_messages_are_told_when_to_come_again() {
    let app = Start::new()
        .tree(&trees::ten_questions())
        .set("PAUTA_MESSAGES_PER_SECOND", "5")
        .set("PAUTA_MESSAGE_BURST", "4")
        .run()
        .await;
    let mut ana = Person::meets(&app).await;
    let frame = |n: u32| json!({ "type": "answer", "client_msg_id": new_id(), "text": format!("{n}") });
    for n in 0..8 {
        send(ana.socket(), &frame(n)).await;
    }
    let rejected = loop {
        let frame = next(ana.socket()).await.unwrap();
        if frame["type"] == "rejected" {
            break frame;
        }
    };
    assert_eq!(rejected["code"], "rate_limited");
    assert!((1..=200).contains(&rejected["retry_after_ms"].as_u64().unwrap()), "{rejected}");
    assert!(rejected["client_msg_id"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_reads_and_does_not_write() {
    let app = Start::new().tree(&trees::questions("ten", 40)).room(1 << 20).run().await;
    let mut ana = Person::meets(&app).await;
    let (mut kept, mut refused) = (Vec::new(), None);
    for n in 0..40 {
        let text = format!("{n} {}", "x".repeat(20_000));
        let came = ana.says(&text).await;
        if !came.is_accepted() {
            refused = Some(came.code().to_owned());
            break;
        }
        kept.push(text);
    }
    assert_eq!(refused.as_deref(), Some("read_only"));
    let again = Person::says_hello(&app, ana.resume()).await;
    let said: Vec<&str> =
        again.rows.iter().filter(|r| r["from"] == "person").filter_map(|r| r["text"].as_str()).collect();
    assert_eq!(said, kept, "what was accepted is there, and nothing else");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_without_end_ends() {
    use sqlx::Connection;
    let app = TestApp::start().await;
    let ana = Person::meets(&app).await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(app.data.path().join("data/pauta.db"));
    let mut database = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query("UPDATE conversation SET version = $1")
        .bind(i64::try_from(pauta::turn::TURNS_MAX).unwrap())
        .execute(&mut database)
        .await
        .unwrap();
    let fresh = Start::beside(&app).run().await;
    let mut ana = Person::says_hello(&fresh, ana.resume()).await;
    assert_eq!(ana.says("one more").await.code(), "budget_exhausted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_has_room_for_so_many_bytes() {
    let app = Start::new().tree(&trees::questions("ten", 60)).run().await;
    let mut ana = Person::meets(&app).await;
    let mut said = 0;
    let last = loop {
        let came = ana.says(&"\"word\" ".repeat(7_000)).await;
        if !came.is_accepted() {
            break came;
        }
        said += 1;
    };
    assert_eq!(last.code(), "budget_exhausted");
    assert!(said > 5, "{said}");
    let rows = ana.rows.clone();
    let mut again = Person::says_hello(&app, ana.resume()).await;
    assert_eq!(again.rows, rows, "it can still be read, and nothing of the last answer is in it");
    assert!(again.edits("q1", "shorter").await.is_accepted());
    assert!(again.says("and on").await.is_accepted());
}

/// An answer that is not understood is a turn like any other: it is kept, and asked for again with a reason.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_cannot_be_read_is_accepted_and_asked_for_again() {
    let mut tree = trees::ten_questions();
    tree["slots"]["q1"]["type"] = json!("number");
    let app = Start::new().tree(&tree).run().await;
    let mut ana = Person::meets(&app).await;
    let ask = ana.ask["id"].clone();
    let came = ana.says("a good many").await;
    assert_eq!((&came.answer["type"], &came.answer["understood"]), (&json!("accepted"), &json!(false)));
    let kinds: Vec<_> = came.frames.iter().map(|frame| frame["kind"].as_str().unwrap_or_default()).collect();
    assert!(kinds.contains(&"said") && kinds.contains(&"reprompt"), "{came:?}");
    assert_eq!(ana.ask["id"], ask, "the same question is pending");
    let came = ana.says("12").await;
    assert_eq!((&came.answer["understood"], &came.answer["normalised"]), (&json!(true), &json!("12")));
}

/// S12: every text of a frame that reaches the database, with what would end a statement.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_is_never_sql() {
    let app = TestApp::start().await;
    let mut ana = Person::meets(&app).await;
    let site = app.site();
    for text in ["'", "\";--", "x'); DROP TABLE message;--", "' OR 1=1 --", "$1", "?", "pg_sleep(9)"] {
        assert_eq!(refused(&app, text, json!({})).await, "forbidden");
        assert_eq!(refused(&app, &site, json!({ "tree": text })).await, "bad_frame");
        assert_eq!(refused(&app, &site, json!({ "token": text })).await, "unauthorised");
        let other = json!({ "conversation": text, "token": ana.token });
        assert_eq!(refused(&app, &site, other).await, "unknown_conversation");
        let edit = json!({ "type": "edit", "path": text, "text": text, "preview": true });
        assert_eq!(ana.does(edit).await.code(), "unknown_path");
        let decide = json!({ "type": "decide", "card": text, "version": 1, "decision": "accept" });
        assert_eq!(ana.does(decide).await.code(), "unknown_card");
        let odd = Person::says_hello(&app, json!({ "locale": text, "tz": text, "tree": "ten" })).await;
        assert_eq!(odd.welcome["locale"], "en", "an unknown language is the tree's own");
        assert!(ana.says(text).await.is_accepted());
        assert_eq!(ana.rows.iter().rfind(|row| row["from"] == "person").unwrap()["text"], text);
    }
}

/// A code without a test is a code that nobody has seen, and one that is not in the document one that nobody
/// can understand.
#[test]
fn every_code_is_provoked_by_a_test_and_documented() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| std::fs::read_to_string(root.join(file)).unwrap();
    let files = [
        "socket/codes",
        "socket/resume",
        "socket/briefings",
        "http",
        "turn",
        "files",
        "faults/database",
        "production/attacks",
        "production/approvals",
        "campaign/reviews",
    ];
    let tests: String = files.iter().map(|file| read(&format!("tests/it/{file}.rs"))).collect();
    let document = read("docs/protocol.md");
    let (_, codes) = document.split_once("## Codes").unwrap();
    let (codes, _) = codes.split_once("\n## ").unwrap();
    let rows = codes.lines().filter(|line| line.starts_with("| `"));
    let first = rows.filter_map(|line| line.split('|').nth(1));
    let mut listed: Vec<&str> =
        first.flat_map(|cell| cell.split(',')).map(|code| code.trim().trim_matches('`')).collect();
    let mut known = pauta::turn::Code::ALL.map(pauta::turn::Code::as_str).to_vec();
    for code in &known {
        assert!(tests.contains(&format!("\"{code}\"")), "{code}");
    }
    // Of addresses, not of conversations: HTTP alone says them.
    known.extend(["not_allowed", "not_found"]);
    listed.sort_unstable();
    known.sort_unstable();
    assert_eq!(listed, known);
}
