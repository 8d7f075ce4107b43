//! The statements about tasks that the two databases do not share: those over many rows at once, and the claim.

use super::{
    StoreError,
    database::{Pool, Tx},
    task::{Fence, NewTask, Spare},
};
use crate::{
    id::{Id, TaskId, WorkspaceId},
    time::Millis,
};

/// A task with its tenant and what is derived from it.
pub(super) struct TaskRow<'a> {
    pub id: TaskId,
    pub workspace: &'a WorkspaceId,
    pub task: &'a NewTask,
    /// As JSON.
    pub work: String,
    pub at: Millis,
}

/// Who claims, and how many at most.
pub(super) struct Claim<'a> {
    pub holder: &'a str,
    pub limit: u32,
    pub spare: &'a Spare,
    pub at: Millis,
}

impl Claim<'_> {
    /// As the statement has it.
    fn spare(&self) -> &str {
        match self.spare {
            Spare::None => "",
            Spare::OfEach => "*",
            Spare::Of(workspace) => workspace.as_str(),
        }
    }
}

/// `id`, `workspace`, `work`, `attempt`.
pub(super) type ClaimedRow = (String, String, String, i64);

/// Inserts tasks; one whose key is there is left as it is.
pub(super) async fn insert_tasks(tx: &mut Tx<'_>, rows: &[TaskRow<'_>]) -> Result<(), StoreError> {
    match tx {
        _ if rows.is_empty() => Ok(()),
        Tx::Sqlite(tx) => sqlite::insert_tasks(tx, rows).await,
        Tx::Postgres(tx) => postgres::insert_tasks(tx, rows).await,
    }
}

/// Ends those that are still at their attempts. Gives how many they were.
pub(super) async fn end_tasks(tx: &mut Tx<'_>, ended: &[&Fence], at: Millis) -> Result<u64, StoreError> {
    match tx {
        _ if ended.is_empty() => Ok(0),
        Tx::Sqlite(tx) => sqlite::end_tasks(tx, ended, at).await,
        Tx::Postgres(tx) => postgres::end_tasks(tx, ended, at).await,
    }
}

/// A sign of life for each. Gives the ids of those that are still at their attempts.
pub(super) async fn keep_tasks(tx: &mut Tx<'_>, held: &[&Fence]) -> Result<Vec<String>, StoreError> {
    match tx {
        _ if held.is_empty() => Ok(Vec::new()),
        Tx::Sqlite(tx) => sqlite::keep_tasks(tx, held).await,
        Tx::Postgres(tx) => postgres::keep_tasks(tx, held).await,
    }
}

/// Claims the tasks that come next: of each workspace its first ones, those first whose workspace has the fewest
/// before them, running or taken by this very claim.
pub(super) async fn claim(pool: &Pool, claim: &Claim<'_>) -> Result<Vec<ClaimedRow>, StoreError> {
    match pool {
        Pool::Sqlite(pool) => sqlite::claim(pool, claim).await,
        Pool::Postgres(pool) => postgres::claim(pool, claim).await,
    }
}

mod sqlite {
    use super::{Claim, ClaimedRow, Fence, Millis, StoreError, TaskRow};
    use crate::store::{
        dialect::sqlite::{Listed, runs},
        task::ATTEMPTS,
    };
    use sqlx::{Sqlite, SqliteConnection, SqlitePool};

