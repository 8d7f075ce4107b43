//! `/enter`: a one-time link is opened. Only the button on the page uses it up.

use super::{
    account::{Viewer, enter as begin, signed_in, told},
    sheet::{Fields, Sheet, Told},
};
use crate::{
    channel::web::{Door, limits::network, token::Token},
    id::MemberId,
    store::{EntryKind, EntryLink, Membership},
    turn::{Code, Rejection},
    web::{caller, error::Refusal},
};
use askama::Template;
use axum::{
    Json,
    extract::{FromRequestParts, State},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;
use tower_sessions::Session;

#[derive(Debug, Template)]
#[template(path = "people/enter.html")]
struct Page {
    sheet: Sheet,
}

/// What stands behind the `#` of the link.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    token: String,
}

/// A request whose address has not come too often.
#[derive(Debug)]
pub struct Paced(pub Parts);

impl FromRequestParts<Door> for Paced {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, door: &Door) -> Result<Self, Refusal> {
        let locale = caller::languages(&parts.headers).into_iter().next().unwrap_or_default();
        let address =
            caller::address(door, parts).ok_or_else(|| Refusal::code(Code::Unavailable, &locale))?;
        let pace = door.limits.messages_of_address.bucket(network(address));
        pace.take().map_err(|wait| Rejection::new(Code::RateLimited, &locale).retry_after(wait))?;
        Ok(Self(parts.clone()))
    }
}

/// `GET /enter`: the same page for everybody; it knows no token and changes nothing.
pub async fn page(sheet: Sheet) -> Response {
    sheet.send(StatusCode::OK, &Page { sheet })
}

/// `POST /enter/look`: whom the link signs in, and where. Uses nothing up.
pub async fn look(
    State(door): State<Door>,
    sheet: Sheet,
    Paced(parts): Paced,
    Fields(shown): Fields<Shown>,
) -> Result<Response, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let token = Token::parse(&shown.token).ok_or_else(|| spent(sheet))?;
    let rows = door.app.store.installation();
    let link = rows.entry_link(&token.hash(), door.app.clock.now()).await.map_err(failed)?;
    let link = link.ok_or_else(|| spent(sheet))?;
    let [.., entering] = &opened(&door, sheet, &link).await?[..] else { return Err(spent(sheet)) };
    let here = signed_in(&door, &parts).await?;
    let other = here.as_ref().and_then(|account| {
        let mut others = account.memberships().iter();
        others.find(|one| one.workspace == entering.workspace && one.member.id != entering.member.id)
    });
    let gaps = [("name", entering.member.name.as_str()), ("workspace", entering.workspace_name.as_str())];
    let fill = |key| super::words().fill(sheet.lang, key, &gaps);
    Ok(Json(json!({
        "told": fill(if link.kind == EntryKind::Invite { "invited" } else { "welcome_back" }),
        "button": fill("enter_as"),
        "instead": other.map(|one| sheet.of("enter_instead", &one.member.name)),
    }))
    .into_response())
}

/// `POST /enter`: uses the link up and signs this browser in.
pub async fn enter(
    State(door): State<Door>,
    sheet: Sheet,
    session: Session,
    _: Paced,
    Fields(shown): Fields<Shown>,
) -> Result<Response, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let token = Token::parse(&shown.token).ok_or_else(|| spent(sheet))?;
    let rows = door.app.store.installation();
    let link = rows.use_entry_link(&token.hash(), door.app.clock.now()).await.map_err(failed)?;
    let link = link.ok_or_else(|| spent(sheet))?;
    let members = opened(&door, sheet, &link).await?;
    let members: Vec<MemberId> = members.into_iter().map(|one| one.member.id).collect();
    let begun = begin(&session, &door, &members).await;
    begun.map_err(|_| Refusal::code(Code::Unavailable, sheet.lang))?;
    tracing::info!(workspace = %link.workspace, member = %link.member, "a member came in");
    Ok(Json(json!({ "go": "/" })).into_response())
}

/// The memberships that a link opens, its own the last. None for somebody who ended all their sessions since
/// the link was made.
async fn opened(door: &Door, sheet: Sheet, link: &EntryLink) -> Result<Vec<Membership>, Refusal> {
    let mut found = Vec::new();
    for member in link.also.iter().chain([&link.member]) {
        let one = door.app.store.installation().membership(member).await;
        let one = one.map_err(|error| Rejection::store(&error, sheet.lang))?;
        found.extend(one.filter(|one| one.member.sessions_since <= link.created_at));
    }
    if found.last().is_none_or(|last| last.member.id != link.member) {
        return Err(spent(sheet));
    }
    Ok(found)
}

/// Used, expired, replaced and never made read alike.
fn spent(sheet: Sheet) -> Refusal {
    told(Code::Unauthorised, sheet.lang, "link_spent")
}

/// The page for somebody who is not signed in and has to be.
pub fn wanted(sheet: Sheet, viewer: &Viewer) -> Response {
    if matches!(viewer, Viewer::Locked) {
        return Told::locked(sheet);
    }
    sheet.send(StatusCode::UNAUTHORIZED, &Page { sheet })
}
