//! Visitors whom their site has signed for: one per subject, however many browsers they use.

use super::{
    StoreError, Workspace,
    database::{Tx, both},
    row::id,
};
use crate::{
    id::{SiteId, VisitorId, WorkspaceId},
    time::Millis,
};

/// Browsers of one person that are kept signed in; beyond them the oldest one's token ends.
const TOKENS_MAX: i64 = 50;

/// Who somebody is by their site's word.
#[derive(Clone, Debug)]
pub struct Subject {
    pub site: SiteId,
    /// The site's own name for the person.
    pub name: String,
}

/// A browser that comes with a signed name and no token that fits it.
#[derive(Clone, Debug)]
pub struct NewToken {
    pub token_hash: String,
    pub time_zone: Option<String>,
    pub at: Millis,
}

impl Workspace<'_> {
    /// Gives a new token to the visitor of this subject, who is created if there is none yet.
    pub async fn admit_subject(&self, subject: &Subject, token: NewToken) -> Result<VisitorId, StoreError> {
        let (workspace, subject) = (self.id.clone(), subject.clone());
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                let new = VisitorId::new();
                both!(&mut tx, db => sqlx::query(
                    "INSERT INTO visitor (id, workspace, site, token_hash, time_zone, created_at, subject) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING")
                    .bind(new.as_str())
                    .bind(workspace.as_str())
                    .bind(subject.site.as_str())
                    .bind(&token.token_hash)
                    .bind(&token.time_zone)
                    .bind(token.at.0)
                    .bind(&subject.name)
                    .execute(&mut **db)
                    .await
                    .map(drop))?;
                let found = visitor_of(&mut tx, &workspace, &subject).await?;
                let found = found.ok_or_else(|| StoreError::Refused("a visitor's token is taken".into()))?;
                if found != new {
                    add_token(&mut tx, &workspace, &found, &token).await?;
                }
                tx.commit().await?;
                Ok(found)
            })
            .await
    }

    /// A visitor who was anonymous says who they are: they become the visitor of this subject, or, if there is
    /// one already, hand over to that one what they have, their token too. Gives who they are from now on.
    pub async fn claim_subject(
        &self,
        visitor: &VisitorId,
        subject: &Subject,
        at: Millis,
    ) -> Result<VisitorId, StoreError> {
        let (workspace, visitor, subject) = (self.id.clone(), visitor.clone(), subject.clone());
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                let found = visitor_of(&mut tx, &workspace, &subject).await?;
                match &found {
                    Some(found) if *found != visitor => {
                        hand_over(&mut tx, &workspace, &visitor, found, at).await?;
                    }
                    Some(_) => {}
                    None => name(&mut tx, &workspace, &visitor, &subject).await?,
                }
                tx.commit().await?;
                Ok(found.unwrap_or(visitor))
            })
            .await
    }
}

async fn visitor_of(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    subject: &Subject,
) -> Result<Option<VisitorId>, StoreError> {
    let found: Option<String> = both!(tx, db => sqlx::query_scalar(
        "SELECT id FROM visitor WHERE workspace = $1 AND site = $2 AND subject = $3")
        .bind(workspace.as_str())
        .bind(subject.site.as_str())
        .bind(&subject.name)
        .fetch_optional(&mut **db)
        .await)?;
    Ok(found.as_deref().map(id).transpose()?)
}

async fn name(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    visitor: &VisitorId,
    subject: &Subject,
) -> Result<(), StoreError> {
    both!(tx, db => sqlx::query(
        "UPDATE visitor SET subject = $1 WHERE workspace = $2 AND id = $3 AND site = $4 AND subject IS NULL \
         AND member IS NULL")
        .bind(&subject.name)
        .bind(workspace.as_str())
        .bind(visitor.as_str())
        .bind(subject.site.as_str())
        .execute(&mut **db)
        .await
        .map(drop))?;
    Ok(())
}

/// Adds a token, and ends the oldest ones beyond the limit.
async fn add_token(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    visitor: &VisitorId,
    token: &NewToken,
) -> Result<(), StoreError> {
    both!(&mut *tx, db => sqlx::query(
        "INSERT INTO visitor_token (token_hash, workspace, visitor, created_at) VALUES ($1, $2, $3, $4)")
        .bind(&token.token_hash)
        .bind(workspace.as_str())
        .bind(visitor.as_str())
        .bind(token.at.0)
        .execute(&mut **db)
        .await
        .map(drop))?;
    both!(tx, db => sqlx::query(
        "DELETE FROM visitor_token WHERE workspace = $1 AND visitor = $2 AND token_hash NOT IN (SELECT token_hash \
         FROM visitor_token WHERE workspace = $1 AND visitor = $2 ORDER BY created_at DESC, token_hash LIMIT $3)")
        .bind(workspace.as_str())
        .bind(visitor.as_str())
        .bind(TOKENS_MAX)
        .execute(&mut **db)
        .await
        .map(drop))?;
    Ok(())
}

/// What each statement of a hand-over does: `$1` to, `$2` workspace, `$3` from.
const HANDED_OVER: [&str; 4] = [
    "UPDATE conversation SET visitor = $1 WHERE workspace = $2 AND visitor = $3",
    "UPDATE file SET visitor = $1 WHERE workspace = $2 AND visitor = $3",
    "UPDATE brand SET owner = $1 WHERE workspace = $2 AND owner = $3",
    "UPDATE visitor_token SET visitor = $1 WHERE workspace = $2 AND visitor = $3",
];

async fn hand_over(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    from: &VisitorId,
    to: &VisitorId,
    at: Millis,
) -> Result<(), StoreError> {
    for statement in HANDED_OVER {
        both!(&mut *tx, db => sqlx::query(statement)
            .bind(to.as_str())
            .bind(workspace.as_str())
            .bind(from.as_str())
            .execute(&mut **db)
            .await
            .map(drop))?;
    }
    let token_hash: String = both!(&mut *tx, db => sqlx::query_scalar(
        "SELECT token_hash FROM visitor WHERE workspace = $1 AND id = $2")
        .bind(workspace.as_str())
        .bind(from.as_str())
        .fetch_one(&mut **db)
        .await)?;
    // The row stays for whatever names it; an id is no token's hash, so that nobody is it any more.
    both!(&mut *tx, db => sqlx::query("UPDATE visitor SET token_hash = id WHERE workspace = $1 AND id = $2")
        .bind(workspace.as_str())
        .bind(from.as_str())
        .execute(&mut **db)
        .await
        .map(drop))?;
    add_token(tx, workspace, to, &NewToken { token_hash, time_zone: None, at }).await
}
