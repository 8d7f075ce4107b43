//! Signs of life for what is worked on here, and an eye on those of everybody else.

use super::{Pace, untold::Untold};
use crate::{
    app::App,
    store::{Beat, Fence, StoreError},
};
use std::{collections::HashMap, time::Duration};
use tokio::time::{Instant, sleep};

/// How often the beats of the others are looked at within a lease.
const LOOKS: u32 = 4;
/// How often a process that drains looks whether it still holds anything.
const DRAINING: Duration = Duration::from_millis(100);

/// Gives signs of life until the process drains and holds nothing any more.
pub(super) async fn beat(app: App, pace: Pace) {
    loop {
        sleep_or_drain(&app, pace.beat).await;
        let held = app.jobs.held();
        if held.is_empty() {
            if app.draining.is_cancelled() {
                return;
            }
            continue;
        }
        match app.store.installation().keep_tasks(&held).await {
            Ok(kept) => {
                for lost in held.iter().filter(|fence| !kept.contains(&fence.task)) {
                    app.jobs.cancel(&lost.task);
                }
            }
            Err(StoreError::Closed) => return,
            Err(error) => tracing::warn!(%error, "no sign of life can be given for jobs"),
        }
    }
}

/// What a draining process holds is over within moments: it looks more often then.
async fn sleep_or_drain(app: &App, time: Duration) {
    if app.draining.is_cancelled() {
        sleep(time.min(DRAINING)).await;
    } else {
        app.draining.run_until_cancelled(sleep(time)).await;
    }
}

/// Takes tasks away from processes that are not heard of, and counts what there is.
pub(super) async fn watch(app: App, pace: Pace) {
    let (mut seen, mut untold) = (Seen::default(), Untold::default());
    while app.draining.run_until_cancelled(sleep(pace.lease / LOOKS)).await.is_some() {
        if let Err(error) = look(&app, pace, &mut seen).await {
            tracing::warn!(%error, "other processes' jobs cannot be looked at");
        }
        if let Err(error) = untold.tell(&app).await {
            tracing::warn!(%error, "failed jobs cannot be looked at");
        }
    }
}

async fn look(app: &App, pace: Pace, seen: &mut Seen) -> Result<(), StoreError> {
    let rows = app.store.installation();
    let running = rows.running_tasks().await?;
    for silent in seen.silent(running, Instant::now(), pace.lease) {
        // Our own worker may have been held still with us; it is alive, and has told so by now or will.
        if !app.jobs.holds(&silent.fence) && rows.lose_task(&silent, app.clock.now()).await? {
            tracing::warn!(task = %silent.fence.task, attempt = silent.fence.attempt, "a job's process is gone");
            app.jobs.hint();
        }
    }
    let counts = rows.task_counts().await?;
    for (state, count) in [("queued", counts.queued), ("running", counts.running), ("failed", counts.failed)]
    {
        app.metrics.jobs(state).set(count as f64);
    }
    Ok(())
}

/// Since when each attempt's beat has stood where it stands, by this process's own watch.
#[derive(Debug, Default)]
struct Seen(HashMap<Fence, (u64, Instant)>);

impl Seen {
    /// The attempts whose beat has stood still for longer than that.
    fn silent(&mut self, running: Vec<Beat>, now: Instant, lease: Duration) -> Vec<Beat> {
        let mut known = HashMap::with_capacity(running.len());
        let mut silent = Vec::new();
        for beat in running {
            let before = self.0.get(&beat.fence).filter(|(count, _)| *count == beat.beat);
            let since = before.map_or(now, |(_, since)| *since);
            known.insert(beat.fence.clone(), (beat.beat, since));
            if now.duration_since(since) >= lease {
                silent.push(beat);
            }
        }
        self.0 = known;
        silent
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::TaskId;

    #[test]
    fn a_beat_that_stands_still_for_a_lease_is_silence() {
        let (mut seen, start, lease) = (Seen::default(), Instant::now(), Duration::from_secs(20));
        let fence = Fence { task: TaskId::new(), attempt: 1 };
        let mut at = |second: u64, beat: u64| {
            let running = vec![Beat { fence: fence.clone(), beat }];
            seen.silent(running, start + Duration::from_secs(second), lease).len()
        };
        assert_eq!([at(0, 0), at(19, 0), at(20, 1), at(39, 1)], [0, 0, 0, 0]);
        assert_eq!((at(40, 1), at(41, 2), at(60, 2), at(61, 2)), (1, 0, 0, 1));
    }
}
