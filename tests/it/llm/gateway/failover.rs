//! Which way is taken, and which one after it.

use super::{LONG, Node, asked, keys, openai};
use crate::{
    harness::provider::{Bad, Heard, Provider, Says, Wire},
    store::db::Db,
};
use pauta::{
    llm::CallError,
    outside::llm::{Finish, Schema},
};
use serde_json::json;
use std::{sync::Arc, time::Duration};

#[tokio::test]
async fn a_limit_sends_the_call_to_the_next_key_at_once() {
    let provider = Provider::start().await;
    let url = provider.openai();
    for bad in
        [Bad::RetrySeconds(30.5), Bad::RetryDate(60), Bad::RetryInBody(46), Bad::PerMinute, Bad::PerDay]
    {
        let db = Db::sqlite().await;
        let node = Node::open(&db, &openai(&url, "paid:a:key-one-0,paid:b:key-two-0")).await.unwrap();
        let before = provider.heard().len();
        provider.next(Says::Bad(bad.clone()));
        node.ask(&db).await.unwrap();
        assert_eq!(keys(&provider)[before..], ["key-one-0", "key-two-0"], "{bad:?}");
        assert_eq!(node.rests().len(), 1, "{bad:?}");
    }
}

#[tokio::test]
async fn free_keys_come_first_and_their_minute_is_counted_before_the_call() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:key-paid-0,free:b/2:key-free-0")).await.unwrap();
    let (one, two, three) = tokio::join!(node.ask(&db), node.ask(&db), node.ask(&db));
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    let mut used = keys(&provider);
    used.sort();
    assert_eq!(used, ["key-free-0", "key-free-0", "key-paid-0"]);
}

#[tokio::test]
async fn the_key_that_is_least_in_use_is_taken() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:key-one-0,paid:b:key-two-0")).await.unwrap();
    let (says, pace) = Says::paced(&["um ", "dois"]);
    provider.answers(move |_| says.clone());
    let ends = async {
        provider.until_heard(2).await;
        pace.lets(4);
    };
    let (one, two, ()) = tokio::join!(node.ask(&db), node.ask(&db), ends);
    assert_eq!((one.unwrap().text.as_str(), two.unwrap().text.as_str()), ("um dois", "um dois"));
    let mut used = keys(&provider);
    used.sort();
    assert_eq!(used, ["key-one-0", "key-two-0"]);
}

#[tokio::test]
async fn paid_keys_are_used_only_where_that_is_allowed() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let mut variables = openai(&url, "paid:a:key-paid-0,free:b:key-free-0");
    variables.push(("PAUTA_LLM_ALLOW_PAID", "false"));
    let node = Node::open(&db, &variables).await.unwrap();
    provider.next(Says::Bad(Bad::RetrySeconds(300.0)));
    assert!(matches!(node.ask(&db).await, Err(CallError::Unavailable { .. })));
    assert_eq!(keys(&provider), ["key-free-0"]);
}

#[tokio::test]
async fn what_fails_at_once_is_tried_once_more_and_then_elsewhere() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let (openai, anthropic) = (provider.openai(), provider.anthropic());
    let variables = [
        ("OPENAI_API_URL", openai.as_str()),
        ("OPENAI_API_KEY", "key-openai-0"),
        ("ANTHROPIC_API_URL", &anthropic),
        ("ANTHROPIC_API_KEY", "key-anthropic-0"),
        ("PAUTA_LLM_TEXT", "openai/gpt-5.4,anthropic/claude-sonnet-4-6"),
    ];
    let node = Node::open(&db, &variables).await.unwrap();
    for bad in [Bad::ServerError(503), Bad::ServerError(500)] {
        provider.next(Says::Bad(bad));
    }
    let reply = node.ask(&db).await.unwrap();
    let wires: Vec<_> = provider.heard().iter().map(|heard| heard.wire).collect();
    assert_eq!(wires, [Wire::OpenAi, Wire::OpenAi, Wire::Anthropic]);
    let heard = provider.heard();
    assert!(heard[1].at - heard[0].at >= Duration::from_millis(500), "the same key is given a moment");
    assert!(reply.model.contains("claude"), "the reply names who answered: {}", reply.model);
}

#[tokio::test]
async fn at_most_five_ways_are_taken_and_the_error_names_each_without_a_key() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let all: Vec<String> = (1..8).map(|n| format!("paid:p{n}:sk-secret-number-{n}")).collect();
    let (all, clock) = (all.join(","), pauta::time::Clock::System);
    let node = Node::at(&db, &openai(&url, &all), &clock).await.unwrap();
    provider.answers(|_| Says::Bad(Bad::InvalidKey));
    let Err(error @ CallError::Unavailable { .. }) = node.ask(&db).await else { panic!("nobody answers") };
    let told = error.to_string();
    let CallError::Unavailable { attempts, .. } = error else { panic!("it was one") };
    assert_eq!((attempts.len(), provider.heard().len()), (5, 5));
    assert!(
        attempts[0].starts_with("gpt-5.4 by openai/p1#") && attempts[0].contains("invalid key (401)"),
        "{told}"
    );
    let status = format!("{:?}", node.llm.status());
    for text in [&told, &status] {
        assert!(!text.contains("sk-secret"), "{text}");
    }
}

