//! Budgets and the records of calls, as the database keeps them.

use super::db::{Db, NOW};
use futures_util::future::join_all;
use pauta::{
    id::{CallId, ConversationId, WorkspaceId},
    store::{
        Booked, Booking, Hold, LlmAttempt, LlmCall, LlmPromptLine, LlmText, LlmUsageLine, SpendLimits,
        SpendScope, Spent, Store,
    },
    time::Millis,
};

const LIMITS: SpendLimits = SpendLimits { installation: 10_000, workspace: 1_000, conversation: 500 };
const MONTH: &str = "2026-11";

fn hold(db: &Db, conversation: Option<&ConversationId>, amount: i64) -> Hold {
    Hold {
        id: CallId::new(),
        workspace: db.workspace.clone(),
        conversation: conversation.cloned(),
        period: MONTH.into(),
        amount,
        priced: true,
        expires_at: Millis(NOW.0 + 1000),
    }
}

async fn book(store: &Store, entry: Booking) -> Booked {
    store.installation().book(vec![entry], LIMITS, NOW).await.unwrap().remove(0)
}

const DONE: Booked = Booked::Done(Vec::new());

pub async fn a_call_is_reserved_and_settled(db: Db) {
    let id = db.conversation().await;
    let call = hold(&db, Some(&id), 300);
    assert_eq!(book(&db.store, Booking::Reserve(call.clone())).await, DONE);
    let reserved = Spent { reserved: 300, ..Spent::default() };
    assert_eq!(db.store.installation().spent(MONTH).await.unwrap(), reserved);
    assert_eq!(db.here().spent(MONTH).await.unwrap(), reserved);
    assert_eq!(db.here().spent_on(&id).await.unwrap(), reserved);
    assert_eq!(db.here().spent("2026-12").await.unwrap(), Spent::default(), "another month");
    let elsewhere = db.store.workspace(&WorkspaceId::new());
    assert_eq!(elsewhere.spent_on(&id).await.unwrap(), Spent::default(), "nobody else's");

    assert_eq!(book(&db.store, Booking::Settle(call.clone(), Some(120))).await, DONE);
    let used = Spent { used: 120, ..Spent::default() };
    assert_eq!(db.store.installation().spent(MONTH).await.unwrap(), used);
    assert_eq!(db.here().spent_on(&id).await.unwrap(), used);
    assert_eq!(book(&db.store, Booking::Settle(call, Some(120))).await, DONE);
    assert_eq!(db.here().spent_on(&id).await.unwrap(), used, "settled once");

    let unpriced = Hold { priced: false, ..hold(&db, Some(&id), 200) };
    book(&db.store, Booking::Reserve(unpriced.clone())).await;
    book(&db.store, Booking::Settle(unpriced, None)).await;
    let stood_in = Spent { stood_in: 200, unpriced: 1, ..used };
    assert_eq!(db.here().spent(MONTH).await.unwrap(), stood_in, "not zero, and not called a cost");
    let over = hold(&db, Some(&id), 181);
    assert_eq!(book(&db.store, Booking::Reserve(over)).await, Booked::Over(SpendScope::Conversation));
}

pub async fn what_does_not_fit_is_set_aside_nowhere(db: Db) {
    let id = db.conversation().await;
    let before = Spent::default();
    for (amount, scope) in
        [(501, SpendScope::Conversation), (1001, SpendScope::Workspace), (10_001, SpendScope::Installation)]
    {
        let outcome = book(&db.store, Booking::Reserve(hold(&db, Some(&id), amount))).await;
        assert_eq!(outcome, Booked::Over(scope));
        assert_eq!(db.store.installation().spent(MONTH).await.unwrap(), before);
        assert_eq!(db.here().spent(MONTH).await.unwrap(), before);
    }
    // The same with rows that are there already.
    book(&db.store, Booking::Reserve(hold(&db, Some(&id), 500))).await;
    let outcome = book(&db.store, Booking::Reserve(hold(&db, Some(&id), 1))).await;
    assert_eq!(outcome, Booked::Over(SpendScope::Conversation));
    assert_eq!(db.store.installation().spent(MONTH).await.unwrap().reserved, 500);

    db.here().set_budget(Some(600), NOW).await.unwrap();
    assert_eq!(db.here().budget().await.unwrap(), Some(600));
    let outcome = book(&db.store, Booking::Reserve(hold(&db, None, 101))).await;
    assert_eq!(outcome, Booked::Over(SpendScope::Workspace), "its own limit");
    db.here().set_budget(None, NOW).await.unwrap();
    assert_eq!(db.here().budget().await.unwrap(), None);
    assert_eq!(book(&db.store, Booking::Reserve(hold(&db, None, 101))).await, DONE);
}

