//! The rows: one `Store` over SQLite and PostgreSQL; every query belongs to a workspace.

mod bot;
mod brand;
mod brief;
mod commit;
mod conversation;
mod error;
mod installation;
mod library;
mod people;
mod site;

pub use bot::Bot;
pub use brand::Brand;
pub use brief::{Brief, BriefLine};
pub use commit::{Base, Committed, Head, Inbound, NewBrand, NewBrief, NewEvent, NewMessage, TurnWrite};
pub use conversation::{Conversation, ConversationLine, Event, Message};
pub use error::{Cause, StoreError};
pub use installation::Installation;
pub use library::{Publication, TreeVersion};
pub use people::{Member, NewVisitor, Visitor};
pub use site::Site;

use crate::id::WorkspaceId;
use std::path::{Path, PathBuf};

/// Where the rows are.
#[derive(Clone)]
pub enum StoreConfig {
    /// A file of this process (and of the backup that it writes).
    Sqlite { file: PathBuf },
    /// A `postgres://` address, with its password.
    Postgres { url: String },
}

/// The database, opened. Cheap to clone.
#[derive(Clone)]
pub struct Store {}

/// A tenant's rows: the only way to a query that reads or writes one.
#[derive(Clone)]
pub struct Workspace<'a> {
    store: &'a Store,
    id: WorkspaceId,
}

impl Store {
    /// Connects, checks the engine's version and starts the writer. Does not migrate.
    pub async fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        let _ = config;
        todo!()
    }

    /// Brings the schema up to date; does nothing if it is.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        todo!()
    }

    /// Does the database answer, and is its schema this version's? For readiness.
    pub async fn check(&self) -> Result<(), StoreError> {
        todo!()
    }

    /// Writes a consistent copy to `to`, which must not exist, while serving. SQLite only.
    pub async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let _ = to;
        todo!()
    }

    /// Writes what was accepted, then closes. Later writes give [`StoreError::Closed`].
    pub async fn shutdown(&self) {
        todo!()
    }

    pub fn installation(&self) -> Installation<'_> {
        Installation { store: self }
    }

    pub fn workspace(&self, id: &WorkspaceId) -> Workspace<'_> {
        Workspace { store: self, id: id.clone() }
    }
}

impl Workspace<'_> {
    pub fn id(&self) -> &WorkspaceId {
        let _ = self.store;
        &self.id
    }
}
