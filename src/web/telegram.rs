//! `POST /telegram/{bot}`: where Telegram brings the updates of a bot. It is told that one was taken once it is a row.

use crate::{
    channel::{
        telegram::{kept, webhook_secret},
        web::Door,
    },
    id::BotId,
    store::StoreError,
};
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode},
};
use subtle::ConstantTimeEq;

/// The most that an update may hold: a long text with its entities has some 100 KB.
pub const BODY_BYTES_MAX: usize = 1 << 20;
/// What Telegram proves itself with.
const SECRET: &str = "x-telegram-bot-api-secret-token";

/// Keeps an update. A wrong secret, another bot's and a bot that is not here read alike.
pub async fn update(
    State(door): State<Door>,
    Path(bot): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let app = &door.app;
    let Some(id) = BotId::parse(&bot) else { return StatusCode::UNAUTHORIZED };
    let workspace = match app.store.installation().workspace_of_bot(&id).await {
        Ok(Some(workspace)) => workspace,
        Ok(None) => return StatusCode::UNAUTHORIZED,
        Err(error) => return unkept(&error),
    };
    let rows = app.store.workspace(&workspace);
    let bot = match rows.bot(&id).await {
        Ok(bot) => bot,
        Err(error) => return unkept(&error),
    };
    let wanted = bot.as_ref().and_then(|bot| webhook_secret(app, bot));
    let given = headers.get(SECRET).map(HeaderValue::as_bytes).unwrap_or_default();
    let is_telegram = wanted.is_some_and(|wanted| bool::from(wanted.as_bytes().ct_eq(given)));
    if !is_telegram {
        return StatusCode::UNAUTHORIZED;
    }
    let Some(update) = std::str::from_utf8(&body).ok().and_then(kept) else { return StatusCode::BAD_REQUEST };
    match rows.keep_updates(&id, vec![update], app.clock.now()).await {
        Ok(_) => {
            app.bell.ring();
            StatusCode::OK
        }
        Err(error) => unkept(&error),
    }
}

/// Telegram brings it again.
fn unkept(error: &StoreError) -> StatusCode {
    tracing::warn!(%error, "an update cannot be kept");
    StatusCode::SERVICE_UNAVAILABLE
}
