//! Answers that were given before: found by all that was asked, for the workspace that asked it and no other.
//!
//! ```text
//! let lead = match cache.look(&asked, &target).await? {
//!     Found::Kept(kept) => { kept.replay(say); return Ok(kept.reply(event)) }
//!     Found::Missing(lead) => lead,
//! };
//! … the call, each piece also to `lead.hear(&piece)` …
//! lead.keep(&answer, cost, &target_that_answered);     // or lead.fail(&error), or nothing at all
//! ```

mod entry;
mod flight;
mod key;
mod rule;
mod shelf;

pub use entry::{Kept, LASTS};
pub use key::Key;
pub use rule::Bypass;
pub use shelf::REDIS_WITHIN;
pub(super) use {entry::words, key::request_digest};

use crate::{
    config::Config,
    llm::{Asked, CallError, Cost},
    outside::{
        llm::{Answer, Piece, Target},
        redis::{Redis, RedisError},
    },
    store::Store,
    telemetry::Metrics,
    time::Clock,
};
use entry::Entry;
use flight::{Flights, Pilot, Seat};
use metrics::Counter;
use shelf::{Shelf, ShelfError};
use std::sync::Arc;
use tokio::time::timeout_at;
use tokio_util::task::TaskTracker;

/// The cache of models' answers. Cheap to clone; one per process.
#[derive(Clone)]
pub struct Cache(Arc<Parts>);

struct Parts {
    shelf: Shelf,
    flights: Flights,
    clock: Clock,
    tasks: TaskTracker,
    counts: Counts,
}

struct Counts {
    hits: Counter,
    misses: Counter,
    saved: Counter,
    failures: Counter,
    bypassed: [Counter; Bypass::ALL.len()],
}

/// What the cache has for a call.
#[derive(Debug)]
pub enum Found<'a> {
    /// The answer.
    Kept(Kept),
    /// Nothing: the call is to be made, and until its end nobody else makes an equal one.
    Missing(Lead<'a>),
}

/// The call that is made because nothing was found. Dropped before its end, the next one who waits makes it.
#[derive(Debug)]
pub struct Lead<'a> {
    /// None where the cache is passed by.
    led: Option<Led<'a>>,
}

struct Led<'a> {
    cache: Cache,
    asked: &'a Asked,
    pilot: Pilot,
    reasoning: String,
}

impl Cache {
    /// Keeps answers in the configured Redis, else in the database. What is written goes on `tasks`.
    ///
    /// # Errors
    /// Only an address that cannot be read: a Redis that is away is told in the log, and used when it comes.
    pub async fn open(
        config: &Config,
        store: &Store,
        clock: Clock,
        metrics: &Metrics,
        tasks: TaskTracker,
    ) -> Result<Self, RedisError> {
        let Some(url) = &config.store.redis_url else {
            return Ok(Self::in_database(store.clone(), clock, metrics, tasks));
        };
        let redis = Redis::at(url, REDIS_WITHIN)?;
        if let Err(error) = redis.check().await {
            tracing::warn!(%error, "{url} is away: no answer is given again until it is back");
        }
        Ok(Self::in_redis(redis, clock, metrics, tasks))
    }

    /// Keeps answers in the database.
    pub fn in_database(store: Store, clock: Clock, metrics: &Metrics, tasks: TaskTracker) -> Self {
        Self::on(Shelf::Database(store), clock, metrics, tasks)
    }

    /// Keeps answers in a Redis.
    pub fn in_redis(redis: Redis, clock: Clock, metrics: &Metrics, tasks: TaskTracker) -> Self {
        Self::on(Shelf::Redis(redis), clock, metrics, tasks)
    }

    fn on(shelf: Shelf, clock: Clock, metrics: &Metrics, tasks: TaskTracker) -> Self {
        let counts = Counts {
            hits: metrics.cache_hits.clone(),
            misses: metrics.cache_misses.clone(),
            saved: metrics.cache_saved.clone(),
            failures: metrics.cache_failures.clone(),
            bypassed: Bypass::ALL.map(|why| metrics.cache_bypassed(why.as_str())),
        };
        Self(Arc::new(Parts { shelf, flights: Flights::default(), clock, tasks, counts }))
    }

