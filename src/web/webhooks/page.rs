//! `/webhooks`.

use super::{
    lines::{Choice, DeliveryLine, HookLine, choices},
    words,
};
use crate::{
    channel::web::Door,
    outside::reach::Reach,
    store::StoreError,
    turn::Rejection,
    web::{
        error::Refusal,
        headers::SendsForms,
        models::keeper::{Keeper, kept_from},
        people::{account::Viewer, sheet::Sheet},
        said::Said,
    },
};
use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

/// Messages in the log.
const LOG: u32 = 50;
/// What can have been done, as the address says it and as the page does.
const DONE: [(&str, &str); 7] = [
    ("tested", "done_tested"),
    ("enabled", "done_enabled"),
    ("removed", "done_removed"),
    ("resent", "done_resent"),
    ("added", "done_added"),
    ("waits", "done_waits"),
    ("nothing", "done_nothing"),
];

#[derive(Debug, Template)]
#[template(path = "webhooks/webhooks.html")]
pub(super) struct Page {
    pub sheet: Sheet,
    pub said: Said,
    /// What was just done.
    pub done: Option<&'static str>,
    /// The secret of the webhook that was just added; no later page has it.
    pub secret: Option<String>,
    pub hooks: Vec<HookLine>,
    pub choices: Vec<Choice>,
    /// What was typed, with what is wrong with it.
    pub typed: String,
    pub error: Option<&'static str>,
    pub log: Vec<DeliveryLine>,
    /// Addresses of this network are taken too.
    pub network: bool,
}

/// What was done before the page was asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Before {
    #[serde(default)]
    done: String,
}

/// `GET /webhooks`.
pub async fn page(
    State(door): State<Door>,
    sheet: Sheet,
    viewer: Viewer,
    before: Result<Query<Before>, QueryRejection>,
) -> Result<Response, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let Some(keeper) = Keeper::of(&door, &viewer).await.map_err(failed)? else {
        return Ok(turned_away(sheet, &viewer));
    };
    let done = before.map(|Query(before)| before.done).unwrap_or_default();
    let mut page = shown(&door, sheet, &keeper).await.map_err(failed)?;
    page.done = DONE.into_iter().find_map(|(word, key)| (word == done).then_some(key));
    Ok(page.sent(StatusCode::OK))
}

/// The page as it is without anything done.
pub(super) async fn shown(door: &Door, sheet: Sheet, keeper: &Keeper) -> Result<Page, StoreError> {
    let said = Said::new(door, sheet.lang, words());
    let rows = door.app.store.workspace(&keeper.workspace);
    let hooks = rows.webhooks().await?;
    let log = rows.deliveries(LOG).await?.into_iter();
    Ok(Page {
        sheet,
        done: None,
        secret: None,
        log: log.map(|line| DeliveryLine::of(line, &hooks, &said)).collect(),
        hooks: hooks.into_iter().map(|hook| HookLine::of(hook, &said)).collect(),
        choices: choices(&said, |_| true),
        typed: String::new(),
        error: None,
        network: door.app.hooks.reach() == Reach::Network,
        said,
    })
}

/// What everybody but owners gets.
pub(super) fn turned_away(sheet: Sheet, viewer: &Viewer) -> Response {
    kept_from(sheet, viewer, words())
}

impl Page {
    pub fn sent(&self, status: StatusCode) -> Response {
        let mut page = self.sheet.send(status, self);
        page.extensions_mut().insert(SendsForms);
        page
    }
}
