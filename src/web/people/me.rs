//! `/account`: who one is here, where else, and which browser is one's own.

use super::{
    account::{Account, Viewer, told},
    enter::{Paced, wanted},
    nav::Nav,
    sheet::{Fields, Nothing, Sheet},
};
use crate::{
    channel::web::{Door, frame::is_zone, token::Token},
    id::{MemberId, VisitorId},
    store::{EntryKind, Membership, NewVisitor},
    turn::{Code, Rejection},
    web::{
        doors::account::{Linked, linked},
        error::Refusal,
        models::notice,
        visitor::Visitor,
    },
};
use askama::Template;
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, Template)]
#[template(path = "people/account.html")]
struct Page<'a> {
    sheet: Sheet,
    here: &'a Membership,
    others: &'a [Membership],
    /// The sites whose conversations this browser leaves with its owner, separated by spaces.
    sites: String,
    nav: Nav,
    telegram: Option<Linked>,
}

/// `GET /account`.
pub async fn page(State(door): State<Door>, sheet: Sheet, viewer: Viewer) -> Result<Response, Refusal> {
    let notices = notice::count(&door, &viewer).await;
    let notices = notices.map_err(|error| Rejection::store(&error, sheet.lang))?;
    let nav = Nav { notices, ..Nav::of("/account", &viewer) };
    let account = match viewer {
        Viewer::Account(account) => account,
        Viewer::Unowned => return super::members::page(State(door), sheet, Viewer::Unowned).await,
        viewer => return Ok(wanted(sheet, &viewer)),
    };
    let mut sites = Vec::new();
    for one in account.memberships() {
        let of = door.app.store.workspace(&one.workspace).sites().await;
        let of = of.map_err(|error| Rejection::store(&error, sheet.lang))?;
        sites.extend(of.into_iter().map(|site| site.public_key));
    }
    let (here, memberships) = (account.current(), account.memberships());
    let others = &memberships[..memberships.len() - 1];
    let telegram = linked(&door, here).await.map_err(|error| Rejection::store(&error, sheet.lang))?;
    let sites = sites.join(" ");
    let page = Page { sheet, here, others, sites, nav, telegram };
    Ok(sheet.send(StatusCode::OK, &page))
}

/// Which membership.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    member: String,
}

/// `POST /account/switch`: goes over to another workspace.
pub async fn switch(
    sheet: Sheet,
    account: Account,
    Fields(which): Fields<Which>,
) -> Result<Response, Refusal> {
    let switched = account.switch(&which.member).await;
    if switched.map_err(|_| Refusal::code(Code::Unavailable, sheet.lang))? {
        return Ok(Json(json!({ "go": "/" })).into_response());
    }
    Err(Refusal::NotFound(sheet.say("no_workspace")))
}

/// `POST /account/link`: a link for another device of one's own, with all that this one is signed in as.
pub async fn link(
    State(door): State<Door>,
    sheet: Sheet,
    account: Account,
    _: Fields<Nothing>,
) -> Result<Response, Refusal> {
    let here = account.current();
    let others = account.memberships().iter().map(|one| one.member.id.clone());
    let also: Vec<MemberId> = others.filter(|id| *id != here.member.id).collect();
    let way = account.making(&door, sheet.lang).link(EntryKind::SignIn, &here.member, also).await;
    let way = way.map_err(|error| Rejection::store(&error, sheet.lang))?;
    let way = way.ok_or_else(|| told(Code::Unauthorised, sheet.lang, "enter_first"))?;
    Ok((StatusCode::CREATED, Json(way)).into_response())
}

/// `POST /account/leave`: signs this browser out.
pub async fn leave(sheet: Sheet, account: Account, _: Fields<Nothing>) -> Result<Response, Refusal> {
    account.leave().await.map_err(|_| Refusal::code(Code::Unavailable, sheet.lang))?;
    Ok(Json(json!({ "go": "/" })).into_response())
}

/// `POST /account/leave-everywhere`: signs every browser out that came in as one of these members.
pub async fn leave_everywhere(
    State(door): State<Door>,
    sheet: Sheet,
    account: Account,
    _: Fields<Nothing>,
) -> Result<Response, Refusal> {
    for one in account.memberships() {
        let rows = door.app.store.workspace(&one.workspace);
        // A session of this very millisecond is over too.
        let after = crate::time::Millis(door.app.clock.now().0 + 1);
        let ended = rows.end_sessions(&one.member.id, after).await;
        ended.map_err(|error| Rejection::store(&error, sheet.lang))?;
    }
    account.leave().await.map_err(|_| Refusal::code(Code::Unavailable, sheet.lang))?;
    Ok(Json(json!({ "go": "/" })).into_response())
}

/// `POST /api/v1/me/visitor`: says that the visitor whose token comes along is the signed-in member's
/// browser, in the workspace that the visitor is in.
pub async fn visitor(
    State(door): State<Door>,
    sheet: Sheet,
    account: Account,
    visitor: Visitor,
) -> Result<Response, Refusal> {
    let here = account.memberships().iter().find(|one| one.workspace == visitor.workspace);
    let here = here.ok_or_else(|| told(Code::Forbidden, sheet.lang, "other_workspace"))?;
    let rows = door.app.store.workspace(&here.workspace);
    let attached = rows.attach_visitor(&visitor.id, &here.member.id).await;
    if attached.map_err(|error| Rejection::store(&error, sheet.lang))? {
        return Ok(Json(json!({ "attached": true })).into_response());
    }
    Err(told(Code::Conflict, sheet.lang, "visitor_of_another"))
}

/// The page that asks: whose site it talks to, and where it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Here {
    site: String,
    tz: Option<String>,
}

/// `POST /api/v1/me/browser`: a visitor for a browser that has none, so that its member finds there what they began
/// elsewhere. Whoever began nothing leaves nothing behind by looking.
pub async fn browser(
    State(door): State<Door>,
    sheet: Sheet,
    account: Account,
    _: Paced,
    Fields(Here { site, tz }): Fields<Here>,
) -> Result<Response, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let found = door.app.store.installation().site_by_key(&site).await.map_err(failed)?;
    let found = found.and_then(|(workspace, site)| {
        let here = account.memberships().iter().find(|one| one.workspace == workspace)?;
        Some((here, site))
    });
    let (here, site) = found.ok_or_else(|| told(Code::Forbidden, sheet.lang, "other_workspace"))?;
    let rows = door.app.store.workspace(&here.workspace);
    if !rows.has_conversations(&here.member.id).await.map_err(failed)? {
        return Ok(Json(json!({ "token": null })).into_response());
    }
    let (id, token) = (VisitorId::new(), Token::random());
    let new = NewVisitor {
        id: id.clone(),
        site,
        token_hash: token.hash(),
        time_zone: tz.filter(|zone| is_zone(zone)),
        at: door.app.clock.now(),
    };
    rows.create_visitor(new).await.map_err(failed)?;
    if !rows.attach_visitor(&id, &here.member.id).await.map_err(failed)? {
        return Err(told(Code::Unauthorised, sheet.lang, "enter_first"));
    }
    Ok((StatusCode::CREATED, Json(json!({ "token": token.expose() }))).into_response())
}
