//! One-time links by which a member comes in, and the sessions that they begin. Of neither the token is stored.

use super::{Installation, StoreError, Workspace, database::both, error::Unreadable, row::id};
use crate::{
    id::{MemberId, WorkspaceId},
    time::Millis,
};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// The first time.
    Invite,
    /// Again, or on another device.
    SignIn,
}

impl EntryKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::SignIn => "sign_in",
        }
    }
}

/// A link to be made.
#[derive(Clone, Debug)]
pub struct NewEntryLink {
    pub token_hash: String,
    pub member: MemberId,
    /// Members of other workspaces whom it signs in too; only for the one who is signed in as all of them.
    pub also: Vec<MemberId>,
    pub kind: EntryKind,
    /// Who made it: a member's id, or the command line.
    pub created_by: String,
    pub at: Millis,
    pub expires_at: Millis,
}

/// A link that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryLink {
    pub workspace: WorkspaceId,
    pub member: MemberId,
    pub also: Vec<MemberId>,
    pub kind: EntryKind,
    pub created_at: Millis,
}

type LinkRow = (String, String, String, String, i64);

fn link((workspace, member, also, kind, created_at): LinkRow) -> Result<EntryLink, StoreError> {
    let kind = [EntryKind::Invite, EntryKind::SignIn].into_iter().find(|known| known.as_str() == kind);
    Ok(EntryLink {
        workspace: id(&workspace)?,
        member: id(&member)?,
        also: also.split_whitespace().map(id).collect::<Result<_, Unreadable>>()?,
        kind: kind.ok_or(Unreadable("kind"))?,
        created_at: Millis(created_at),
    })
}

impl Workspace<'_> {
    /// Makes a link for a member of this workspace, and voids what was not used of the earlier ones, so that
    /// only the newest opens. `false` if there is no such member.
    pub async fn create_entry_link(&self, new: NewEntryLink) -> Result<bool, StoreError> {
        let workspace = self.id.as_str().to_owned();
        self.store
            .transact(async move |pool| {
                let also: Vec<&str> = new.also.iter().map(MemberId::as_str).collect();
                let mut tx = pool.begin().await?;
                both!(&mut tx, db => sqlx::query(
                    "DELETE FROM entry_link WHERE workspace = $1 AND member = $2 AND used_at IS NULL")
                    .bind(&workspace)
                    .bind(new.member.as_str())
                    .execute(&mut **db)
                    .await
                    .map(drop))?;
                let written = both!(&mut tx, db => sqlx::query(
                    "INSERT INTO entry_link (token_hash, workspace, member, also, kind, created_by, created_at, \
                     expires_at) SELECT $1, m.workspace, m.id, $4, $5, $6, $7, $8 FROM member m \
                     WHERE m.workspace = $2 AND m.id = $3")
                    .bind(&new.token_hash)
                    .bind(&workspace)
                    .bind(new.member.as_str())
                    .bind(also.join(" "))
                    .bind(new.kind.as_str())
                    .bind(&new.created_by)
                    .bind(new.at.0)
                    .bind(new.expires_at.0)
                    .execute(&mut **db)
                    .await
                    .map(|done| done.rows_affected()))?;
                tx.commit().await?;
                Ok(written == 1)
            })
            .await
    }
}

impl Installation<'_> {
    /// The link with this token, if it would open now. Looking changes nothing.
    pub async fn entry_link(&self, token_hash: &str, now: Millis) -> Result<Option<EntryLink>, StoreError> {
        let row: Option<LinkRow> = both!(self.store.reading(), db => sqlx::query_as(
            "SELECT workspace, member, also, kind, created_at FROM entry_link \
             WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2")
            .bind(token_hash)
            .bind(now.0)
            .fetch_optional(db)
            .await)?;
        row.map(link).transpose()
    }

    /// Uses a link up, once, and notes that its member has come in; `None` if it does not open.
    pub async fn use_entry_link(
        &self,
        token_hash: &str,
        now: Millis,
    ) -> Result<Option<EntryLink>, StoreError> {
        let hash = token_hash.to_owned();
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                let row: Option<LinkRow> = both!(&mut tx, db => sqlx::query_as(
                    "UPDATE entry_link SET used_at = $1 \
                     WHERE token_hash = $2 AND used_at IS NULL AND expires_at > $1 \
                     RETURNING workspace, member, also, kind, created_at")
                    .bind(now.0)
                    .bind(&hash)
                    .fetch_optional(&mut **db)
                    .await)?;
                let Some(used) = row.map(link).transpose()? else { return Ok(None) };
                both!(&mut tx, db => sqlx::query(
                    "UPDATE member SET joined_at = $1 WHERE workspace = $2 AND id = $3 AND joined_at IS NULL")
                    .bind(now.0)
                    .bind(used.workspace.as_str())
                    .bind(used.member.as_str())
                    .execute(&mut **db)
                    .await
                    .map(drop))?;
                tx.commit().await?;
                Ok(Some(used))
            })
            .await
    }

    /// Stores a session under a new id; `false` if there is one with it.
    pub async fn create_session(
        &self,
        id_hash: &str,
        data: &str,
        expires_at: Millis,
    ) -> Result<bool, StoreError> {
        let written = both!(self.store.writing(), db => sqlx::query(
            "INSERT INTO session (id_hash, data, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(id_hash)
            .bind(data)
            .bind(expires_at.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(written == 1)
    }

    /// Stores what a session holds now. One that was ended meanwhile stays ended.
    pub async fn save_session(
        &self,
        id_hash: &str,
        data: &str,
        expires_at: Millis,
    ) -> Result<(), StoreError> {
        both!(self.store.writing(), db =>
            sqlx::query("UPDATE session SET data = $2, expires_at = $3 WHERE id_hash = $1")
                .bind(id_hash)
                .bind(data)
                .bind(expires_at.0)
                .execute(db)
                .await
                .map(drop))?;
        Ok(())
    }

    /// What a session holds, and until when.
    pub async fn session(&self, id_hash: &str, now: Millis) -> Result<Option<(String, Millis)>, StoreError> {
        let row: Option<(String, i64)> = both!(self.store.reading(), db =>
            sqlx::query_as("SELECT data, expires_at FROM session WHERE id_hash = $1 AND expires_at > $2")
                .bind(id_hash)
                .bind(now.0)
                .fetch_optional(db)
                .await)?;
        Ok(row.map(|(data, at)| (data, Millis(at))))
    }

    pub async fn delete_session(&self, id_hash: &str) -> Result<(), StoreError> {
        both!(self.store.writing(), db => sqlx::query("DELETE FROM session WHERE id_hash = $1")
            .bind(id_hash)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Forgets sessions and links whose time is over.
    pub async fn sweep_entries(&self, now: Millis) -> Result<(), StoreError> {
        for statement in
            ["DELETE FROM session WHERE expires_at <= $1", "DELETE FROM entry_link WHERE expires_at <= $1"]
        {
            both!(self.store.writing(), db =>
                sqlx::query(statement).bind(now.0).execute(db).await.map(drop))?;
        }
        Ok(())
    }
}
