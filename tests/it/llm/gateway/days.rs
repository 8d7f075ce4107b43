//! The sixteen bad days of a provider, through the whole gateway.

use super::{LONG, Node, asked, keys, openai};
use crate::{
    harness::provider::{Bad, Provider, Says},
    store::db::Db,
};
use futures_util::future::join_all;
use pauta::{
    llm::{Asked, CallError, Reply},
    outside::llm::{Piece, Schema},
};
use serde_json::json;
use std::{sync::Arc, time::Duration};

/// A question whose answer is JSON, of which nobody is shown anything before it is whole.
fn shaped(db: &Db) -> Asked {
    let shape = json!({ "type": "object", "properties": { "a": { "type": "string" } },
        "required": ["a"], "additionalProperties": false });
    let mut wanted = asked(&db.workspace, LONG);
    wanted.request.schema = Some(Schema { name: "answer", json: Arc::new(shape) });
    wanted
}

/// What was said in the end, where nobody was shown any of it, with how it ended.
async fn unseen(node: &Node, asked: Asked) -> (Vec<String>, Result<Reply, CallError>) {
    let mut said = Vec::new();
    let mut say = |piece: Piece<'_>| {
        said.push(match piece {
            Piece::Text(words) => words.to_owned(),
            Piece::Reasoning(words) => format!("({words})"),
            Piece::Anew => "anew".to_owned(),
        });
        false
    };
    let reply = node.llm.ask(asked, &mut say).await;
    (said, reply)
}

/// On such a day the key of another project answers, and this is what rests.
async fn the_next_answers(bad: Bad, rests: Option<&str>) {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let mut variables = openai(&url, "paid:a:key-one-0,paid:b:key-two-0");
    if matches!(bad, Bad::Hang | Bad::Stall) {
        variables.push(("OPENAI_TIMEOUT", "1"));
    }
    let node = Node::open(&db, &variables).await.unwrap();
    provider.answers(|heard| match heard.key().as_deref() {
        Some("key-two-0") => Says::Json(json!({ "a": "inteiro" })),
        _ => unreachable!("the first key is used once"),
    });
    provider.next(Says::Bad(bad.clone()));
    let (said, reply) = unseen(&node, shaped(&db)).await;
    let reply = reply.unwrap_or_else(|error| panic!("{bad:?}: {error}"));
    assert_eq!(reply.text, r#"{"a":"inteiro"}"#, "{bad:?}");
    let from = said.iter().rposition(|piece| piece == "anew").map_or(0, |anew| anew + 1);
    assert_eq!(said[from..].concat(), reply.text, "{bad:?}: what was said of half an answer is taken back");
    assert_eq!(keys(&provider), ["key-one-0", "key-two-0"], "{bad:?}");
    let resting: Vec<_> = node.rests().into_iter().map(|row| row.reason).collect();
    assert_eq!(resting.iter().map(String::as_str).collect::<Vec<_>>(), Vec::from_iter(rests), "{bad:?}");
    node.written().await;
    let [call] = &db.here().calls(10).await.unwrap()[..] else { panic!("{bad:?}: one call") };
    assert_eq!((call.outcome.as_str(), call.attempts), ("ok", 2), "{bad:?}");
}

/// Scenario 1: a 429 with its hint in seconds, as a date, in milliseconds, only in the body, or nowhere.
#[tokio::test]
async fn day_1_too_many_requests() {
    for bad in [
        Bad::RetrySeconds(30.5),
        Bad::RetryDate(60),
        Bad::RetryMillis(30_000),
        Bad::RetryInBody(46),
        Bad::PerMinute,
    ] {
        the_next_answers(bad, Some("per_minute")).await;
    }
}

/// Scenarios 2 to 5: the day's quota, a tier without one, no credit, a key that is none.
#[tokio::test]
async fn days_2_to_5_quotas_credit_and_keys() {
    for (bad, rests) in [
        (Bad::PerDay, "per_day"),
        (Bad::NoQuota, "no_quota"),
        (Bad::OutOfCredit, "out_of_credit"),
        (Bad::InvalidKey, "invalid_key"),
    ] {
        the_next_answers(bad, Some(rests)).await;
    }
}

/// Scenario 6: 5xx.
#[tokio::test]
async fn day_6_server_errors() {
    for status in [500, 502, 503, 529] {
        the_next_answers(Bad::ServerError(status), None).await;
    }
}

/// Scenarios 7 and 8: a hang before the first word, a stall in the middle.
#[tokio::test]
async fn days_7_and_8_silence() {
    tokio::join!(the_next_answers(Bad::Hang, None), the_next_answers(Bad::Stall, None));
}

/// Scenario 9: the line is cut, or closed without a finish; also an error in the middle.
#[tokio::test]
async fn day_9_cut_streams() {
    for bad in [Bad::Cut, Bad::EndsEarly, Bad::ErrorInStream] {
        the_next_answers(bad, None).await;
    }
}

/// Scenarios 10 and 11: no `[DONE]`, an empty or unknown reason to finish. The answer is whole.
#[tokio::test]
async fn days_10_and_11_odd_endings_are_endings() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:key-one-0,paid:b:key-two-0")).await.unwrap();
    for (heard, bad) in (1..).zip([Bad::NoDone, Bad::Finish(""), Bad::Finish("end")]) {
        provider.next(Says::Bad(bad.clone()));
        let (said, reply) = node.told(asked(&db.workspace, LONG)).await;
        let reply = reply.unwrap_or_else(|error| panic!("{bad:?}: {error}"));
        assert_eq!((said.as_str(), reply.text.as_str()), ("Meia resposta", "Meia resposta"), "{bad:?}");
        assert_eq!(provider.heard().len(), heard, "{bad:?}: it is not asked for again");
    }
    assert_eq!(node.rests(), []);
}

