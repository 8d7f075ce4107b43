//! `/webhooks`.

use super::{
    Webhooks,
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
        keeper::{Before, Keeper, KeeperOf, sent},
        people::{nav::Nav, sheet::Sheet},
        said::Said,
    },
};
use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::Response,
};

/// Messages in the log.
const LOG: u32 = 50;
/// What can have been done, as the address says it and as the page does.
const DONE: [&str; 7] = [
    "done_tested",
    "done_enabled",
    "done_removed",
    "done_resent",
    "done_added",
    "done_waits",
    "done_nothing",
];

#[derive(Debug, Template)]
#[template(path = "webhooks/webhooks.html")]
pub(super) struct Page {
    pub sheet: Sheet,
    pub nav: Nav,
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

/// `GET /webhooks`.
pub async fn page(
    State(door): State<Door>,
    sheet: Sheet,
    keeper: KeeperOf<Webhooks>,
    before: Result<Query<Before>, QueryRejection>,
) -> Result<Response, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let mut page = shown(&door, sheet, &keeper).await.map_err(failed)?;
    page.done = Before::told(before, &DONE);
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
        nav: Nav::of_owner("/webhooks", 0),
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

impl Page {
    pub fn sent(&self, status: StatusCode) -> Response {
        sent(self.sheet, status, self)
    }
}
