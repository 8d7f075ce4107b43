//! The API for clients without sockets: the same frames as bodies, the same rows.

use super::{caller::FromSite, error::Refusal, visitor::Visitor};
use crate::{
    channel::web::{
        Door,
        frame::{self, Wish},
        mistake::{Mistake, wanted_kind},
        session::{self, Caller},
        wire::{self, Out, Welcome},
    },
    store::{Conversation, StoreError},
    turn::{self, Code, Peer, Rejection, rejection::phrases},
};
use axum::{
    extract::{FromRequest, Path, Query, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{json, value::RawValue};

/// Rows in one page.
const PAGE_MAX: u32 = 200;

/// A body that says it is JSON, as text; a form or a plain text that another page could send is refused.
#[derive(Debug)]
pub struct JsonText(pub String);

impl<S: Send + Sync> FromRequest<S> for JsonText {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let is_json =
            kind.is_some_and(|kind| kind.split(';').next().map(str::trim) == Some("application/json"));
        let locale = super::caller::languages(request.headers()).into_iter().next().unwrap_or_default();
        if !is_json {
            let message = phrases().say(&locale, "want_json").to_owned();
            return Err(Rejection::told(Code::BadFrame, message).into());
        }
        match String::from_request(request, state).await {
            Ok(text) => Ok(Self(text)),
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Refusal::code(Code::TooLarge, &locale))
            }
            Err(_) => Err(Mistake::NotJson.rejection(&locale).into()),
        }
    }
}