    /// Looks for the answer to what is `asked`, if `target`, the first candidate, were to give it. If an equal
    /// call is under way, waits for that one.
    ///
    /// # Errors
    /// The deadline passed while waiting, or the call that was waited for came to an error that does not
    /// depend on who asks.
    pub async fn look<'a>(&self, asked: &'a Asked, target: &Target) -> Result<Found<'a>, CallError> {
        if let Some(why) = rule::of_call(asked) {
            return Ok(Found::Missing(self.pass_by(why)));
        }
        let key = Key::of(asked, target);
        loop {
            let pilot = match self.0.flights.board(key) {
                Seat::Pilot(pilot) => pilot,
                Seat::Passenger(flight) => match timeout_at(asked.deadline, flight.landed()).await {
                    Ok(Some(Ok(entry))) => return Ok(Found::Kept(self.hit(entry))),
                    Ok(Some(Err(error))) => return Err(error),
                    Ok(None) => continue,
                    Err(_) => return Err(CallError::OutOfTime),
                },
            };
            if let Some(entry) = self.read(asked, &key).await.map(Arc::new) {
                pilot.land(Ok(entry.clone()));
                return Ok(Found::Kept(self.hit(entry)));
            }
            self.0.counts.misses.increment(1);
            let led = Led { cache: self.clone(), asked, pilot, reasoning: String::new() };
            return Ok(Found::Missing(Lead { led: Some(led) }));
        }
    }

    /// For a call that has nothing to do with the cache.
    pub fn pass_by<'a>(&self, why: Bypass) -> Lead<'a> {
        self.bypass(why);
        Lead { led: None }
    }

    async fn read(&self, asked: &Asked, key: &Key) -> Option<Entry> {
        let read = self.0.shelf.read(&asked.workspace, key, self.0.clock.now()).await;
        read.unwrap_or_else(|error| {
            self.failed(&error);
            None
        })
    }

    fn hit(&self, entry: Arc<Entry>) -> Kept {
        self.0.counts.hits.increment(1);
        self.0.counts.saved.increment(entry.nanos());
        Kept(entry)
    }

    fn bypass(&self, why: Bypass) {
        let known = Bypass::ALL.iter().zip(&self.0.counts.bypassed).find(|(known, _)| **known == why);
        if let Some((_, counter)) = known {
            counter.increment(1);
        }
    }

    fn failed(&self, error: &ShelfError) {
        self.0.counts.failures.increment(1);
        tracing::debug!(%error, "the cache of answers does without its shelf");
    }
}

impl Lead<'_> {
    /// The key that was looked for, as the records name it; none where the cache was passed by.
    pub fn key(&self) -> Option<Key> {
        self.led.as_ref().map(|led| led.pilot.key())
    }

    /// Takes note of a piece of the answer, as far as the whole answer will not have it.
    pub fn hear(&mut self, piece: &Piece<'_>) {
        let Some(led) = &mut self.led else { return };
        match piece {
            Piece::Reasoning(words) => led.reasoning.push_str(words),
            Piece::Anew => led.reasoning.clear(),
            Piece::Text(_) => {}
        }
    }

    /// The call came to a whole answer, given by `target`. Those who wait get it at once; it is written in the
    /// background, if it is one to be given again.
    pub fn keep(self, answer: &Answer, cost: Cost, target: &Target) {
        let Some(Led { cache, asked, pilot, reasoning }) = self.led else { return };
        let (workspace, key) = (asked.workspace.clone(), Key::of(asked, target));
        let entry = Entry { reasoning, ..Entry::new(&key, answer, cost, cache.0.clock.now()) };
        let entry = Arc::new(entry);
        pilot.land(Ok(entry.clone()));
        if let Some(why) = rule::of_answer(&entry) {
            return cache.bypass(why);
        }
        let schema = asked.request.schema.clone();
        cache.0.tasks.clone().spawn(async move {
            let unfit = match rule::of_shape(&entry, schema.as_ref()) {
                Some(why) => Ok(Some(why)),
                None => cache.0.shelf.write(&workspace, &key, &entry, LASTS).await,
            };
            match unfit {
                Ok(Some(why)) => cache.bypass(why),
                Ok(None) => {}
                Err(error) => cache.failed(&error),
            }
            // Whoever comes before the entry can be read finds it with us.
            drop(pilot);
        });
    }

    /// The call came to an error. One that lies in the request itself is everybody's who waits; after any
    /// other the next of them makes the call.
    pub fn fail(self, error: &CallError) {
        let Some(led) = self.led else { return };
        if matches!(error, CallError::Refused(_) | CallError::TooLong | CallError::BadRequest(_)) {
            led.pilot.land(Err(error.clone()));
        }
    }
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cache")
    }
}

/// Without a word of what was asked or thought.
impl std::fmt::Debug for Led<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.pilot.fmt(f)
    }
}
