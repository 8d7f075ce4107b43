//! The budgets: what a call may cost is set aside before it is made, and settled after it. Nothing is looked at
//! first and added later: the database does both in one statement.

use super::Cost;
use crate::{
    config::{self, Zone},
    id::{ConversationId, Id, WorkspaceId},
    store::{Booked, Booking, Charge, Hold, SpendLimits, SpendScope, Store, StoreError},
    telemetry::Metrics,
    time::{Clock, Millis},
};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::oneshot;
use tokio_util::task::TaskTracker;

/// What is set aside for a call whose price nobody knows, in nano-dollars: one dollar. It stays counted.
pub const UNPRICED_RESERVE: i64 = 1_000_000_000;
/// The most that is set aside for one call: the longest answer that a model could give is hardly ever given, and
/// a few of those would hold a whole budget. A call that costs more is settled with what it cost.
pub const LARGEST_RESERVE: i64 = 1_000_000_000;
/// More than any call costs; it keeps sums within their column.
const LARGEST_CHARGE: i64 = 1_000_000_000_000_000;
/// When a reservation is taken for spent: after the longest that a call may take with all its attempts (150 s,
/// a picture 180 s), several times over.
const LEASE: Duration = Duration::from_secs(15 * 60);
/// Entries of one transaction at most.
const LARGEST_BATCH: usize = 64;
/// Attempts at a transaction that met another one.
const ATTEMPTS: u32 = 3;

/// Whose money it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scopes {
    pub workspace: WorkspaceId,
    pub conversation: Option<ConversationId>,
}

/// Why nothing could be set aside.
#[derive(Clone, Debug, thiserror::Error)]
pub enum NoMoney {
    #[error("the budget of this {} is used up", .0.as_str())]
    Over(SpendScope),
    /// What is not in the books is not paid for.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The installation's books. Cheap to clone.
#[derive(Clone)]
pub struct Ledger(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Clock,
    metrics: Arc<Metrics>,
    tasks: TaskTracker,
    limits: SpendLimits,
    zone: Zone,
    queue: Mutex<Queue>,
}

/// Entries that wait for the transaction under way; its end writes them all.
#[derive(Default)]
struct Queue {
    waiting: VecDeque<Entry>,
    busy: bool,
}

struct Entry {
    booking: Booking,
    done: Option<oneshot::Sender<Result<Booked, StoreError>>>,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ledger")
    }
}

/// The limits as they are configured.
pub fn limits(budget: &config::Budget) -> SpendLimits {
    SpendLimits {
        installation: budget.month.nano(),
        workspace: budget.workspace_month.nano(),
        conversation: budget.conversation.nano(),
    }
}

/// The month that it is then in `zone`, as `2026-11`.
pub fn month(at: Millis, zone: &Zone) -> String {
    let day = at.day_in(zone.as_str());
    format!("{:04}-{:02}", day.year(), day.month())
}

impl Ledger {
    pub fn new(
        store: &Store,
        budget: &config::Budget,
        clock: Clock,
        metrics: Arc<Metrics>,
        tasks: TaskTracker,
    ) -> Self {
        let (limits, zone) = (limits(budget), budget.time_zone.clone());
        let queue = Mutex::default();
        Self(Arc::new(Inner { store: store.clone(), clock, metrics, tasks, limits, zone, queue }))
    }

    /// Sets aside what a call may cost at most, in every budget that it belongs to or in none. What costs nothing
    /// for certain needs no room.
    pub async fn reserve(&self, scopes: &Scopes, most: Cost) -> Result<Reservation, NoMoney> {
        let (amount, priced) = match most {
            Cost::Computed(nano) | Cost::Estimated(nano) => (nano.clamp(0, LARGEST_RESERVE), true),
            Cost::Unknown => (UNPRICED_RESERVE, false),
        };
        let now = self.0.clock.now();
        let hold = Hold {
            id: Id::new(),
            workspace: scopes.workspace.clone(),
            conversation: scopes.conversation.clone(),
            period: month(now, &self.0.zone),
            amount,
            priced,
            expires_at: Millis(now.0 + i64::try_from(LEASE.as_millis()).unwrap_or(i64::MAX)),
        };
        if amount == 0 {
            return Ok(Reservation {
                ledger: self.clone(),
                hold: Some(hold),
                on_drop: Some(0),
                booked: false,
            });
        }
        // Whoever goes away while this is written has not called anybody: it is given back whole.
        let mut reservation =
            Reservation { ledger: self.clone(), hold: Some(hold.clone()), on_drop: Some(0), booked: true };
        match self.booked(Booking::Reserve(hold)).await {
            Ok(Booked::Done(_)) => {
                reservation.on_drop = priced.then_some(amount);
                Ok(reservation)
            }
            Ok(Booked::Over(scope)) => {
                reservation.hold = None;
                self.0.metrics.llm_over_budget(scope.as_str()).increment(1);
                Err(NoMoney::Over(scope))
            }
            Err(error) => {
                reservation.hold = None;
                Err(error.into())
            }
        }
    }

