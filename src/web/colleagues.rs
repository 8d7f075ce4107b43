//! Whom a member can ask, and asking them.

use super::{
    caller::FromSite,
    conversations::{JsonText, answer, as_json, own, speaking},
    error::Refusal,
    pieces::body,
    visitor::Visitor,
};
use crate::{
    channel::web::Door,
    id::MemberId,
    turn::{self, Code},
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

/// Who is asked the question that is pending.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    client_msg_id: Uuid,
    ask: u64,
    member: String,
}

/// `GET …/colleagues`: members who can be asked in Telegram. Nobody, for somebody who is no member.
pub async fn list(
    State(door): State<Door>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Refusal> {
    let peer = visitor.peer(&id)?;
    own(&door, &peer).await?;
    let colleagues = turn::colleagues(&door.app, &peer).await?;
    let colleagues: Vec<_> = colleagues
        .iter()
        .map(|one| json!({ "id": one.id.as_str(), "name": one.name, "role": one.role.as_str() }))
        .collect();
    Ok(axum::Json(json!({ "colleagues": colleagues })).into_response())
}

/// `POST …/colleagues`: the pending question goes to one of them.
pub async fn ask(
    State(door): State<Door>,
    Path(id): Path<String>,
    FromSite(caller): FromSite,
    visitor: Visitor,
    JsonText(text): JsonText,
) -> Result<Response, Refusal> {
    let peer = speaking(&door, visitor, &id, &caller)?;
    let asked: Asked = body::read(&text, &peer.locale)?;
    let member =
        MemberId::parse(&asked.member).ok_or_else(|| Refusal::code(Code::Forbidden, &peer.locale))?;
    let (app, who, id) = (door.app.clone(), peer.clone(), asked.client_msg_id.to_string());
    let once = id.clone();
    let task =
        door.app.tasks.spawn(async move { turn::pass_on(&app, &who, &once, (asked.ask, &member)).await });
    let reply = task.await.map_err(|_| Refusal::code(Code::Unavailable, &peer.locale))?;
    let reply = reply.map_err(Refusal::of_turn)?;
    Ok(as_json(answer(&peer, &id, &reply)))
}
