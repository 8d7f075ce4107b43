//! Assists under way: which process works on each, so that another one takes over what a dead one left.

use super::{
    Installation, StoreError, Workspace,
    database::both,
    row::{count, id},
};
use crate::{
    id::{ConversationId, WorkspaceId},
    time::Millis,
};

/// Who works on an assist, for how long.
#[derive(Clone, Debug)]
pub struct Lease<'a> {
    /// Names the process.
    pub holder: &'a str,
    pub now: Millis,
    pub until: Millis,
}

/// An assist whose lease is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueAssist {
    pub workspace: WorkspaceId,
    pub conversation: ConversationId,
    pub task: u64,
}

impl Workspace<'_> {
    /// Notes that an assist is about to be wanted: after `until` it is anybody's. Does nothing if it is noted.
    pub async fn note_assist(
        &self,
        conversation: &ConversationId,
        task: u64,
        until: Millis,
    ) -> Result<(), StoreError> {
        both!(self.writing(), db => sqlx::query(
            "INSERT INTO assist_lease (workspace, conversation, task, holder, until) \
             SELECT c.workspace, c.id, $3, '', $4 FROM conversation c WHERE c.workspace = $1 AND c.id = $2 \
             ON CONFLICT (conversation, task) DO NOTHING")
            .bind(self.id.as_str())
            .bind(conversation.as_str())
            .bind(i64::try_from(task).unwrap_or(i64::MAX))
            .bind(until.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Takes an assist that was noted, or keeps it. `false` if it is somebody else's, or no longer wanted.
    pub async fn take_assist(
        &self,
        conversation: &ConversationId,
        task: u64,
        lease: &Lease<'_>,
    ) -> Result<bool, StoreError> {
        let taken = both!(self.writing(), db => sqlx::query(
            "UPDATE assist_lease SET holder = $4, until = $5 WHERE workspace = $1 AND conversation = $2 \
             AND task = $3 AND (holder = '' OR holder = $4 OR until < $6)")
            .bind(self.id.as_str())
            .bind(conversation.as_str())
            .bind(i64::try_from(task).unwrap_or(i64::MAX))
            .bind(lease.holder)
            .bind(lease.until.0)
            .bind(lease.now.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(taken > 0)
    }

    /// Nobody need work on it any more.
    pub async fn drop_assist(&self, conversation: &ConversationId, task: u64) -> Result<(), StoreError> {
        both!(self.writing(), db => sqlx::query(
            "DELETE FROM assist_lease WHERE workspace = $1 AND conversation = $2 AND task = $3")
            .bind(self.id.as_str())
            .bind(conversation.as_str())
            .bind(i64::try_from(task).unwrap_or(i64::MAX))
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }
}

impl Installation<'_> {
    /// The assists whose leases are over, the oldest first, at most `limit`.
    pub async fn assists_due(&self, now: Millis, limit: u32) -> Result<Vec<DueAssist>, StoreError> {
        let rows: Vec<(String, String, i64)> = both!(self.store.reading(), db => sqlx::query_as(
            "SELECT workspace, conversation, task FROM assist_lease WHERE until < $1 \
             ORDER BY until, conversation, task LIMIT $2")
            .bind(now.0)
            .bind(i64::from(limit))
            .fetch_all(db)
            .await)?;
        let due = |(workspace, conversation, task): (String, String, i64)| {
            Ok(DueAssist { workspace: id(&workspace)?, conversation: id(&conversation)?, task: count(task)? })
        };
        rows.into_iter().map(due).collect()
    }

    /// Ends every lease: for a process that has the database to itself, at its start.
    pub async fn free_assists(&self) -> Result<(), StoreError> {
        both!(self.store.writing(), db =>
            sqlx::query("UPDATE assist_lease SET holder = '', until = 0").execute(db).await.map(drop))?;
        Ok(())
    }
}
