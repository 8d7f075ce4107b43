//! What rests after which failure, for how long, and that it outlives the process.

use super::{LONG, Node, asked, keys, openai};
use crate::{
    harness::provider::{Bad, Provider, Says},
    store::db::{Db, NOW},
};
use pauta::{
    llm::{CallError, NEVER},
    time::{Clock, Millis},
};
use std::{sync::atomic::Ordering, time::Duration};
use tokio::time::Instant;

const MINUTE: i64 = 60_000;

fn unavailable(error: CallError) -> (Vec<String>, Option<Duration>) {
    match error {
        CallError::Unavailable { attempts, retry_after } => (attempts, retry_after),
        other => panic!("{other:?}"),
    }
}

fn later(clock: &Clock, by: i64) -> Millis {
    let Clock::Fixed(at) = clock else { panic!("it stands") };
    Millis(at.fetch_add(by, Ordering::Relaxed) + by)
}

#[tokio::test]
async fn when_all_rest_it_waits_once_for_as_long_as_it_is_told() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::at(&db, &openai(&url, "paid:a:key-one-0"), &Clock::System).await.unwrap();
    provider.next(Says::Bad(Bad::RetryMillis(400)));
    node.ask(&db).await.unwrap();
    let heard = provider.heard();
    assert_eq!(heard.len(), 2);
    assert!(heard[1].at - heard[0].at >= Duration::from_millis(400));

    provider.next(Says::Bad(Bad::RetryMillis(200)));
    provider.next(Says::Bad(Bad::RetryMillis(300)));
    let (attempts, after) = unavailable(node.ask(&db).await.unwrap_err());
    assert_eq!((attempts.len(), provider.heard().len()), (2, 4), "not a second time");
    assert!(after.is_some_and(|after| after <= Duration::from_millis(300)), "{after:?}");
}

/// A key that is none is looked at again soon, but nobody waits for that.
#[tokio::test]
async fn nobody_waits_for_a_key_that_is_none() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let (url, clock) = (provider.openai(), Clock::fixed(NOW));
    let node = Node::at(&db, &openai(&url, "paid:a:key-one-0"), &clock).await.unwrap();
    provider.next(Says::Bad(Bad::InvalidKey));
    unavailable(node.ask(&db).await.unwrap_err());
    later(&clock, 5 * MINUTE - 3_000);
    let began = Instant::now();
    let (attempts, after) = unavailable(node.ask(&db).await.unwrap_err());
    assert_eq!((attempts.len(), after), (0, Some(Duration::from_secs(3))));
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_rest_beyond_the_deadline_is_told_and_nobody_is_asked() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:key-one-0")).await.unwrap();
    provider.next(Says::Bad(Bad::RetrySeconds(90.5)));
    for asked_at in 1..4 {
        let within = Duration::from_secs(60);
        let error = node.told(asked(&db.workspace, within)).await.1.unwrap_err();
        let (attempts, after) = unavailable(error);
        assert_eq!(after, Some(Duration::from_millis(90_500)));
        assert_eq!(attempts.len(), usize::from(asked_at == 1), "{attempts:?}");
    }
    assert_eq!(provider.heard().len(), 1);
    let [row] = &node.rests()[..] else { panic!("one rests") };
    assert_eq!(
        (row.pool.as_str(), row.model.as_str(), row.reason.as_str()),
        ("openai/a", "gpt-5.4", "per_minute")
    );
    assert_eq!((row.source.as_str(), row.until), ("provider", Millis(NOW.0 + 90_500)));
}

#[tokio::test]
async fn a_restart_does_not_ask_who_rests_and_another_node_neither() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let variables = openai(&url, "paid:a:key-one-0");
    let node = Node::open(&db, &variables).await.unwrap();
    provider.next(Says::Bad(Bad::RetrySeconds(604_800.0)));
    unavailable(node.ask(&db).await.unwrap_err());
    node.written().await;
    let again = Node::open(&db, &variables).await.unwrap();
    assert_eq!(again.rests(), node.rests());
    assert_eq!(again.rests()[0].until, Millis(NOW.0 + 7 * 86_400_000), "a week is a week");
    let (attempts, after) = unavailable(again.ask(&db).await.unwrap_err());
    assert_eq!((attempts.len(), after), (0, Some(Duration::from_secs(604_800))));
    assert_eq!(provider.heard().len(), 1);

    assert_eq!(db.store.installation().clear_suspensions(Some("openai/a"), None).await.unwrap(), 1);
    Node::open(&db, &variables).await.unwrap().ask(&db).await.unwrap();
}

#[tokio::test]
async fn without_a_hint_each_rest_is_twice_the_last_and_a_success_ends_that() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let (url, clock) = (provider.openai(), Clock::fixed(NOW));
    let node = Node::at(&db, &openai(&url, "paid:a:key-one-0"), &clock).await.unwrap();
    let ask = async |node: &Node| node.told(asked(&db.workspace, Duration::from_secs(5))).await.1;
    for minutes in [1, 2, 4, 8, 10] {
        provider.next(Says::Bad(Bad::PerMinute));
        unavailable(ask(&node).await.unwrap_err());
        let [row] = &node.rests()[..] else { panic!("one rests") };
        let rest = row.until.0 - clock.now().0;
        assert!((minutes * MINUTE..=minutes * MINUTE * 11 / 10).contains(&rest), "{minutes}: {rest}");
        assert_eq!(row.source, "guess");
        later(&clock, rest + 1);
    }
    ask(&node).await.unwrap();
    provider.next(Says::Bad(Bad::PerMinute));
    unavailable(ask(&node).await.unwrap_err());
    let rest = node.rests()[0].until.0 - clock.now().0;
    assert!(rest <= MINUTE * 11 / 10, "the ladder began anew: {rest}");
}