    const INSERT: Listed = Listed {
        before: "INSERT INTO task (id, workspace, key, kind, work, conversation, priority, due, waits, \
                 attempts_max, created_at, updated_at, state, attempt, holder, beat, errors) VALUES ",
        row: "(?,?,?,?,?,?,?,?,?,?,?,?,'queued',0,'',0,'[]')",
        after: " ON CONFLICT DO NOTHING",
    };
    const END: Listed = Listed {
        before: "UPDATE task SET state = 'done', updated_at = v.column3 FROM (VALUES ",
        row: "(?,?,?)",
        after: ") AS v WHERE task.id = v.column1 AND task.attempt = v.column2 AND task.state = 'running'",
    };
    const KEEP: Listed = Listed {
        before: "UPDATE task SET beat = beat + 1 FROM (VALUES ",
        row: "(?,?)",
        after: ") AS v WHERE task.id = v.column1 AND task.attempt = v.column2 AND task.state = 'running' \
                RETURNING id",
    };
    const CLAIM: &str = "WITH RECURSIVE place (workspace) AS ( \
            SELECT min(workspace) FROM task WHERE state = 'queued' \
            UNION ALL \
            SELECT (SELECT min(t.workspace) FROM task t WHERE t.state = 'queued' \
                AND t.workspace > place.workspace) FROM place WHERE place.workspace IS NOT NULL \
        ), open AS MATERIALIZED ( \
            SELECT t.id, t.workspace, t.priority, t.due FROM place CROSS JOIN task t ON t.id IN ( \
                SELECT q.id FROM task q WHERE q.state = 'queued' AND q.workspace = place.workspace \
                AND (NOT q.waits OR q.due <= $1) ORDER BY q.priority DESC, q.due, q.id LIMIT $2) \
        ), ranked AS MATERIALIZED ( \
            SELECT open.id, open.workspace, open.priority, open.due, \
                row_number() OVER (PARTITION BY workspace ORDER BY priority DESC, due, id) AS nth, \
                (SELECT count(*) FROM task r WHERE r.state = 'running' AND r.workspace = open.workspace) \
                AS running FROM open \
        ) \
        UPDATE task SET state = 'running', attempt = attempt + 1, beat = 0, updated_at = $1, holder = $3 \
        WHERE id IN (SELECT id FROM ranked WHERE nth < $2 OR $4 NOT IN ('*', ranked.workspace) \
            OR NOT EXISTS (SELECT 1 FROM workspace w WHERE w.id <> ranked.workspace) \
            ORDER BY nth + running, priority DESC, due, id LIMIT $2) \
        RETURNING id, workspace, work, attempt";

    pub async fn insert_tasks(db: &mut SqliteConnection, rows: &[TaskRow<'_>]) -> Result<(), StoreError> {
        for run in runs(rows) {
            let mut query = sqlx::query::<Sqlite>(INSERT.text(run.len()));
            for row in run {
                query = query.bind(row.id.as_str()).bind(row.workspace.as_str()).bind(&row.task.key);
                query = query.bind(row.task.work.kind()).bind(&row.work).bind(row.conversation());
                query = query.bind(i64::from(row.task.priority)).bind(row.task.due.0).bind(row.waits());
                query = query.bind(i64::from(ATTEMPTS)).bind(row.at.0).bind(row.at.0);
            }
            query.execute(&mut *db).await?;
        }
        Ok(())
    }

    pub async fn end_tasks(
        db: &mut SqliteConnection,
        ended: &[&Fence],
        at: Millis,
    ) -> Result<u64, StoreError> {
        let mut count = 0;
        for run in runs(ended) {
            let mut query = sqlx::query::<Sqlite>(END.text(run.len()));
            for fence in run {
                query = query.bind(fence.task.as_str()).bind(i64::from(fence.attempt)).bind(at.0);
            }
            count += query.execute(&mut *db).await?.rows_affected();
        }
        Ok(count)
    }

    pub async fn keep_tasks(db: &mut SqliteConnection, held: &[&Fence]) -> Result<Vec<String>, StoreError> {
        let mut kept = Vec::with_capacity(held.len());
        for run in runs(held) {
            let mut query = sqlx::query_scalar::<Sqlite, String>(KEEP.text(run.len()));
            for fence in run {
                query = query.bind(fence.task.as_str()).bind(i64::from(fence.attempt));
            }
            kept.extend(query.fetch_all(&mut *db).await?);
        }
        Ok(kept)
    }

    pub async fn claim(pool: &SqlitePool, claim: &Claim<'_>) -> Result<Vec<ClaimedRow>, StoreError> {
        let query = sqlx::query_as::<Sqlite, ClaimedRow>(CLAIM)
            .bind(claim.at.0)
            .bind(i64::from(claim.limit))
            .bind(claim.holder)
            .bind(claim.spare());
        Ok(query.fetch_all(pool).await?)
    }
}

mod postgres {
    use super::{Claim, ClaimedRow, Fence, Millis, StoreError, TaskRow};
    use crate::store::{dialect::postgres::each, task::ATTEMPTS};
    use sqlx::{PgConnection, PgPool, Postgres};

