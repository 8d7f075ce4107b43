//! That what a call costs and how it went stands in the books, and an answer that was given comes back.

use super::{LONG, Node, asked, openai};
use crate::{
    harness::provider::{Bad, Provider, Says},
    store::db::Db,
};
use pauta::{
    llm::{CacheUse, CallError, Cost},
    outside::llm::Schema,
};
use serde_json::json;
use std::{sync::Arc, time::Duration};

#[tokio::test]
async fn an_answer_that_was_given_is_given_again_unless_another_is_wanted() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:key-one-0")).await.unwrap();
    provider.answers(|_| Says::Text("Uma resposta inteira".into()));
    let mut wanted = asked(&db.workspace, LONG);
    wanted.cache = CacheUse::On;
    let (_, first) = node.told(wanted.clone()).await;
    let first = first.unwrap();
    node.written().await;
    let (said, again) = node.told(wanted.clone()).await;
    let again = again.unwrap();
    assert_eq!((again.text.as_str(), said.as_str()), ("Uma resposta inteira", "Uma resposta inteira"));
    assert!(again.cached && again.cost == Cost::Computed(0) && again.event != first.event, "{again:?}");
    assert_eq!(provider.heard().len(), 1);
    wanted.cache = CacheUse::Off;
    assert!(!node.told(wanted).await.1.unwrap().cached);
    assert_eq!(provider.heard().len(), 2);
}

#[tokio::test]
async fn every_attempt_is_kept_with_its_cost_and_without_a_key() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:sk-secret-one,paid:b:sk-secret-two")).await.unwrap();
    provider.next(Says::Bad(Bad::InvalidKey));
    let reply = node.ask(&db).await.unwrap();
    let Cost::Computed(nano) = reply.cost else { panic!("{:?}", reply.cost) };
    assert!(nano > 0);
    node.written().await;
    let kept = db.here().calls(10).await.unwrap();
    let [call] = &kept[..] else { panic!("one call: {kept:?}") };
    assert_eq!((call.id.as_str(), call.attempts, call.cost), (reply.event.as_str(), 2, Some(nano)));
    assert_eq!((call.prompt.as_str(), call.cache_status.as_str()), ("test/1", "bypass"));
}

#[tokio::test]
async fn a_budget_that_is_used_up_leaves_the_free_keys() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let mut variables = openai(&url, "paid:a:key-paid-0");
    variables.push(("PAUTA_BUDGET_MONTH", "0"));
    let node = Node::open(&db, &variables).await.unwrap();
    assert_eq!(node.ask(&db).await, Err(CallError::OverBudget { scope: "installation" }));
    assert_eq!(provider.heard().len(), 0, "nobody was asked");
    let mut variables = openai(&url, "paid:a:key-paid-0,free:b:key-free-0");
    variables.push(("PAUTA_BUDGET_MONTH", "0"));
    let node = Node::open(&db, &variables).await.unwrap();
    assert_eq!(node.ask(&db).await.unwrap().cost, Cost::Computed(0));
    let late = node.told(asked(&db.workspace, Duration::ZERO)).await.1;
    assert_eq!(late, Err(CallError::OutOfTime));
}

/// Whether each answer had its shape is known afterwards, and which questions were the same.
#[tokio::test]
async fn whether_an_answer_had_its_shape_is_kept() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:key-one-0")).await.unwrap();
    let mut wanted = asked(&db.workspace, LONG);
    node.told(wanted.clone()).await.1.unwrap();
    let shape = json!({ "type": "object", "properties": { "a": { "type": "string" } }, "required": ["a"] });
    wanted.request.schema = Some(Schema { name: "answer", json: Arc::new(shape) });
    for (says, repairs) in
        [(json!({ "b": 1 }), false), (json!({ "a": "pão" }), true), (json!({ "a": "" }), false)]
    {
        wanted.repairs = repairs;
        provider.next(Says::Json(says));
        node.told(wanted.clone()).await.1.unwrap();
    }
    node.written().await;
    let kept = db
        .texts("SELECT coalesce(structured_status, '-') || ' ' || request_sha256 FROM llm_call ORDER BY id")
        .await;
    let (told, hashes): (Vec<_>, Vec<_>) = kept.iter().map(|row| row.split_once(' ').unwrap()).unzip();
    assert_eq!(told, ["-", "failed", "repaired", "ok"]);
    assert!(hashes[0] != hashes[1] && hashes[1] == hashes[2] && hashes[2] == hashes[3], "{hashes:?}");
    assert!(hashes.iter().all(|hash| hash.len() == 64));
}
