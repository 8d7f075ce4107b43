//! The Telegram accounts of a member, at `/account`.

use super::to_telegram::shown;
use crate::{
    channel::{
        telegram::{self, Lead},
        web::Door,
    },
    id::BotId,
    store::{LinkedChat, Membership, StoreError},
    turn::Rejection,
    web::{
        error::Refusal,
        people::{
            account::Account,
            sheet::{Fields, Nothing, Sheet},
            words,
        },
    },
};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

/// What the page says about Telegram; nothing where the workspace has no bot.
#[derive(Debug)]
pub struct Linked {
    /// Without the `@`.
    pub bot: String,
    pub chats: Vec<LinkedChat>,
}

/// The accounts of whoever is here, and the bot.
pub async fn linked(door: &Door, here: &Membership) -> Result<Option<Linked>, StoreError> {
    let rows = door.app.store.workspace(&here.workspace);
    let Some(bot) = rows.bot_to_lead_to().await? else { return Ok(None) };
    Ok(Some(Linked { bot, chats: rows.linked_chats(&here.member.id).await? }))
}

impl Linked {
    pub fn lead(&self, sheet: &Sheet) -> String {
        words().fill(sheet.lang, "telegram_lead", &[("bot", &self.bot)])
    }

    /// Since when an account is theirs, as a day.
    pub fn since(sheet: &Sheet, chat: &LinkedChat) -> Option<String> {
        let day = chat.since?.day_in("UTC");
        let day = if sheet.lang == "en" { day.strftime("%-d %b %Y") } else { day.strftime("%d/%m/%Y") };
        Some(words().fill(sheet.lang, "telegram_since", &[("day", &day.to_string())]))
    }
}

/// `POST /account/telegram`: a link by which the member's Telegram account becomes theirs, once it is confirmed there.
pub async fn link(
    State(door): State<Door>,
    sheet: Sheet,
    account: Account,
    _: Fields<Nothing>,
) -> Result<Response, Refusal> {
    let here = account.current();
    let to = Lead::Member { member: here.member.id.clone(), name: here.member.name.clone() };
    let way = telegram::lead(&door.app, &here.workspace, to).await;
    let way = way.map_err(|error| Rejection::store(&error, sheet.lang))?;
    Ok(shown(&way.ok_or_else(|| Refusal::NotFound(sheet.say("no_bot")))?, sheet.lang))
}

/// Which account.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    bot: String,
    chat: String,
}

/// `POST /account/telegram/unlink`: ends it, and tells the chat.
pub async fn unlink(
    State(door): State<Door>,
    sheet: Sheet,
    account: Account,
    Fields(which): Fields<Which>,
) -> Result<Response, Refusal> {
    let here = account.current();
    let missing = || Refusal::NotFound(sheet.say("no_telegram_account"));
    let (bot, chat) = BotId::parse(&which.bot).zip(which.chat.parse().ok()).ok_or_else(missing)?;
    let whose = (&here.member.id, here.member.name.as_str());
    let unlinked = telegram::unlink(&door.app, &here.workspace, whose, (&bot, chat)).await;
    if unlinked.map_err(|error| Rejection::store(&error, sheet.lang))? {
        return Ok(Json(json!({ "go": "/account" })).into_response());
    }
    Err(missing())
}
