//! Work that is done beside the conversations: enqueued, cancelled, looked through when it went wrong.

use super::{
    StoreError, Workspace,
    database::{Tx, both},
    dialect_task::{self, TaskRow},
    error::Unreadable,
    row::{id, maybe_id, small},
};
use crate::{
    id::{ConversationId, TaskId, WorkspaceId},
    time::Millis,
    work::{Happened, Work},
};
use serde::{Deserialize, Serialize};

/// How often a task is tried before a person has to look at it.
pub const ATTEMPTS: u32 = 3;

/// Work to be done beside the conversations. A key that is there already, done or not, is the same work: nothing
/// is enqueued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTask {
    /// Unique in its workspace.
    pub key: String,
    pub work: Work,
    /// Higher ones first, within a workspace.
    pub priority: i32,
    /// Not before. What is not in the future when it is enqueued is due at once, even if the clock is set back.
    pub due: Millis,
}

impl NewTask {
    /// Tells other systems of something, once: to be written with what it tells of.
    pub fn tell(conversation: &ConversationId, happened: Happened) -> Self {
        let key = format!("tell/{}", happened.key(conversation));
        let work = Work::Tell { conversation: conversation.clone(), happened };
        Self { key, work, priority: 1, due: Millis::default() }
    }
}

/// An attempt of a task: what no longer has it may write nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fence {
    pub task: TaskId,
    pub attempt: u32,
}

/// A task whose attempt begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    pub workspace: WorkspaceId,
    pub fence: Fence,
    /// `None`: this version cannot read what is to be done.
    pub work: Option<Work>,
}

/// Of which workspace a claim leaves a place to others, so that no workspace's long tasks have all of a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spare {
    /// Whoever comes may have all.
    None,
    OfEach,
    Of(WorkspaceId),
}

/// How an attempt ended that no turn ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// To be done again then; the attempt does not count.
    Again {
        due: Millis,
    },
    /// To be tried again then, unless it was the last attempt.
    Retry {
        due: Millis,
        error: String,
    },
    /// Trying again is of no use.
    Failed {
        error: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    pub fence: Fence,
    pub outcome: Outcome,
}

/// A running attempt, and how many signs of life its process has given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beat {
    pub fence: Fence,
    pub beat: u64,
}

/// A task that has failed for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    pub workspace: WorkspaceId,
    pub task: TaskId,
    /// `None` if this version cannot read it.
    pub work: Option<Work>,
}

/// Why an attempt failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskError {
    pub attempt: u32,
    pub at: Millis,
    pub error: String,
}

/// A task as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub id: TaskId,
    pub key: String,
    pub kind: String,
    pub conversation: Option<ConversationId>,
    pub state: String,
    pub attempt: u32,
    /// Of every attempt that failed, the oldest first.
    pub errors: Vec<TaskError>,
    pub updated_at: Millis,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskCounts {
    pub queued: u64,
    pub running: u64,
    pub failed: u64,
}

type Row = (String, String, String, Option<String>, String, i64, String, i64);

/// The rows of tasks that are about to be enqueued.
pub(super) fn rows<'a>(
    workspace: &'a WorkspaceId,
    tasks: &'a [NewTask],
    at: Millis,
) -> impl Iterator<Item = TaskRow<'a>> {
    tasks.iter().map(move |task| {
        let work = serde_json::to_string(&task.work).expect("work is JSON: its keys are strings");
        TaskRow { id: TaskId::new(), workspace, task, work, at }
    })
}

/// Whether the attempt is still under way.
pub(super) async fn holds(tx: &mut Tx<'_>, fence: &Fence) -> Result<bool, StoreError> {
    let found: Option<String> = both!(tx, db => sqlx::query_scalar(
        "SELECT id FROM task WHERE id = $1 AND attempt = $2 AND state = 'running'")
        .bind(fence.task.as_str())
        .bind(i64::from(fence.attempt))
        .fetch_optional(&mut **db)
        .await)?;
    Ok(found.is_some())
}

