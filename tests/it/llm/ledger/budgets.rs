//! The budgets as a call meets them.

use crate::{
    harness::{
        app::{Start, TestApp},
        wait::until,
    },
    store::db::{Db, NOW},
};
use futures_util::{FutureExt, future::join_all};
use pauta::{
    config::{Budget, Config},
    id::CallId,
    llm::{Cost, LARGEST_RESERVE, Ledger, NoMoney, Scopes, UNPRICED_RESERVE, month},
    store::{Booking, Hold, SpendScope, Spent},
    telemetry::Metrics,
    time::{Clock, Millis},
};
use std::{collections::BTreeMap, sync::Arc};
use tokio_util::task::TaskTracker;

const CENT: i64 = 10_000_000;

fn budget(variables: &[(&str, &str)]) -> Budget {
    let set = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let environment: BTreeMap<String, String> = variables.iter().map(set).collect();
    Config::load(&environment).unwrap().budget
}

struct Books {
    db: Db,
    budget: Budget,
    metrics: Arc<Metrics>,
    tasks: TaskTracker,
}

impl Books {
    fn new(db: Db, variables: &[(&str, &str)]) -> Self {
        Self { db, budget: budget(variables), metrics: Arc::default(), tasks: TaskTracker::new() }
    }

    fn ledger(&self) -> Ledger {
        let (clock, metrics) = (Clock::fixed(NOW), self.metrics.clone());
        Ledger::new(&self.db.store, &self.budget, clock, metrics, self.tasks.clone())
    }

    fn scopes(&self) -> Scopes {
        Scopes { workspace: self.db.workspace.clone(), conversation: None }
    }

    /// What the workspace has spent, once everything is in the books: as a stopping server waits for it.
    async fn spent(&self) -> Spent {
        self.tasks.close();
        self.tasks.wait().await;
        self.tasks.reopen();
        self.db.here().spent(&month(NOW, &self.budget.time_zone)).await.unwrap()
    }
}

/// Problem 16: fifty calls at once against a budget for five.
async fn fifty_against_five(db: Db) {
    let books = Books::new(db, &[("PAUTA_BUDGET_WORKSPACE_MONTH", "0.05")]);
    let (ledger, scopes) = (books.ledger(), books.scopes());
    let calls = join_all((0..50).map(|_| ledger.reserve(&scopes, Cost::Estimated(CENT)))).await;
    let (taken, refused): (Vec<_>, Vec<_>) = calls.into_iter().partition(Result::is_ok);
    assert_eq!((taken.len(), refused.len()), (5, 45));
    assert!(refused.iter().all(|call| matches!(call, Err(NoMoney::Over(SpendScope::Workspace)))));
    for reservation in taken {
        reservation.unwrap().settle(Cost::Computed(CENT));
    }
    let spent = books.spent().await;
    assert_eq!((spent.used, spent.reserved), (5 * CENT, 0));
    assert!(ledger.reserve(&scopes, Cost::Estimated(1)).await.is_err());
    let shown = books.metrics.render();
    assert!(shown.contains("pauta_llm_over_budget_total{scope=\"workspace\"} 46"), "{shown}");
}

#[tokio::test]
async fn fifty_calls_on_a_budget_for_five_on_sqlite() {
    fifty_against_five(Db::sqlite().await).await;
}

#[tokio::test]
async fn fifty_calls_on_a_budget_for_five_on_postgres() {
    fifty_against_five(Db::postgres().await).await;
}

#[tokio::test]
async fn what_a_call_did_not_need_is_free_again() {
    let books = Books::new(Db::sqlite().await, &[("PAUTA_BUDGET_WORKSPACE_MONTH", "0.05")]);
    let (ledger, scopes) = (books.ledger(), books.scopes());
    for cost in [0, 1] {
        let reservation = ledger.reserve(&scopes, Cost::Estimated(5 * CENT)).await.unwrap();
        assert_eq!(reservation.settled(Cost::Computed(cost)).await.unwrap(), []);
    }
    assert!(ledger.reserve(&scopes, Cost::Estimated(5 * CENT)).await.is_err(), "a nano-dollar is gone");
    ledger.reserve(&scopes, Cost::Estimated(CENT)).await.unwrap().release();
    assert_eq!(books.spent().await, Spent { used: 1, ..Spent::default() });
}

#[tokio::test]
async fn a_call_that_is_dropped_counts_as_spent() {
    let books = Books::new(Db::sqlite().await, &[]);
    let (ledger, scopes) = (books.ledger(), books.scopes());
    drop(ledger.reserve(&scopes, Cost::Estimated(3 * CENT)).await.unwrap());
    assert_eq!(books.spent().await, Spent { used: 3 * CENT, ..Spent::default() });
    // Who goes away before the money is set aside has called nobody.
    assert!(ledger.reserve(&scopes, Cost::Estimated(CENT)).now_or_never().is_none());
    assert_eq!(books.spent().await, Spent { used: 3 * CENT, ..Spent::default() });
}

/// One entry in the books serves many calls that follow each other closely; each is counted with what it cost.
#[tokio::test]
async fn calls_that_come_closely_do_not_each_wait_for_the_books() {
    for db in [Db::sqlite().await, Db::postgres().await] {
        let books = Books::new(db, &[]);
        let (ledger, scopes) = (books.ledger(), books.scopes());
        let mut at_once = 0;
        for _ in 0..200 {
            let mut wanted = Box::pin(ledger.reserve(&scopes, Cost::Estimated(CENT)));
            let reservation = match wanted.as_mut().now_or_never() {
                Some(reservation) => {
                    at_once += 1;
                    reservation
                }
                None => wanted.await,
            };
            reservation.unwrap().settle(Cost::Computed(CENT / 10));
        }
        assert!(at_once > 100, "{at_once} of 200 waited for nothing");
        let spent = books.spent().await;
        assert_eq!(
            (spent.used, spent.reserved),
            (20 * CENT, 0),
            "to the last one, and the rest is free again"
        );
    }
}

