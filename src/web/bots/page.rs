//! `/telegram`.

use super::{Bots, words};
use crate::{
    channel::web::Door,
    store::{Bot, BotState, StoreError},
    turn::Rejection,
    web::{
        error::Refusal,
        keeper::{Before, Keeper, KeeperOf, sent},
        people::{nav::Nav, sheet::Sheet},
        said::{Said, When},
    },
};
use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::Response,
};

/// What can have been done, as the address says it and as the page does.
const DONE: [&str; 4] = ["done_connected", "done_disconnected", "done_names", "done_nothing"];

#[derive(Debug, Template)]
#[template(path = "bots/bots.html")]
pub(super) struct Page {
    pub sheet: Sheet,
    pub nav: Nav,
    pub said: Said,
    /// What was just done.
    pub done: Option<&'static str>,
    pub bots: Vec<BotLine>,
    /// What is wrong with the token that was sent. The token itself is never part of a page.
    pub error: Option<&'static str>,
    /// Telegram brings the updates itself.
    pub is_brought: bool,
}

/// A bot in its list, in words.
#[derive(Debug)]
pub(super) struct BotLine {
    pub id: String,
    pub name: String,
    pub username: String,
    pub is_spoken_for: bool,
    /// Whoever has no invitation reads who can invite them.
    pub names_owners: bool,
    pub waiting: Option<(String, Option<When>)>,
    pub trouble: Option<Wrong>,
    pub refused: Option<Wrong>,
}

/// Something that went wrong.
#[derive(Debug)]
pub(super) struct Wrong {
    pub when: When,
    pub told: String,
    /// The words are Telegram's, in English.
    pub is_quoted: bool,
}

impl Wrong {
    fn of((at, told): (crate::time::Millis, String), said: &Said) -> Self {
        let sentence = said.word("trouble", &told);
        Self { when: said.when(at), is_quoted: sentence == told, told: sentence }
    }
}

impl BotLine {
    fn of(bot: Bot, (state, names_owners): (BotState, bool), said: &Said) -> Self {
        let count = |waiting: u32| said.with("waiting_some", "count", &waiting.to_string());
        Self {
            id: bot.id.to_string(),
            name: bot.name,
            username: bot.username,
            is_spoken_for: state.is_spoken_for,
            names_owners,
            waiting: (state.waiting > 0).then(|| (count(state.waiting), state.since.map(|at| said.when(at)))),
            trouble: state.trouble.map(|trouble| Wrong::of(trouble, said)),
            refused: state.refused.map(|refused| Wrong::of(refused, said)),
        }
    }
}

/// `GET /telegram`.
pub async fn page(
    State(door): State<Door>,
    sheet: Sheet,
    keeper: KeeperOf<Bots>,
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
    let (rows, now) = (door.app.store.workspace(&keeper.workspace), door.app.clock.now());
    let mut bots = Vec::new();
    for bot in rows.bots().await? {
        let state = rows.bot_state(&bot.id, now).await?;
        let names_owners = rows.bot_names_owners(&bot.id).await?;
        bots.push(BotLine::of(bot, (state, names_owners), &said));
    }
    let is_brought = door.app.config.telegram.webhook;
    let nav = Nav::of_owner("/telegram", 0);
    Ok(Page { sheet, nav, said, done: None, bots, error: None, is_brought })
}

impl Page {
    pub fn sent(&self, status: StatusCode) -> Response {
        sent(self.sheet, status, self)
    }
}