/// Two processes, 25 calls each, every one in a transaction of its own: a budget for five takes five.
pub async fn parallel_calls_do_not_pass_the_same_check(db: Db) {
    let other = Store::open(&db.config).await.unwrap();
    let id = db.conversation().await;
    let calls: Vec<Hold> = (0..50).map(|_| hold(&db, Some(&id), 100)).collect();
    let booked =
        join_all(calls.iter().enumerate().map(|(n, call)| {
            book(if n % 2 == 0 { &db.store } else { &other }, Booking::Reserve(call.clone()))
        }))
        .await;
    let taken = booked.iter().filter(|outcome| **outcome == DONE).count();
    assert_eq!(taken, 5);
    let full = Booked::Over(SpendScope::Conversation);
    assert_eq!(booked.iter().filter(|outcome| **outcome == full).count(), 45);
    assert_eq!(db.here().spent_on(&id).await.unwrap().reserved, 500);
    assert_eq!(db.store.installation().spent(MONTH).await.unwrap().reserved, 500);
    other.shutdown().await;
}

pub async fn four_fifths_are_noticed_once(db: Db) {
    let id = db.conversation().await;
    let mut noticed = Vec::new();
    for _ in 0..5 {
        let call = hold(&db, Some(&id), 100);
        book(&db.store, Booking::Reserve(call.clone())).await;
        let Booked::Done(scopes) = book(&db.store, Booking::Settle(call, Some(100))).await else {
            panic!("settled")
        };
        noticed.push(scopes);
    }
    let conversation = vec![SpendScope::Conversation];
    assert_eq!(noticed, [vec![], vec![], vec![], conversation, vec![]]);
    assert_eq!(db.here().spent_on(&id).await.unwrap().noticed_at, Some(NOW));
    assert_eq!(db.here().spent(MONTH).await.unwrap().noticed_at, None);
}

pub async fn what_nobody_settled_counts_as_spent(db: Db) {
    let (id, installation) = (db.conversation().await, db.store.installation());
    let (known, unknown) = (hold(&db, Some(&id), 100), Hold { priced: false, ..hold(&db, None, 70) });
    for call in [&known, &unknown] {
        book(&db.store, Booking::Reserve(call.clone())).await;
    }
    assert_eq!(installation.sweep_holds(LIMITS, Millis(NOW.0 + 999)).await.unwrap(), 0, "not yet");
    assert_eq!(installation.sweep_holds(LIMITS, Millis(NOW.0 + 1000)).await.unwrap(), 2);
    assert_eq!(installation.sweep_holds(LIMITS, Millis(NOW.0 + 1000)).await.unwrap(), 0);
    let spent = Spent { used: 100, stood_in: 70, unpriced: 1, ..Spent::default() };
    assert_eq!(installation.spent(MONTH).await.unwrap(), spent);
    book(&db.store, Booking::Settle(known, Some(10))).await;
    assert_eq!(installation.spent(MONTH).await.unwrap(), spent, "who comes after that changes nothing");
}

