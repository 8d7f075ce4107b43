//! Where answers are kept: in the database, or in a Redis.

use super::{entry::Entry, key::Key, rule::Bypass};
use crate::{
    id::WorkspaceId,
    outside::redis::{Redis, RedisError},
    store::{Store, StoreError},
    time::Millis,
};
use std::time::Duration;
use tokio::time::timeout;

/// What a cache may take of a call's time when Redis hangs.
pub const REDIS_WITHIN: Duration = Duration::from_millis(50);
/// The same of the database, whose answer takes a tenth of a millisecond when it is well.
const DATABASE_WITHIN: Duration = Duration::from_secs(2);
/// Bytes of an entry at most. Answers are some KiB; what is larger went wrong.
const ENTRY_MAX: usize = 2 << 20;
/// The same in Redis, where all of it is memory.
const REDIS_ENTRY_MAX: usize = 512 << 10;

pub(super) enum Shelf {
    Database(Store),
    Redis(Redis),
}

/// Why the shelf could not be reached.
#[derive(Debug, thiserror::Error)]
pub(super) enum ShelfError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Redis(#[from] RedisError),
    #[error("the database does not answer in time")]
    Slow,
}

impl Shelf {
    /// The entry of that key, if there is one whose time is not over.
    pub async fn read(
        &self,
        workspace: &WorkspaceId,
        key: &Key,
        now: Millis,
    ) -> Result<Option<Entry>, ShelfError> {
        let body = match self {
            Self::Database(store) => {
                let (rows, hash) = (store.workspace(workspace), key.hex());
                let read = timeout(DATABASE_WITHIN, rows.cached_answer(&hash, now));
                read.await.map_err(|_| ShelfError::Slow)??
            }
            Self::Redis(redis) => redis.get(&name(workspace, key)).await?,
        };
        Ok(body.and_then(|body| Entry::read(&body, key, now)))
    }

    /// Keeps an entry; says so if it is too large.
    pub async fn write(
        &self,
        workspace: &WorkspaceId,
        key: &Key,
        entry: &Entry,
        lasts: Duration,
    ) -> Result<Option<Bypass>, ShelfError> {
        let body = entry.body();
        let most = match self {
            Self::Database(_) => ENTRY_MAX,
            Self::Redis(_) => REDIS_ENTRY_MAX,
        };
        if body.len() > most {
            return Ok(Some(Bypass::TooLarge));
        }
        match self {
            Self::Database(store) => {
                store.workspace(workspace).keep_answer(&key.hex(), &body, entry.expires_at()).await?;
            }
            Self::Redis(redis) => redis.set(&name(workspace, key), &body, lasts).await?,
        }
        Ok(None)
    }
}

/// The name in Redis, which others may use beside us.
fn name(workspace: &WorkspaceId, key: &Key) -> String {
    format!("pauta:{workspace}:answer:{}", key.hex())
}
