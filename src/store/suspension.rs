//! Suspensions of model providers' keys: the installation's, shared by all its nodes.

use super::{Installation, StoreError, database::both, row::small};
use crate::time::Millis;

/// A pool of keys that rests for a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspension {
    /// A quota pool, a provider, or a single key by its label; never a key.
    pub pool: String,
    /// The provider's id of a model; `*` for all.
    pub model: String,
    /// Why, in the gateway's word.
    pub reason: String,
    /// Who says how long: `provider`, or `guess`.
    pub source: String,
    pub since: Millis,
    pub until: Millis,
    /// How often in a row it came to this.
    pub strikes: u32,
    /// The provider's last words, without anything that looks like a key.
    pub last_error: String,
    /// The configuration that it holds for; empty for any.
    pub config: String,
}

type Row = (String, String, String, String, i64, i64, i64, String, String);

impl Installation<'_> {
    /// Keeps a suspension. One that ends later is there already: that one stays.
    pub async fn suspend(&self, suspension: &Suspension) -> Result<(), StoreError> {
        both!(self.store.writing(), db => sqlx::query(
            "INSERT INTO suspension (pool, model, reason, source, since, until, strikes, last_error, config) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (pool, model) DO UPDATE SET \
             reason = excluded.reason, source = excluded.source, since = excluded.since, until = excluded.until, \
             strikes = excluded.strikes, last_error = excluded.last_error, config = excluded.config \
             WHERE excluded.until > suspension.until")
            .bind(&suspension.pool)
            .bind(&suspension.model)
            .bind(&suspension.reason)
            .bind(&suspension.source)
            .bind(suspension.since.0)
            .bind(suspension.until.0)
            .bind(i64::from(suspension.strikes))
            .bind(&suspension.last_error)
            .bind(&suspension.config)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Every suspension, also those that have ended.
    pub async fn suspensions(&self) -> Result<Vec<Suspension>, StoreError> {
        let rows: Vec<Row> = both!(self.store.reading(), db => sqlx::query_as(
            "SELECT pool, model, reason, source, since, until, strikes, last_error, config FROM suspension \
             ORDER BY pool, model")
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(read).collect()
    }

    /// Takes a suspension away if it has ended by `at`: what was asked then succeeded.
    pub async fn forget_suspension(&self, pool: &str, model: &str, at: Millis) -> Result<(), StoreError> {
        both!(self.store.writing(), db => sqlx::query(
            "DELETE FROM suspension WHERE pool = $1 AND model = $2 AND until <= $3")
            .bind(pool)
            .bind(model)
            .bind(at.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Takes suspensions away, ended or not: those of a pool, or of one model of it, or all. Gives how many.
    pub async fn clear_suspensions(
        &self,
        pool: Option<&str>,
        model: Option<&str>,
    ) -> Result<u64, StoreError> {
        let cleared = both!(self.store.writing(), db => sqlx::query(
            "DELETE FROM suspension WHERE ($1 = '' OR pool = $1) AND ($2 = '' OR model = $2)")
            .bind(pool.unwrap_or_default())
            .bind(model.unwrap_or_default())
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(cleared)
    }
}

fn read(
    (pool, model, reason, source, since, until, strikes, last_error, config): Row,
) -> Result<Suspension, StoreError> {
    let strikes = small(strikes)?;
    let (since, until) = (Millis(since), Millis(until));
    Ok(Suspension { pool, model, reason, source, since, until, strikes, last_error, config })
}