fn call(db: &Db, conversation: &ConversationId, at: i64, cost: Option<i64>) -> LlmCall {
    let attempt = LlmAttempt {
        provider: "openai".into(),
        request_model: "m".into(),
        tier: "paid".into(),
        cost,
        cost_status: "computed".into(),
        ..LlmAttempt::default()
    };
    LlmCall {
        id: CallId::new().to_string(),
        workspace: db.workspace.to_string(),
        conversation: Some(conversation.to_string()),
        at: Millis(at),
        prompt: "refine/1".into(),
        cache_status: "miss".into(),
        outcome: "ok".into(),
        model: Some("m-2026".into()),
        input_tokens: Some(10),
        output_tokens: Some(5),
        cost,
        cost_status: "computed".into(),
        attempts: vec![attempt.clone(), attempt],
        text: Some(LlmText { system: "[]".into(), input: "[\"olá\"]".into(), output: "[]".into() }),
        ..LlmCall::default()
    }
}

pub async fn calls_are_kept_with_their_attempts(db: Db) {
    let (id, installation) = (db.conversation().await, db.store.installation());
    let (old, new) = (call(&db, &id, 1000, Some(7)), call(&db, &id, 2000, None));
    installation.keep_calls(vec![old.clone(), new.clone()]).await.unwrap();
    installation.keep_calls(vec![old.clone()]).await.unwrap();
    let lines = db.here().calls(10).await.unwrap();
    assert_eq!(
        lines.iter().map(|line| &line.id).collect::<Vec<_>>(),
        [&new.id, &old.id],
        "once, the last first"
    );
    assert_eq!((lines[1].attempts, lines[1].cost, lines[0].cost), (2, Some(7), None));
    assert_eq!(db.here().calls(1).await.unwrap().len(), 1);
    let stranger = db.store.workspace(&WorkspaceId::new());
    assert_eq!(stranger.calls(10).await.unwrap(), []);
    assert_eq!(stranger.call_text(&old.id).await.unwrap(), None);
    assert_eq!(stranger.call(&old.id).await.unwrap(), None);
    assert_eq!(stranger.attempts(&old.id).await.unwrap(), []);
    assert_eq!(stranger.prompts_since(Millis(0)).await.unwrap(), []);
    assert_eq!(db.here().call(&old.id).await.unwrap().as_ref(), Some(&lines[1]));
    assert_eq!(db.here().call(&CallId::new().to_string()).await.unwrap(), None);
    let attempts = db.here().attempts(&old.id).await.unwrap();
    assert_eq!(
        attempts.iter().map(|one| (one.tier.as_str(), one.cost)).collect::<Vec<_>>(),
        [("paid", Some(7)); 2]
    );

    let usage = db.here().usage_since(Millis(0)).await.unwrap();
    let model = Some("m-2026".to_owned());
    let sum = LlmUsageLine { model, calls: 2, input_tokens: 20, output_tokens: 10, cost: 7, unpriced: 1 };
    assert_eq!(usage, std::slice::from_ref(&sum));
    let sum = LlmUsageLine { model: None, ..sum };
    let of_prompt = LlmPromptLine { prompt: "refine/1".into(), usage: sum };
    assert_eq!(db.here().prompts_since(Millis(0)).await.unwrap(), [of_prompt]);
    assert_eq!(db.here().usage_since(Millis(1001)).await.unwrap()[0].calls, 1);
}

pub async fn what_was_said_is_forgotten(db: Db) {
    let (id, other) = (db.conversation().await, db.conversation().await);
    let calls = [call(&db, &id, 1000, None), call(&db, &id, 2000, None), call(&db, &other, 2000, None)];
    db.store.installation().keep_calls(calls.to_vec()).await.unwrap();
    let kept = async || {
        let mut kept = Vec::new();
        for call in &calls {
            kept.push(db.here().call_text(&call.id).await.unwrap().is_some());
        }
        kept
    };
    assert_eq!(kept().await, [true, true, true]);
    assert_eq!(db.store.installation().sweep_call_texts(Millis(2000)).await.unwrap(), 1);
    assert_eq!(kept().await, [false, true, true], "by age");
    let stranger = db.store.workspace(&WorkspaceId::new());
    assert_eq!(stranger.forget_call_texts(&id).await.unwrap(), 0);
    assert_eq!(db.here().forget_call_texts(&id).await.unwrap(), 1);
    assert_eq!(kept().await, [false, false, true], "with its conversation");
    assert_eq!(db.here().calls(10).await.unwrap().len(), 3, "the numbers stay");
}