/// Scenarios 12 to 14: an error inside a 200, half a JSON, ten megabytes.
#[tokio::test]
async fn days_12_to_14_answers_that_are_none() {
    for bad in [Bad::ErrorIn200, Bad::HalfJson, Bad::TenMegabytes] {
        the_next_answers(bad, None).await;
    }
}

/// Scenarios 15 and 16: a redirect to another host, which hears nothing, and the wrong content type.
#[tokio::test]
async fn days_15_and_16_elsewhere_and_another_type() {
    let elsewhere = Provider::start().await;
    the_next_answers(Bad::Redirect(elsewhere.openai() + "chat/completions"), None).await;
    assert_eq!(elsewhere.heard().len(), 0, "no key and no prompt");
    the_next_answers(Bad::WrongType, None).await;
}

/// Problem 12: an error in the middle is no end as long as nobody was shown a word.
#[tokio::test]
async fn what_nobody_was_shown_is_asked_for_again() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let mut variables = openai(&url, "paid:a:key-one-0");
    variables.retain(|(name, _)| *name != "OPENAI_MAX_RETRIES");
    let node = Node::open(&db, &variables).await.unwrap();
    provider.next(Says::Bad(Bad::Cut));
    provider.next(Says::Text("Uma resposta inteira".into()));
    let (said, reply) = unseen(&node, asked(&db.workspace, LONG)).await;
    assert_eq!(said, ["Meia ", "resposta", "anew", "Uma ", "resposta ", "inteira"]);
    assert_eq!(reply.unwrap().text, "Uma resposta inteira");
    let heard = provider.heard();
    assert!(heard[1].at - heard[0].at >= Duration::from_millis(500), "the same key is given a moment");

    // Of the other way there is only half an answer too: that is said, and no half is an answer.
    for _ in 0..2 {
        provider.next(Says::Bad(Bad::EndsEarly));
    }
    let (_, reply) = unseen(&node, asked(&db.workspace, LONG)).await;
    let Err(CallError::Unavailable { attempts, .. }) = reply else { panic!("{reply:?}") };
    assert_eq!(attempts.len(), 2, "{attempts:?}");
}

/// The design's rule for streams: of half a JSON with room for more, what was not shown is said anew.
#[tokio::test]
async fn half_a_json_that_nobody_was_shown_is_said_anew() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:key-one-0")).await.unwrap();
    provider.next(Says::Bad(Bad::Finish("length")));
    provider.next(Says::Json(json!({ "a": "inteiro" })));
    let (said, reply) = unseen(&node, shaped(&db)).await;
    assert_eq!(said, ["Meia ", "resposta", "anew", r#"{"a":"inteiro"}"#]);
    assert_eq!(reply.unwrap().text, r#"{"a":"inteiro"}"#);
}

/// F15: however many come, a provider that fails hears ten calls at most until it is left alone, and whoever
/// asks knows in time. F16: when it is back one call finds that out, and then everybody is answered.
#[tokio::test]
async fn a_provider_that_was_down_is_used_again_without_a_storm() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:key-one-0")).await.unwrap();
    provider.answers(|_| Says::Bad(Bad::ServerError(503)));
    let began = tokio::time::Instant::now();
    for _ in 0..40 {
        let error = node.ask(&db).await.unwrap_err();
        assert!(matches!(error, CallError::Unavailable { .. }), "{error}");
    }
    let before = provider.heard().len();
    assert!(before <= 10, "{before} calls");
    assert!(began.elapsed() < Duration::from_secs(15), "nobody waits for thirty seconds");

    // Half an hour later it is still down: one call for each time that it is looked at.
    for looked in 1..=3 {
        pass(Duration::from_secs(31)).await;
        let all = join_all((0..20).map(|_| node.ask(&db))).await;
        assert!(all.iter().all(Result::is_err));
        assert_eq!(provider.heard().len(), before + looked);
    }
    provider.answers(|_| Says::Fitting);
    pass(Duration::from_secs(31)).await;
    node.ask(&db).await.unwrap();
    let all = join_all((0..20).map(|_| node.ask(&db))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(provider.heard().len(), before + 3 + 21, "each is answered once");
}

/// Lets time pass that nobody has to wait for.
async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}
