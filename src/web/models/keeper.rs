//! Who may look: the owners of a workspace. The keys are the installation's, so only the owners of the home
//! workspace, who run it, see and free them.

use crate::{
    channel::web::Door,
    id::WorkspaceId,
    phrase::Phrases,
    store::StoreError,
    web::people::{
        account::Viewer,
        enter::wanted,
        sheet::{Sheet, Told},
    },
};
use axum::response::Response;

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
                let name = named.into_iter().find(|(id, _)| id == home).map(|(_, name)| name);
                let workspace_name = name.unwrap_or_default();
                Ok(Some(Self { workspace: home.clone(), workspace_name, runs: true }))
            }
            _ => Ok(None),
        }
    }
}

/// What everybody else gets.
pub(super) fn turned_away(sheet: Sheet, viewer: &Viewer) -> Response {
    kept_from(sheet, viewer, super::words())
}

/// What everybody but owners gets of a page, whose title and reason are among its words.
pub fn kept_from(sheet: Sheet, viewer: &Viewer, words: &'static Phrases) -> Response {
    match viewer {
        Viewer::Account(_) => {
            let (title, why) = (words.say(sheet.lang, "title"), words.say(sheet.lang, "owners_only"));
            Told::forbidden(sheet, title, why)
        }
        viewer => wanted(sheet, viewer),
    }
}
