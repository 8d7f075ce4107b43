//! Links by which somebody without an account decides on pieces. Of the token only the hash is stored.

use super::{StoreError, Workspace, database::both, error::Unreadable, installation::Installation, row::id};
use crate::{
    id::{ConversationId, PieceId, ReviewId, VisitorId, WorkspaceId},
    time::Millis,
};

/// A link to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReview {
    pub id: ReviewId,
    pub conversation: ConversationId,
    pub visitor: VisitorId,
    /// What whoever makes it calls it by. The same again is the same link with a new token.
    pub asked: String,
    pub token_hash: String,
    /// Each piece with the version that is to be decided on.
    pub pieces: Vec<(PieceId, u32)>,
    /// Who asks, as the client reads it.
    pub asker: String,
    pub note: String,
    /// A day, or empty.
    pub deadline: String,
    pub at: Millis,
    pub expires_at: Millis,
}

/// A link as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    pub id: ReviewId,
    pub workspace: WorkspaceId,
    pub conversation: ConversationId,
    pub visitor: VisitorId,
    pub pieces: Vec<(PieceId, u32)>,
    pub asker: String,
    pub note: String,
    pub deadline: String,
    pub created_at: Millis,
    pub expires_at: Millis,
    pub revoked_at: Option<Millis>,
}

type Row = (String, String, String, String, String, String, String, String, i64, i64, Option<i64>);

fn review(row: Row) -> Result<Review, StoreError> {
    let (key, workspace, conversation, visitor, pieces, asker, note, deadline, created, expires, revoked) =
        row;
    Ok(Review {
        id: id(&key)?,
        workspace: id(&workspace)?,
        conversation: id(&conversation)?,
        visitor: id(&visitor)?,
        pieces: serde_json::from_str(&pieces).map_err(|_| Unreadable("pieces"))?,
        asker,
        note,
        deadline,
        created_at: Millis(created),
        expires_at: Millis(expires),
        revoked_at: revoked.map(Millis),
    })
}

impl Workspace<'_> {
    /// Makes a link for a conversation of this workspace, or gives the one that was asked for under the same name its
    /// new token; `None` if there is no such conversation, or that link was revoked.
    pub async fn create_review(&self, new: &NewReview) -> Result<Option<ReviewId>, StoreError> {
        let pieces = serde_json::to_string(&new.pieces).unwrap_or_default();
        let made: Option<(String,)> = both!(self.writing(), db => sqlx::query_as(
            "INSERT INTO review (id, workspace, conversation, visitor, asked, token_hash, pieces, asker, note, \
             deadline, created_at, expires_at) \
             SELECT $1, c.workspace, c.id, $4, $5, $6, $7, $8, $9, $10, $11, $12 FROM conversation c \
             WHERE c.workspace = $2 AND c.id = $3 \
             ON CONFLICT (conversation, asked) DO UPDATE SET token_hash = excluded.token_hash, \
             pieces = excluded.pieces, asker = excluded.asker, note = excluded.note, \
             deadline = excluded.deadline, expires_at = excluded.expires_at WHERE review.revoked_at IS NULL \
             RETURNING id")
            .bind(new.id.as_str())
            .bind(self.id().as_str())
            .bind(new.conversation.as_str())
            .bind(new.visitor.as_str())
            .bind(&new.asked)
            .bind(&new.token_hash)
            .bind(&pieces)
            .bind(&new.asker)
            .bind(&new.note)
            .bind(&new.deadline)
            .bind(new.at.0)
            .bind(new.expires_at.0)
            .fetch_optional(db)
            .await)?;
        Ok(made.map(|(made,)| id(&made)).transpose()?)
    }

    /// The links of a conversation, the newest first.
    pub async fn reviews(&self, conversation: &ConversationId) -> Result<Vec<Review>, StoreError> {
        let rows: Vec<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, workspace, conversation, visitor, pieces, asker, note, deadline, created_at, expires_at, \
             revoked_at FROM review WHERE workspace = $1 AND conversation = $2 ORDER BY created_at DESC, id DESC")
            .bind(self.id().as_str())
            .bind(conversation.as_str())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(review).collect()
    }

    /// From now on the link opens nothing; `false` if there is none, or it was revoked before.
    pub async fn revoke_review(
        &self,
        conversation: &ConversationId,
        review: &ReviewId,
        now: Millis,
    ) -> Result<bool, StoreError> {
        let written = both!(self.writing(), db => sqlx::query(
            "UPDATE review SET revoked_at = $4 \
             WHERE workspace = $1 AND conversation = $2 AND id = $3 AND revoked_at IS NULL")
            .bind(self.id().as_str())
            .bind(conversation.as_str())
            .bind(review.as_str())
            .bind(now.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(written == 1)
    }
}

impl Installation<'_> {
    /// The link with this token, be it over or not. Looking changes nothing.
    pub async fn review(&self, token_hash: &str) -> Result<Option<Review>, StoreError> {
        let row: Option<Row> = both!(self.store.reading(), db => sqlx::query_as(
            "SELECT id, workspace, conversation, visitor, pieces, asker, note, deadline, created_at, expires_at, \
             revoked_at FROM review WHERE token_hash = $1")
            .bind(token_hash)
            .fetch_optional(db)
            .await)?;
        row.map(review).transpose()
    }
}
