//! The ticks of schedules: each becomes a task once, whichever node saw it.

use super::{
    Installation, NewTask, StoreError, Workspace,
    database::both,
    dialect_task::{self, TaskRow},
    task::rows,
};
use crate::time::Millis;

impl Installation<'_> {
    /// The last tick of a schedule that was seen.
    pub async fn last_tick(&self, schedule: &str) -> Result<Option<Millis>, StoreError> {
        let tick: Option<i64> = both!(self.store.reading(), db =>
            sqlx::query_scalar("SELECT max(tick) FROM cron_fire WHERE schedule = $1")
                .bind(schedule)
                .fetch_one(db)
                .await)?;
        Ok(tick.map(Millis))
    }

    /// From when on a schedule has ticks: what came before it was first seen was not missed.
    pub async fn begin_schedule(&self, schedule: &str, at: Millis) -> Result<(), StoreError> {
        both!(self.store.writing(), db => sqlx::query(
            "INSERT INTO cron_fire (schedule, tick) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(schedule)
            .bind(at.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }
}

impl Workspace<'_> {
    /// Enqueues the task of a tick. `false` if somebody did.
    pub async fn fire(
        &self,
        schedule: &str,
        tick: Millis,
        task: NewTask,
        at: Millis,
    ) -> Result<bool, StoreError> {
        let (workspace, schedule) = (self.id.clone(), schedule.to_owned());
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                let first = both!(&mut tx, db => sqlx::query(
                    "INSERT INTO cron_fire (schedule, tick) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                    .bind(&schedule)
                    .bind(tick.0)
                    .execute(&mut **db)
                    .await
                    .map(|done| done.rows_affected() > 0))?;
                if first {
                    let tasks = [task];
                    let rows: Vec<TaskRow<'_>> = rows(&workspace, &tasks, at).collect();
                    dialect_task::insert_tasks(&mut tx, &rows).await?;
                }
                tx.commit().await?;
                Ok(first)
            })
            .await
    }
}
