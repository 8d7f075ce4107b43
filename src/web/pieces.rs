//! The pieces of a conversation over HTTP: lists, one piece, its pictures, and what is done with them.

pub mod body;
mod picture;

pub use picture::{drawn, picture};

use super::{
    caller::FromSite,
    conversations::{JsonText, as_json, own, speaking},
    error::Refusal,
    page::is_spoken,
    visitor::Visitor,
};
use crate::{
    channel::web::{
        Door,
        wire::{self, Out},
    },
    id::{MemberId, PieceId},
    production::{self, Wish},
    turn::{Code, Once, Peer, Rejection},
};
use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use body::{Asked, Start};
use serde::Deserialize;

/// `GET …/pieces`: every piece with how far the whole is.
pub async fn list(
    State(door): State<Door>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Refusal> {
    let (peer, _) = looking(&door, visitor, &id).await?;
    let listed = production::listed(&door.app, &peer).await?;
    Ok(Json(listed).into_response())
}

/// Which version, and which it is compared with.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    version: Option<String>,
    from: Option<String>,
}

impl Which {
    /// Both as numbers. What is none is blamed on its own parameter.
    pub fn read(
        which: Result<Query<Self>, QueryRejection>,
        locale: &str,
    ) -> Result<(Option<u32>, Option<u32>), Refusal> {
        let Query(Self { version, from }) = which.map_err(|_| Refusal::queries("version, from", locale))?;
        let read = |name, text: Option<String>| {
            text.map(|text| text.parse().map_err(|_| Refusal::number(name, locale))).transpose()
        };
        Ok((read("version", version)?, read("from", from)?))
    }
}

/// `GET …/pieces/{piece}?version=&from=`: one piece as this person sees it.
pub async fn one(
    State(door): State<Door>,
    Path((id, piece)): Path<(String, String)>,
    visitor: Visitor,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Refusal> {
    let which = Which::read(which, &visitor.locale)?;
    let (peer, member) = looking(&door, visitor, &id).await?;
    let piece = piece_id(&piece, &peer)?;
    let actor = production::actor(&door.app, &peer, member.as_ref(), production::WEB).await?;
    let view = production::view(&door.app, &peer, &actor, &piece, which).await?;
    Ok(Json(view).into_response())
}

/// `POST …/pieces/{piece}/acts`: something is done with one piece.
pub async fn act(
    State(door): State<Door>,
    Path((id, piece)): Path<(String, String)>,
    FromSite(caller): FromSite,
    visitor: Visitor,
    JsonText(text): JsonText,
) -> Result<Response, Refusal> {
    let member = visitor.member.clone();
    let peer = speaking(&door, visitor, &id, &caller)?;
    let piece = piece_id(&piece, &peer)?;
    let asked: Asked = body::read(&text, &peer.locale)?;
    let wish = asked.wish(&piece).ok_or_else(|| body::no_act(&peer.locale))?;
    // The piece is part of what was asked for: the same id for another piece is another wish.
    let once = Once::new(&asked.client_msg_id.to_string(), &format!("{piece}\n{text}"));
    done(&door, peer, member, once, wish).await
}

/// `POST …/production`: a package is started, several pieces are approved, or what is stale is settled.
pub async fn produce(
    State(door): State<Door>,
    Path(id): Path<String>,
    FromSite(caller): FromSite,
    visitor: Visitor,
    JsonText(text): JsonText,
) -> Result<Response, Refusal> {
    let member = visitor.member.clone();
    let peer = speaking(&door, visitor, &id, &caller)?;
    let asked: Start = body::read(&text, &peer.locale)?;
    let wish = asked.wish().ok_or_else(|| body::no_act(&peer.locale))?;
    if asked.starts() && !asked.unknown_cost {
        own(&door, &peer).await?;
        let known = production::production(&door.app, &peer).await?;
        if known.is_some_and(|production| production.estimate.unknown) {
            let message = production::PHRASES.say(&peer.locale, "tick_cost").to_owned();
            return Err(Rejection::told(Code::NotTicked, message).into());
        }
    }
    let once = Once::new(&asked.client_msg_id.to_string(), &text);
    done(&door, peer, member, once, wish).await
}

/// In a task of its own: a client that goes away does not stop what it began.
async fn done(
    door: &Door,
    peer: Peer,
    member: Option<MemberId>,
    once: Once,
    wish: Wish,
) -> Result<Response, Refusal> {
    let (app, who, id) = (door.app.clone(), peer.clone(), once.client_msg_id.clone());
    let task = door.app.tasks.spawn(async move {
        let actor = production::actor(&app, &who, member.as_ref(), production::WEB).await?;
        production::act(&app, &who, &actor, once, wish).await
    });
    let reply = task.await.map_err(|_| Refusal::code(Code::Unavailable, &peer.locale))?;
    let reply = reply.map_err(Refusal::from)?;
    let accepted = Out::Accepted { client_msg_id: &id, accepted: &reply.accepted }.json();
    let rows: Vec<String> = reply.rows.iter().map(|row| wire::row(&peer.conversation, row)).collect();
    Ok(as_json(format!(r#"{{"accepted":{accepted},"messages":[{}]}}"#, rows.join(","))))
}

/// The visitor as one who looks at a conversation of theirs: in their own language if it is one of ours, else in the
/// conversation's.
async fn looking(door: &Door, visitor: Visitor, id: &str) -> Result<(Peer, Option<MemberId>), Refusal> {
    let member = visitor.member.clone();
    let mut peer = visitor.peer(id)?;
    let row = own(door, &peer).await?;
    if !is_spoken(&peer.locale) {
        peer.locale = row.line.locale;
    }
    Ok((peer, member))
}

fn piece_id(text: &str, peer: &Peer) -> Result<PieceId, Refusal> {
    PieceId::parse(text).ok_or_else(|| Refusal::code(Code::UnknownPiece, &peer.locale))
}
