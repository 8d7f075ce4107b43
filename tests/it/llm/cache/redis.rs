//! The cache in a Redis, a real one, and what happens when it is treated badly.

use super::{Model, Node, asked, target};
use crate::{
    harness::{
        app::config,
        redis::{PASSWORD, Redis},
        wait::until,
    },
    store::db::{Db, NOW},
};
use pauta::{
    config::{Config, Environment, RedisUrl},
    id::WorkspaceId,
    llm::{
        Asked,
        cache::{Cache, Key, REDIS_WITHIN},
    },
    telemetry::Metrics,
    time::Clock,
};
use std::{process::Command, time::Duration};
use tokio::time::Instant;
use tokio_util::task::TaskTracker;

/// Longer than a busy machine needs.
const PATIENT: Duration = Duration::from_secs(20);

fn address(redis: &Redis) -> RedisUrl {
    let environment = Environment::from([("REDIS_URL".to_owned(), redis.url())]);
    Config::load(&environment).unwrap().store.redis_url.unwrap()
}

#[tokio::test]
async fn servers_share_what_is_in_redis() {
    let redis = Redis::start();
    let (one, other) = (Node::on_redis(&address(&redis), PATIENT), Node::on_redis(&address(&redis), PATIENT));
    let (ours, theirs, model) = (WorkspaceId::new(), WorkspaceId::new(), Model::says("pão quente"));
    one.ask(&asked(&ours, "segredo"), &model).await.unwrap();
    one.written().await;
    let heard = other.ask(&asked(&ours, "segredo"), &model).await.unwrap();
    assert_eq!((heard.text.as_str(), heard.cached(), model.calls()), ("pão quente", true, 1));
    assert!(!other.ask(&asked(&theirs, "segredo"), &model).await.unwrap().cached());
    other.written().await;

    let mut line = client(&redis).await;
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut line).await.unwrap();
    assert_eq!(keys.len(), 2);
    for workspace in [ours, theirs] {
        let key = keys.iter().find(|key| key.starts_with(&format!("pauta:{workspace}:"))).unwrap();
        let lasts: i64 = redis::cmd("TTL").arg(key).query_async(&mut line).await.unwrap();
        assert!((7 * 86_400 - 60..=7 * 86_400).contains(&lasts), "{lasts}");
    }
    assert!(!keys.concat().contains("segredo"));
}

#[tokio::test]
async fn redis_is_not_filled_with_what_is_large() {
    let redis = Redis::start();
    let node = Node::on_redis(&address(&redis), PATIENT);
    let model = Model::says(&"longo ".repeat(100_000));
    for _ in 0..2 {
        assert!(!node.ask(&asked(&WorkspaceId::new(), "x"), &model).await.unwrap().cached());
        node.written().await;
    }
    assert_eq!((model.calls(), node.bypassed("too_large")), (2, 2));
}

#[tokio::test]
async fn a_redis_that_is_killed_fails_no_call_and_is_used_again() {
    let mut redis = Redis::start();
    let node = Node::on_redis(&address(&redis), PATIENT);
    let (workspace, model) = (WorkspaceId::new(), Model::says("pão"));
    node.ask(&asked(&workspace, "a"), &model).await.unwrap();
    node.written().await;
    assert!(node.ask(&asked(&workspace, "a"), &model).await.unwrap().cached());

    redis.signal("KILL");
    for calls in 2..5 {
        assert!(!node.ask(&asked(&workspace, "a"), &model).await.unwrap().cached());
        node.written().await;
        assert_eq!(model.calls(), calls);
    }
    assert!(node.counts("pauta_llm_cache_failures_total") > 0);

    redis.again();
    is_kept(&node, &asked(&workspace, "a"), &model).await;
}

/// The clock stands while anything else moves: what passes on it is what was waited for in vain.
#[tokio::test]
async fn a_redis_that_hangs_costs_what_it_may_and_only_once() {
    let redis = Redis::start();
    let node = Node::on_redis(&address(&redis), REDIS_WITHIN);
    let workspace = WorkspaceId::new();
    let (one, other) = (Model::says("uma"), Model::says("outra"));
    is_kept(&node, &asked(&workspace, "uma"), &one).await;
    is_kept(&node, &asked(&workspace, "outra"), &other).await;

    redis.signal("STOP");
    tokio::time::pause();
    let (began, calls) = (Instant::now(), one.calls());
    for _ in 0..50 {
        assert!(!node.ask(&asked(&workspace, "uma"), &one).await.unwrap().cached());
        node.written().await;
    }
    assert_eq!(one.calls(), calls + 50);
    // The wheel of timers rounds up to a millisecond.
    let most = REDIS_WITHIN + Duration::from_millis(2);
    assert!((REDIS_WITHIN..=most).contains(&began.elapsed()), "{:?}", began.elapsed());
    tokio::time::resume();

    redis.signal("CONT");
    is_kept(&node, &asked(&workspace, "outra"), &Model::says("nova")).await;
    // The answer that nobody waited for any more was not taken for the next one's.
    assert_eq!(node.ask(&asked(&workspace, "outra"), &other).await.unwrap().text, "outra");
}

