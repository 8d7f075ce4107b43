//! `POST …/telegram`: a link by which whoever is in a conversation goes on with it in Telegram.

use super::qr;
use crate::{
    channel::{
        telegram::{Lead, Way, lead},
        web::Door,
    },
    turn::Rejection,
    web::{
        caller::FromSite,
        conversations::{own, speaking},
        error::Refusal,
        people::{
            sheet::{Fields, Nothing},
            words,
        },
        visitor::Visitor,
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

/// The link and its picture. It opens once, within ten minutes, after the one who opens it has confirmed it.
pub async fn link(
    State(door): State<Door>,
    Path(id): Path<String>,
    FromSite(caller): FromSite,
    visitor: Visitor,
    _: Fields<Nothing>,
) -> Result<Response, Refusal> {
    let (member, subject, lang) = (visitor.member.clone(), visitor.subject.clone(), visitor.locale.clone());
    let failed = |error| Refusal::from(Rejection::store(&error, &lang));
    let peer = speaking(&door, visitor, &id, &caller)?;
    own(&door, &peer).await?;
    let rows = door.app.store.workspace(&peer.workspace);
    let known = match &member {
        Some(member) => rows.member(member).await.map_err(failed)?,
        None => None,
    };
    let name = known.map(|member| member.name).or(subject).unwrap_or_default();
    let to = Lead::Conversation { conversation: peer.conversation, visitor: peer.visitor, member, name };
    let way = lead(&door.app, &peer.workspace, to).await.map_err(failed)?;
    let way = way.ok_or_else(|| Refusal::NotFound(words().say(&lang, "no_bot")))?;
    Ok(shown(&way, &lang))
}

/// A link as it is answered, to be shown this once.
pub fn shown(way: &Way, lang: &str) -> Response {
    let label = words().fill(lang, "qr_label", &[("bot", &way.bot)]);
    let body = json!({
        "url": way.url, "qr": qr::svg(&way.url, &label), "bot": way.bot,
        "expires_at": way.expires_at.rfc3339(),
    });
    (StatusCode::CREATED, Json(body)).into_response()
}
