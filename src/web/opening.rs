//! What a new conversation of a site would begin with: public, and nothing is kept by asking.

use super::{caller::languages, conversations::as_json, error::Refusal, people::lock::Unlocked};
use crate::{
    channel::web::{Door, opening::opening as opening_of},
    turn::rejection::phrases,
};
use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use serde::Deserialize;

/// The language that is wanted before those of the browser.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    locale: Option<String>,
}

/// `GET /api/v1/sites/{key}/opening?locale=`.
pub async fn of_site(
    State(door): State<Door>,
    _: Unlocked,
    Path(site): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let locales: Vec<String> = wanted.locale.into_iter().chain(languages(&headers)).collect();
    let opening = opening_of(&door, &site, &locales).await?;
    let locale = locales.first().map_or("", String::as_str);
    let opening = opening.ok_or_else(|| Refusal::NotFound(phrases().say(locale, "not_found")))?;
    Ok(as_json(opening.to_string()))
}

/// The same for a page that has it inside, so that the first question is there before any script asks. `None` if
/// it cannot be had now: the script asks by itself.
pub async fn opening(door: &Door, site: &str, locales: &[String]) -> Option<String> {
    match opening_of(door, site, locales).await {
        Ok(opening) => opening.map(|opening| opening.to_string()),
        Err(rejection) => {
            tracing::warn!(code = rejection.code.as_str(), "a page goes without its opening");
            None
        }
    }
}
