//! What is told of a real briefing: from its end to approved pieces that leave.

use super::{
    adds, near,
    receiver::{Got, Receiver},
};
use crate::{
    harness::{app::Start, wait::until},
    people::guest::Guest,
    production::desk::Desk,
};
use pauta::{
    hook,
    id::{ConversationId, PieceId},
    time::{Clock, Millis},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const NOON: i64 = 1_790_000_000_000;

/// The bodies of one event, each checked.
fn of(got: &[Got], secret: &str, event: &str) -> Vec<Value> {
    let bodies = got.iter().map(|one| one.checked(secret).expect("signed"));
    bodies.filter(|body| body["type"] == event).map(|body| body["data"].clone()).collect()
}

/// Everything once: a decision when its minute is over, also by another process than the one that took it.
#[tokio::test(flavor = "multi_thread")]
async fn what_happens_to_a_campaign_is_told_once() {
    let app = near().clock(Clock::fixed(Millis(NOON))).run().await;
    let (receiver, olga) = (Receiver::start().await, Guest::first_owner(&app).await);
    let (_, secret) = adds(&olga, &receiver.url).await;
    let mut desk = Desk::of(&app).await;
    desk.starts().await;
    desk.hears_the_end().await;
    let (cards, pieces) = (desk.cards().len(), desk.pieces().await);
    let (liked, undone) = (desk.piece("persona").await, desk.piece("value_proposition").await);
    let ours = json!(desk.person.conversation);
    until("every card is told", async || of(&receiver.got(), &secret, "piece.ready").len() >= cards).await;

    let completed = of(&receiver.got(), &secret, "brief.completed");
    assert_eq!((completed.len(), &completed[0]["conversation"]), (1, &ours));
    let fields = completed[0]["brief"].as_object().unwrap();
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["version", "sha256", "url"], "no answers");
    let ready = of(&receiver.got(), &secret, "piece.ready");
    let ids: BTreeSet<&str> = ready.iter().map(|one| one["piece"]["id"].as_str().unwrap()).collect();
    assert_eq!((ready.len(), ids.len()), (cards, cards), "each card once");
    for one in &ready {
        let line = pieces.iter().find(|line| line["id"] == one["piece"]["id"]).unwrap();
        for field in ["kind", "title", "sha256", "version"] {
            assert_eq!(one["piece"][field], line[field]);
        }
        assert!(one["piece"].get("content").is_none(), "its words only once it is approved");
    }

    assert_eq!(desk.acts(&liked, "approve", json!({ "ticked": true })).await.0, 200);
    let view = desk.view(&liked).await;
    assert_eq!(desk.acts(&undone, "reject", json!({ "comment": "Not for others' eyes" })).await.0, 200);
    assert_eq!(desk.acts(&undone, "undo", json!({})).await.0, 200);
    let conversation = ConversationId::parse(&desk.person.conversation).unwrap();
    assert_eq!(of(&receiver.got(), &secret, "piece.decided"), [Value::Null; 0], "it can still be taken back");
    drop(desk);
    let later = Start::beside(&app).clock(Clock::fixed(Millis(NOON + 61_000)));
    app.stop().await;

    let app = later.run().await;
    let home = app.app.home.workspace.clone();
    until("the decision is told", async || !of(&receiver.got(), &secret, "piece.decided").is_empty()).await;
    let pieces = vec![(PieceId::parse(&liked).unwrap(), 1)];
    for _ in 0..2 {
        hook::exported(&app.app, &home, &conversation, pieces.clone()).await.unwrap();
    }
    until("the export is told", async || !of(&receiver.got(), &secret, "pieces.exported").is_empty()).await;

    let got = receiver.got();
    let decided = of(&got, &secret, "piece.decided");
    assert_eq!(decided.len(), 1, "what was taken back is told nobody: {decided:?}");
    assert_eq!(
        (&decided[0]["piece"]["id"], &decided[0]["piece"]["content"]),
        (&json!(liked), &view["content"])
    );
    let decision = &decided[0]["decision"];
    assert_eq!((&decision["decision"], &decision["stage"]), (&json!("approve"), &json!("team")));
    assert_eq!((&decision["sha256"], &decision["version"]), (&view["sha256"], &json!(1)));
    let exported = of(&got, &secret, "pieces.exported");
    assert_eq!((exported.len(), &exported[0]["pieces"][0]["content"]), (1, &view["content"]));
    assert!(got.iter().all(|one| !one.body.contains("others' eyes")), "no comment leaves");
    let ids: BTreeSet<&str> = got.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids.len(), got.len(), "every message came once");
}
