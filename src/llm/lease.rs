//! Who is being asked right now: a call takes its place among those of its key and its minute before it goes
//! out, so that calls at the same time do not all find the same free place.

use super::keys::Key;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);

/// The places taken. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Leases(Arc<Mutex<Taken>>);

#[derive(Debug, Default)]
struct Taken {
    /// By label of the key.
    keys: HashMap<Arc<str>, Used>,
    /// The calls of the last minute, by pool.
    minutes: HashMap<Arc<str>, VecDeque<Instant>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Used {
    in_flight: usize,
    last: Option<Instant>,
}

/// A place that is taken until it is dropped.
#[derive(Debug)]
pub(super) struct Lease {
    leases: Leases,
    label: Arc<str>,
}

impl Leases {
    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How busy a key is, and when it was last used: the fewer and the earlier, the rather it is taken.
    pub fn burden(&self, key: &Key) -> (usize, Option<Instant>) {
        let used = self.lock().keys.get(&key.label).copied().unwrap_or_default();
        (used.in_flight, used.last)
    }

    /// How long the pool's minute is still full.
    pub fn full_for(&self, key: &Key) -> Option<Duration> {
        self.lock().full_for(key, Instant::now())
    }

    /// Takes a place, unless the pool's minute is full.
    pub fn take(&self, key: &Key) -> Result<Lease, Duration> {
        let now = Instant::now();
        let mut taken = self.lock();
        if let Some(wait) = taken.full_for(key, now) {
            return Err(wait);
        }
        if key.per_minute.is_some() {
            taken.minutes.entry(key.pool.clone()).or_default().push_back(now);
        }
        let used = taken.keys.entry(key.label.clone()).or_default();
        used.in_flight += 1;
        used.last = Some(now);
        Ok(Lease { leases: self.clone(), label: key.label.clone() })
    }
}

impl Taken {
    fn full_for(&mut self, key: &Key, now: Instant) -> Option<Duration> {
        let most = usize::try_from(key.per_minute?.get()).unwrap_or(usize::MAX);
        let calls = self.minutes.get_mut(&key.pool)?;
        while calls.front().is_some_and(|at| now.duration_since(*at) >= MINUTE) {
            calls.pop_front();
        }
        let oldest = *calls.front()?;
        (calls.len() >= most).then(|| MINUTE.saturating_sub(now.duration_since(oldest)))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(used) = self.leases.lock().keys.get_mut(&self.label) {
            used.in_flight = used.in_flight.saturating_sub(1);
        }
    }
}
