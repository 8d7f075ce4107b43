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
    sync::{Arc, Mutex, MutexGuard, PoisonError},
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
        let suspensions = Self(Arc::new(Inner { rows, read, configs, store: store.clone(), clock, tasks }));
        suspensions.refresh().await?;
        Ok(suspensions)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Place, Held>> {
        self.0.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes over the database's rows. What was not written there yet stays.
    async fn refresh(&self) -> Result<(), StoreError> {
        let found = self.0.store.installation().suspensions().await?;
        let (holding, over): (Vec<_>, Vec<_>) = found.into_iter().partition(|row| self.holds(row));
        for row in over {
            self.0.store.installation().clear_suspensions(Some(&row.pool), Some(&row.model)).await?;
        }
        let mut rows = self.lock();
        rows.retain(|_, held| !held.saved);
        for row in holding {
            let place = (row.pool.clone(), row.model.clone());
            if rows.get(&place).is_none_or(|held| held.row.until < row.until) {
                rows.insert(place, Held { row, saved: true });
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
        let ends = places(key, model).into_iter().filter_map(|place| Some(rows.get(&place)?.row.until));
        ends.max().filter(|end| *end > now).map(|end| end.since(now))
    }

    /// What rests now.
    pub fn list(&self) -> Vec<Suspension> {
        let now = self.0.clock.now();
        let mut list: Vec<_> =
            self.lock().values().map(|held| held.row.clone()).filter(|row| row.until > now).collect();
        list.sort_by(|a, b| (&a.pool, &a.model).cmp(&(&b.pool, &b.model)));
        list
    }

    /// Puts to rest what a failure says should; gives until when.
    pub fn failed(&self, key: &Key, model: &str, failure: &Failure) -> Option<Millis> {
        let now = self.0.clock.now();
        let mut rows = self.lock();
        let rest = rest(key, model, failure, now, &rows)?;
        if let Some(held) = rows.get(&rest.place).filter(|held| held.row.until >= rest.until) {
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
        let until =
            if rest.until == NEVER { "the configuration changes".into() } else { rest.until.rfc3339() };
        tracing::warn!(
            pool = row.pool,
            model = row.model,
            reason = row.reason,
            until,
            "a key of a model rests"
        );
        let ends = row.until;
        rows.insert(rest.place, Held { row: row.clone(), saved: false });
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
                Ok(()) => {
                    let place = (row.pool.clone(), row.model.clone());
                    if let Some(held) = this.lock().get_mut(&place).filter(|held| held.row == row) {
                        held.saved = true;
                    }
                }
                Err(error) => tracing::warn!(%error, pool = row.pool, "a rest is known to this node only"),
            }
        });
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

/// Everywhere that a rest for this key and model may stand.
fn places(key: &Key, model: &str) -> [Place; 4] {
    let place = |pool: &str, model: &str| (pool.to_owned(), model.to_owned());
    [place(&key.pool, model), place(&key.pool, ALL), place(&key.label, ALL), place(word(key.provider), model)]
}

fn rest(key: &Key, model: &str, failure: &Failure, now: Millis, rows: &HashMap<Place, Held>) -> Option<Rest> {
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
            let repeats = last.filter(|row| row.reason == "per_minute" && now.since(row.since) < LADDER);
            let strikes = repeats.map_or(0, |row| row.strikes.saturating_add(1));
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
