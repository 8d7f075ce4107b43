//! Many calls at once: what rests, and what is spent.

use super::{LONG, Node, asked, keys, openai};
use crate::{
    harness::provider::{Bad, Provider, Says},
    store::db::{Db, NOW},
};
use futures_util::future::join_all;
use pauta::{
    llm::{Asked, CallError, Cost},
    outside::llm::Turn,
    time::{Clock, Millis},
};
use std::{sync::atomic::Ordering, time::Duration};

const MINUTE: i64 = 60_000;

fn later(clock: &Clock, by: i64) {
    let Clock::Fixed(at) = clock else { panic!("it stands") };
    at.fetch_add(by, Ordering::Relaxed);
}

/// Problem 1: of two ends the later one holds, in whichever order they come.
#[tokio::test]
async fn an_end_only_moves_later() {
    for hints in [[300.0, 60.0], [60.0, 300.0]] {
        let (db, provider) = (Db::sqlite().await, Provider::start().await);
        let url = provider.openai();
        let node = Node::open(&db, &openai(&url, "paid:a:key-one-0")).await.unwrap();
        for hint in hints {
            provider.next(Says::Bad(Bad::RetrySeconds(hint)));
        }
        let ask = || node.told(asked(&db.workspace, Duration::from_secs(20)));
        let (one, two) = tokio::join!(ask(), ask());
        assert!(one.1.is_err() && two.1.is_err());
        assert_eq!(provider.heard().len(), 2, "both were under way");
        let [row] = &node.rests()[..] else { panic!("one rests") };
        assert_eq!(row.until, Millis(NOW.0 + 300_000), "{hints:?}");
        node.written().await;
        let kept = db.store.installation().suspensions().await.unwrap();
        assert_eq!(kept[0].until, Millis(NOW.0 + 300_000), "{hints:?}");
    }
}

/// Calls that come to one limit together are one reason to rest, not many in a row.
#[tokio::test]
async fn calls_that_were_under_way_together_came_to_one_limit() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:key-one-0")).await.unwrap();
    provider.answers(|_| Says::Bad(Bad::PerMinute));
    join_all((0..8).map(|_| node.told(asked(&db.workspace, Duration::from_secs(20))))).await;
    assert_eq!(provider.heard().len(), 8, "all were under way");
    let rest = node.rests()[0].until.0 - NOW.0;
    assert!(rest <= MINUTE * 11 / 10, "{rest}");
}

/// F15: whoever looks on does not wait long for a rest to end.
#[tokio::test]
async fn nobody_looks_on_while_a_rest_goes_by() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:key-one-0")).await.unwrap();
    provider.next(Says::Bad(Bad::RetrySeconds(14.5)));
    let began = tokio::time::Instant::now();
    let error = node.ask(&db).await.unwrap_err();
    let CallError::Unavailable { retry_after, .. } = error else { panic!("{error}") };
    assert_eq!(retry_after, Some(Duration::from_millis(14_500)));
    assert!(began.elapsed() < Duration::from_secs(12), "it was not waited for");
}

/// F17: a key that was revoked is asked for by one call at a time, and its siblings answer meanwhile.
#[tokio::test]
async fn a_revoked_key_is_looked_at_by_one_call() {
    for bad in [Bad::InvalidKey, Bad::OutOfCredit, Bad::Forbidden] {
        let (db, provider) = (Db::sqlite().await, Provider::start().await);
        let (url, clock) = (provider.openai(), Clock::fixed(NOW));
        let variables = openai(&url, "free:a:key-none-0,paid:b:key-two-0");
        let node = Node::at(&db, &variables, &clock).await.unwrap();
        let day = bad.clone();
        provider.answers(move |heard| match heard.key().as_deref() {
            Some("key-none-0") => Says::Bad(day.clone()),
            _ => Says::Fitting,
        });
        node.ask(&db).await.unwrap();
        let asks = async || {
            let all = join_all((0..20).map(|_| node.ask(&db))).await;
            assert!(all.iter().all(Result::is_ok), "{bad:?}");
            keys(&provider).iter().filter(|key| *key == "key-none-0").count()
        };
        assert_eq!(asks().await, 1, "{bad:?}: it rests");
        let minutes = if bad == Bad::InvalidKey { 5 } else { 24 * 60 };
        for looked in 2..4 {
            later(&clock, minutes * MINUTE);
            assert_eq!(asks().await, looked, "{bad:?}: one looks");
        }
        provider.answers(|_| Says::Fitting);
        later(&clock, minutes * MINUTE);
        node.ask(&db).await.unwrap();
        assert_eq!(asks().await, 3 + 1 + 20, "{bad:?}: it is one again");
    }
}

