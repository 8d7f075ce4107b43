//! What a step must know of the world, loaded into the engine's `Context`.

use super::{Peer, Rejection};
use crate::{
    app::{
        App,
        talks::{Talk, World},
    },
    engine::{
        calendar::holidays,
        context::{Context, Entry, Holiday},
    },
    store::StoreError,
    tree::{json::Collection, value::Value},
};
use indexmap::IndexMap;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How long what others changed (members, brands of another conversation) may go unseen.
const FRESH_FOR_MS: i64 = 60_000;

/// Loads the world as this person may see it: the workspace's members and brands, and their own brands.
pub async fn load(app: &App, peer: &Peer) -> Result<World, StoreError> {
    let now = app.clock.now();
    let rows = app.store.workspace(&peer.workspace);
    let brands = rows.brands_of(&peer.visitor).await?;
    let members = rows.members().await?;
    let mut collections = BTreeMap::new();
    let mut offer = |collection, entries: Vec<Entry>| {
        if !entries.is_empty() {
            collections.insert(collection, entries);
        }
    };
    offer(
        Collection::Brands,
        brands.iter().map(|b| Entry { id: b.id.to_string(), label: b.name.clone() }).collect(),
    );
    offer(
        Collection::Members,
        members.iter().map(|m| Entry { id: m.id.to_string(), label: m.name.clone() }).collect(),
    );
    let kits = brands.iter().filter_map(|brand| Some((brand.id.to_string(), kit(&brand.kit)?))).collect();
    let today = now.day_in(peer.zone.as_deref().unwrap_or("UTC"));
    let context = Context { today, model: app.model(), collections, kits, holidays: named_days(today) };
    Ok(World { context: app.talks.share(context), brands, recorded: false, loaded_at: now })
}

/// The named days that a campaign may speak of: this year's and those of the next two.
pub fn named_days(today: Date) -> Vec<Holiday> {
    (0..=2).flat_map(|ahead| holidays(today.year() + ahead)).collect()
}

/// The context as an event keeps it: without the named days, which follow from the day.
pub fn recorded(context: &Context) -> String {
    let Context { today, model, collections, kits, holidays: _ } = context;
    let kept = Context {
        today: *today,
        model: model.clone(),
        collections: collections.clone(),
        kits: kits.clone(),
        holidays: Vec::new(),
    };
    serde_json::to_string(&kept).expect("a context is JSON: its keys are strings")
}

/// The context of an event as it was.
pub fn replayed(json: &str) -> serde_json::Result<Context> {
    let context: Context = serde_json::from_str(json)?;
    Ok(Context { holidays: named_days(context.today), ..context })
}

/// The fields of a kit as it was remembered.
fn kit(json: &str) -> Option<IndexMap<String, Value>> {
    match serde_json::from_str(json) {
        Ok(Value::Object(fields)) => Some(fields),
        _ => None,
    }
}

/// Loads the world again if the day has changed or it may be out of date.
pub async fn refresh(app: &App, peer: &Peer, talk: &mut Talk) -> Result<(), Rejection> {
    let now = app.clock.now();
    let today = now.day_in(peer.zone.as_deref().unwrap_or("UTC"));
    let fresh = now.0 - talk.world.loaded_at.0 < FRESH_FOR_MS;
    if fresh && today == talk.world.context.today {
        return Ok(());
    }
    let mut world = load(app, peer).await.map_err(|error| Rejection::store(&error, &talk.state.locale))?;
    world.recorded = talk.world.recorded && world.context == talk.world.context;
    talk.world = world;
    Ok(())
}
