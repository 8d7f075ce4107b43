//! `/telegram`.

use super::words;
use crate::{
    channel::web::Door,
    store::{Bot, BotState, StoreError},
    turn::Rejection,
    web::{
        error::Refusal,
        headers::SendsForms,
        models::keeper::{Keeper, kept_from},
        people::{account::Viewer, sheet::Sheet},
        said::{Said, When},
    },
};
use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

/// What can have been done, as the address says it and as the page does.
const DONE: [(&str, &str); 3] =
    [("connected", "done_connected"), ("disconnected", "done_disconnected"), ("nothing", "done_nothing")];

#[derive(Debug, Template)]
#[template(path = "bots/bots.html")]
pub(super) struct Page {
    pub sheet: Sheet,
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
    fn of(bot: Bot, state: BotState, said: &Said) -> Self {
        let count = |waiting: u32| said.with("waiting_some", "count", &waiting.to_string());
        Self {
            id: bot.id.to_string(),
            name: bot.name,
            username: bot.username,
            is_spoken_for: state.is_spoken_for,
            waiting: (state.waiting > 0).then(|| (count(state.waiting), state.since.map(|at| said.when(at)))),
            trouble: state.trouble.map(|trouble| Wrong::of(trouble, said)),
            refused: state.refused.map(|refused| Wrong::of(refused, said)),
        }
    }
}

/// What was done before the page was asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Before {
    #[serde(default)]
    done: String,
}

/// `GET /telegram`.
pub async fn page(
    State(door): State<Door>,
    sheet: Sheet,
    viewer: Viewer,
    before: Result<Query<Before>, QueryRejection>,
) -> Result<Response, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let Some(keeper) = Keeper::of(&door, &viewer).await.map_err(failed)? else {
        return Ok(kept_from(sheet, &viewer, words()));
    };
    let done = before.map(|Query(before)| before.done).unwrap_or_default();
    let mut page = shown(&door, sheet, &keeper).await.map_err(failed)?;
    page.done = DONE.into_iter().find_map(|(word, key)| (word == done).then_some(key));
    Ok(page.sent(StatusCode::OK))
}

/// The page as it is without anything done.
pub(super) async fn shown(door: &Door, sheet: Sheet, keeper: &Keeper) -> Result<Page, StoreError> {
    let said = Said::new(door, sheet.lang, words());
    let (rows, now) = (door.app.store.workspace(&keeper.workspace), door.app.clock.now());
    let mut bots = Vec::new();
    for bot in rows.bots().await? {
        let state = rows.bot_state(&bot.id, now).await?;
        bots.push(BotLine::of(bot, state, &said));
    }
    let is_brought = door.app.config.telegram.webhook;
    Ok(Page { sheet, said, done: None, bots, error: None, is_brought })
}

impl Page {
    pub fn sent(&self, status: StatusCode) -> Response {
        let mut page = self.sheet.send(status, self);
        page.extensions_mut().insert(SendsForms);
        page
    }
}
