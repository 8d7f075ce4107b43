//! The budgets: what a call may cost is set aside before it is made, and settled after it. Nothing is looked at
//! first and added later: the database does both in one statement.

use super::{
    Cost,
    advance::{Advances, Found, LINGERS, Place},
    backlog::Backlog,
};
use crate::{
    config::{self, Zone},
    id::{ConversationId, Id, WorkspaceId},
    store::{Booked, Booking, Charge, Hold, SpendLimits, SpendScope, Store, StoreError},
    telemetry::Metrics,
    time::{Clock, Millis},
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::oneshot, time::sleep};
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
    /// Entries that wait for the transaction under way; its end writes them all.
    backlog: Backlog<Entry>,
    advances: Advances,
}

struct Entry {
    booking: Booking,
    done: Option<Done>,
}

type Done = oneshot::Sender<Result<Booked, StoreError>>;

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
        let (backlog, advances) = (Backlog::default(), Advances::default());
        Self(Arc::new(Inner { store: store.clone(), clock, metrics, tasks, limits, zone, backlog, advances }))
    }

    /// Sets aside what a call may cost at most, in every budget that it belongs to or in none. What costs nothing
    /// for certain needs no room.
    pub async fn reserve(&self, scopes: &Scopes, most: Cost) -> Result<Reservation, NoMoney> {
        let (amount, priced) = match most {
            Cost::Computed(nano) | Cost::Estimated(nano) => (nano.clamp(0, LARGEST_RESERVE), true),
            Cost::Unknown => (UNPRICED_RESERVE, false),
        };
        let (scopes, period) = (scopes.clone(), month(self.0.clock.now(), &self.0.zone));
        let place = (scopes.workspace, scopes.conversation, period);
        let of = |hold: Hold, stands: Stands| Reservation {
            ledger: self.clone(),
            on_drop: Some(if stands == Stands::Shared { hold.amount } else { 0 }),
            hold: Some(hold),
            stands,
        };
        if amount == 0 {
            return Ok(of(self.hold(&place, amount, priced), Stands::Nowhere));
        }
        if priced && let Some(part) = self.part(&place, amount).await {
            return Ok(of(part, Stands::Shared));
        }
        let hold = self.hold(&place, amount, priced);
        // Whoever goes away while this is written has not called anybody: it is given back whole.
        let mut reservation = of(hold.clone(), Stands::Booked);
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

    fn hold(&self, place: &Place, amount: i64, priced: bool) -> Hold {
        let (workspace, conversation, period) = place.clone();
        let expires_at = self.0.clock.now().after(LEASE);
        Hold { id: Id::new(), workspace, conversation, period, amount, priced, expires_at }
    }

    /// Its part of what was set aside for several calls; `None` where each is to see for itself.
    async fn part(&self, place: &Place, amount: i64) -> Option<Hold> {
        for _ in 0..2 {
            let (part, next) = match self.0.advances.take(place, amount) {
                Found::Part(part, next) => (Some(part), next),
                Found::Nothing(next) => (None, next),
            };
            // Whoever goes away while it is written leaves it to others.
            let written = next.map(|next| self.0.tasks.spawn(self.clone().advance(place.clone(), next)));
            if part.is_some() {
                return part;
            }
            if !written?.await.unwrap_or(false) {
                return None;
            }
        }
        None
    }

    /// Sets aside for several calls. Where that much is not left nothing is said: each call sees for itself.
    async fn advance(self, place: Place, amount: i64) -> bool {
        let hold = self.hold(&place, amount, true);
        let booked = self.booked(Booking::Reserve(hold.clone())).await;
        let is_there = matches!(booked, Ok(Booked::Done(_)));
        if self.0.advances.fetched(&place, is_there.then_some(hold)) {
            self.look_after(place);
        }
        is_there
    }

    /// Gives back what was advanced when nobody uses it any more.
    fn look_after(&self, place: Place) {
        let ledger = self.clone();
        self.0.tasks.spawn(async move {
            loop {
                sleep(LINGERS).await;
                let looked = ledger.0.advances.look(&place);
                ledger.enter(looked.back.into_iter().map(|(hold, spent)| back(hold, spent, None)));
                if !looked.again {
                    return;
                }
            }
        });
    }

    async fn booked(&self, booking: Booking) -> Result<Booked, StoreError> {
        let (done, outcome) = oneshot::channel();
        self.enter([Entry { booking, done: Some(done) }]);
        outcome.await.map_err(|_| StoreError::Closed)?
    }

    fn enter(&self, entries: impl IntoIterator<Item = Entry>) {
        if self.0.backlog.add(entries) {
            self.0.tasks.spawn(self.clone().work());
        }
    }

    async fn work(self) {
        while let Some(batch) = self.0.backlog.batch(LARGEST_BATCH) {
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

fn back(hold: Hold, spent: i64, done: Option<Done>) -> Entry {
    Entry { booking: Booking::Settle(hold, Some(spent.min(LARGEST_CHARGE))), done }
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
    stands: Stands,
}

/// Where a reservation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    /// It costs nothing, so that the books need not have it.
    Nowhere,
    /// In the books.
    Booked,
    /// It is part of one that stands in the books.
    Shared,
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
    fn leave(&mut self, charge: Charge, done: Option<Done>) -> bool {
        let Some(hold) = self.hold.take() else { return false };
        if self.stands == Stands::Shared {
            return self.leave_part(&hold, charge, done);
        }
        // It was to cost nothing. If it did, it comes into the books now, with nothing set aside before.
        let late = (self.stands == Stands::Nowhere)
            .then(|| Entry { booking: Booking::Reserve(hold.clone()), done: None });
        if late.is_some() && charge == Some(0) {
            return false;
        }
        let settle = Entry { booking: Booking::Settle(hold, charge), done };
        self.ledger.enter(late.into_iter().chain([settle]));
        true
    }

    /// A cost that nobody knows counts as the most that was expected.
    fn leave_part(&self, part: &Hold, charge: Charge, done: Option<Done>) -> bool {
        let ledger = &self.ledger;
        if ledger.0.advances.leave(part, charge.unwrap_or(part.amount)) {
            ledger.look_after((part.workspace.clone(), part.conversation.clone(), part.period.clone()));
        }
        let Some(done) = done else { return true };
        let Some((hold, spent)) = ledger.0.advances.close(&part.id, part) else { return false };
        ledger.enter([back(hold, spent, Some(done))]);
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