#[tokio::test]
async fn before_the_first_character_another_takes_over_and_after_it_nobody() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:key-one-0,paid:b:key-two-0")).await.unwrap();
    provider.answers(|_| Says::Text("Uma resposta inteira".into()));
    provider.next(Says::Bad(Bad::ErrorIn200));
    let (said, reply) = node.told(asked(&db.workspace, LONG)).await;
    assert_eq!(
        (said.as_str(), reply.unwrap().text.as_str()),
        ("Uma resposta inteira", "Uma resposta inteira")
    );
    assert_eq!(provider.heard().len(), 2);

    for bad in [Bad::Cut, Bad::EndsEarly, Bad::ErrorInStream] {
        let before = provider.heard().len();
        provider.next(Says::Bad(bad.clone()));
        let (said, reply) = node.told(asked(&db.workspace, LONG)).await;
        assert!(matches!(reply, Err(CallError::BrokeOff(_))), "{bad:?}: {reply:?}");
        assert_eq!((said.as_str(), provider.heard().len()), ("Meia resposta", before + 1), "{bad:?}");
    }
}

#[tokio::test]
async fn what_lies_in_the_request_is_asked_of_nobody_else() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:key-one-0,paid:b:key-two-0")).await.unwrap();
    provider.next(Says::Bad(Bad::Policy));
    assert!(matches!(node.ask(&db).await, Err(CallError::Refused(_))));
    let mut wrong = asked(&db.workspace, LONG);
    wrong.request.system.clear();
    wrong.request.turns.clear();
    let told = node.told(wrong).await.1;
    assert!(matches!(told, Err(CallError::BadRequest(_))), "{told:?}");
    assert_eq!((provider.heard().len(), node.rests()), (2, Vec::new()));
}

#[tokio::test]
async fn what_is_too_long_goes_to_a_model_that_takes_more() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let (openai, anthropic) = (provider.openai(), provider.anthropic());
    let variables = [
        ("OPENAI_API_URL", openai.as_str()),
        ("OPENAI_API_KEY", "key-openai-0"),
        ("ANTHROPIC_API_URL", &anthropic),
        ("ANTHROPIC_API_KEY", "key-anthropic-0"),
        ("PAUTA_LLM_TEXT", "anthropic/claude-haiku-4-5,openai/gpt-5.4"),
    ];
    let node = Node::open(&db, &variables).await.unwrap();
    provider.next(Says::Bad(Bad::TooLong));
    node.ask(&db).await.unwrap();
    let models: Vec<_> = provider.heard().iter().map(Heard::model).collect();
    assert_eq!(models, ["claude-haiku-4-5", "gpt-5.4"]);
    provider.next(Says::Bad(Bad::TooLong));
    provider.next(Says::Bad(Bad::TooLong));
    assert_eq!(node.ask(&db).await, Err(CallError::TooLong));
}

#[tokio::test]
async fn half_a_json_is_asked_for_once_more_with_more_room() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:key-one-0")).await.unwrap();
    let schema = json!({ "type": "object", "properties": { "a": { "type": "string" } },
        "required": ["a"], "additionalProperties": false });
    let mut wanted = asked(&db.workspace, LONG);
    wanted.request.schema = Some(Schema { name: "answer", json: Arc::new(schema) });
    provider.answers(|_| Says::Json(json!({ "a": "inteiro" })));
    provider.next(Says::Bad(Bad::Finish("length")));
    let reply = node.told(wanted.clone()).await.1.unwrap();
    assert_eq!((reply.finish, reply.text.as_str()), (Finish::Stop, r#"{"a":"inteiro"}"#));
    let room = |n: usize| {
        let body = &provider.heard()[n].body;
        body["max_completion_tokens"].as_u64().or(body["max_tokens"].as_u64()).unwrap()
    };
    assert_eq!((room(0), room(1)), (100, 200));

    wanted.request.schema = None;
    provider.next(Says::Bad(Bad::Finish("length")));
    assert_eq!(node.told(wanted).await.1.unwrap().finish, Finish::Length, "a text that is cut is a text");
    assert_eq!(provider.heard().len(), 3);
}

#[tokio::test]
async fn who_goes_away_cancels_the_call_at_the_provider() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:key-one-0")).await.unwrap();
    node.is_left_after_a_piece(&db, &provider).await;
    node.ask(&db).await.unwrap();
    assert_eq!(node.rests(), []);
}
