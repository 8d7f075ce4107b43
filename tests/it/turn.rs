//! The turn: durable together, once, in order, and replayable.

use crate::harness::{
    app::{Start, TestApp},
    person::{Person, new_id},
    postgres, trees,
};
use pauta::{
    engine::state::State,
    id::ConversationId,
    turn::{self},
};
use serde_json::json;

pub async fn replayed(app: &TestApp, conversation: &str) -> (State, State) {
    let id = ConversationId::parse(conversation).unwrap();
    let rows = app.app.store.workspace(&app.app.home.workspace);
    let row = rows.conversation(&id).await.unwrap().unwrap();
    let tree = app.app.trees.pinned(&app.app.store, &app.app.home.workspace, &row.line.tree).await.unwrap();
    let events = rows.events(&id).await.unwrap();
    assert_eq!(events.len() as u64, row.line.version, "an event per turn");
    for (event, version) in events.iter().zip(1..) {
        assert_eq!(event.version, version, "each event's base is its predecessor");
    }
    (turn::replay(&tree, &events).unwrap(), serde_json::from_str(&row.state).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_of_the_events_reaches_the_snapshot() {
    let app = TestApp::start().await;
    let mut ana = Person::meets(&app).await;
    for n in 1..=6 {
        assert!(ana.says(&format!("answer number {n}")).await.is_accepted());
    }
    ana.commands("back", json!({})).await;
    ana.edits("q1", "another first answer").await;
    ana.commands("language", json!({ "locale": "pt-BR" })).await;
    let (replayed, stored) = replayed(&app, &ana.conversation).await;
    assert_eq!(replayed, stored);
}

/// "Duplicar briefing": what was answered comes along, and only the confirmation is left.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_brings_the_answers_along_and_replays_by_itself() {
    let app = TestApp::start().await;
    let mut ana = Person::meets(&app).await;
    for n in 1..=9 {
        ana.says(&format!("answer {n}")).await;
    }
    let hello = json!({ "copy_of": ana.conversation, "token": ana.token, "locale": "en" });
    let live = Person::says_hello(&app, hello.clone()).await;
    assert_eq!(live.ask["path"], "q10", "what was not answered there is asked here");
    ana.says("answer 10").await;
    ana.presses(&["confirm"]).await;
    let mut copy = Person::says_hello(&app, hello).await;
    assert_ne!(copy.conversation, ana.conversation);
    assert_eq!(copy.token, ana.token);
    let first = copy.rows[0]["text"].as_str().unwrap();
    assert!(first.contains("copy of “Test”") && first.contains("came along: 10"), "{first}");
    assert!(copy.ask["buttons"].as_array().unwrap().iter().any(|button| button["id"] == "confirm"));
    let q3 = copy.welcome["brief"]["slots"].as_array().unwrap().iter().find(|slot| slot["path"] == "q3");
    let q3 = q3.unwrap();
    assert_eq!((&q3["source"], &q3["shown"]), (&json!("copied"), &json!("answer 3")));
    copy.edits("q2", "another season").await;
    let (replayed, stored) = replayed(&app, &copy.conversation).await;
    assert_eq!(replayed, stored);
    // The original is as it was.
    let original = Person::says_hello(&app, ana.resume()).await;
    assert_eq!((&original.rows, original.welcome["status"].as_str()), (&ana.rows, Some("completed")));
    assert!(original.welcome["now"].as_str().unwrap().ends_with('Z'), "the server's clock");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_ones_own_conversation_is_copied() {
    let app = TestApp::start().await;
    let (ana, bia) = (Person::meets(&app).await, Person::meets(&app).await);
    let refused = async |hello: serde_json::Value| {
        let answer = Person::at(app.address, &app.site(), hello).await.err().expect("a refusal");
        (answer["code"].as_str().unwrap().to_owned(), answer["message"].clone())
    };
    let foreign = refused(json!({ "copy_of": ana.conversation, "token": bia.token })).await;
    assert_eq!(foreign.0, "unknown_conversation");
    for id in [new_id(), "../1".into()] {
        assert_eq!(refused(json!({ "copy_of": id, "token": bia.token })).await, foreign);
    }
    assert_eq!(refused(json!({ "copy_of": ana.conversation })).await.0, "unauthorised");
    let two = json!({ "copy_of": ana.conversation, "token": ana.token, "tree": "ten" });
    assert_eq!(refused(two).await.0, "bad_frame");
}

/// A tree whose question now is of another type: what does not fit it any more is asked.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_walked_on_the_tree_of_today() {
    let app = TestApp::start().await;
    let mut ana = Person::meets(&app).await;
    for n in 1..=10 {
        ana.says(&format!("answer {n}")).await;
    }
    let mut tree = trees::ten_questions();
    tree["slots"]["q6"]["type"] = json!("date");
    let later = Start::beside(&app).tree(&tree).run().await;
    let copy = json!({ "copy_of": ana.conversation, "token": ana.token, "locale": "en" });
    let copy = Person::at(later.address, &later.site(), copy).await.unwrap();
    assert_eq!((&copy.ask["path"], &copy.ask["input"]["type"]), (&json!("q6"), &json!("date")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_input_twice_is_one_turn_and_one_reply() {
    let app = TestApp::start().await;
    let mut ana = Person::meets(&app).await;
    let frame = json!({ "type": "answer", "client_msg_id": new_id(), "ask": ana.ask["id"], "text": "once" });
    let first = ana.does(frame.clone()).await;
    let rows = ana.rows.len();
    // By now its question has passed, so that without the record it would be stale.
    let second = ana.does(frame.clone()).await;
    assert_eq!(first.answer, second.answer);
    assert_eq!(ana.rows.len(), rows);
    let mut other = frame;
    other["text"] = json!("twice");
    assert_eq!(ana.does(other).await.code(), "id_reused");
    assert_eq!(ana.rows.len(), rows);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_input_from_two_tabs_at_once_is_one_turn() {
    let app = TestApp::start().await;
    let mut ana = Person::meets(&app).await;
    let mut tab = Person::says_hello(&app, ana.resume()).await;
    for n in 0..9 {
        let text = format!("both {n}");
        let frame = json!({ "type": "answer", "client_msg_id": new_id(), "text": text });
        let (one, other) = tokio::join!(ana.does(frame.clone()), tab.does(frame));
        assert!(one.is_accepted() && one.answer == other.answer, "{one:?} {other:?}");
    }
    let whole = Person::says_hello(&app, ana.resume()).await;
    let said: Vec<&str> = whole
        .rows
        .iter()
        .filter(|row| row["from"] == "person")
        .map(|row| row["text"].as_str().unwrap())
        .collect();
    assert_eq!(said, (0..9).map(|n| format!("both {n}")).collect::<Vec<_>>());
}

/// F2: the server commits and the acknowledgement never arrives.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_heard_sends_again_and_gets_the_first_reply() {
    let app = TestApp::start().await;
    let mut ana = Person::meets(&app).await;
    let frame =
        json!({ "type": "answer", "client_msg_id": new_id(), "ask": ana.ask["id"], "text": "unheard" });
    crate::harness::person::send(ana.socket(), &frame).await;
    let mut bia = Person::says_hello(&app, ana.resume()).await;
    if bia.rows.iter().all(|row| row["text"] != "unheard") {
        bia.hears(|frame| frame["text"] == "unheard").await;
    }
    drop(ana);
    let again = bia.does(frame).await;
    assert!(again.is_accepted());
    let said = bia.rows.iter().filter(|row| row["text"] == "unheard").collect::<Vec<_>>();
    assert_eq!(said.len(), 1);
    assert_eq!(again.answer["seq"], said[0]["seq"]);
}

/// F5: two servers on one database, one conversation, fifty messages at once.
#[tokio::test(flavor = "multi_thread")]
async fn two_servers_on_one_sqlite_take_turns() {
    take_turns(TestApp::start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_on_one_postgres_take_turns() {
    let url = postgres::new_database().await;
    take_turns(Start::new().tree(&trees::ten_questions()).postgres(&url).run().await).await;
}

async fn take_turns(one: TestApp) {
    let two = Start::beside(&one).run().await;
    let ana = Person::meets(&one).await;
    let resume = ana.resume();
    let mut people = Vec::new();
    for n in 0..10 {
        let app = if n % 2 == 0 { &one } else { &two };
        people.push((n, Person::says_hello(app, resume.clone()).await));
    }
    let talking = people.into_iter().map(|(n, mut person)| async move {
        let mut sent = Vec::new();
        for m in 0..5 {
            let text = format!("message {n}-{m}");
            // No `ask`: whatever is pending when it comes.
            let frame = json!({ "type": "answer", "client_msg_id": new_id(), "text": text });
            loop {
                let came = person.does(frame.clone()).await;
                if came.is_accepted() {
                    break;
                }
                assert_eq!(came.code(), "unavailable", "only a lost race may be told to come again");
            }
            sent.push(text);
        }
        sent
    });
    let sent: Vec<String> = futures_util::future::join_all(talking).await.into_iter().flatten().collect();
    let last = Person::says_hello(&two, resume).await;
    for text in &sent {
        let times = last.rows.iter().filter(|row| row["from"] == "person" && row["text"] == **text).count();
        assert_eq!(times, 1, "{text}");
    }
    assert!(last.rows.iter().zip(1..).all(|(row, seq)| row["seq"] == seq), "in order, without a gap");
    let (replayed, stored) = replayed(&one, &ana.conversation).await;
    assert_eq!(replayed, stored);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_servers_turn_is_seen_and_answered() {
    let one = TestApp::start().await;
    let two = Start::beside(&one).run().await;
    let mut ana = Person::meets(&one).await;
    let mut bia = Person::says_hello(&two, ana.resume()).await;
    ana.says("from the first server").await;
    bia.hears(|frame| frame["ask"].is_object()).await;
    // The first server's question, answered at the second one, whose memory is older.
    assert!(bia.says("from the second server").await.is_accepted());
    ana.hears(|frame| frame["text"] == "from the second server").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_keeps_its_tree_when_the_file_changes() {
    let app = TestApp::start().await;
    let mut ana = Person::meets(&app).await;
    ana.says("first").await;
    let mut changed = trees::ten_questions();
    changed["nodes"]["ask3"]["prompt"] = json!({ "en": "A new third?", "pt-BR": "Uma nova terceira?" });
    let later = Start::beside(&app).tree(&changed).run().await;
    let resume = ana.resume();
    let mut again = Person::says_hello(&later, resume).await;
    again.says("second").await;
    assert_eq!(again.rows.last().unwrap()["text"], "Question 3?");
    let mut fresh = Person::meets(&later).await;
    fresh.says("first").await;
    fresh.says("second").await;
    assert_eq!(fresh.rows.last().unwrap()["text"], "A new third?");
}