#[tokio::test]
async fn a_used_up_day_rests_until_the_next_one() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.gemini();
    let variables = [("GOOGLE_AI_API_KEY", "gemini-key-1"), ("GEMINI_API_URL", &url)];
    let variables = [&variables[..], &[("PAUTA_LLM_TEXT", "gemini/gemini-3.5-flash")]].concat();
    let node = Node::open(&db, &variables).await.unwrap();
    provider.next(Says::Bad(Bad::PerDay));
    unavailable(node.ask(&db).await.unwrap_err());
    let [row] = &node.rests()[..] else { panic!("one rests") };
    assert_eq!(row.reason, "per_day");
    assert_eq!(row.until, NOW.next_midnight_in("America/Los_Angeles"));
}

#[tokio::test]
async fn two_keys_of_a_project_are_one_quota() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:key-one-0,paid:a:key-two-0")).await.unwrap();
    provider.next(Says::Bad(Bad::RetrySeconds(200.0)));
    let (attempts, _) = unavailable(node.ask(&db).await.unwrap_err());
    assert_eq!((attempts.len(), provider.heard().len()), (1, 1));
}

#[tokio::test]
async fn a_key_that_is_none_does_not_stop_its_sibling() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let (url, clock) = (provider.openai(), Clock::fixed(NOW));
    let node = Node::at(&db, &openai(&url, "paid:a:key-one-0,paid:a:key-two-0"), &clock).await.unwrap();
    provider.answers(|heard| match heard.key().as_deref() {
        Some("key-one-0") => Says::Bad(Bad::InvalidKey),
        _ => Says::Fitting,
    });
    for _ in 0..3 {
        node.ask(&db).await.unwrap();
    }
    assert_eq!(keys(&provider), ["key-one-0", "key-two-0", "key-two-0", "key-two-0"]);
    let [row] = &node.rests()[..] else { panic!("one rests") };
    assert!(row.pool.starts_with("openai/a#") && row.model == "*", "{row:?}");
    assert!(!format!("{row:?}").contains("key-one-0"), "{row:?}");
    later(&clock, 5 * MINUTE);
    node.ask(&db).await.unwrap();
    assert_eq!(keys(&provider)[4..], ["key-one-0", "key-two-0"], "it is looked at again");
}

#[tokio::test]
async fn no_credit_puts_the_whole_project_to_rest_for_a_day() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let all = "paid:a:key-one-0,paid:a:key-two-0,paid:b:key-three-0";
    let node = Node::open(&db, &openai(&url, all)).await.unwrap();
    provider.answers(|heard| match heard.key().as_deref() {
        Some("key-three-0") => Says::Fitting,
        _ => Says::Bad(Bad::OutOfCredit),
    });
    for _ in 0..3 {
        node.ask(&db).await.unwrap();
    }
    assert_eq!(keys(&provider), ["key-one-0", "key-three-0", "key-three-0", "key-three-0"]);
    let [row] = &node.rests()[..] else { panic!("one rests") };
    assert_eq!((row.pool.as_str(), row.model.as_str()), ("openai/a", "*"));
    assert_eq!(row.until, Millis(NOW.0 + 86_400_000));
}

#[tokio::test]
async fn what_a_tier_does_not_have_is_off_until_the_configuration_changes() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let variables = openai(&url, "free:a:key-one-0");
    let node = Node::open(&db, &variables).await.unwrap();
    provider.next(Says::Bad(Bad::NoQuota));
    unavailable(node.ask(&db).await.unwrap_err());
    assert_eq!(node.rests()[0].until, NEVER);
    node.written().await;
    unavailable(Node::open(&db, &variables).await.unwrap().ask(&db).await.unwrap_err());
    assert_eq!(provider.heard().len(), 1);
    Node::open(&db, &openai(&url, "paid:a:key-two-0")).await.unwrap().ask(&db).await.unwrap();
    assert_eq!(db.store.installation().suspensions().await.unwrap(), []);
}

#[tokio::test]
async fn a_provider_that_is_down_is_left_alone_whatever_the_key() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:key-one-0,paid:b:key-two-0")).await.unwrap();
    provider.answers(|_| Says::Bad(Bad::ServerError(500)));
    for _ in 0..3 {
        let within = Duration::from_secs(20);
        unavailable(node.told(asked(&db.workspace, within)).await.1.unwrap_err());
    }
    assert_eq!(provider.heard().len(), 5, "after five failures nobody is asked any more");
    assert_eq!(node.rests(), [], "that is no fault of a key");
    let error = node.told(asked(&db.workspace, Duration::from_secs(20))).await.1.unwrap_err();
    let (attempts, after) = unavailable(error);
    assert_eq!((attempts.len(), provider.heard().len()), (0, 5));
    assert!(after.is_some_and(|after| after <= Duration::from_secs(30)), "{after:?}");
}

#[tokio::test]
async fn our_own_time_says_nothing_of_the_provider() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let node = Node::open(&db, &openai(&url, "paid:a:key-one-0")).await.unwrap();
    provider.answers(|_| Says::Bad(Bad::Hang));
    let began = Instant::now();
    for _ in 0..6 {
        let error = node.told(asked(&db.workspace, Duration::from_millis(50))).await.1.unwrap_err();
        assert_eq!(error, CallError::OutOfTime);
    }
    assert!(began.elapsed() < Duration::from_secs(10));
    provider.answers(|_| Says::Fitting);
    node.told(asked(&db.workspace, LONG)).await.1.unwrap();
    assert_eq!(node.rests(), []);
}
