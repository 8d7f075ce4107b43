//! Files that people sent: whose they are and where their bytes lie.

use super::{
    StoreError, Workspace,
    database::{Tx, both},
    row::{column, count, id},
};
use crate::{
    id::{ConversationId, FileId, VisitorId},
    time::Millis,
};

/// A file that belongs to a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub id: FileId,
    pub conversation: ConversationId,
    /// Who sent it.
    pub visitor: VisitorId,
    pub name: String,
    /// Its media type, by its content.
    pub kind: String,
    pub bytes: u64,
    pub sha256: String,
    /// Where its bytes lie.
    pub blob: String,
    pub created_at: Millis,
}

/// What one conversation may hold.
#[derive(Clone, Copy, Debug)]
pub struct FileLimits {
    pub files: u64,
    pub bytes: u64,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    Done,
    /// The conversation has this very file already, under this id.
    Known(FileId),
    TooMany,
    TooMuch,
    /// There is no such conversation.
    NoConversation,
}

type Row = (String, String, String, String, String, i64, String, String, i64);

fn file(row: Row) -> Result<File, StoreError> {
    let (key, conversation, visitor, name, kind, bytes, sha256, blob, created_at) = row;
    Ok(File {
        id: id(&key)?,
        conversation: id(&conversation)?,
        visitor: id(&visitor)?,
        name,
        kind,
        bytes: count(bytes)?,
        sha256,
        blob,
        created_at: Millis(created_at),
    })
}

impl Workspace<'_> {
    /// Adds a file whose bytes are kept already, unless the conversation would have more than it may.
    /// However many come at once, the limits hold: the conversation's row is locked while they are counted.
    pub async fn add_file(&self, file: &File, limits: FileLimits) -> Result<Added, StoreError> {
        let (workspace, file) = (self.id.clone(), file.clone());
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                let added = add(&mut tx, workspace.as_str(), &file, limits).await?;
                if added == Added::Done {
                    tx.commit().await?;
                } else {
                    tx.rollback().await?;
                }
                Ok(added)
            })
            .await
    }

    pub async fn file(
        &self,
        conversation: &ConversationId,
        file_id: &FileId,
    ) -> Result<Option<File>, StoreError> {
        Ok(self.files(conversation).await?.into_iter().find(|file| file.id == *file_id))
    }

    /// The conversation's files, the oldest first.
    pub async fn files(&self, conversation: &ConversationId) -> Result<Vec<File>, StoreError> {
        let rows: Vec<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, conversation, visitor, name, kind, bytes, sha256, blob_key, created_at FROM file \
             WHERE workspace = $1 AND conversation = $2 ORDER BY created_at, id")
            .bind(self.id.as_str())
            .bind(conversation.as_str())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(file).collect()
    }

    /// Which blobs of a folder rows of this workspace refer to: what people sent, and pictures of pieces.
    pub async fn blobs_in(&self, folder: &str) -> Result<Vec<String>, StoreError> {
        Ok(both!(self.reading(), db => sqlx::query_scalar(
            "SELECT blob_key FROM file WHERE workspace = $1 AND blob_key LIKE $2 \
             UNION SELECT a.key FROM piece_asset a JOIN piece p ON p.id = a.piece \
             WHERE p.workspace = $1 AND a.key LIKE $2")
            .bind(self.id.as_str())
            .bind(format!("{folder}/%"))
            .fetch_all(db)
            .await)?)
    }

    /// Whether a version of one of its kits names a blob.
    pub async fn kits_name(&self, blob: &str) -> Result<bool, StoreError> {
        let found: Option<i64> = both!(self.reading(), db => sqlx::query_scalar(
            "SELECT CAST(1 AS bigint) FROM kit WHERE workspace = $1 AND body LIKE $2 LIMIT 1")
            .bind(self.id.as_str())
            .bind(format!("%\"{blob}\"%"))
            .fetch_optional(db)
            .await)?;
        Ok(found.is_some())
    }

    /// By what whoever sent a file is known: as a member, by their Telegram, or as their site says.
    pub async fn sender_name(&self, visitor: &VisitorId) -> Result<Option<String>, StoreError> {
        let name: Option<Option<String>> = both!(self.reading(), db => sqlx::query_scalar(
            "SELECT coalesce(m.name, t.name, v.subject) FROM visitor v \
             LEFT JOIN member m ON m.workspace = v.workspace AND m.id = v.member \
             LEFT JOIN telegram_chat t ON t.workspace = v.workspace AND t.visitor = v.id \
             WHERE v.workspace = $1 AND v.id = $2 ORDER BY t.chat LIMIT 1")
            .bind(self.id.as_str())
            .bind(visitor.as_str())
            .fetch_optional(db)
            .await)?;
        Ok(name.flatten().filter(|name| !name.is_empty()))
    }

    /// Gives a conversation the files of another one of the same person, for answers that are taken over.
    /// The bytes are not copied.
    pub async fn share_files(&self, from: &ConversationId, to: &ConversationId) -> Result<(), StoreError> {
        both!(self.writing(), db => sqlx::query(
            "INSERT INTO file (id, workspace, conversation, visitor, name, kind, bytes, sha256, blob_key, created_at) \
             SELECT f.id, f.workspace, c.id, f.visitor, f.name, f.kind, f.bytes, f.sha256, f.blob_key, f.created_at \
             FROM file f JOIN conversation o ON o.id = f.conversation \
             JOIN conversation c ON c.workspace = f.workspace AND c.visitor = o.visitor \
             WHERE f.workspace = $1 AND f.conversation = $2 AND c.id = $3 ON CONFLICT DO NOTHING")
            .bind(self.id.as_str())
            .bind(from.as_str())
            .bind(to.as_str())
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }
}