    const INSERT: &str = "INSERT INTO task (id, workspace, key, kind, work, conversation, priority, due, waits, \
        created_at, updated_at, attempts_max, state, attempt, holder, beat, errors) \
        SELECT v.*, v.at, $11::bigint, 'queued', 0, '', 0, '[]' FROM unnest($1::text[], $2::text[], $3::text[], \
        $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::boolean[], $10::bigint[]) \
        AS v (id, workspace, key, kind, work, conversation, priority, due, waits, at) ON CONFLICT DO NOTHING";
    const END: &str = "UPDATE task SET state = 'done', updated_at = $3 \
        FROM unnest($1::text[], $2::bigint[]) AS v (id, attempt) \
        WHERE task.id = v.id AND task.attempt = v.attempt AND task.state = 'running'";
    const KEEP: &str = "UPDATE task SET beat = beat + 1 \
        FROM unnest($1::text[], $2::bigint[]) AS v (id, attempt) \
        WHERE task.id = v.id AND task.attempt = v.attempt AND task.state = 'running' RETURNING task.id";
    const CLAIM: &str = "WITH RECURSIVE place (workspace) AS ( \
            (SELECT workspace FROM task WHERE state = 'queued' ORDER BY workspace LIMIT 1) \
            UNION ALL \
            SELECT (SELECT t.workspace FROM task t WHERE t.state = 'queued' AND t.workspace > place.workspace \
                ORDER BY t.workspace LIMIT 1) FROM place WHERE place.workspace IS NOT NULL \
        ), open AS MATERIALIZED ( \
            SELECT t.id, t.workspace, t.priority, t.due FROM place CROSS JOIN LATERAL ( \
                SELECT q.id, q.workspace, q.priority, q.due FROM task q \
                WHERE q.state = 'queued' AND q.workspace = place.workspace AND (NOT q.waits OR q.due <= $1) \
                ORDER BY q.priority DESC, q.due, q.id LIMIT $2 FOR UPDATE SKIP LOCKED) t \
        ), c AS MATERIALIZED ( \
            SELECT ranked.id FROM (SELECT open.id, open.workspace, open.priority, open.due, \
                row_number() OVER (PARTITION BY workspace ORDER BY priority DESC, due, id) AS nth, \
                (SELECT count(*) FROM task r WHERE r.state = 'running' AND r.workspace = open.workspace) \
                AS running FROM open) ranked \
            WHERE nth < $2 OR $4 NOT IN ('*', ranked.workspace) \
                OR NOT EXISTS (SELECT 1 FROM workspace w WHERE w.id <> ranked.workspace) \
            ORDER BY nth + running, priority DESC, due, id LIMIT $2 \
        ) \
        UPDATE task SET state = 'running', attempt = task.attempt + 1, beat = 0, updated_at = $1, holder = $3 \
        FROM c WHERE task.id = c.id RETURNING task.id, task.workspace, task.work, task.attempt";

    pub async fn insert_tasks(db: &mut PgConnection, rows: &[TaskRow<'_>]) -> Result<(), StoreError> {
        let query = sqlx::query::<Postgres>(INSERT)
            .bind(each(rows, |row| row.id.as_str()))
            .bind(each(rows, |row| row.workspace.as_str()))
            .bind(each(rows, |row| row.task.key.as_str()))
            .bind(each(rows, |row| row.task.work.kind()))
            .bind(each(rows, |row| row.work.as_str()))
            .bind(each(rows, TaskRow::conversation))
            .bind(each(rows, |row| i64::from(row.task.priority)))
            .bind(each(rows, |row| row.task.due.0))
            .bind(each(rows, TaskRow::waits))
            .bind(each(rows, |row| row.at.0))
            .bind(i64::from(ATTEMPTS));
        query.execute(db).await?;
        Ok(())
    }

    pub async fn end_tasks(db: &mut PgConnection, ended: &[&Fence], at: Millis) -> Result<u64, StoreError> {
        let query = sqlx::query::<Postgres>(END)
            .bind(each(ended, |fence| fence.task.as_str()))
            .bind(each(ended, |fence| i64::from(fence.attempt)))
            .bind(at.0);
        Ok(query.execute(db).await?.rows_affected())
    }

    pub async fn keep_tasks(db: &mut PgConnection, held: &[&Fence]) -> Result<Vec<String>, StoreError> {
        let query = sqlx::query_scalar::<Postgres, String>(KEEP)
            .bind(each(held, |fence| fence.task.as_str()))
            .bind(each(held, |fence| i64::from(fence.attempt)));
        Ok(query.fetch_all(db).await?)
    }

    pub async fn claim(pool: &PgPool, claim: &Claim<'_>) -> Result<Vec<ClaimedRow>, StoreError> {
        let query = sqlx::query_as::<Postgres, ClaimedRow>(CLAIM)
            .bind(claim.at.0)
            .bind(i64::from(claim.limit))
            .bind(claim.holder)
            .bind(claim.spare());
        Ok(query.fetch_all(pool).await?)
    }
}

impl TaskRow<'_> {
    fn conversation(&self) -> Option<&str> {
        self.task.work.conversation().map(Id::as_str)
    }

    fn waits(&self) -> bool {
        self.task.due > self.at
    }
}
