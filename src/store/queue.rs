//! The queue, for the workers of the whole installation: they serve every workspace.

use super::{
    Installation, StoreError,
    database::{Tx, both},
    dialect_task::{self, Claim},
    row::{count, id, small},
    task::{Beat, Claimed, Failed, Fence, Outcome, Settled, Spare, TaskCounts, TaskError},
};
use crate::{id::TaskId, time::Millis};

/// What went wrong when the process that worked on a task was not heard of any more.
const LOST: &str = "the process that worked on it was not heard of any more";
/// Characters that are kept of an error.
const ERROR_MAX: usize = 500;
/// Rows that a sweep takes at once.
const SWEPT: i64 = 5_000;

/// The list of errors and one more, `$1`. It is JSON throughout.
macro_rules! and_error {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            " errors = CASE WHEN errors = '[]' THEN '[' || $1 || ']' \
             ELSE substr(errors, 1, length(errors) - 1) || ',' || $1 || ']' END ",
            $after
        )
    };
}

impl Installation<'_> {
    /// Whether anything is due.
    pub async fn has_due_tasks(&self, now: Millis) -> Result<bool, StoreError> {
        let found: Option<String> = both!(self.store.reading(), db => sqlx::query_scalar(
            "SELECT id FROM task WHERE state = 'queued' AND (NOT waits OR due <= $1) LIMIT 1")
            .bind(now.0)
            .fetch_optional(db)
            .await)?;
        Ok(found.is_some())
    }

    /// Begins an attempt of at most `limit` tasks that are due. Those of a workspace come by priority, then as
    /// they were due; among workspaces, whoever has the least under way is first. Whom `spare` names leaves one of the
    /// `limit` to others, be it to those who come later, where there is more than one workspace.
    pub async fn claim_tasks(
        &self,
        holder: &str,
        limit: u32,
        spare: &Spare,
        now: Millis,
    ) -> Result<Vec<Claimed>, StoreError> {
        let claim = Claim { holder, limit, spare, at: now };
        let rows = dialect_task::claim(self.store.writing(), &claim).await?;
        rows.iter()
            .map(|(task, workspace, work, attempt)| {
                let fence = Fence { task: id(task)?, attempt: small(*attempt)? };
                Ok(Claimed { workspace: id(workspace)?, fence, work: serde_json::from_str(work).ok() })
            })
            .collect()
    }

    /// A sign of life for each attempt. Gives the tasks that are still theirs: the others are cancelled or lost.
    pub async fn keep_tasks(&self, held: &[Fence]) -> Result<Vec<TaskId>, StoreError> {
        let held = held.to_vec();
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                let kept = dialect_task::keep_tasks(&mut tx, &held.iter().collect::<Vec<_>>()).await?;
                tx.commit().await?;
                kept.iter().map(|row| Ok(id(row)?)).collect()
            })
            .await
    }

    /// Ends attempts. Those that are cancelled or lost stay as they are. Gives the tasks that have failed by it.
    pub async fn settle_tasks(&self, settled: &[Settled], at: Millis) -> Result<Vec<TaskId>, StoreError> {
        let settled = settled.to_vec();
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                let (done, others): (Vec<_>, Vec<_>) =
                    settled.iter().partition(|settled| settled.outcome == Outcome::Done);
                let done: Vec<&Fence> = done.iter().map(|settled| &settled.fence).collect();
                dialect_task::end_tasks(&mut tx, &done, at).await?;
                let mut failed = Vec::new();
                for settled in others {
                    if settle(&mut tx, settled, at).await? {
                        failed.push(settled.fence.task.clone());
                    }
                }
                tx.commit().await?;
                Ok(failed)
            })
            .await
    }

    /// Every attempt under way, on whichever node.
    pub async fn running_tasks(&self) -> Result<Vec<Beat>, StoreError> {
        let rows: Vec<(String, i64, i64)> = both!(self.store.reading(), db =>
            sqlx::query_as("SELECT id, attempt, beat FROM task WHERE state = 'running'").fetch_all(db).await)?;
        rows.iter()
            .map(|(task, attempt, beat)| {
                let fence = Fence { task: id(task)?, attempt: small(*attempt)? };
                Ok(Beat { fence, beat: count(*beat)? })
            })
            .collect()
    }

    /// Takes the task away from an attempt that has not been heard of since that beat: the death of a process
    /// counts as a failed attempt. `false` if there was a sign of life meanwhile.
    pub async fn lose_task(&self, seen: &Beat, at: Millis) -> Result<bool, StoreError> {
        let error = error_json(seen.fence.attempt, LOST, at);
        Ok(both!(self.store.writing(), db => sqlx::query(and_error!(
            "UPDATE task SET state = CASE WHEN attempt >= attempts_max THEN 'failed' ELSE 'queued' END, \
             waits = $2, updated_at = $3,",
            "WHERE id = $4 AND attempt = $5 AND state = 'running' AND beat = $6"))
            .bind(&error)
            .bind(false)
            .bind(at.0)
            .bind(seen.fence.task.as_str())
            .bind(i64::from(seen.fence.attempt))
            .bind(i64::try_from(seen.beat).unwrap_or(i64::MAX))
            .execute(db)
            .await
            .map(|done| done.rows_affected() > 0))?)
    }

    /// Takes every task away from whoever worked on it: for a process that has the database to itself, at its
    /// start.
    pub async fn free_tasks(&self, at: Millis) -> Result<(), StoreError> {
        for beat in self.running_tasks().await? {
            self.lose_task(&beat, at).await?;
        }
        Ok(())
    }

    /// The generations of pieces that have failed for good since then, the latest first.
    pub async fn failed_generations(&self, since: Millis, limit: u32) -> Result<Vec<Failed>, StoreError> {
        let rows: Vec<(String, String, String)> = both!(self.store.reading(), db => sqlx::query_as(
            "SELECT workspace, id, work FROM task WHERE state = 'failed' AND kind = 'generate' \
             AND updated_at >= $1 ORDER BY updated_at DESC, id LIMIT $2")
            .bind(since.0)
            .bind(i64::from(limit))
            .fetch_all(db)
            .await)?;
        let failed = |(workspace, task, work): (String, String, String)| {
            Ok(Failed {
                workspace: id(&workspace)?,
                task: id(&task)?,
                work: serde_json::from_str(&work).ok(),
            })
        };
        rows.into_iter().map(failed).collect()
    }

    pub async fn task_counts(&self) -> Result<TaskCounts, StoreError> {
        let (queued, running, failed): (i64, i64, i64) = both!(self.store.reading(), db => sqlx::query_as(
            "SELECT (SELECT count(*) FROM task WHERE state = 'queued'), \
             (SELECT count(*) FROM task WHERE state = 'running'), \
             (SELECT count(*) FROM task WHERE state = 'failed')")
            .fetch_one(db)
            .await)?;
        Ok(TaskCounts { queued: count(queued)?, running: count(running)?, failed: count(failed)? })
    }

    /// Forgets tasks that ended before then, a few thousand at once. Gives how many.
    pub async fn sweep_tasks(&self, before: Millis) -> Result<u64, StoreError> {
        Ok(both!(self.store.writing(), db => sqlx::query(
            "DELETE FROM task WHERE id IN (SELECT id FROM task WHERE state IN ('done', 'cancelled') \
             AND updated_at < $1 ORDER BY updated_at LIMIT $2)")
            .bind(before.0)
            .bind(SWEPT)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?)
    }
}