async fn add(tx: &mut Tx<'_>, workspace: &str, file: &File, limits: FileLimits) -> Result<Added, StoreError> {
    // Changes nothing, but whoever else would count this conversation's files waits until we are done.
    let locked = both!(&mut *tx, db =>
        sqlx::query("UPDATE conversation SET seq = seq WHERE workspace = $1 AND id = $2")
            .bind(workspace)
            .bind(file.conversation.as_str())
            .execute(&mut **db)
            .await
            .map(|done| done.rows_affected()))?;
    if locked == 0 {
        return Ok(Added::NoConversation);
    }
    let known: Option<String> = both!(&mut *tx, db => sqlx::query_scalar(
        "SELECT id FROM file WHERE conversation = $1 AND sha256 = $2 AND name = $3 ORDER BY id LIMIT 1")
        .bind(file.conversation.as_str())
        .bind(&file.sha256)
        .bind(&file.name)
        .fetch_optional(&mut **db)
        .await)?;
    if let Some(known) = known {
        return Ok(Added::Known(id(&known)?));
    }
    let (files, bytes): (i64, i64) = both!(&mut *tx, db => sqlx::query_as(
        "SELECT count(*), CAST(coalesce(sum(bytes), 0) AS bigint) FROM file WHERE conversation = $1")
        .bind(file.conversation.as_str())
        .fetch_one(&mut **db)
        .await)?;
    if count(files)? >= limits.files {
        return Ok(Added::TooMany);
    }
    if count(bytes)? + file.bytes > limits.bytes {
        return Ok(Added::TooMuch);
    }
    both!(tx, db => sqlx::query(
        "INSERT INTO file (id, workspace, conversation, visitor, name, kind, bytes, sha256, blob_key, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(file.id.as_str())
        .bind(workspace)
        .bind(file.conversation.as_str())
        .bind(file.visitor.as_str())
        .bind(&file.name)
        .bind(&file.kind)
        .bind(column(file.bytes))
        .bind(&file.sha256)
        .bind(&file.blob)
        .bind(file.created_at.0)
        .execute(&mut **db)
        .await
        .map(drop))?;
    Ok(Added::Done)
}
