//! `/people`: the members of a workspace, for its owners.

use super::{
    account::{Owner, Viewer, enter, told},
    enter::wanted,
    invite::{Invitee, Way},
    lock,
    nav::Nav,
    sheet::{Fields, Nothing, Sheet, Told},
};
use crate::{
    channel::web::Door,
    id::MemberId,
    store::{EntryKind, Member, MemberChange, Role},
    turn::{Code, Rejection},
    web::{error::Refusal, models::notice},
};
use askama::Template;
use axum::{
    Json,
    extract::{FromRequestParts, Path, State},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;
use tower_sessions::Session;

#[derive(Debug, Template)]
#[template(path = "people/people.html")]
struct Page {
    sheet: Sheet,
    workspace: String,
    me: MemberId,
    members: Vec<Member>,
    roles: [Role; 4],
    nav: Nav,
}

#[derive(Debug, Template)]
#[template(path = "people/first.html")]
struct First {
    sheet: Sheet,
    nav: Nav,
}

/// What an owner fills in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invited {
    name: String,
    #[serde(default)]
    email: String,
    role: String,
}

/// What the first owner says of themselves.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oneself {
    name: String,
    #[serde(default)]
    email: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRole {
    role: String,
}

/// `GET /people`.
pub async fn page(State(door): State<Door>, sheet: Sheet, viewer: Viewer) -> Result<Response, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let notices = notice::count(&door, &viewer).await.map_err(failed)?;
    let nav = Nav::of_owner("/people", notices);
    let account = match viewer {
        Viewer::Unowned => return Ok(sheet.send(StatusCode::OK, &First { sheet, nav })),
        Viewer::Account(account) if account.is_owner() => account,
        viewer @ Viewer::Account(_) => return Ok(Told::owners_only(sheet, &viewer)),
        viewer => return Ok(wanted(sheet, &viewer)),
    };
    let here = account.current();
    let members = door.app.store.workspace(&here.workspace).members().await;
    let members = members.map_err(failed)?;
    let (workspace, me) = (here.workspace_name.clone(), here.member.id.clone());
    Ok(sheet.send(StatusCode::OK, &Page { sheet, workspace, me, members, roles: Role::ALL, nav }))
}

/// A visitor who owns what has no member yet.
#[derive(Debug)]
pub struct Finder;

impl FromRequestParts<Door> for Finder {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, door: &Door) -> Result<Self, Refusal> {
        let locale = crate::web::caller::languages(&parts.headers).into_iter().next().unwrap_or_default();
        let unowned = lock::unowned(door, parts).await;
        if unowned.map_err(|error| Rejection::store(&error, &locale))? {
            return Ok(Self);
        }
        Err(told(Code::Unauthorised, &locale, "enter_first"))
    }
}

/// `POST /people/first`: whoever sits at the machine says who they are, and is its owner from now on by name.
/// From then on they need the session that begins here.
pub async fn first(
    State(door): State<Door>,
    sheet: Sheet,
    _: Finder,
    session: Session,
    Fields(oneself): Fields<Oneself>,
) -> Result<Response, Refusal> {
    let now = door.app.clock.now();
    let invitee = Invitee::read(&oneself.name, &oneself.email, Role::Owner);
    let mut member = invitee.map_err(|key| told(Code::BadFrame, sheet.lang, key))?.member(now);
    member.joined_at = Some(now);
    let rows = door.app.store.workspace(&door.app.home.workspace);
    let made = rows.create_first_member(&member).await;
    if !made.map_err(|error| Rejection::store(&error, sheet.lang))? {
        return Err(told(Code::Unauthorised, sheet.lang, "enter_first"));
    }
    let begun = enter(&session, &door, std::slice::from_ref(&member.id)).await;
    begun.map_err(|_| Refusal::code(Code::Unavailable, sheet.lang))?;
    Ok(Json(json!({ "go": "/people" })).into_response())
}

