//! Visitors, who are anonymous, and members, who have a name.

use super::{
    StoreError, Workspace,
    batch::{Work, Write},
    database::both,
    row::id,
};
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
    /// A site of another workspace, or a token that exists, gives [`StoreError::Other`].
    pub async fn create_visitor(&self, visitor: NewVisitor) -> Result<(), StoreError> {
        let work = Work { workspace: self.id.clone(), write: Write::Visitor(visitor) };
        self.store.inner.writer.write(work).await.map(drop)
    }

    pub async fn visitor_by_token(&self, token_hash: &str) -> Result<Option<Visitor>, StoreError> {
        let row: Option<(String, String, Option<String>, i64)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, site, time_zone, created_at FROM visitor WHERE workspace = $1 AND token_hash = $2")
            .bind(self.id.as_str())
            .bind(token_hash)
            .fetch_optional(db)
            .await)?;
        let visitor = |(key, site, time_zone, created_at): (String, String, _, _)| {
            Ok(Visitor { id: id(&key)?, site: id(&site)?, time_zone, created_at: Millis(created_at) })
        };
        row.map(visitor).transpose()
    }

    /// Creates a member; `false` if the workspace has one with this e-mail already.
    pub async fn create_member(&self, member: &Member) -> Result<bool, StoreError> {
        let written = both!(self.writing(), db => sqlx::query(
            "INSERT INTO member (id, workspace, name, email, role, created_at) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (workspace, email) DO NOTHING")
            .bind(member.id.as_str())
            .bind(self.id.as_str())
            .bind(&member.name)
            .bind(&member.email)
            .bind(&member.role)
            .bind(member.created_at.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(written == 1)
    }

    /// The workspace's members by name.
    pub async fn members(&self) -> Result<Vec<Member>, StoreError> {
        let rows: Vec<(String, String, String, String, i64)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, name, email, role, created_at FROM member WHERE workspace = $1 ORDER BY name, id")
            .bind(self.id.as_str())
            .fetch_all(db)
            .await)?;
        let member = |(key, name, email, role, created_at): (String, _, _, _, _)| {
            Ok(Member { id: id(&key)?, name, email, role, created_at: Millis(created_at) })
        };
        rows.into_iter().map(member).collect()
    }
}