/// However closely they come and however many at once: what is set aside for several is within the budget too.
#[tokio::test]
async fn what_is_set_aside_for_several_is_within_the_budget() {
    let books = Books::new(Db::sqlite().await, &[("PAUTA_BUDGET_WORKSPACE_MONTH", "0.50")]);
    let (ledger, scopes) = (books.ledger(), books.scopes());
    let mut cost = 0;
    for _ in 0..40 {
        let calls = join_all((0..5).map(|_| ledger.reserve(&scopes, Cost::Estimated(CENT)))).await;
        for call in calls {
            match call {
                Ok(reservation) => {
                    reservation.settle(Cost::Computed(CENT));
                    cost += CENT;
                }
                Err(error) => assert!(matches!(error, NoMoney::Over(SpendScope::Workspace)), "{error}"),
            }
        }
    }
    let spent = books.spent().await;
    assert_eq!((spent.used, spent.reserved), (cost, 0));
    assert_eq!(cost, 50 * CENT, "all of it, and not a nano-dollar more");
}

#[tokio::test]
async fn a_price_that_nobody_knows_is_not_nothing() {
    let books = Books::new(Db::sqlite().await, &[("PAUTA_BUDGET_WORKSPACE_MONTH", "2.50")]);
    let (ledger, scopes) = (books.ledger(), books.scopes());
    for _ in 0..2 {
        ledger.reserve(&scopes, Cost::Unknown).await.unwrap().settle(Cost::Unknown);
    }
    let over = ledger.reserve(&scopes, Cost::Unknown).await;
    assert!(matches!(over, Err(NoMoney::Over(SpendScope::Workspace))), "{over:?}");
    let wanted = Spent { stood_in: 2 * UNPRICED_RESERVE, unpriced: 2, ..Spent::default() };
    assert_eq!(Spent { noticed_at: None, ..books.spent().await }, wanted);
}

#[tokio::test]
async fn a_worst_case_does_not_hold_the_whole_budget() {
    let books = Books::new(Db::sqlite().await, &[]);
    let (ledger, scopes) = (books.ledger(), books.scopes());
    let call = ledger.reserve(&scopes, Cost::Estimated(25 * 1_000_000_000)).await.unwrap();
    assert_eq!(books.spent().await.reserved, LARGEST_RESERVE);
    call.settle(Cost::Computed(2 * LARGEST_RESERVE));
    assert_eq!(books.spent().await.used, 2 * LARGEST_RESERVE, "what it cost is what it cost");
}

#[tokio::test]
async fn what_costs_nothing_needs_no_budget() {
    let books = Books::new(Db::sqlite().await, &[("PAUTA_BUDGET_MONTH", "0")]);
    let (ledger, scopes) = (books.ledger(), books.scopes());
    ledger.reserve(&scopes, Cost::Computed(0)).await.unwrap().settle(Cost::Computed(0));
    let over = ledger.reserve(&scopes, Cost::Computed(1)).await;
    assert!(matches!(over, Err(NoMoney::Over(SpendScope::Installation))), "{over:?}");
    assert_eq!(books.spent().await, Spent::default());
}

#[tokio::test]
async fn four_fifths_are_told_once() {
    let books = Books::new(Db::sqlite().await, &[("PAUTA_BUDGET_WORKSPACE_MONTH", "0.10")]);
    let (ledger, scopes) = (books.ledger(), books.scopes());
    let mut told = Vec::new();
    for _ in 0..10 {
        let call = ledger.reserve(&scopes, Cost::Estimated(CENT)).await.unwrap();
        told.push(!call.settled(Cost::Computed(CENT)).await.unwrap().is_empty());
    }
    assert_eq!(told.iter().position(|told| *told), Some(7), "{told:?}");
    assert_eq!(told.iter().filter(|told| **told).count(), 1);
    let shown = books.metrics.render();
    assert!(shown.contains("pauta_llm_budget_notices_total{scope=\"workspace\"} 1"), "{shown}");
}

#[test]
fn a_month_is_the_workspaces_own() {
    let zone = |name| budget(&[("PAUTA_BUDGET_TIME_ZONE", name)]).time_zone;
    // 2026-12-01T01:30:00Z
    let at = Millis(1_796_088_600_000);
    assert_eq!(month(at, &zone("UTC")), "2026-12");
    assert_eq!(month(at, &zone("America/Sao_Paulo")), "2026-11");
    assert_eq!(at.month_start("America/Sao_Paulo").rfc3339(), "2026-11-01T03:00:00Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_closes_what_another_one_left_behind() {
    let first = TestApp::start().await;
    let (store, now) = (&first.app.store, first.app.clock.now());
    let hold = Hold {
        id: CallId::new(),
        workspace: first.app.home.workspace.clone(),
        conversation: None,
        period: month(now, &first.app.config.budget.time_zone),
        amount: CENT,
        priced: true,
        expires_at: Millis(now.0 - 1),
    };
    let limits = pauta::llm::limits(&first.app.config.budget);
    store.installation().book(vec![Booking::Reserve(hold.clone())], limits, now).await.unwrap();
    let second = Start::beside(&first).run().await;
    let rows = second.app.store.workspace(&hold.workspace);
    until("the reservation is taken for spent", async || {
        rows.spent(&hold.period).await.unwrap() == Spent { used: CENT, ..Spent::default() }
    })
    .await;
}
