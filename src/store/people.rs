//! Visitors, who are anonymous, and members, who have a name.

use super::{StoreError, Workspace};
use crate::{
    id::{MemberId, SiteId, VisitorId},
    time::Millis,
};

/// An anonymous person on a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    pub id: VisitorId,
    pub site: SiteId,
    /// IANA name, as the browser told it.
    pub time_zone: Option<String>,
    pub created_at: Millis,
}

/// A visitor to be created. The token itself is never stored.
#[derive(Clone, Debug)]
pub struct NewVisitor {
    pub id: VisitorId,
    pub site: SiteId,
    pub token_hash: String,
    pub time_zone: Option<String>,
    pub at: Millis,
}

/// A named person with a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: MemberId,
    pub name: String,
    pub email: String,
    pub role: String,
    pub created_at: Millis,
}

impl Workspace<'_> {
    /// Creates a visitor; grouped with concurrent turns, so a crowd that arrives costs few syncs.
    /// A site of another workspace is refused.
    pub async fn create_visitor(&self, visitor: NewVisitor) -> Result<(), StoreError> {
        let _ = visitor;
        todo!()
    }

    pub async fn visitor_by_token(&self, token_hash: &str) -> Result<Option<Visitor>, StoreError> {
        let _ = token_hash;
        todo!()
    }

    /// Creates a member; `false` if the workspace has one with this e-mail already.
    pub async fn create_member(&self, member: &Member) -> Result<bool, StoreError> {
        let _ = member;
        todo!()
    }

    /// The workspace's members by name.
    pub async fn members(&self) -> Result<Vec<Member>, StoreError> {
        todo!()
    }
}
