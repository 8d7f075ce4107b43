//! What has to be done from time to time, whoever calls.

use super::ledger::limits;
use crate::{
    config::Config,
    store::{Store, StoreError},
    time::Millis,
};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// Takes reservations that nobody settled for spent, and forgets what was said in calls that are old enough.
pub async fn sweep(store: &Store, config: &Config, now: Millis) -> Result<(), StoreError> {
    let (installation, limits) = (store.installation(), limits(&config.budget));
    while let taken = installation.sweep_holds(limits, now).await?
        && taken > 0
    {
        tracing::warn!(calls = taken, "calls were never settled; they count as spent");
    }
    installation.sweep_call_texts(Millis(now.0 - DAY * i64::from(config.records.prompt_days.0))).await?;
    Ok(())
}
