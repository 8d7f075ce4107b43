//! Generations that failed without anybody being told: the process died with the last attempt, or it was broken off.
//! The piece would wait for ever; it says that it did not come, and can be tried again.

use crate::{
    app::App,
    id::TaskId,
    production,
    store::{Failed, StoreError},
    time::Millis,
    work::Work,
};
use std::collections::HashSet;

/// How far back it is looked when a process begins: failures of a night with no process at all are among them.
const BACK_MS: i64 = 7 * 24 * 60 * 60 * 1_000;
/// Failures that are looked at together.
const LOOK_AT: u32 = 200;

/// What this process has looked at.
#[derive(Debug, Default)]
pub(super) struct Untold {
    seen: HashSet<TaskId>,
}

impl Untold {
    /// Tells of every failure that was not looked at yet.
    pub async fn tell(&mut self, app: &App) -> Result<(), StoreError> {
        let since = Millis(app.clock.now().0 - BACK_MS);
        let failed = app.store.installation().failed_generations(since, LOOK_AT).await?;
        for Failed { workspace, task, work } in failed {
            let Some(Work::Generate { conversation, piece, round }) = work else { continue };
            if self.seen.contains(&task) {
                continue;
            }
            match production::untold(app, &workspace, &conversation, &piece, round).await {
                Ok(told) => {
                    if told {
                        tracing::warn!(%task, %piece, "nobody had been told that a piece did not come");
                    }
                    self.seen.insert(task);
                }
                Err(rejection) => tracing::warn!(code = rejection.code.as_str(), "a failure is told later"),
            }
        }
        Ok(())
    }
}