    async fn booked(&self, booking: Booking) -> Result<Booked, StoreError> {
        let (done, outcome) = oneshot::channel();
        self.enter([Entry { booking, done: Some(done) }]);
        outcome.await.map_err(|_| StoreError::Closed)?
    }

    /// Queues entries; whoever finds nobody at work starts the work. It ends by itself, so a stopping server
    /// that waits for its tasks has everything in the books.
    fn enter(&self, entries: impl IntoIterator<Item = Entry>) {
        let start = {
            let mut queue = self.queue();
            queue.waiting.extend(entries);
            !std::mem::replace(&mut queue.busy, true)
        };
        if start {
            self.0.tasks.spawn(self.clone().work());
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn work(self) {
        loop {
            let batch: Vec<Entry> = {
                let mut queue = self.queue();
                let size = queue.waiting.len().min(LARGEST_BATCH);
                if size == 0 {
                    queue.busy = false;
                    return;
                }
                queue.waiting.drain(..size).collect()
            };
            self.write(batch).await;
        }
    }

    async fn write(&self, batch: Vec<Entry>) {
        let bookings: Vec<Booking> = batch.iter().map(|entry| entry.booking.clone()).collect();
        let mut attempt = 1;
        let written = loop {
            let books = self.0.store.installation();
            match books.book(bookings.clone(), self.0.limits, self.0.clock.now()).await {
                Err(StoreError::Busy(_)) if attempt < ATTEMPTS => attempt += 1,
                written => break written,
            }
        };
        match written {
            Ok(outcomes) => {
                for (entry, booked) in batch.into_iter().zip(outcomes) {
                    self.tell(&entry.booking, &booked);
                    answer(entry, Ok(booked));
                }
            }
            Err(error) => {
                // What could not be settled is still reserved, and is taken for spent when its time is over.
                tracing::warn!(%error, entries = batch.len(), "the budgets cannot be written");
                for entry in batch {
                    answer(entry, Err(error.clone()));
                }
            }
        }
    }

    /// Says once that a budget is nearly used up.
    fn tell(&self, booking: &Booking, booked: &Booked) {
        let (Booking::Settle(hold, _), Booked::Done(noticed)) = (booking, booked) else { return };
        for scope in noticed {
            self.0.metrics.llm_budget_notices(scope.as_str()).increment(1);
            let (scope, workspace) = (scope.as_str(), hold.workspace.as_str());
            tracing::warn!(scope, workspace, month = hold.period, "four fifths of a budget are used");
        }
    }
}

fn answer(entry: Entry, outcome: Result<Booked, StoreError>) {
    if let Some(done) = entry.done {
        // Whoever asked may be gone; the entry is made.
        let _ = done.send(outcome);
    }
}

/// Money set aside for one call. Dropped without being settled, it counts as spent: who was waiting is gone,
/// and what the provider did meanwhile will be on its bill.
#[must_use]
pub struct Reservation {
    ledger: Ledger,
    /// Until it is settled.
    hold: Option<Hold>,
    on_drop: Charge,
    /// Whether the books have it.
    booked: bool,
}

impl std::fmt::Debug for Reservation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Reservation").field(&self.hold).finish()
    }
}

impl Reservation {
    /// Books what the call cost, behind the caller's back: a failure leaves the whole reservation spent.
    pub fn settle(mut self, cost: Cost) {
        self.leave(charge(cost), None);
    }

    /// The same, waited for. Gives the budgets of which four fifths are used by it for the first time.
    pub async fn settled(mut self, cost: Cost) -> Result<Vec<SpendScope>, StoreError> {
        let (done, outcome) = oneshot::channel();
        if !self.leave(charge(cost), Some(done)) {
            return Ok(Vec::new());
        }
        match outcome.await.map_err(|_| StoreError::Closed)?? {
            Booked::Done(noticed) => Ok(noticed),
            Booked::Over(_) => Ok(Vec::new()),
        }
    }

    /// Gives everything back: nobody was called.
    pub fn release(self) {
        self.settle(Cost::Computed(0));
    }

    /// Whether there was something to write.
    fn leave(&mut self, charge: Charge, done: Option<oneshot::Sender<Result<Booked, StoreError>>>) -> bool {
        let Some(hold) = self.hold.take() else { return false };
        // It was to cost nothing. If it did, it comes into the books now, with nothing set aside before.
        let late = (!self.booked).then(|| Entry { booking: Booking::Reserve(hold.clone()), done: None });
        if late.is_some() && charge == Some(0) {
            return false;
        }
        let settle = Entry { booking: Booking::Settle(hold, charge), done };
        self.ledger.enter(late.into_iter().chain([settle]));
        true
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.leave(self.on_drop, None);
    }
}

fn charge(cost: Cost) -> Charge {
    match cost {
        Cost::Computed(nano) | Cost::Estimated(nano) => Some(nano.clamp(0, LARGEST_CHARGE)),
        Cost::Unknown => None,
    }
}
