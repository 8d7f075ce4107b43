//! What is not read, and what is not kept.

use super::{Model, Node, asked};
use crate::store::db::{Db, NOW};
use pauta::{
    llm::{Asked, CacheUse, CallError, cache::Bypass},
    outside::llm::{Answer, Finish, Schema},
    time::Clock,
};
use serde_json::json;
use std::sync::Arc;

/// Asks twice, with a server's restart between; whether the second answer came from the cache.
async fn is_kept(db: &Db, question: &Asked, model: &Model) -> (bool, Node) {
    let clock = Clock::fixed(NOW);
    let node = Node::on(db, &clock);
    let _ = node.ask(question, model).await;
    node.written().await;
    let again = Node::on(db, &clock).ask(question, model).await;
    (again.is_ok_and(|heard| heard.cached()), node)
}

#[tokio::test]
async fn another_answer_is_another_call() {
    let db = Db::sqlite().await;
    let node = Node::on(&db, &Clock::fixed(NOW));
    let (one, other) = (Model::says("uma"), Model::says("outra"));
    let question = asked(&db.workspace, "pão");
    node.ask(&question, &one).await.unwrap();
    node.written().await;
    let anew = Asked { cache: CacheUse::Off, ..question.clone() };
    assert_eq!(node.ask(&anew, &other).await.unwrap().text, "outra");
    node.written().await;
    assert_eq!(node.ask(&question, &other).await.unwrap().text, "uma", "nor was it written");
    assert_eq!(node.bypassed("asked"), 1);
    assert_eq!(node.counts("pauta_llm_cache_misses_total"), 1, "it counts apart");
}

#[tokio::test]
async fn two_who_want_another_answer_get_two() {
    let db = Db::sqlite().await;
    let node = Arc::new(Node::on(&db, &Clock::fixed(NOW)));
    let model = Model::says("outra").shut();
    let anew = Asked { cache: CacheUse::Off, ..asked(&db.workspace, "pão") };
    model.gate.add_permits(2);
    let (one, other) = tokio::join!(node.ask(&anew, &model), node.ask(&anew, &model));
    assert!(!one.unwrap().cached() && !other.unwrap().cached());
    assert_eq!(model.calls(), 2);
}

#[tokio::test]
async fn an_answer_that_did_not_end_well_is_not_kept() {
    let db = Db::sqlite().await;
    let question = asked(&db.workspace, "pão");
    let ending = |finish: Finish, text: &str| {
        let answer = Model::says(text).answer.unwrap();
        Model::with(Ok(Answer { finish, ..answer }))
    };
    for (model, reason) in [
        (ending(Finish::Length, "cortado no m"), "finish"),
        (ending(Finish::Filtered, "isto não"), "finish"),
        (ending(Finish::Other("end".into()), "talvez inteiro"), "finish"),
        (ending(Finish::Stop, " \n "), "empty"),
        (ending(Finish::Stop, &"a".repeat(3 << 20)), "too_large"),
    ] {
        let (kept, node) = is_kept(&db, &question, &model).await;
        assert!(!kept, "{reason}: {:?}", model.answer.as_ref().unwrap().finish);
        assert_eq!(node.bypassed(reason), 1, "{reason}");
    }
    for error in [CallError::Refused("no".into()), CallError::OutOfTime, CallError::BrokeOff("x".into())] {
        let model = Model::with(Err(error));
        is_kept(&db, &question, &model).await;
        assert_eq!(model.calls(), 2);
    }
    assert!(is_kept(&db, &question, &Model::says("inteiro")).await.0, "while a good one is");
}

#[tokio::test]
async fn an_answer_of_another_shape_is_not_kept() {
    let db = Db::sqlite().await;
    let shape =
        json!({ "type": "object", "required": ["why"], "properties": { "why": { "type": "string" } } });
    let schema = Schema { name: "proposal", json: Arc::new(shape) };
    for (text, good) in [
        ("bom dia", false),
        (r#"{"why": 7}"#, false),
        (r#"{"why": "porque"#, false),
        (r#"{"why": "porque sim"}"#, true),
        ("```json\n{\"why\": \"porque sim\"}\n```", true),
    ] {
        let mut question = asked(&db.workspace, text);
        question.request.schema = Some(schema.clone());
        let (kept, node) = is_kept(&db, &question, &Model::says(text)).await;
        assert_eq!(kept, good, "{text}");
        assert_eq!(node.bypassed("schema"), u64::from(!good), "{text}");
    }
    let mut question = asked(&db.workspace, "um esquema que não é");
    question.request.schema = Some(Schema { name: "odd", json: Arc::new(json!({ "type": 7 })) });
    assert!(!is_kept(&db, &question, &Model::says("{}")).await.0);
}

#[tokio::test]
async fn who_asks_for_variety_gets_it() {
    let db = Db::sqlite().await;
    for (temperature, kept) in [(None, true), (Some(1.0), true), (Some(1.1), false), (Some(f32::NAN), false)]
    {
        let mut question = asked(&db.workspace, "pão");
        question.request.temperature = temperature;
        let (found, node) = is_kept(&db, &question, &Model::says("nome")).await;
        assert_eq!(found, kept, "{temperature:?}");
        assert_eq!(node.bypassed("temperature"), u64::from(!kept), "{temperature:?}");
    }
}

#[tokio::test]
async fn what_no_model_said_is_not_kept() {
    let db = Db::sqlite().await;
    let node = Node::on(&db, &Clock::fixed(NOW));
    let lead = node.cache.pass_by(Bypass::Simulated);
    lead.keep(
        Model::says("gravado").answer.as_ref().unwrap(),
        pauta::llm::Cost::Computed(0),
        &super::target(),
    );
    node.written().await;
    assert_eq!(node.bypassed("simulated"), 1);
    assert!(!node.ask(&asked(&db.workspace, "pão"), &Model::says("novo")).await.unwrap().cached());
}
