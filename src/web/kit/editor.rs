//! Who may look, and who may change: owners and marketers make the kit, approvers see it, clients do not.

use super::words;
use crate::{
    channel::web::Door,
    id::{BrandId, WorkspaceId},
    store::{Brand, Role, StoreError},
    turn::{Code, Rejection},
    web::{
        error::Refusal,
        people::{
            account::{Viewer, told},
            enter::wanted,
            nav::Nav,
            sheet::{Sheet, Told},
        },
    },
};
use axum::response::Response;

/// Somebody in the workspace that is current.
#[derive(Clone, Debug)]
pub(super) struct Editor {
    pub workspace: WorkspaceId,
    /// As a version keeps it; empty for whoever sits at a machine that is nobody's yet.
    pub who: String,
    /// By what they are limited.
    pub key: String,
    pub edits: bool,
    /// Whether they settle how the workspace approves.
    pub owns: bool,
}

impl Editor {
    /// `None`: nobody who may look.
    fn of(door: &Door, viewer: &Viewer) -> Option<Self> {
        match viewer {
            Viewer::Account(account) => {
                let (here, member) = (account.current(), account.member());
                let (edits, owns) = match member.role {
                    Role::Owner => (true, true),
                    Role::Marketer => (true, false),
                    Role::Approver => (false, false),
                    Role::Client => return None,
                };
                let (who, key) = (member.name.clone(), member.id.to_string());
                Some(Self { workspace: here.workspace.clone(), who, key, edits, owns })
            }
            Viewer::Unowned => Some(Self {
                workspace: door.app.home.workspace.clone(),
                who: String::new(),
                key: "here".to_owned(),
                edits: true,
                owns: true,
            }),
            _ => None,
        }
    }

    /// Somebody who looks at a page.
    pub fn looking(door: &Door, viewer: &Viewer, sheet: Sheet) -> Result<Self, Box<Response>> {
        Self::of(door, viewer).ok_or_else(|| {
            Box::new(match viewer {
                Viewer::Account(_) => {
                    let say = |key| words().say(sheet.lang, key);
                    Told::forbidden(sheet, viewer, say("title"), say("not_for_clients"))
                }
                viewer => wanted(sheet, viewer),
            })
        })
    }

    /// The menu of their pages.
    pub fn nav(&self) -> Nav {
        Nav { here: "/kit", member: true, kits: true, owner: self.owns, notices: 0 }
    }

    /// Somebody who changes something.
    pub fn editing(door: &Door, viewer: &Viewer, sheet: Sheet) -> Result<Self, Refusal> {
        let editor = Self::of(door, viewer).filter(|editor| editor.edits);
        editor.ok_or_else(|| match viewer {
            Viewer::Account(_) => refused(Code::Forbidden, sheet, "no_editor"),
            _ => told(Code::Unauthorised, sheet.lang, "enter_first"),
        })
    }

    /// A brand of their workspace. One of another reads as one that never was.
    pub async fn brand(&self, door: &Door, id: &str) -> Result<Option<Brand>, StoreError> {
        let Some(id) = BrandId::parse(id) else { return Ok(None) };
        door.app.store.workspace(&self.workspace).brand(&id).await
    }

    pub async fn brand_or_none(&self, door: &Door, id: &str, sheet: Sheet) -> Result<Brand, Refusal> {
        let found = self.brand(door, id).await.map_err(|error| Rejection::store(&error, sheet.lang))?;
        found.ok_or_else(|| Refusal::NotFound(words().say(sheet.lang, "no_brand_told")))
    }
}

/// A code with a sentence about brands.
pub(super) fn refused(code: Code, sheet: Sheet, key: &'static str) -> Refusal {
    Rejection::told(code, words().say(sheet.lang, key).to_owned()).into()
}
