//! What is given again: whole, free, to whom it belongs, for a week.

use super::{Model, Node, asked, beside, neighbour, target};
use crate::{
    harness::{app::Start, wait::until},
    store::db::{Db, NOW},
};
use pauta::{
    llm::{
        Cost,
        cache::{Found, LASTS},
    },
    outside::llm::{Target, Usage},
    time::{Clock, Millis},
};

const TEXT: &str = "Pão de fermentação natural,\n\nfeito  à mão — todo dia. ";

#[tokio::test]
async fn a_hit_is_the_whole_answer_and_free() {
    let db = Db::sqlite().await;
    let (node, model) = (Node::on(&db, &Clock::fixed(NOW)), Model::says(TEXT));
    let question = asked(&db.workspace, "pão");
    let first = node.ask(&question, &model).await.unwrap();
    assert!(!first.cached() && first.pieces == 3);
    node.written().await;

    let again = node.ask(&question, &model).await.unwrap();
    assert_eq!((model.calls(), again.cached()), (1, true));
    assert_eq!((&again.text, &again.reasoning), (&first.text, &first.reasoning), "no part is lost");
    assert!(again.pieces > 10, "word by word: {}", again.pieces);
    let (before, now) = (first.reply(), again.reply());
    assert_eq!((&now.text, &now.model, &now.finish), (&before.text, &before.model, &before.finish));
    assert_eq!(now.cost, Cost::Computed(0));
    assert_eq!(now.usage, Usage { input: Some(0), output: Some(0), ..Usage::default() });
    let counted = ["hits", "misses", "saved_nano_dollars"]
        .map(|name| node.counts(&format!("pauta_llm_cache_{name}_total")));
    assert_eq!(counted, [1, 1, 1_500]);

    let Found::Kept(kept) = node.cache.look(&question, &target()).await.unwrap() else { panic!("a hit") };
    assert_eq!((kept.first_cost(), kept.first_usage()), (Cost::Computed(1_500), before.usage));
}

#[tokio::test]
async fn what_has_no_price_saves_nothing_that_is_known() {
    let db = Db::sqlite().await;
    let node = Node::on(&db, &Clock::fixed(NOW));
    let model = Model { cost: Cost::Unknown, ..Model::says(TEXT) };
    for _ in 0..2 {
        node.ask(&asked(&db.workspace, "pão"), &model).await.unwrap();
    }
    assert_eq!(node.counts("pauta_llm_cache_hits_total"), 1);
    assert_eq!(node.counts("pauta_llm_cache_saved_nano_dollars_total"), 0);
}

#[tokio::test]
async fn another_workspace_never_gets_it_however_equal_it_asks() {
    let db = Db::sqlite().await;
    let (node, model) = (Node::on(&db, &Clock::fixed(NOW)), Model::says(TEXT));
    let theirs = neighbour(&db).await;
    node.ask(&asked(&db.workspace, "pão"), &model).await.unwrap();
    node.written().await;
    assert!(!node.ask(&asked(&theirs, "pão"), &model).await.unwrap().cached());
    assert_eq!(model.calls(), 2);
    assert!(node.ask(&asked(&theirs, "pão"), &model).await.unwrap().cached(), "it has its own");
}

#[tokio::test]
async fn servers_share_what_is_in_the_database() {
    for db in [Db::sqlite().await, Db::postgres().await] {
        let clock = Clock::fixed(NOW);
        let (one, other) = (Node::on(&db, &clock), beside(&db, &clock).await);
        let model = Model::says(TEXT);
        one.ask(&asked(&db.workspace, "pão"), &model).await.unwrap();
        one.written().await;
        let heard = other.ask(&asked(&db.workspace, "pão"), &model).await.unwrap();
        assert_eq!((heard.cached(), heard.text.as_str(), model.calls()), (true, TEXT, 1));
    }
}

#[tokio::test]
async fn what_is_a_week_old_is_not_read_though_it_was_not_swept() {
    let db = Db::sqlite().await;
    let end = NOW.0 + i64::try_from(LASTS.as_millis()).unwrap();
    let at = |at: i64| Clock::fixed(Millis(at));
    let (old, new) = (Model::says("velho"), Model::says("novo"));
    let question = asked(&db.workspace, "pão");
    let node = Node::on(&db, &at(NOW.0));
    node.ask(&question, &old).await.unwrap();
    node.written().await;
    assert_eq!(Node::on(&db, &at(end - 1)).ask(&question, &new).await.unwrap().text, "velho");
    let later = Node::on(&db, &at(end));
    assert_eq!(later.ask(&question, &new).await.unwrap().text, "novo");
    later.written().await;
    let heard = Node::on(&db, &at(end + 1)).ask(&question, &old).await.unwrap();
    assert_eq!((heard.text.as_str(), heard.cached()), ("novo", true), "the new one took its place");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_sweeps_when_it_starts() {
    let first = Start::new().clock(Clock::fixed(NOW)).run().await;
    let workspace = first.app.store.installation().workspaces().await.unwrap().remove(0);
    let rows = first.app.store.workspace(&workspace);
    rows.keep_answer("over", "{}", NOW).await.unwrap();
    let _next = Start::beside(&first).clock(Clock::fixed(NOW)).run().await;
    let gone = async || rows.cached_answer("over", Millis(0)).await.unwrap().is_none();
    until("the answer whose time is over is gone", gone).await;
}

#[tokio::test]
async fn an_answer_is_kept_under_the_model_that_gave_it() {
    let db = Db::sqlite().await;
    let (node, model) = (Node::on(&db, &Clock::fixed(NOW)), Model::says(TEXT));
    let question = asked(&db.workspace, "pão");
    let (first, second) = (target(), Target { model: "gpt-y".into(), ..target() });
    let Found::Missing(lead) = node.cache.look(&question, &first).await.unwrap() else { panic!("a miss") };
    lead.keep(model.answer.as_ref().unwrap(), model.cost, &second);
    node.written().await;
    assert!(matches!(node.cache.look(&question, &first).await, Ok(Found::Missing(_))));
    assert!(matches!(node.cache.look(&question, &second).await, Ok(Found::Kept(_))));
}

#[tokio::test]
async fn a_database_that_fails_fails_no_call() {
    let db = Db::sqlite().await;
    let (node, model) = (Node::on(&db, &Clock::fixed(NOW)), Model::says(TEXT));
    db.execute("DROP TABLE cached_answer").await;
    for calls in 1..3 {
        let heard = node.ask(&asked(&db.workspace, "pão"), &model).await.unwrap();
        assert_eq!((heard.text.as_str(), heard.cached(), model.calls()), (TEXT, false, calls));
        node.written().await;
    }
    assert_eq!(node.counts("pauta_llm_cache_failures_total"), 4, "two reads, two writes");
}
