//! What is kept of a call, whatever became of it.

use crate::store::db::{Db, NOW};
use pauta::{
    config::{Config, Secret},
    id::CallId,
    llm::{AttemptEnd, AttemptRecord, CacheStatus, CallRecord, Cost, Ending, Purpose, Records, Sink},
    outside::llm::{Class, Finish, Provider, Request, Turn, Usage},
    store::LlmCall,
    telemetry::Metrics,
    time::Millis,
};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tokio_util::task::TaskTracker;

const KEY: &str = "the-key-in-use-1234567";

struct Kept {
    db: Db,
    metrics: Arc<Metrics>,
    tasks: TaskTracker,
    records: Records,
}

impl Kept {
    fn on(db: Db, days: &str) -> Self {
        let (metrics, tasks) = (Arc::<Metrics>::default(), TaskTracker::new());
        let variables = [("PAUTA_PROMPT_DAYS".to_owned(), days.to_owned())].into_iter().collect();
        let config = Config::load(&variables).unwrap().records;
        let (sink, keys) = (Sink::Store(db.store.clone()), vec![Secret::new(KEY.to_owned())]);
        let records = Records::new(sink, &config, keys, metrics.clone(), tasks.clone());
        Self { db, metrics, tasks, records }
    }

    fn call(&self, ending: Ending, attempts: Vec<AttemptRecord>) -> CallRecord {
        let turns = vec![Turn::user(format!("Sou Ana, ana@padaria.test, e a chave é {KEY}"))];
        CallRecord {
            event: CallId::new(),
            workspace: self.db.workspace.clone(),
            conversation: None,
            purpose: Purpose::Text,
            prompt: "refine/2".into(),
            locale: "pt-BR".into(),
            request: Some(Request {
                system: "Seja breve.".into(),
                turns,
                max_tokens: 9,
                ..Request::default()
            }),
            answer: "Pão quen".into(),
            model: None,
            at: NOW,
            took: Duration::from_millis(1500),
            cache: CacheStatus::Miss,
            cache_key: None,
            simulated: false,
            repairs: false,
            ending,
            attempts,
        }
    }

    /// As a stopping server waits for it.
    async fn flushed(&self) {
        self.tasks.close();
        self.tasks.wait().await;
        self.tasks.reopen();
    }
}

fn attempt(ended: AttemptEnd, cost: Cost) -> AttemptRecord {
    let answered = ended == AttemptEnd::Answered;
    AttemptRecord {
        at: NOW,
        provider: Provider::Anthropic,
        model: "claude-haiku-4-5".into(),
        server: "api.anthropic.com".into(),
        key: Some("paid-1".into()),
        pool: Some("main".into()),
        tier: "paid",
        answered_by: answered.then(|| "claude-haiku-4-5-20251001".into()),
        answer_id: answered.then(|| "msg_1".into()),
        finish: answered.then_some(Finish::Stop),
        usage: Usage { input: Some(100), output: Some(20), cache_read: Some(60), ..Usage::default() },
        first_after: answered.then(|| Duration::from_millis(200)),
        took: Duration::from_millis(700),
        ended,
        status: (!answered).then_some(429),
        message: (!answered).then(|| format!("slow down, {KEY}")),
        suspended_until: (!answered).then_some(Millis(NOW.0 + 60_000)),
        cost,
        price_version: Some("2026-11-26".into()),
    }
}

