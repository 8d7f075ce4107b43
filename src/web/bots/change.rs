//! What can be changed on the page. The forms are sent by the browser itself, so that they work without a script;
//! only a page of ours can send them.

use super::{Bots, page::shown};
use crate::{
    channel::{
        telegram::{ConnectError, Switchboard},
        web::Door,
    },
    config::Secret,
    id::BotId,
    turn::Rejection,
    web::{error::Refusal, keeper::KeeperOf, models::change::Sent, people::sheet::Sheet},
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use std::collections::BTreeMap;

fn switchboard(door: &Door) -> Switchboard<'_> {
    let app = &door.app;
    Switchboard { store: &app.store, telegram: &app.telegram, seal: &app.seal, now: app.clock.now() }
}

/// `POST /telegram`: connects the bot of a token, or gives one that is connected its new token.
pub async fn connect(
    State(door): State<Door>,
    sheet: Sheet,
    keeper: KeeperOf<Bots>,
    Sent(mut fields): Sent<BTreeMap<String, String>>,
) -> Result<Response, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let token = Secret::new(fields.remove("token").unwrap_or_default());
    let (status, error) = match switchboard(&door).connect(&keeper.workspace, token).await {
        Ok(bot) => {
            door.app.bell.ring();
            tracing::info!(workspace = %keeper.workspace, bot = bot.username, "an owner connected a bot");
            return Ok(back(sheet, "connected"));
        }
        Err(ConnectError::NoToken) => (StatusCode::BAD_REQUEST, "wrong_no_token"),
        Err(ConnectError::NoBot) => (StatusCode::BAD_REQUEST, "wrong_no_bot"),
        Err(ConnectError::Taken) => (StatusCode::BAD_REQUEST, "wrong_taken"),
        Err(ConnectError::Silent(error)) => {
            tracing::warn!(error, "Telegram cannot be asked for a bot");
            (StatusCode::SERVICE_UNAVAILABLE, "wrong_silent")
        }
        Err(ConnectError::Store(error)) => return Err(failed(error)),
    };
    let mut page = shown(&door, sheet, &keeper).await.map_err(failed)?;
    page.error = Some(error);
    Ok(page.sent(status))
}

/// `POST /telegram/{bot}/disconnect`.
pub async fn disconnect(
    State(door): State<Door>,
    sheet: Sheet,
    keeper: KeeperOf<Bots>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let Some(bot) = BotId::parse(&id) else { return Ok(back(sheet, "nothing")) };
    let is_gone = switchboard(&door).disconnect(&keeper.workspace, &bot).await.map_err(failed)?;
    if is_gone {
        door.app.bell.ring();
        tracing::info!(workspace = %keeper.workspace, %bot, "an owner disconnected a bot");
    }
    Ok(back(sheet, if is_gone { "disconnected" } else { "nothing" }))
}

/// `POST /telegram/{bot}/names`: whether whoever has no invitation reads who can invite them.
pub async fn names(
    State(door): State<Door>,
    sheet: Sheet,
    keeper: KeeperOf<Bots>,
    Path(id): Path<String>,
    Sent(fields): Sent<BTreeMap<String, String>>,
) -> Result<Response, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let Some(bot) = BotId::parse(&id) else { return Ok(back(sheet, "nothing")) };
    let shows = fields.get("names").is_some_and(|names| names == "shown");
    let rows = door.app.store.workspace(&keeper.workspace);
    let is_there = rows.name_owners(&bot, shows).await.map_err(failed)?;
    Ok(back(sheet, if is_there { "names" } else { "nothing" }))
}

/// To the page, at the place that changed.
fn back(sheet: Sheet, done: &str) -> Response {
    Redirect::to(&format!("/telegram?lang={}&done={done}#bots", sheet.lang)).into_response()
}