impl Workspace<'_> {
    /// Enqueues work that no turn causes. What follows from a turn belongs to its `TurnWrite`.
    pub async fn enqueue(&self, tasks: &[NewTask], at: Millis) -> Result<(), StoreError> {
        let (workspace, tasks) = (self.id.clone(), tasks.to_vec());
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                let rows: Vec<TaskRow<'_>> = rows(&workspace, &tasks, at).collect();
                dialect_task::insert_tasks(&mut tx, &rows).await?;
                tx.commit().await
            })
            .await
    }

    pub async fn task(&self, key: &str) -> Result<Option<Task>, StoreError> {
        let row: Option<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, key, kind, conversation, state, attempt, errors, updated_at FROM task \
             WHERE workspace = $1 AND key = $2")
            .bind(self.id.as_str())
            .bind(key)
            .fetch_optional(db)
            .await)?;
        row.map(task).transpose()
    }

    /// The tasks that wait for a person, the last failed first.
    pub async fn failed_tasks(&self, limit: u32) -> Result<Vec<Task>, StoreError> {
        let rows: Vec<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, key, kind, conversation, state, attempt, errors, updated_at FROM task \
             WHERE workspace = $1 AND state = 'failed' ORDER BY updated_at DESC, id LIMIT $2")
            .bind(self.id.as_str())
            .bind(i64::from(limit))
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(task).collect()
    }

    /// Has a failed task tried again, as often as a new one. `false` if it is not failed, or not there.
    pub async fn retry_task(&self, task: &TaskId, at: Millis) -> Result<bool, StoreError> {
        Ok(both!(self.writing(), db => sqlx::query(
            "UPDATE task SET state = 'queued', attempts_max = attempt + $1, due = $2, waits = $3, updated_at = $2 \
             WHERE id = $4 AND workspace = $5 AND state = 'failed'")
            .bind(i64::from(ATTEMPTS))
            .bind(at.0)
            .bind(false)
            .bind(task.as_str())
            .bind(self.id.as_str())
            .execute(db)
            .await
            .map(|done| done.rows_affected() > 0))?)
    }

    /// Nobody need look at a failed task any more. `false` if it is not failed, or not there.
    pub async fn dismiss_task(&self, task: &TaskId, at: Millis) -> Result<bool, StoreError> {
        Ok(both!(self.writing(), db => sqlx::query(
            "UPDATE task SET state = 'cancelled', updated_at = $1 WHERE id = $2 AND workspace = $3 \
             AND state = 'failed'")
            .bind(at.0)
            .bind(task.as_str())
            .bind(self.id.as_str())
            .execute(db)
            .await
            .map(|done| done.rows_affected() > 0))?)
    }

    /// Cancels a task that has not ended: an attempt under way may write nothing from now on. Gives it if so.
    pub async fn cancel_task(&self, key: &str, at: Millis) -> Result<Option<TaskId>, StoreError> {
        let row: Option<String> = both!(self.writing(), db => sqlx::query_scalar(
            "UPDATE task SET state = 'cancelled', updated_at = $1 WHERE workspace = $2 AND key = $3 \
             AND state IN ('queued', 'running', 'failed') RETURNING id")
            .bind(at.0)
            .bind(self.id.as_str())
            .bind(key)
            .fetch_optional(db)
            .await)?;
        Ok(row.as_deref().map(id).transpose()?)
    }
}

fn task((key, name, kind, conversation, state, attempt, errors, at): Row) -> Result<Task, StoreError> {
    Ok(Task {
        id: id(&key)?,
        key: name,
        kind,
        conversation: maybe_id(conversation.as_deref())?,
        state,
        attempt: small(attempt)?,
        errors: serde_json::from_str(&errors).map_err(|_| Unreadable("errors"))?,
        updated_at: Millis(at),
    })
}