#[tokio::test]
async fn failed_cancelled_and_broken_calls_are_kept_too() {
    let kept = Kept::on(Db::sqlite().await, "30");
    let refused = || attempt(AttemptEnd::Failed(Class::PerMinute), Cost::Computed(0));
    let answered = attempt(AttemptEnd::Answered, Cost::Computed(500));
    let cut = attempt(AttemptEnd::Failed(Class::Down), Cost::Estimated(300));
    let left = attempt(AttemptEnd::Cancelled, Cost::Unknown);
    let calls = [
        (Ending::Answered, vec![refused(), answered]),
        (Ending::Failed("unavailable"), vec![refused(), refused()]),
        (Ending::BrokeOff, vec![cut]),
        (Ending::Cancelled, vec![left]),
        (Ending::Failed("over_budget"), vec![]),
    ];
    let ids: Vec<String> = calls
        .into_iter()
        .map(|(ending, attempts)| kept.records.note(kept.call(ending, attempts)).to_string())
        .collect();
    kept.flushed().await;
    let lines = kept.db.here().calls(10).await.unwrap();
    let of = |id: &String| lines.iter().find(|line| line.id == *id).unwrap();
    let told: Vec<_> = ids
        .iter()
        .map(of)
        .map(|line| (line.outcome.as_str(), line.error_type.as_deref(), line.attempts, line.cost))
        .collect();
    assert_eq!(
        told,
        [
            ("ok", None, 2, Some(500)),
            ("failed", Some("rate_limited"), 2, Some(0)),
            ("broke_off", Some("down"), 1, Some(300)),
            ("cancelled", Some("cancelled"), 1, None),
            ("failed", Some("over_budget"), 0, Some(0)),
        ]
    );
    let shown = kept.metrics.render();
    for line in [
        "pauta_llm_cost_nano_dollars_total 800",
        "pauta_llm_cost_unknown_total 1",
        "pauta_llm_attempts_suspended_total 5",
        "pauta_llm_tokens_total{provider=\"anthropic\",type=\"cache_read\"} 360",
        "pauta_llm_records_dropped_total 0",
        "pauta_llm_call_seconds_count{operation=\"chat\",provider=\"anthropic\",outcome=\"ok\"} 1",
        "pauta_llm_overhead_seconds_count 5",
        "pauta_llm_first_piece_seconds_sum 0.9",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "no line {line:?} in\n{shown}");
    }
}

#[tokio::test]
async fn what_was_said_is_kept_without_secrets() {
    for db in [Db::sqlite().await, Db::postgres().await] {
        let kept = Kept::on(db, "30");
        let call = kept.call(Ending::BrokeOff, vec![attempt(AttemptEnd::Failed(Class::Down), Cost::Unknown)]);
        let id = kept.records.note(call).to_string();
        kept.flushed().await;
        let text = kept.db.here().call_text(&id).await.unwrap().unwrap();
        let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(json(&text.system), json!([{ "type": "text", "content": "Seja breve." }]));
        let asked = "Sou Ana, [e-mail], e a chave é [key]";
        assert_eq!(
            json(&text.input),
            json!([{ "role": "user", "parts": [{ "type": "text", "content": asked }] }])
        );
        assert_eq!(json(&text.output)[0]["parts"][0]["content"], "Pão quen", "so much of it as came");
    }
}

#[tokio::test]
async fn nothing_is_kept_of_texts_where_that_is_wished() {
    let kept = Kept::on(Db::sqlite().await, "0");
    let id = kept.records.note(kept.call(Ending::Answered, vec![])).to_string();
    kept.flushed().await;
    assert_eq!(kept.db.here().calls(1).await.unwrap().len(), 1);
    assert_eq!(kept.db.here().call_text(&id).await.unwrap(), None);
}

#[tokio::test]
async fn what_cannot_be_written_is_counted() {
    let kept = Kept::on(Db::sqlite().await, "30");
    kept.db.store.shutdown().await;
    kept.records.note(kept.call(Ending::Answered, vec![]));
    kept.flushed().await;
    let shown = kept.metrics.render();
    assert!(shown.contains("pauta_llm_records_dropped_total 1"), "{shown}");
}

#[test]
fn a_call_leaves_in_the_names_of_the_conventions() {
    let call = LlmCall {
        operation: "chat".into(),
        temperature: Some("0.2".into()),
        duration_us: 1_500_000,
        at: NOW,
        cost: Some(5),
        ..LlmCall::default()
    };
    let json = serde_json::to_value(&call).unwrap();
    assert_eq!(json["gen_ai.operation.name"], "chat");
    assert_eq!(json["gen_ai.request.temperature"], 0.2);
    assert_eq!(json["gen_ai.client.operation.duration"], 1.5);
    assert_eq!(json["pauta.cost_nano_usd"], 5);
    let names: Vec<&String> = json.as_object().unwrap().keys().collect();
    let known = ["gen_ai.", "pauta.", "error.", "server.", "http."];
    assert!(names.iter().all(|name| known.iter().any(|prefix| name.starts_with(prefix))), "{names:?}");
}