/// Asks until the answer comes from Redis.
async fn is_kept(node: &Node, question: &Asked, model: &Model) {
    until("an answer comes from Redis", async || {
        let heard = node.ask(question, model).await.unwrap();
        node.written().await;
        heard.cached()
    })
    .await;
}

#[tokio::test]
async fn a_redis_without_room_still_gives_what_it_has() {
    let redis = Redis::start();
    let node = Node::on_redis(&address(&redis), PATIENT);
    let (workspace, model) = (WorkspaceId::new(), Model::says("pão"));
    is_kept(&node, &asked(&workspace, "antes"), &model).await;
    let mut line = client(&redis).await;
    let full = redis::cmd("CONFIG").arg("SET").arg("maxmemory").arg("1mb").clone();
    full.exec_async(&mut line).await.unwrap();
    for _ in 0..2 {
        assert!(!node.ask(&asked(&workspace, "depois"), &model).await.unwrap().cached());
        node.written().await;
        assert!(node.ask(&asked(&workspace, "antes"), &model).await.unwrap().cached());
    }
    assert_eq!(node.counts("pauta_llm_cache_failures_total"), 2);
}

async fn client(redis: &Redis) -> redis::aio::MultiplexedConnection {
    redis::Client::open(redis.url()).unwrap().get_multiplexed_async_connection().await.unwrap()
}

/// What is under a key by whatever accident is no answer to another question.
#[tokio::test]
async fn another_questions_answer_is_none() {
    let redis = Redis::start();
    let node = Node::on_redis(&address(&redis), PATIENT);
    let (ours, theirs, model) = (WorkspaceId::new(), WorkspaceId::new(), Model::says("pão"));
    is_kept(&node, &asked(&theirs, "x"), &model).await;
    let mut line = client(&redis).await;
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut line).await.unwrap();
    let (own, body) = (Key::of(&asked(&ours, "x"), &target()).hex(), redis::cmd("GET").arg(&keys[0]).clone());
    let body: String = body.query_async(&mut line).await.unwrap();
    let misplaced = format!("pauta:{ours}:answer:{own}");
    redis::cmd("SET").arg(misplaced).arg(body).exec_async(&mut line).await.unwrap();
    assert!(!node.ask(&asked(&ours, "x"), &model).await.unwrap().cached());
}

#[tokio::test]
async fn a_cache_opens_as_it_is_configured() {
    let (redis, db) = (Redis::start(), Db::sqlite().await);
    let folder = tempfile::tempdir().unwrap();
    let free = format!("redis://:{PASSWORD}@127.0.0.1:1");
    for (url, in_redis) in [(None, false), (Some(redis.url()), true), (Some(free), false)] {
        let variables: Vec<_> = url.iter().map(|url| ("REDIS_URL".to_owned(), url.clone())).collect();
        let (metrics, tasks) = (Metrics::new(), TaskTracker::new());
        let config = config(folder.path(), &variables);
        let cache =
            Cache::open(&config, &db.store, Clock::fixed(NOW), &metrics, tasks.clone()).await.unwrap();
        let node = Node { cache, metrics, tasks };
        let (question, model) = (asked(&db.workspace, &format!("{url:?}")), Model::says("pão"));
        let anew = async || {
            node.ask(&question, &model).await.unwrap();
            node.written().await;
            Node::on(&db, &Clock::fixed(NOW)).ask(&question, &Model::says("outro")).await.unwrap().cached()
        };
        assert_eq!(anew().await, url.is_none(), "whether {url:?} is the database");
        if in_redis {
            let shared = Node::on_redis(&address(&redis), PATIENT);
            until("it is in Redis", async || {
                node.ask(&question, &model).await.unwrap();
                node.written().await;
                shared.ask(&question, &Model::with(Err(pauta::llm::CallError::TooLong))).await.is_ok()
            })
            .await;
        }
    }
}

#[tokio::test]
async fn the_doctor_says_whether_redis_answers() {
    let mut redis = Redis::start();
    let told = |url: &str| {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_pauta"));
        command.env_clear().env("REDIS_URL", url).env("PAUTA_LISTEN", "127.0.0.1:0").arg("doctor");
        let output = command.current_dir(folder.path()).output().unwrap();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    let well = told(&redis.url());
    assert!(
        well.contains("ok   answer cache    Redis on 127.0.0.1:") && well.contains(" answers\n"),
        "{well}"
    );
    let wrong = told(&redis.url().replace(PASSWORD, "hush-wrong"));
    assert!(wrong.contains("BAD  answer cache    Redis on 127.0.0.1:"), "{wrong}");
    let untrusted = told(&redis.url().replace("redis:", "rediss:"));
    assert!(untrusted.contains("BAD  answer cache    Redis on 127.0.0.1:"), "{untrusted}");
    assert!(!untrusted.contains("panicked"), "{untrusted}");
    redis.signal("KILL");
    let away = told(&redis.url());
    assert!(away.contains("BAD  answer cache    Redis on 127.0.0.1:"), "{away}");
    assert!(![well, wrong, untrusted, away].concat().contains("hush"));
    redis.again();
}
