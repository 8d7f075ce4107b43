//! Who is signed in: the memberships whose links were opened in this browser, and nothing that follows from
//! an e-mail. An owner can make a link for each member of their own workspace, and open it themselves: if it
//! signed in a whole person, it would open every other workspace of that person too.

use super::{super::error::Refusal, invite::Making, lock};
use crate::{
    channel::web::Door,
    id::MemberId,
    store::{Member, Membership, Role},
    time::Millis,
    turn::{Code, Rejection},
    web::{caller::languages, people::words},
};
use axum::{extract::FromRequestParts, http::request::Parts};
use serde::{Deserialize, Serialize};
use tower_sessions::{Session, session};

/// Memberships in one browser; with more, the one that was opened first is signed out.
const MEMBERSHIPS_MAX: usize = 20;
/// How old a session may be until its use is noted again, and its time begins anew.
const NOTED_FOR_MS: i64 = 24 * 60 * 60 * 1_000;
/// Under which name the session keeps [`Held`].
const HELD: &str = "held";

/// What a session keeps.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Held {
    /// Each membership with when its link was opened; the current one is the last.
    entered: Vec<(MemberId, Millis)>,
    noted: Millis,
}

/// Somebody who is signed in. A handler that takes an [`Account`] serves nobody else.
#[derive(Debug)]
pub struct Account {
    session: Session,
    /// The current one is the last.
    memberships: Vec<Membership>,
    /// For sentences.
    pub locale: String,
}

/// An owner, in the workspace that is current.
#[derive(Debug)]
pub struct Owner(pub Account);

/// Who looks at a page.
#[derive(Debug)]
pub enum Viewer {
    Account(Account),
    /// There is no member yet, and the visitor sits at the machine.
    Unowned,
    /// There is no member yet, and the visitor comes from elsewhere.
    Locked,
    Nobody,
}

impl Account {
    /// The membership that the session is in now.
    pub fn current(&self) -> &Membership {
        self.memberships.last().expect("an account has a membership")
    }

    pub fn memberships(&self) -> &[Membership] {
        &self.memberships
    }

    pub fn member(&self) -> &Member {
        &self.current().member
    }

    pub fn is_owner(&self) -> bool {
        self.member().role == Role::Owner
    }

    /// What a link of this member's workspace is made with.
    pub fn making<'a>(&'a self, door: &'a Door, locale: &'a str) -> Making<'a> {
        let here = self.current();
        Making {
            store: &door.app.store,
            public_url: &door.app.public_url,
            workspace: &here.workspace,
            workspace_name: &here.workspace_name,
            by: here.member.id.as_str(),
            at: door.app.clock.now(),
            locale,
        }
    }

    /// Makes another membership of this session the current one; `false` if it has no such.
    pub async fn switch(&self, member: &str) -> Result<bool, session::Error> {
        let mut held = held(&self.session).await?;
        let Some(at) = held.entered.iter().position(|(id, _)| id.as_str() == member) else {
            return Ok(false);
        };
        if !self.memberships.iter().any(|one| one.member.id.as_str() == member) {
            return Ok(false);
        }
        let chosen = held.entered.remove(at);
        held.entered.push(chosen);
        self.session.insert(HELD, held).await?;
        Ok(true)
    }

    /// Ends the session; its cookie opens nothing any more.
    pub async fn leave(&self) -> Result<(), session::Error> {
        self.session.flush().await
    }
}

async fn held(session: &Session) -> Result<Held, session::Error> {
    Ok(session.get(HELD).await?.unwrap_or_default())
}

/// Signs a browser in as this member, beside what it is signed in as in other workspaces. The session gets
/// another id: whoever planted or saw the old one has nothing.
pub async fn enter(session: &Session, door: &Door, members: &[MemberId]) -> Result<(), session::Error> {
    let now = door.app.clock.now();
    let mut held = held(session).await?;
    for member in members {
        let Ok(Some(entering)) = door.app.store.installation().membership(member).await else { continue };
        let mut kept = Vec::new();
        for (id, at) in held.entered {
            let known = door.app.store.installation().membership(&id).await.ok().flatten();
            if known.is_some_and(|known| known.workspace != entering.workspace) {
                kept.push((id, at));
            }
        }
        kept.push((member.clone(), now));
        held.entered = kept;
    }
    let surplus = held.entered.len().saturating_sub(MEMBERSHIPS_MAX);
    held.entered.drain(..surplus);
    held.noted = now;
    session.cycle_id().await?;
    session.insert(HELD, held).await
}

/// Who the session of a request is; `None` if nobody, or nobody any more.
pub async fn signed_in(door: &Door, parts: &Parts) -> Result<Option<Account>, Refusal> {
    let locale = languages(&parts.headers).into_iter().next().unwrap_or_default();
    let unavailable = |_| Refusal::code(Code::Unavailable, &locale);
    let Some(session) = parts.extensions.get::<Session>().cloned() else { return Ok(None) };
    let mut held = held(&session).await.map_err(unavailable)?;
    if held.entered.is_empty() {
        return Ok(None);
    }
    let mut memberships = Vec::with_capacity(held.entered.len());
    for (member, at) in &held.entered {
        let found = door.app.store.installation().membership(member).await;
        let found = found.map_err(|error| Rejection::store(&error, &locale))?;
        memberships.extend(found.filter(|found| *at >= found.member.sessions_since));
    }
    if memberships.is_empty() {
        session.flush().await.map_err(unavailable)?;
        return Ok(None);
    }
    let now = door.app.clock.now();
    if now.0 - held.noted.0 > NOTED_FOR_MS {
        held.noted = now;
        session.insert(HELD, held).await.map_err(unavailable)?;
    }
    Ok(Some(Account { session, memberships, locale }))
}

impl FromRequestParts<Door> for Account {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, door: &Door) -> Result<Self, Refusal> {
        let locale = languages(&parts.headers).into_iter().next().unwrap_or_default();
        let found = signed_in(door, parts).await?;
        found.ok_or_else(|| told(Code::Unauthorised, &locale, "enter_first"))
    }
}

impl FromRequestParts<Door> for Owner {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, door: &Door) -> Result<Self, Refusal> {
        let account = Account::from_request_parts(parts, door).await?;
        if account.is_owner() {
            return Ok(Self(account));
        }
        Err(told(Code::Forbidden, &account.locale, "owners_only"))
    }
}

impl FromRequestParts<Door> for Viewer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, door: &Door) -> Result<Self, Refusal> {
        if let Some(account) = signed_in(door, parts).await? {
            return Ok(Self::Account(account));
        }
        let failed = |error| Refusal::from(Rejection::store(&error, ""));
        if lock::unowned(door, parts).await.map_err(failed)? {
            return Ok(Self::Unowned);
        }
        let locked = lock::locked(door, parts).await.map_err(failed)?;
        Ok(if locked { Self::Locked } else { Self::Nobody })
    }
}

/// A code with a sentence about people.
pub fn told(code: Code, locale: &str, key: &'static str) -> Refusal {
    Rejection::told(code, words().say(locale, key).to_owned()).into()
}
