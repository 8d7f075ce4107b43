//! What an owner should know without looking for it: a number on the link to the page, and no more than that.

use super::money::is_near;
use crate::{
    channel::web::Door,
    llm::{limits, month},
    store::StoreError,
    web::{keeper::Keeper, people::account::Viewer},
};

/// How many things an owner is to be told of: budgets of which four fifths are used; for whoever runs the
/// installation also keys that were refused and pools without credit, each once however often it failed.
pub async fn count(door: &Door, viewer: &Viewer) -> Result<usize, StoreError> {
    let Some(keeper) = Keeper::of(door, viewer).await? else { return Ok(0) };
    let (store, config) = (&door.app.store, &door.app.config.budget);
    let (period, limits) = (month(door.app.clock.now(), &config.time_zone), limits(config));
    let rows = store.workspace(&keeper.workspace);
    let limit = rows.budget().await?.unwrap_or(limits.workspace);
    let mut count = usize::from(is_near(rows.spent(&period).await?, limit));
    if keeper.runs {
        count += usize::from(is_near(store.installation().spent(&period).await?, limits.installation));
        count += door.app.llm.refused().len();
    }
    Ok(count)
}
