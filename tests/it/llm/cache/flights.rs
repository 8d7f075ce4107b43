//! Equal calls at the same time.

use super::{Heard, Model, Node, asked, neighbour};
use crate::{
    harness::wait::until,
    store::db::{Db, NOW},
};
use pauta::{
    llm::{Asked, CallError},
    time::Clock,
};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::{task::JoinSet, time::Instant};

type Asking = JoinSet<Result<Heard, CallError>>;

/// So many ask the same, each in a task of their own.
fn crowd(node: &Arc<Node>, model: &Arc<Model>, question: &Asked, people: usize) -> Asking {
    let mut asking = JoinSet::new();
    for _ in 0..people {
        let (node, model, question) = (node.clone(), model.clone(), question.clone());
        asking.spawn(async move { node.ask(&question, &model).await });
    }
    asking
}

async fn is_asked(model: &Model, times: usize) {
    until("the model is asked", async || model.calls() == times).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_equal_calls_are_one() {
    let db = Db::sqlite().await;
    let node = Arc::new(Node::on(&db, &Clock::fixed(NOW)));
    let model = Model::says("uma resposta para todos").shut();
    let asking = crowd(&node, &model, &asked(&db.workspace, "pão"), 100);
    is_asked(&model, 1).await;
    let (theirs, other) = (neighbour(&db).await, Model::says("outra"));
    let elsewhere = node.ask(&asked(&theirs, "pão"), &other).await.unwrap();
    assert_eq!(
        (elsewhere.text.as_str(), elsewhere.cached()),
        ("outra", false),
        "nobody else's call is joined"
    );
    model.gate.add_permits(1);
    let heard = asking.join_all().await;
    assert_eq!(model.calls(), 1);
    assert_eq!(heard.iter().filter(|heard| !heard.as_ref().unwrap().cached()).count(), 1);
    for heard in heard {
        let heard = heard.unwrap();
        assert_eq!(
            (heard.text.as_str(), heard.reasoning.as_str()),
            ("uma resposta para todos", "Pensei um pouco.")
        );
    }
    assert_eq!(node.counts("pauta_llm_cache_hits_total"), 99);
}

/// The row may not be written yet: then the answer is still with us.
#[tokio::test]
async fn who_comes_just_after_asks_no_model() {
    let db = Db::sqlite().await;
    let (node, model) = (Node::on(&db, &Clock::fixed(NOW)), Model::says("já"));
    for _ in 0..20 {
        node.ask(&asked(&db.workspace, "pão"), &model).await.unwrap();
    }
    assert_eq!(model.calls(), 1);
}

#[tokio::test]
async fn if_the_first_goes_the_next_one_calls() {
    let db = Db::sqlite().await;
    let node = Arc::new(Node::on(&db, &Clock::fixed(NOW)));
    let model = Model::says("enfim").shut();
    let question = asked(&db.workspace, "pão");
    let mut first = crowd(&node, &model, &question, 1);
    is_asked(&model, 1).await;
    let others = crowd(&node, &model, &question, 10);
    first.abort_all();
    while first.join_next().await.is_some() {}
    is_asked(&model, 2).await;
    model.gate.add_permits(1);
    assert!(others.join_all().await.into_iter().all(|heard| heard.unwrap().text == "enfim"));
    assert_eq!((model.calls(), model.most.load(Ordering::SeqCst)), (2, 1));
}

#[tokio::test]
async fn after_a_failure_they_call_one_by_one() {
    let db = Db::sqlite().await;
    let node = Arc::new(Node::on(&db, &Clock::fixed(NOW)));
    let down = CallError::Unavailable { attempts: vec!["503".into()], retry_after: None };
    let model = Model::with(Err(down.clone())).shut();
    let asking = crowd(&node, &model, &asked(&db.workspace, "pão"), 10);
    for calls in 1..=10 {
        is_asked(&model, calls).await;
        model.gate.add_permits(1);
    }
    let heard = asking.join_all().await;
    assert!(heard.into_iter().all(|heard| heard.err().as_ref() == Some(&down)));
    assert_eq!((model.calls(), model.most.load(Ordering::SeqCst)), (10, 1));
}

#[tokio::test]
async fn what_is_wrong_with_the_request_is_told_to_all() {
    let db = Db::sqlite().await;
    for error in [CallError::Refused("no".into()), CallError::TooLong, CallError::BadRequest("what".into())] {
        let node = Arc::new(Node::on(&db, &Clock::fixed(NOW)));
        let model = Model::with(Err(error.clone())).shut();
        let asking = crowd(&node, &model, &asked(&db.workspace, "pão"), 10);
        is_asked(&model, 1).await;
        model.gate.add_permits(10);
        let heard = asking.join_all().await;
        assert!(heard.into_iter().all(|heard| heard.err().as_ref() == Some(&error)));
        assert_eq!(model.calls(), 1, "{error}");
    }
}

#[tokio::test]
async fn nobody_waits_beyond_their_deadline() {
    let db = Db::sqlite().await;
    let node = Arc::new(Node::on(&db, &Clock::fixed(NOW)));
    let model = Model::says("tarde").shut();
    let question = asked(&db.workspace, "pão");
    let patient = crowd(&node, &model, &question, 1);
    is_asked(&model, 1).await;
    let hurried = Asked { deadline: Instant::now() + Duration::from_millis(20), ..question };
    assert_eq!(node.ask(&hurried, &model).await.unwrap_err(), CallError::OutOfTime);
    model.gate.add_permits(1);
    assert_eq!(patient.join_all().await.remove(0).unwrap().text, "tarde");
}
