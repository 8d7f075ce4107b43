//! Money set aside for calls that follow each other closely: one entry in the books serves many of them, so that
//! none waits for the database. Where they come one by one there is none of this.

use super::LARGEST_RESERVE;
use crate::{
    id::{CallId, ConversationId, WorkspaceId},
    store::Hold,
};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// Calls so close together are many.
const CLOSE: Duration = Duration::from_millis(20);
/// An advance that nobody uses goes back after so long.
pub(super) const LINGERS: Duration = Duration::from_millis(50);
/// One that is older serves no new call: its calls end long before it is taken for spent.
const SERVES: Duration = Duration::from_secs(300);
/// Calls that one advance is for at most, if each needed all that it may.
const CALLS_MAX: i64 = 32;
/// Places that are remembered though nothing is set aside for them.
const PLACES: usize = 1024;

/// Whose money, in which month.
pub(super) type Place = (WorkspaceId, Option<ConversationId>, String);

#[derive(Default)]
pub(super) struct Advances(Mutex<HashMap<Place, Row>>);

struct Row {
    last: Instant,
    /// For how many calls the next advance is.
    calls: i64,
    /// The next one is being written.
    fetching: bool,
    /// Somebody looks whether they may go back.
    watched: bool,
    open: Vec<Advance>,
}

struct Advance {
    hold: Hold,
    since: Instant,
    /// By calls that ended.
    spent: i64,
    /// By calls under way, at most.
    out: i64,
    under_way: usize,
}

/// What there is for a call.
pub(super) enum Found {
    /// Its part of an advance, and how large the next one is to be, if it is time for one.
    Part(Hold, Option<i64>),
    /// Nothing. With an amount: so much is to be advanced.
    Nothing(Option<i64>),
}

/// What becomes of the advances of a place that was looked at.
pub(super) struct Looked {
    /// These go back, each with what it served for.
    pub back: Vec<(Hold, i64)>,
    /// There will be something to look at.
    pub again: bool,
}

impl Advance {
    fn free(&self) -> i64 {
        self.hold.amount - self.spent - self.out
    }
}

impl Row {
    fn free(&self) -> i64 {
        self.open.iter().map(Advance::free).sum()
    }
}

fn place(hold: &Hold) -> Place {
    (hold.workspace.clone(), hold.conversation.clone(), hold.period.clone())
}

impl Advances {
    fn lock(&self) -> MutexGuard<'_, HashMap<Place, Row>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what a call may cost at most.
    pub fn take(&self, place: &Place, amount: i64) -> Found {
        let (now, mut rows) = (Instant::now(), self.lock());
        let Some(row) = rows.get_mut(place) else {
            if rows.len() >= PLACES {
                rows.retain(|_, row| !row.open.is_empty() || row.fetching || now - row.last < CLOSE);
            }
            let row = Row { last: now, calls: 1, fetching: false, watched: false, open: Vec::new() };
            rows.insert(place.clone(), row);
            return Found::Nothing(None);
        };
        row.calls = if now - row.last < CLOSE { (row.calls * 2).min(CALLS_MAX) } else { 1 };
        row.last = now;
        let next = amount * row.calls.min(LARGEST_RESERVE / amount).max(1);
        let next = (next > amount && !row.fetching).then_some(next);
        let open = row.open.iter_mut().find(|open| open.free() >= amount && now - open.since < SERVES);
        let part = open.map(|open| {
            open.out += amount;
            open.under_way += 1;
            Hold { amount, ..open.hold.clone() }
        });
        let next = next.filter(|next| row.free() < next / 2);
        row.fetching |= next.is_some();
        match part {
            Some(part) => Found::Part(part, next),
            None => Found::Nothing(next),
        }
    }

    /// What was to be advanced is written, or was not to be had. Whether somebody has to look after it.
    pub fn fetched(&self, place: &Place, hold: Option<Hold>) -> bool {
        let mut rows = self.lock();
        let Some(row) = rows.get_mut(place) else { return false };
        row.fetching = false;
        let Some(hold) = hold else {
            row.calls = 1;
            return false;
        };
        row.open.push(Advance { hold, since: Instant::now(), spent: 0, out: 0, under_way: 0 });
        !std::mem::replace(&mut row.watched, true)
    }

    /// A call that had this part came to its end. Whether somebody has to look after the rest.
    pub fn leave(&self, part: &Hold, cost: i64) -> bool {
        let mut rows = self.lock();
        let Some(row) = rows.get_mut(&place(part)) else { return false };
        let Some(open) = row.open.iter_mut().find(|open| open.hold.id == part.id) else { return false };
        open.out -= part.amount;
        open.under_way -= 1;
        open.spent = open.spent.saturating_add(cost);
        open.under_way == 0 && !std::mem::replace(&mut row.watched, true)
    }

    /// Takes an advance out that no call has a part of.
    pub fn close(&self, id: &CallId, of: &Hold) -> Option<(Hold, i64)> {
        let mut rows = self.lock();
        let row = rows.get_mut(&place(of))?;
        let at = row.open.iter().position(|open| open.hold.id == *id && open.under_way == 0)?;
        let open = row.open.swap_remove(at);
        Some((open.hold, open.spent))
    }

    /// Looks what goes back.
    pub fn look(&self, place: &Place) -> Looked {
        let mut rows = self.lock();
        let Some(row) = rows.get_mut(place) else { return Looked { back: Vec::new(), again: false } };
        let idle = row.last.elapsed() >= LINGERS;
        let goes = |open: &mut Advance| {
            let used_up = open.free() < open.hold.amount / CALLS_MAX;
            open.under_way == 0 && (idle || used_up || open.since.elapsed() >= SERVES)
        };
        let back = row.open.extract_if(.., goes).map(|open| (open.hold, open.spent)).collect();
        // Where only calls under way are left, the one that ends last has somebody look again.
        let again = row.open.iter().any(|open| open.under_way == 0);
        row.watched = again;
        if row.open.is_empty() && !row.fetching {
            rows.remove(place);
        }
        Looked { back, again }
    }
}