/// S42 and problem 16: one visitor with a thousand long turns, a hundred at a time, spends what is allowed and no
/// more, and is told so.
#[tokio::test]
async fn a_thousand_long_turns_cost_what_is_allowed() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let mut variables = openai(&url, "paid:a:key-one-0");
    variables.extend([("PAUTA_BUDGET_CONVERSATION", "0.20"), ("PAUTA_PROMPT_DAYS", "0")]);
    let node = Node::open(&db, &variables).await.unwrap();
    // The provider does not even say what it used.
    provider.answers(|_| Says::Bad(Bad::NoUsage));
    let conversation = db.conversation().await;
    let mut long = asked(&db.workspace, LONG);
    long.conversation = Some(conversation.clone());
    long.request.turns = vec![Turn::user("Conte mais sobre o pão. ".repeat(800))];
    let mut ended = Vec::new();
    for _ in 0..10 {
        ended.extend(join_all((0..100).map(|_| node.told(long.clone()))).await);
        node.written().await;
    }
    let (answered, refused): (Vec<_>, Vec<_>) = ended.into_iter().partition(|(_, told)| told.is_ok());
    let over = Err(CallError::OverBudget { scope: "conversation" });
    assert!(refused.iter().all(|(_, told)| *told == over), "{:?}", refused[0].1);
    let cap = 200_000_000;
    let spent = db.here().spent_on(&conversation).await.unwrap();
    assert!(spent.used <= cap && spent.used > cap / 2, "{spent:?}");
    assert_eq!((spent.reserved, spent.noticed_at), (0, Some(NOW)), "the operator knows from four fifths on");
    assert!(answered.len() > 5 && answered.len() == provider.heard().len(), "{}", answered.len());
    // Somebody else's conversation is none the poorer.
    let elsewhere = Asked { conversation: Some(db.conversation().await), ..long };
    assert!(node.told(elsewhere).await.1.is_ok());
}

/// Problem 14: a stream whose usage nobody told is estimated, never free, and the budget trips.
#[tokio::test]
async fn a_stream_without_usage_is_not_free() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let mut variables = openai(&url, "paid:a:key-one-0");
    variables.push(("PAUTA_BUDGET_MONTH", "0.005"));
    let node = Node::open(&db, &variables).await.unwrap();
    provider.answers(|_| Says::Bad(Bad::NoUsage));
    let Cost::Estimated(cost) = node.ask(&db).await.unwrap().cost else { panic!("nobody counted") };
    assert!(cost > 0);
    for _ in 0..200 {
        match node.ask(&db).await {
            Ok(reply) => assert_eq!(reply.cost, Cost::Estimated(cost)),
            Err(error) => {
                return assert_eq!(error, CallError::OverBudget { scope: "installation" });
            }
        }
        node.written().await;
    }
    panic!("the budget never trips");
}

/// Problem 17: who closes the page pays for what came, and the row says that they went.
#[tokio::test]
async fn who_goes_away_pays_for_what_came() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:key-one-0")).await.unwrap();
    node.is_left_after_a_piece(&db, &provider).await;
    node.written().await;
    let spent = db.here().spent("2025-11").await.unwrap();
    assert!(spent.used > 0 && spent.reserved == 0, "{spent:?}");
    let [call] = &db.here().calls(10).await.unwrap()[..] else { panic!("one call") };
    assert_eq!((call.outcome.as_str(), call.cost), ("cancelled", Some(spent.used)));
}