/// Ends an attempt that did not succeed. Whether its task has failed by it.
async fn settle(
    tx: &mut Tx<'_>,
    Settled { fence, outcome }: &Settled,
    at: Millis,
) -> Result<bool, StoreError> {
    match outcome {
        Outcome::Done => Ok(false),
        Outcome::Again { due } => {
            both!(tx, db => sqlx::query(
                "UPDATE task SET state = 'queued', attempts_max = attempts_max + 1, due = $1, waits = $2, \
                 updated_at = $3 WHERE id = $4 AND attempt = $5 AND state = 'running'")
                .bind(due.0)
                .bind(*due > at)
                .bind(at.0)
                .bind(fence.task.as_str())
                .bind(i64::from(fence.attempt))
                .execute(&mut **db)
                .await
                .map(drop))?;
            Ok(false)
        }
        Outcome::Retry { due, error } => ended_badly(tx, fence, (error, Some(*due)), at).await,
        Outcome::Failed { error } => ended_badly(tx, fence, (error, None), at).await,
    }
}

async fn ended_badly(
    tx: &mut Tx<'_>,
    fence: &Fence,
    (error, due): (&str, Option<Millis>),
    at: Millis,
) -> Result<bool, StoreError> {
    let error = error_json(fence.attempt, error, at);
    let state: Option<String> = both!(tx, db => sqlx::query_scalar(and_error!(
        "UPDATE task SET state = CASE WHEN attempt >= attempts_max OR $2 THEN 'failed' ELSE 'queued' END, \
         due = $3, waits = $4, updated_at = $5,",
        "WHERE id = $6 AND attempt = $7 AND state = 'running' RETURNING state"))
        .bind(&error)
        .bind(due.is_none())
        .bind(due.unwrap_or(at).0)
        .bind(due.is_some_and(|due| due > at))
        .bind(at.0)
        .bind(fence.task.as_str())
        .bind(i64::from(fence.attempt))
        .fetch_optional(&mut **db)
        .await)?;
    Ok(state.is_some_and(|state| state == "failed"))
}

/// One entry of a task's list of errors.
fn error_json(attempt: u32, error: &str, at: Millis) -> String {
    // PostgreSQL takes no U+0000.
    let error = error.chars().filter(|letter| *letter != '\0').take(ERROR_MAX).collect();
    serde_json::to_string(&TaskError { attempt, at, error }).expect("an error is JSON: its keys are strings")
}