/// `POST /people/members`: invites somebody; the link is in the answer and nowhere else.
pub async fn invite(
    State(door): State<Door>,
    sheet: Sheet,
    owner: Owner,
    Fields(invited): Fields<Invited>,
) -> Result<Response, Refusal> {
    let wrong = |key| told(Code::BadFrame, sheet.lang, key);
    let role = Role::parse(&invited.role).ok_or_else(|| wrong("role_wanted"))?;
    let invitee = Invitee::read(&invited.name, &invited.email, role).map_err(wrong)?;
    let member = invitee.member(door.app.clock.now());
    let rows = door.app.store.workspace(&owner.0.current().workspace);
    let made = rows.create_member(&member).await;
    if !made.map_err(|error| Rejection::store(&error, sheet.lang))? {
        return Err(told(Code::Conflict, sheet.lang, "email_taken"));
    }
    let way = way(&door, sheet, &owner, EntryKind::Invite, &member).await?;
    Ok((StatusCode::CREATED, Json(way)).into_response())
}

/// `POST /people/members/{id}/link`: another link for somebody who is a member; earlier ones are void.
pub async fn link(
    State(door): State<Door>,
    sheet: Sheet,
    owner: Owner,
    Path(id): Path<String>,
    _: Fields<Nothing>,
) -> Result<Response, Refusal> {
    let id = MemberId::parse(&id).ok_or_else(|| nobody(sheet))?;
    let found = door.app.store.workspace(&owner.0.current().workspace).member(&id).await;
    let member = found.map_err(|error| Rejection::store(&error, sheet.lang))?.ok_or_else(|| nobody(sheet))?;
    let kind = if member.joined_at.is_some() { EntryKind::SignIn } else { EntryKind::Invite };
    Ok((StatusCode::CREATED, Json(way(&door, sheet, &owner, kind, &member).await?)).into_response())
}

async fn way(
    door: &Door,
    sheet: Sheet,
    owner: &Owner,
    kind: EntryKind,
    member: &Member,
) -> Result<Way, Refusal> {
    let way = owner.0.making(door, sheet.lang).link(kind, member, Vec::new()).await;
    way.map_err(|error| Rejection::store(&error, sheet.lang))?.ok_or_else(|| nobody(sheet))
}

/// `POST /people/members/{id}/role`.
pub async fn role(
    State(door): State<Door>,
    sheet: Sheet,
    owner: Owner,
    Path(id): Path<String>,
    Fields(new): Fields<NewRole>,
) -> Result<Response, Refusal> {
    let role = Role::parse(&new.role).ok_or_else(|| told(Code::BadFrame, sheet.lang, "role_wanted"))?;
    let id = MemberId::parse(&id).ok_or_else(|| nobody(sheet))?;
    let changed = door.app.store.workspace(&owner.0.current().workspace).set_role(&id, role).await;
    changed_to(sheet, changed.map_err(|error| Rejection::store(&error, sheet.lang))?)
}

/// `POST /people/members/{id}/remove`.
pub async fn remove(
    State(door): State<Door>,
    sheet: Sheet,
    owner: Owner,
    Path(id): Path<String>,
    _: Fields<Nothing>,
) -> Result<Response, Refusal> {
    let id = MemberId::parse(&id).ok_or_else(|| nobody(sheet))?;
    let changed = door.app.store.workspace(&owner.0.current().workspace).remove_member(&id).await;
    changed_to(sheet, changed.map_err(|error| Rejection::store(&error, sheet.lang))?)
}

fn changed_to(sheet: Sheet, change: MemberChange) -> Result<Response, Refusal> {
    match change {
        MemberChange::Done => Ok(Json(json!({ "go": "/people" })).into_response()),
        MemberChange::Missing => Err(nobody(sheet)),
        MemberChange::LastOwner => Err(told(Code::Conflict, sheet.lang, "last_owner")),
    }
}

/// Somebody of another workspace reads as somebody who is not there.
fn nobody(sheet: Sheet) -> Refusal {
    Refusal::NotFound(sheet.say("no_member"))
}
