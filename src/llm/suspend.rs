//! Which keys rest, and until when. In memory for every choice, in the database so that a restart and the other
//! nodes know. An end only ever moves later; a success after it takes the entry away.

use super::{keys::Key, models::word};
use crate::{
    outside::llm::{Class, Failure, Provider},
    store::{Store, StoreError, Suspension},
    time::{Clock, Millis},
};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::time::Instant;
use tokio_util::task::TaskTracker;

/// Without a hint, the first rest of a pool that made too many calls in a minute.
const MINUTE: Duration = Duration::from_secs(60);
/// The longest rest that we guess; what the provider says is believed however long it is.
const GUESS_MAX: Duration = Duration::from_secs(600);
/// A rest that follows the last one so soon is twice as long.
const LADDER: Duration = Duration::from_secs(3_600);
/// No money left, or not allowed this model: somebody has to do something first.
const DAY: Duration = Duration::from_secs(86_400);
/// A key that is none may be made one.
const RECHECK: Duration = Duration::from_secs(300);
/// Where somebody has to do something first, one call in this time looks whether it was done.
const PROBE: Duration = Duration::from_secs(60);
/// A local server that does something else.
const BUSY: Duration = Duration::from_secs(5);
/// What a provider says is not believed beyond a month: its clock is wrong.
const HINT_MAX: Duration = Duration::from_secs(31 * 86_400);
/// Off until the configuration changes: the last second of the year 9999.
pub const NEVER: Millis = Millis(253_402_300_799_000);
/// Guessed rests are up to so much longer, so that nodes do not all come back at once.
const JITTER: f64 = 0.1;
/// How often the database is asked what other nodes and the command line changed.
const REFRESH: Duration = Duration::from_secs(10);
/// For every model.
const ALL: &str = "*";

type Place = (String, String);

#[derive(Clone)]
pub(super) struct Suspensions(Arc<Inner>);

struct Inner {
    rows: Mutex<HashMap<Place, Held>>,
    read: Mutex<Instant>,
    /// How often something was cleared here: what was read before that may have what is no more.
    clears: AtomicU64,
    /// The configuration of each provider: what holds for another is over.
    configs: HashMap<Arc<str>, Arc<str>>,
    store: Store,
    clock: Clock,
    tasks: TaskTracker,
}

#[derive(Clone, Debug)]
struct Held {
    row: Suspension,
    /// It is in the database: when it is gone there, somebody cleared it.
    saved: bool,
    /// When a call last went out to see whether it is over.
    probed: Option<Millis>,
}

impl Held {
    /// Until when it holds.
    fn ends(&self) -> Millis {
        self.probed.map_or(self.row.until, |probed| self.row.until.max(probed.after(PROBE)))
    }

    /// Whether it is over only once somebody has done something: what was wrong then is likely still wrong.
    fn wants_somebody(&self) -> bool {
        matches!(self.row.reason.as_str(), "invalid_key" | "out_of_credit" | "forbidden")
    }
}

/// Where a failure of a class rests, for how long, and whose word that is.
struct Rest {
    place: Place,
    reason: &'static str,
    until: Millis,
    by_provider: bool,
    strikes: u32,
    /// It ends with the configuration.
    configured: bool,
}