/// `POST /api/v1/conversations`: a `hello`. Starts a conversation, or comes back to one.
pub async fn create(
    State(door): State<Door>,
    FromSite(caller): FromSite,
    JsonText(body): JsonText,
) -> Result<Response, Refusal> {
    let locale = caller.locale().to_owned();
    open_for_business(&door, &locale)?;
    let hello = match frame::read(&body, &locale) {
        Ok(Wish::Hello(hello)) => *hello,
        Ok(_) => return Err(wanted_kind("hello_kind", &locale).into()),
        Err(refused) => return Err(refused.rejection.into()),
    };
    // In a task of its own: a client that goes away does not stop what it began.
    let opening = door.clone();
    let task = door.app.tasks.spawn(async move { session::open(&opening, &caller, hello).await });
    let session = task.await.map_err(|_| Refusal::code(Code::Unavailable, &locale))??;
    let welcome = Out::Welcome(Welcome::new(&session));
    let (rows, more) = page(&door, &session.peer, session.after).await?;
    let body = format!(r#"{{"welcome":{},"messages":[{}],"more":{more}}}"#, welcome.json(), rows.join(","));
    Ok((StatusCode::CREATED, as_json(body)).into_response())
}

/// `GET /api/v1/conversations`: those of this visitor in which something was said, the last touched first.
pub async fn list(State(door): State<Door>, visitor: Visitor) -> Result<Response, Refusal> {
    let lines = turn::conversations(&door.app, &visitor.alone()).await?;
    let lines: Vec<_> = lines.iter().map(line).collect();
    Ok(axum::Json(json!({ "conversations": lines })).into_response())
}

fn line(line: &turn::Line) -> serde_json::Value {
    let turn::Line { row, overview, versions } = line;
    json!({
        "conversation": row.id.as_str(), "title": row.title, "status": row.status,
        "locale": row.locale, "seq": row.seq, "tree": row.tree,
        "created_at": row.created_at.rfc3339(), "updated_at": row.updated_at.rfc3339(),
        "name": overview.name, "group": overview.group, "question": overview.question,
        "answered": overview.progress.answered, "remaining": overview.progress.remaining,
        "versions": versions,
    })
}

/// `POST …/inputs`: an `answer`, `edit`, `command` or `decide`.
pub async fn input(
    State(door): State<Door>,
    Path(id): Path<String>,
    FromSite(caller): FromSite,
    visitor: Visitor,
    JsonText(body): JsonText,
) -> Result<Response, Refusal> {
    let mut peer = speaking(&door, visitor, &id, &caller)?;
    let wish = match frame::read(&body, &peer.locale) {
        Ok(wish) => wish,
        Err(_) => {
            session::follow(&door, &mut peer).await;
            frame::read(&body, &peer.locale).map_err(|refused| refused.rejection)?
        }
    };
    match wish {
        Wish::Turn(inbound) => {
            let (id, app, who) = (inbound.client_msg_id.clone(), door.app.clone(), peer.clone());
            let task = door.app.tasks.spawn(async move { turn::turn(&app, &who, *inbound).await });
            let reply = task.await.map_err(|_| Refusal::code(Code::Unavailable, &peer.locale))?;
            let reply = reply.map_err(Refusal::of_turn)?;
            Ok(as_json(answer(&peer, &id, &reply)))
        }
        Wish::Preview { path, body, .. } => {
            let impact = turn::impact(&door.app, &peer, &path, &body).await?;
            Ok(as_json(Out::Impact(&impact).json()))
        }
        Wish::Hello(_) | Wish::Seen | Wish::Ping => {
            session::follow(&door, &mut peer).await;
            Err(wanted_kind("an_input_kind", &peer.locale).into())
        }
    }
}

pub fn answer(peer: &Peer, id: &str, reply: &turn::Reply) -> String {
    let accepted = Out::Accepted { client_msg_id: id, accepted: &reply.accepted }.json();
    let rows: Vec<String> = reply.rows.iter().map(|row| wire::row(&peer.conversation, row)).collect();
    let brief = reply.brief.as_ref().map_or_else(|| "null".into(), |brief| Out::Brief(brief).json());
    format!(r#"{{"accepted":{accepted},"messages":[{}],"brief":{brief}}}"#, rows.join(","))
}

/// Where a page of rows begins.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct After {
    #[serde(default)]
    after: u64,
}

/// `GET …/messages?after=`: the rows after that `seq`.
pub async fn messages(
    State(door): State<Door>,
    Path(id): Path<String>,
    visitor: Visitor,
    after: Result<Query<After>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Refusal> {
    let Query(After { after }) = after.map_err(|_| Refusal::query("after", &visitor.locale))?;
    let peer = visitor.peer(&id)?;
    own(&door, &peer).await?;
    let (rows, more) = page(&door, &peer, after).await?;
    Ok(as_json(format!(r#"{{"messages":[{}],"more":{more}}}"#, rows.join(","))))
}

/// Refuses a conversation that is not this visitor's, with the same bytes as one that is not there.
pub async fn own(door: &Door, peer: &Peer) -> Result<Conversation, Refusal> {
    let row =
        door.app.store.workspace(&peer.workspace).conversation_of(&peer.visitor, &peer.conversation).await;
    match row {
        Ok(Some(row)) => Ok(row),
        Ok(None) => Err(Refusal::code(Code::UnknownConversation, &peer.locale)),
        Err(error) => Err(failed(&error, &peer.locale)),
    }
}

/// The rows after `after` as frames, and whether there are more.
async fn page(door: &Door, peer: &Peer, after: u64) -> Result<(Vec<String>, bool), Refusal> {
    let rows = door.app.store.workspace(&peer.workspace);
    let rows = rows.messages_after(&peer.conversation, after, PAGE_MAX).await;
    let rows = rows.map_err(|error| failed(&error, &peer.locale))?;
    let more = rows.len() == PAGE_MAX as usize;
    Ok((rows.iter().map(|row| wire::row(&peer.conversation, row)).collect(), more))
}

/// The visitor as one who may say something in that conversation now: signed where the site wants it, and not too
/// often. Whether it is theirs the turn finds out.
pub fn speaking(door: &Door, visitor: Visitor, id: &str, caller: &Caller) -> Result<Peer, Refusal> {
    if visitor.unsigned {
        return Err(Refusal::code(Code::Forbidden, &visitor.locale));
    }
    let peer = visitor.peer(id)?;
    open_for_business(door, &peer.locale)?;
    let wait = door.limits.message(peer.visitor.as_str(), caller.address);
    wait.map_err(|wait| Refusal::from(Rejection::new(Code::RateLimited, &peer.locale).retry_after(wait)))?;
    Ok(peer)
}

/// A stopping server takes nothing new.
fn open_for_business(door: &Door, locale: &str) -> Result<(), Refusal> {
    if door.app.draining.is_cancelled() {
        return Err(Rejection::new(Code::Unavailable, locale).retry_after(1_000).into());
    }
    Ok(())
}

pub fn failed(error: &StoreError, locale: &str) -> Refusal {
    Rejection::store(error, locale).into()
}

/// JSON that is text already.
pub fn as_json(body: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// Stored JSON inside a response, as it is.
pub fn raw(json: String) -> Box<RawValue> {
    RawValue::from_string(json).unwrap_or_else(|_| RawValue::NULL.to_owned())
}
