//! The pages of those who keep a workspace: who may look, what was just done, and how such a page is sent. The keys of
//! models are the installation's, so only the owners of the home workspace, who run it, see and free them.

use crate::{
    channel::web::Door,
    id::WorkspaceId,
    phrase::Phrases,
    store::{StoreError, workspace_title},
    turn::Rejection,
    web::{
        error::Refusal,
        headers::SendsForms,
        people::{
            account::Viewer,
            enter::wanted,
            sheet::{Sheet, Told},
        },
    },
};
use askama::Template;
use axum::{
    extract::{FromRequestParts, Query, rejection::QueryRejection},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use std::{marker::PhantomData, ops::Deref};

/// An owner, in the workspace that is current.
#[derive(Clone, Debug)]
pub struct Keeper {
    pub workspace: WorkspaceId,
    pub workspace_name: String,
    /// The installation is theirs too.
    pub runs: bool,
}

impl Keeper {
    /// `None`: nobody who may look. On a machine that is nobody's yet, whoever sits at it may.
    pub async fn of(door: &Door, viewer: &Viewer) -> Result<Option<Self>, StoreError> {
        let home = &door.app.home.workspace;
        match viewer {
            Viewer::Account(account) if account.is_owner() => {
                let here = account.current();
                let (workspace, workspace_name) = (here.workspace.clone(), here.workspace_name.clone());
                Ok(Some(Self { runs: workspace == *home, workspace, workspace_name }))
            }
            Viewer::Unowned => {
                let named = door.app.store.installation().named_workspaces().await?;
                let name = named
                    .into_iter()
                    .find(|(id, _)| id == home)
                    .map(|(_, name)| workspace_title(&name).to_owned());
                let workspace_name = name.unwrap_or_default();
                Ok(Some(Self { workspace: home.clone(), workspace_name, runs: true }))
            }
            _ => Ok(None),
        }
    }
}

/// A page that only owners have, by the words that it is made of.
pub trait OwnersPage {
    fn words() -> &'static Phrases;
}

/// The owner who asks for the page `P`, or for a change on it. Everybody else is told why they may not.
#[derive(Clone, Debug)]
pub struct KeeperOf<P>(Keeper, PhantomData<P>);

impl<P> Deref for KeeperOf<P> {
    type Target = Keeper;

    fn deref(&self) -> &Keeper {
        &self.0
    }
}

impl<P: OwnersPage> FromRequestParts<Door> for KeeperOf<P> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, door: &Door) -> Result<Self, Response> {
        let sheet = Sheet::from_request_parts(parts, door).await.map_err(IntoResponse::into_response)?;
        let viewer = Viewer::from_request_parts(parts, door).await.map_err(IntoResponse::into_response)?;
        match Keeper::of(door, &viewer).await {
            Ok(Some(keeper)) => Ok(Self(keeper, PhantomData)),
            Ok(None) => Err(kept_from(sheet, &viewer, P::words())),
            Err(error) => Err(Refusal::from(Rejection::store(&error, sheet.lang)).into_response()),
        }
    }
}

/// What everybody but owners gets of a page, whose title and reason are among its words.
pub fn kept_from(sheet: Sheet, viewer: &Viewer, words: &'static Phrases) -> Response {
    match viewer {
        Viewer::Account(_) => {
            let (title, why) = (words.say(sheet.lang, "title"), words.say(sheet.lang, "owners_only"));
            Told::forbidden(sheet, viewer, title, why)
        }
        viewer => wanted(sheet, viewer),
    }
}

/// What was done before a page was asked for, as its address says it.
#[derive(Debug, Default, Deserialize)]
pub struct Before {
    #[serde(default)]
    done: String,
}

impl Before {
    /// The phrase for it: of those that the page has, the one that is called `done_` and what the address says.
    pub fn told(
        before: Result<Query<Self>, QueryRejection>,
        phrases: &[&'static str],
    ) -> Option<&'static str> {
        let done = before.map(|Query(before)| before.done).unwrap_or_default();
        phrases.iter().copied().find(|phrase| phrase.strip_prefix("done_") == Some(done.as_str()))
    }
}

/// Sends a page that has forms.
pub fn sent(sheet: Sheet, status: StatusCode, page: &impl Template) -> Response {
    let mut page = sheet.send(status, page);
    page.extensions_mut().insert(SendsForms);
    page
}