impl Suspensions {
    /// Reads what the last run and the other nodes left.
    pub async fn open(
        keys: &[Arc<Key>],
        store: &Store,
        clock: Clock,
        tasks: TaskTracker,
    ) -> Result<Self, StoreError> {
        let configs = keys.iter().map(|key| (Arc::from(word(key.provider)), key.config.clone())).collect();
        let (rows, read) = (Mutex::default(), Mutex::new(Instant::now()));
        let (store, clears) = (store.clone(), AtomicU64::default());
        let suspensions = Self(Arc::new(Inner { rows, read, clears, configs, store, clock, tasks }));
        suspensions.refresh().await?;
        Ok(suspensions)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Place, Held>> {
        self.0.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes over the database's rows. What was not written there yet stays.
    async fn refresh(&self) -> Result<(), StoreError> {
        let clears = self.0.clears.load(Ordering::SeqCst);
        let found = self.0.store.installation().suspensions().await?;
        let (holding, over): (Vec<_>, Vec<_>) = found.into_iter().partition(|row| self.holds(row));
        for row in over {
            self.0.store.installation().clear_suspensions(Some(&row.pool), Some(&row.model)).await?;
        }
        let mut rows = self.lock();
        if self.0.clears.load(Ordering::SeqCst) != clears {
            return Ok(());
        }
        let before = rows.clone();
        rows.retain(|_, held| !held.saved);
        for row in holding {
            let place = (row.pool.clone(), row.model.clone());
            if rows.get(&place).is_none_or(|held| held.row.until < row.until) {
                let probed = before.get(&place).and_then(|held| held.probed);
                rows.insert(place, Held { row, saved: true, probed });
            }
        }
        Ok(())
    }

    /// Whether it was made under the configuration that its provider has now.
    fn holds(&self, row: &Suspension) -> bool {
        let provider = row.pool.split('/').next().unwrap_or_default();
        row.config.is_empty() || self.0.configs.get(provider).is_none_or(|now| **now == *row.config)
    }

    /// Asks the database from time to time, behind whoever chooses.
    pub fn keep_up(&self) {
        let due = {
            let mut read = self.0.read.lock().unwrap_or_else(PoisonError::into_inner);
            let due = read.elapsed() >= REFRESH;
            if due {
                *read = Instant::now();
            }
            due
        };
        if due {
            let this = self.clone();
            self.0.tasks.spawn(async move {
                if let Err(error) = this.refresh().await {
                    tracing::warn!(%error, "the suspensions of other nodes are not known");
                }
            });
        }
    }

    /// How long a key still rests for a model.
    pub fn rest(&self, key: &Key, model: &str) -> Option<Duration> {
        let now = self.0.clock.now();
        let rows = self.lock();
        let ends = places(key, model).into_iter().filter_map(|place| Some(rows.get(&place)?.ends()));
        ends.max().filter(|end| *end > now).map(|end| end.since(now))
    }

    /// Whether what holds a key back ends only once somebody has done something: nobody waits for that.
    pub fn wants_somebody(&self, key: &Key, model: &str) -> bool {
        let now = self.0.clock.now();
        let rows = self.lock();
        let holds = |held: &Held| held.wants_somebody() && held.ends() > now;
        places(key, model).iter().any(|place| rows.get(place).is_some_and(holds))
    }

    /// Leave for a call. After a rest that somebody has to end one call goes first: the others wait for what it
    /// finds, for a minute at most.
    pub fn enter(&self, key: &Key, model: &str) -> Result<(), Duration> {
        if let Some(wait) = self.rest(key, model) {
            return Err(wait);
        }
        let now = self.0.clock.now();
        let mut rows = self.lock();
        for place in places(key, model) {
            if let Some(held) = rows.get_mut(&place).filter(|held| held.wants_somebody()) {
                if held.ends() > now {
                    return Err(held.ends().since(now));
                }
                held.probed = Some(now);
            }
        }
        Ok(())
    }

    /// What rests now.
    pub fn list(&self) -> Vec<Suspension> {
        let now = self.0.clock.now();
        let mut list: Vec<_> =
            self.lock().values().map(|held| held.row.clone()).filter(|row| row.until > now).collect();
        list.sort_by(|a, b| (&a.pool, &a.model).cmp(&(&b.pool, &b.model)));
        list
    }

    /// What has to do with money or a key that is none, of the keys that there are, also after its rest: nothing
    /// says yet that it is mended.
    pub fn refused(&self, keys: &[Arc<Key>]) -> Vec<Suspension> {
        let rows = self.lock();
        let mut list: Vec<_> = rows
            .values()
            .map(|held| &held.row)
            .filter(|row| matches!(row.reason.as_str(), "invalid_key" | "out_of_credit"))
            .filter(|row| keys.iter().any(|key| *key.label == *row.pool || *key.pool == *row.pool))
            .cloned()
            .collect();
        list.sort_by(|a, b| (&a.pool, &a.model).cmp(&(&b.pool, &b.model)));
        list
    }

    /// Takes a rest away, whether it is over or not; `false` if there is none.
    pub async fn clear(&self, pool: &str, model: &str) -> Result<bool, StoreError> {
        let place = (pool.to_owned(), model.to_owned());
        if !self.lock().contains_key(&place) {
            return Ok(false);
        }
        self.0.store.installation().clear_suspensions(Some(pool), Some(model)).await?;
        let mut rows = self.lock();
        rows.remove(&place);
        self.0.clears.fetch_add(1, Ordering::SeqCst);
        Ok(true)
    }

    /// Puts to rest what the failure of a call that went out at `started` says should; gives until when.
    pub fn failed(&self, key: &Key, model: &str, failure: &Failure, started: Millis) -> Option<Millis> {
        let now = self.0.clock.now();
        let mut rows = self.lock();
        let rest = rest(key, model, failure, (started, now), &rows)?;
        let before = rows.get(&rest.place);
        let is_known = before.is_some_and(|held| held.row.reason == rest.reason);
        if let Some(held) = before.filter(|held| held.row.until >= rest.until) {
            return Some(held.row.until);
        }
        let row = Suspension {
            pool: rest.place.0.clone(),
            model: rest.place.1.clone(),
            reason: rest.reason.into(),
            source: if rest.by_provider { "provider" } else { "guess" }.into(),
            since: now,
            until: rest.until,
            strikes: rest.strikes,
            last_error: failure.message.clone(),
            config: if rest.configured { key.config.to_string() } else { String::new() },
        };
        tell(&row, is_known);
        let ends = row.until;
        rows.insert(rest.place, Held { row: row.clone(), saved: false, probed: None });
        drop(rows);
        // Busy is over before anybody reads it.
        if failure.class != Class::Busy {
            self.save(row);
        }
        Some(ends)
    }

    fn save(&self, row: Suspension) {
        let this = self.clone();
        self.0.tasks.spawn(async move {
            match this.0.store.installation().suspend(&row).await {
                Ok(()) => this.saved(&row).await,
                Err(error) => tracing::warn!(%error, pool = row.pool, "a rest is known to this node only"),
            }
        });
    }

    /// Notes that a row is written. One that was taken away meanwhile is taken away there too.
    async fn saved(&self, row: &Suspension) {
        let place = (row.pool.clone(), row.model.clone());
        let is_gone = match self.lock().get_mut(&place) {
            Some(held) => {
                held.saved |= held.row == *row;
                false
            }
            None => true,
        };
        if is_gone
            && let Err(error) =
                self.0.store.installation().clear_suspensions(Some(&row.pool), Some(&row.model)).await
        {
            tracing::warn!(%error, pool = row.pool, "a rest that is over is still in the database");
        }
    }

    /// A call that went out at `started` succeeded: what had ended by then is forgotten.
    pub fn succeeded(&self, key: &Key, model: &str, started: Millis) {
        let mut rows = self.lock();
        let over: Vec<Place> = places(key, model)
            .into_iter()
            .filter(|place| rows.get(place).is_some_and(|held| held.row.until <= started))
            .collect();
        for place in over {
            let saved = rows.remove(&place).is_some_and(|held| held.saved);
            if saved {
                let this = self.clone();
                self.0.tasks.spawn(async move {
                    let rows = this.0.store.installation();
                    if let Err(error) = rows.forget_suspension(&place.0, &place.1, started).await {
                        tracing::warn!(%error, "a rest that is over is still in the database");
                    }
                });
            }
        }
    }
}

/// Tells the operator of a rest, once: that it goes on is no news.
fn tell(row: &Suspension, is_known: bool) {
    let Suspension { pool, model, reason, .. } = row;
    let until = if row.until == NEVER { "the configuration changes".into() } else { row.until.rfc3339() };
    if is_known {
        tracing::debug!(pool, model, reason, until, "a key of a model still rests");
    } else {
        tracing::warn!(pool, model, reason, until, "a key of a model rests");
    }
}

/// Everywhere that a rest for this key and model may stand.
fn places(key: &Key, model: &str) -> [Place; 4] {
    let place = |pool: &str, model: &str| (pool.to_owned(), model.to_owned());
    [place(&key.pool, model), place(&key.pool, ALL), place(&key.label, ALL), place(word(key.provider), model)]
}

fn rest(
    key: &Key,
    model: &str,
    failure: &Failure,
    (started, now): (Millis, Millis),
    rows: &HashMap<Place, Held>,
) -> Option<Rest> {
    let hint = failure.retry_after.map(|hint| now.after(hint.min(HINT_MAX)));
    let plain = |pool: &str, model: &str, reason, until| Rest {
        place: (pool.to_owned(), model.to_owned()),
        reason,
        until,
        by_provider: false,
        strikes: 0,
        configured: false,
    };
    let hinted = |rest: Rest| match hint {
        Some(until) => Rest { until, by_provider: true, ..rest },
        None => rest,
    };
    Some(match failure.class {
        Class::PerMinute => {
            let last = rows.get(&(key.pool.to_string(), model.to_owned())).map(|held| &held.row);
            let last = last.filter(|row| row.reason == "per_minute" && now.since(row.since) < LADDER);
            // Calls that were under way together came to the same limit, not to one after the other.
            let strikes = last.map_or(0, |row| row.strikes + u32::from(row.since < started));
            let guess = (MINUTE * 2_u32.pow(strikes.min(8))).min(GUESS_MAX);
            let guess = guess.mul_f64(rand::random_range(1.0..=1.0 + JITTER));
            hinted(Rest { strikes, ..plain(&key.pool, model, "per_minute", now.after(guess)) })
        }
        Class::PerDay => hinted(plain(&key.pool, model, "per_day", next_day(key.provider, now))),
        Class::NoQuota => Rest { configured: true, ..plain(&key.pool, model, "no_quota", NEVER) },
        Class::OutOfCredit => plain(&key.pool, ALL, "out_of_credit", now.after(DAY)),
        Class::InvalidKey => plain(&key.label, ALL, "invalid_key", now.after(RECHECK)),
        Class::Forbidden => plain(&key.pool, model, "forbidden", now.after(DAY)),
        Class::NoModel => Rest { configured: true, ..plain(word(key.provider), model, "no_model", NEVER) },
        Class::Busy => plain(&key.pool, ALL, "busy", now.after(BUSY)),
        Class::Down | Class::BadRequest | Class::TooLong | Class::Policy | Class::OutOfTime => return None,
    })
}

/// When a provider's day begins anew: Gemini's at midnight on the Pacific coast (its documentation of rate
/// limits), others are taken to count in UTC.
fn next_day(provider: Provider, now: Millis) -> Millis {
    now.next_midnight_in(if provider == Provider::Gemini { "America/Los_Angeles" } else { "UTC" })
}
