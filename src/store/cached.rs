//! Answers of models that may be given again to the workspace that they were made for, and to no other.

use super::{Installation, StoreError, Workspace, database::both};
use crate::time::Millis;

/// Rows that one statement of a sweep deletes: it holds the writer for some milliseconds.
const SWEPT_AT_ONCE: i64 = 500;
/// Statements of one sweep. What is left is found by the next.
const SWEEPS: u32 = 20;

impl Workspace<'_> {
    /// The answer kept under `hash`, unless its time is over.
    pub async fn cached_answer(&self, hash: &str, now: Millis) -> Result<Option<String>, StoreError> {
        Ok(both!(self.reading(), db => sqlx::query_scalar(
            "SELECT body FROM cached_answer WHERE workspace = $1 AND hash = $2 AND expires_at > $3")
            .bind(self.id.as_str())
            .bind(hash)
            .bind(now.0)
            .fetch_optional(db)
            .await)?)
    }

    /// Keeps an answer under `hash`, in the place of the one that is there.
    pub async fn keep_answer(&self, hash: &str, body: &str, expires_at: Millis) -> Result<(), StoreError> {
        both!(self.writing(), db => sqlx::query(
            "INSERT INTO cached_answer (workspace, hash, body, expires_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (workspace, hash) DO UPDATE SET body = excluded.body, expires_at = excluded.expires_at")
            .bind(self.id.as_str())
            .bind(hash)
            .bind(body)
            .bind(expires_at.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }
}

impl Installation<'_> {
    /// Forgets answers whose time is over, the oldest first, and says how many. One call deletes 10 000 at most,
    /// so that turns are never kept waiting for it.
    pub async fn sweep_cached_answers(&self, now: Millis) -> Result<u64, StoreError> {
        let mut swept = 0;
        for _ in 0..SWEEPS {
            let some = both!(self.store.writing(), db => sqlx::query(
                "DELETE FROM cached_answer WHERE (workspace, hash) IN (SELECT workspace, hash FROM cached_answer \
                 WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)")
                .bind(now.0)
                .bind(SWEPT_AT_ONCE)
                .execute(db)
                .await
                .map(|done| done.rows_affected()))?;
            swept += some;
            if some == 0 {
                break;
            }
        }
        Ok(swept)
    }
}
