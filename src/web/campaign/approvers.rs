//! Who of the team is asked to decide in Telegram: the pieces of a conversation go to their private chats too.

use super::{
    super::{
        caller::FromSite,
        conversations::{failed, own, speaking},
        error::Refusal,
        people::sheet::Fields,
        visitor::Visitor,
    },
    words,
};
use crate::{
    channel::{telegram, web::Door},
    id::{ConversationId, MemberId, WorkspaceId},
    store::{BotChat, Member, Role, StoreError, Watch, WatchKind},
    turn::{Code, Peer, Rejection},
};
use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Asking the same person twice is asking once, whatever it is called.
    #[serde(rename = "client_msg_id")]
    _client_msg_id: Option<Uuid>,
    member: String,
}

/// `GET …/approvers`: who could be asked, and who was. Nobody outside of the team is told who is in it.
pub async fn list(
    State(door): State<Door>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Refusal> {
    let asks = visitor.member.clone();
    let peer = visitor.peer(&id)?;
    own(&door, &peer).await?;
    if asks.is_none() {
        return Ok(Json(json!({ "can": [], "are": [] })).into_response());
    }
    told(&door, &peer).await
}

/// `POST …/approvers`: somebody of the team asks a member to decide.
pub async fn ask(
    State(door): State<Door>,
    Path(id): Path<String>,
    FromSite(caller): FromSite,
    visitor: Visitor,
    Fields(asked): Fields<Asked>,
) -> Result<Response, Refusal> {
    let by = visitor.member.clone();
    let peer = speaking(&door, visitor, &id, &caller)?;
    let found = own(&door, &peer).await?;
    let unstored = |error: StoreError| failed(&error, &peer.locale);
    let rows = door.app.store.workspace(&peer.workspace);
    let by = of_the_team(&door, &peer, by).await?;
    let nobody = || Rejection::told(Code::BadFrame, words().say(&peer.locale, "no_approver").to_owned());
    let member = MemberId::parse(&asked.member).ok_or_else(nobody)?;
    let members = able(&door, &peer.workspace).await.map_err(unstored)?;
    let (_, chats) = members.into_iter().find(|(one, _)| one.id == member).ok_or_else(nobody)?;
    let now = door.app.clock.now();
    for (bot, chat) in chats {
        let conversation = peer.conversation.clone();
        let (kind, member) = (WatchKind::Approver, by.id.clone());
        let watch = Watch { conversation, kind, member, seen: 0, wake_at: None };
        rows.create_watch((&bot, chat.chat), &watch, now).await.map_err(unstored)?;
    }
    door.app.bus.wake(&peer.conversation, found.line.seq);
    told(&door, &peer).await
}

/// `POST …/approvers/{member}/withdraw`: somebody of the team takes back that a member was asked. What was decided stays.
pub async fn withdraw(
    State(door): State<Door>,
    Path((id, member)): Path<(String, String)>,
    FromSite(caller): FromSite,
    visitor: Visitor,
) -> Result<Response, Refusal> {
    let by = visitor.member.clone();
    let peer = speaking(&door, visitor, &id, &caller)?;
    own(&door, &peer).await?;
    of_the_team(&door, &peer, by).await?;
    if let Some(member) = MemberId::parse(&member) {
        let ended = telegram::withdraw(&door.app, &peer.workspace, &peer.conversation, &member).await;
        ended.map_err(|error| failed(&error, &peer.locale))?;
    }
    told(&door, &peer).await
}

/// Whoever says who decides. A client answers what they are asked; whom to ask is the team's.
async fn of_the_team(door: &Door, peer: &Peer, by: Option<MemberId>) -> Result<Member, Refusal> {
    let by = match &by {
        Some(by) => door.app.store.workspace(&peer.workspace).member(by).await,
        None => Ok(None),
    };
    let by = by.map_err(|error| failed(&error, &peer.locale))?.filter(|by| by.role != Role::Client);
    by.ok_or_else(|| Refusal::code(Code::Forbidden, &peer.locale))
}

type Chats = Vec<(crate::id::BotId, BotChat)>;

/// Members who decide, and can be reached in Telegram.
async fn able(door: &Door, workspace: &WorkspaceId) -> Result<Vec<(Member, Chats)>, StoreError> {
    let rows = door.app.store.workspace(workspace);
    let mut able = Vec::new();
    for member in rows.members().await? {
        if member.role.decides() {
            let chats = rows.chats_of_member(&member.id).await?;
            if !chats.is_empty() {
                able.push((member, chats));
            }
        }
    }
    Ok(able)
}

async fn are(
    door: &Door,
    (workspace, id): (&WorkspaceId, &ConversationId),
) -> Result<Vec<MemberId>, StoreError> {
    let watchers = door.app.store.workspace(workspace).watchers(id).await?;
    let asked = watchers.into_iter().filter(|watcher| watcher.kind == WatchKind::Approver);
    let mut members: Vec<MemberId> = asked.filter_map(|watcher| watcher.member).collect();
    members.dedup();
    Ok(members)
}

async fn told(door: &Door, peer: &Peer) -> Result<Response, Refusal> {
    let unstored = |error: StoreError| failed(&error, &peer.locale);
    let can = able(door, &peer.workspace).await.map_err(unstored)?;
    let can: Vec<_> = can
        .into_iter()
        .map(|(member, chats)| {
            // Somebody who blocked the bot hears of nothing until they let it in again.
            let reached = chats.iter().any(|(_, chat)| chat.gone_at.is_none());
            json!({ "id": member.id, "name": member.name, "reached": reached })
        })
        .collect();
    let are = are(door, (&peer.workspace, &peer.conversation)).await.map_err(unstored)?;
    Ok(Json(json!({ "can": can, "are": are })).into_response())
}
