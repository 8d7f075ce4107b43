//! What a new conversation of a site would begin with, as JSON: computed once a minute per tree and language.

use super::{
    Door,
    wire::{self, Opening},
};
use crate::{
    id::WorkspaceId,
    time::Millis,
    tree::json::Locale,
    turn::{self, Rejection},
};
use jiff::civil::Date;
use quick_cache::sync::Cache;
use std::sync::Arc;

/// Openings that are kept: a few trees, each in a few languages, today and tomorrow.
const KEPT: usize = 64;
/// How long what others changed (brands, members) may go unseen.
const FRESH_FOR_MS: i64 = 60_000;
/// What stands for the id of a conversation that does not exist yet.
const NEW: &str = "new";

type Key = (WorkspaceId, String, Locale, Date);

/// The openings that were computed, by workspace, the tree's hash, language and day.
#[derive(Debug)]
pub struct Openings(Cache<Key, (Millis, Arc<str>)>);

impl Default for Openings {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

/// The opening of the site with this public key, in the first of the languages that its tree has. `None` if
/// there is no such site, or if it has no tree to start with.
pub async fn opening(door: &Door, site: &str, locales: &[Locale]) -> Result<Option<Arc<str>>, Rejection> {
    let app = &door.app;
    let wanted = locales.first().map_or("", String::as_str);
    let failed = |error| Rejection::store(&error, wanted);
    let Some((workspace, site)) = app.store.installation().site_by_key(site).await.map_err(failed)? else {
        return Ok(None);
    };
    let site = app.store.workspace(&workspace).site(&site).await.map_err(failed)?;
    let Some(site) = site else { return Ok(None) };
    let Some(tree) = site.tree else { return Ok(None) };
    // The colour is the site's; the rest is the same for every site with this tree.
    let painted = |opening: Arc<str>| match (&site.accent, opening.strip_prefix('{')) {
        (Some(accent), Some(rest)) => format!(r#"{{"accent":"{}",{rest}"#, accent.as_str()).into(),
        _ => opening,
    };
    let (tree, locale) = turn::tree_and_locale(app, &workspace, &tree, locales).await?;
    let now = app.clock.now();
    let key = (workspace.clone(), tree.hash().to_owned(), locale.clone(), now.day_in("UTC"));
    if let Some((at, known)) = door.openings.0.get(&key)
        && now.0 - at.0 < FRESH_FOR_MS
    {
        return Ok(Some(painted(known)));
    }
    let telegram = app.store.workspace(&workspace).bot_to_lead_to().await.map_err(failed)?;
    let beginning = turn::beginning(app, workspace, tree, locale).await?;
    let rows: Vec<String> = beginning.rows.iter().map(|row| wire::row_of(NEW, row)).collect();
    let opening: Arc<str> = Opening::new(&beginning, &rows, telegram.as_deref()).json().into();
    door.openings.0.insert(key, (now, opening.clone()));
    Ok(Some(painted(opening)))
}
