//! So many over time: what callers may ask of us, and what we may ask of others.

use quick_cache::sync::Cache;
use std::{
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::time::Instant;

/// Keys whose rate is remembered. One that is forgotten begins with a full bucket.
const REMEMBERED: usize = 100_000;

/// So many over time per key: buckets that fill at a rate.
#[derive(Debug)]
pub struct Rates<K> {
    buckets: Cache<K, Arc<Bucket>>,
    per_second: f64,
    burst: f64,
}

impl<K: Hash + Eq> Rates<K> {
    pub fn new(per_second: f64, burst: f64) -> Self {
        Self { buckets: Cache::new(REMEMBERED), per_second, burst }
    }

    /// The key's bucket, to be held by whoever takes from it often.
    pub fn bucket(&self, key: K) -> Arc<Bucket> {
        if let Some(bucket) = self.buckets.get(&key) {
            return bucket;
        }
        let bucket = Arc::new(Bucket {
            per_second: self.per_second,
            burst: self.burst,
            level: Mutex::new((self.burst, Instant::now())),
        });
        self.buckets.insert(key, bucket.clone());
        bucket
    }
}

/// What is left to one caller.
#[derive(Debug)]
pub struct Bucket {
    per_second: f64,
    burst: f64,
    level: Mutex<(f64, Instant)>,
}

impl Bucket {
    /// What is in it now.
    fn filled(&self) -> MutexGuard<'_, (f64, Instant)> {
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let filled = level.0 + now.duration_since(level.1).as_secs_f64() * self.per_second;
        *level = (filled.min(self.burst), now);
        level
    }

    /// Takes one if so many are left after it. `false` if not: then nothing is taken.
    pub fn take_beyond(&self, left: f64) -> bool {
        let mut level = self.filled();
        let has = level.0 >= 1.0 + left;
        if has {
            level.0 -= 1.0;
        }
        has
    }

    /// Gives back one that was not used.
    pub fn give_back(&self) {
        let mut level = self.filled();
        level.0 = (level.0 + 1.0).min(self.burst);
    }

    /// Takes one, or says in how many milliseconds there will be one.
    pub fn take(&self) -> Result<(), u64> {
        let mut level = self.filled();
        if level.0 >= 1.0 {
            level.0 -= 1.0;
            return Ok(());
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 1 ms and an hour"
        )]
        let wait_ms = ((1.0 - level.0) / self.per_second * 1000.0).ceil().clamp(1.0, 3_600_000.0) as u64;
        Err(wait_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn a_bucket_empties_and_fills() {
        let rates = Rates::new(2.0, 3.0);
        let bucket = rates.bucket("a");
        assert_eq!([bucket.take(), bucket.take(), bucket.take()], [Ok(()); 3]);
        assert_eq!(rates.bucket("a").take(), Err(500), "the same bucket");
        assert_eq!(rates.bucket("b").take(), Ok(()), "another one's");
        tokio::time::advance(Duration::from_millis(500)).await;
        assert_eq!((bucket.take(), bucket.take()), (Ok(()), Err(500)));
    }

    #[tokio::test(start_paused = true)]
    async fn what_may_be_left_out_leaves_room_for_what_may_not() {
        let bucket = Rates::new(2.0, 3.0).bucket("a");
        assert_eq!(
            [bucket.take_beyond(1.0), bucket.take_beyond(1.0), bucket.take_beyond(1.0)],
            [true, true, false]
        );
        assert_eq!((bucket.take(), bucket.take()), (Ok(()), Err(500)));
        bucket.give_back();
        assert_eq!(bucket.take(), Ok(()));
    }
}
