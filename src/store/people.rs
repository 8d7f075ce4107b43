//! Visitors: anonymous people on a site, until a member says that one of them is theirs.

use super::{
    StoreError, Workspace,
    batch::{Work, Write},
    database::{Tx, both},
    row::{id, maybe_id},
};
use crate::{
    id::{ConversationId, MemberId, SiteId, VisitorId, WorkspaceId},
    time::Millis,
};

/// An anonymous person on a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    pub id: VisitorId,
    pub site: SiteId,
    /// IANA name, as the browser told it.
    pub time_zone: Option<String>,
    /// Whose browser it is, if a member said so.
    pub member: Option<MemberId>,
    pub created_at: Millis,
    /// Who they are by their site's signed word; `None`: anonymous.
    pub subject: Option<String>,
    /// Whether their site lets only those speak whom it has signed for.
    pub identity_required: bool,
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

impl Workspace<'_> {
    /// Creates a visitor; grouped with concurrent turns, so a crowd that arrives costs few syncs.
    /// A site of another workspace, or a token that exists, gives [`StoreError::Other`].
    pub async fn create_visitor(&self, visitor: NewVisitor) -> Result<(), StoreError> {
        let work = Work { workspace: self.id.clone(), write: Write::Visitor(visitor) };
        self.store.inner.writer.write(work).await.map(drop)
    }

    pub async fn visitor_by_token(&self, token_hash: &str) -> Result<Option<Visitor>, StoreError> {
        let row: Option<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT v.id, v.site, v.time_zone, v.member, v.created_at, v.subject, s.identity_required \
             FROM visitor v JOIN site s ON s.id = v.site WHERE v.workspace = $1 AND v.token_hash = $2 \
             UNION ALL \
             SELECT v.id, v.site, v.time_zone, v.member, v.created_at, v.subject, s.identity_required \
             FROM visitor_token t JOIN visitor v ON v.id = t.visitor JOIN site s ON s.id = v.site \
             WHERE v.workspace = $1 AND t.token_hash = $2")
            .bind(self.id.as_str())
            .bind(token_hash)
            .fetch_optional(db)
            .await)?;
        row.map(visitor).transpose()
    }

    /// Says that a visitor is this member's browser. `false` if one of the two is not of this workspace, or
    /// the visitor is somebody else's already: who comes second does not inherit what the first one wrote. Nor
    /// if their site signed who they are: what it says of a name would then hold for everything of the member.
    pub async fn attach_visitor(&self, visitor: &VisitorId, member: &MemberId) -> Result<bool, StoreError> {
        let (workspace, visitor, member) = (self.id.clone(), visitor.clone(), member.clone());
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                let attached = attach(&mut tx, &workspace, (&visitor, &member)).await?;
                tx.commit().await?;
                Ok(attached)
            })
            .await
    }

    /// Whether this member began a conversation in any browser, or in a chat that they have linked.
    pub async fn has_conversations(&self, member: &MemberId) -> Result<bool, StoreError> {
        let one: Option<String> = both!(self.reading(), db => sqlx::query_scalar(
            "SELECT id FROM conversation WHERE workspace = $1 \
             AND visitor IN (SELECT id FROM visitor WHERE workspace = $1 AND member = $2) LIMIT 1")
            .bind(self.id.as_str())
            .bind(member.as_str())
            .fetch_optional(db)
            .await)?;
        Ok(one.is_some())
    }

    /// Whether two visitors are browsers of one member.
    pub async fn same_person(&self, one: &VisitorId, other: &VisitorId) -> Result<bool, StoreError> {
        let both: i64 = both!(self.reading(), db => sqlx::query_scalar(
            "SELECT count(*) FROM visitor a JOIN visitor b ON b.workspace = a.workspace AND b.member = a.member \
             WHERE a.workspace = $1 AND a.id = $2 AND b.id = $3")
            .bind(self.id.as_str())
            .bind(one.as_str())
            .bind(other.as_str())
            .fetch_one(db)
            .await)?;
        Ok(both > 0)
    }

    /// Whether a conversation is this visitor's, or of another browser of the same member.
    pub async fn may_see(
        &self,
        visitor: &VisitorId,
        conversation: &ConversationId,
    ) -> Result<bool, StoreError> {
        let owner: Option<String> = both!(self.reading(), db =>
            sqlx::query_scalar("SELECT visitor FROM conversation WHERE workspace = $1 AND id = $2")
                .bind(self.id.as_str())
                .bind(conversation.as_str())
                .fetch_optional(db)
                .await)?;
        match owner {
            None => Ok(false),
            Some(owner) if owner == visitor.as_str() => Ok(true),
            Some(owner) => Ok(self.same_person(visitor, &id(&owner)?).await?
                || self.is_guest(conversation, visitor).await?),
        }
    }
}

/// The statement's own: the same within another transaction.
pub(super) async fn attach(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    (visitor, member): (&VisitorId, &MemberId),
) -> Result<bool, StoreError> {
    let written = both!(tx, db => sqlx::query(
        "UPDATE visitor SET member = $1 WHERE workspace = $2 AND id = $3 \
         AND (member IS NULL OR member = $1) AND subject IS NULL \
         AND EXISTS (SELECT 1 FROM member m WHERE m.workspace = $2 AND m.id = $1)")
        .bind(member.as_str())
        .bind(workspace.as_str())
        .bind(visitor.as_str())
        .execute(&mut **db)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(written == 1)
}

/// A row of a visitor with what their site asks for.
type Row = (String, String, Option<String>, Option<String>, i64, Option<String>, bool);

fn visitor(row: Row) -> Result<Visitor, StoreError> {
    let (key, site, time_zone, member, created_at, subject, identity_required) = row;
    let (id, site, created_at) = (id(&key)?, id(&site)?, Millis(created_at));
    let member = maybe_id(member.as_deref())?;
    Ok(Visitor { id, site, time_zone, member, created_at, subject, identity_required })
}
