//! Takes what is due, as much as there are free workers for, and tries it.

use super::{
    Fate, Pace, Run,
    finish::Ended,
    places::{Place, Places},
};
use crate::{
    app::{App, jobs::Holding},
    store::{ATTEMPTS, Claimed, Outcome, Settled, Spare, StoreError},
    time::Millis,
};
use futures_util::FutureExt;
use std::{panic::AssertUnwindSafe, pin::pin, sync::Arc, time::Duration};
use tokio::{
    sync::mpsc::Sender,
    time::{Instant, sleep},
};
use tracing::Instrument;

/// The part of a wait that is left to chance, so that what failed together is not tried together.
const JITTER: f64 = 0.25;

pub(super) async fn work<H, F>(app: App, pace: Pace, handle: H, ended: Sender<Ended>)
where
    H: Fn(Run) -> F + Send + Sync + 'static,
    F: Future<Output = Fate> + Send + 'static,
{
    let (handle, workers) = (Arc::new(handle), usize::try_from(app.config.jobs.workers).unwrap_or(1));
    let places = Places::new(workers);
    let mut is_idle = false;
    loop {
        // A place that comes free from now on, or a hint while we look, must not be missed.
        let mut freed = pin!(places.freed());
        freed.as_mut().enable();
        let Some(mut free) = app.draining.run_until_cancelled(places.free()).await else { break };
        let mut hinted = pin!(app.jobs.hinted());
        hinted.as_mut().enable();
        let spare = places.spare();
        let claimed = match take(&app, (free.len(), &spare), is_idle).await {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::warn!(%error, "jobs cannot be looked for");
                Vec::new()
            }
        };
        is_idle = claimed.is_empty();
        let is_enough = claimed.len() == free.len();
        let is_spared = spare != Spare::None && claimed.len() + 1 == free.len();
        for (claimed, place) in claimed.into_iter().zip(free.drain(..)) {
            let place = places.take(place, &claimed.workspace);
            begin((&app, pace), claimed, place, &handle, &ended);
        }
        if !is_enough {
            tokio::select! {
                () = hinted => {}
                () = freed, if is_spared => {}
                () = sleep(pace.poll) => {}
                () = app.draining.cancelled() => {}
            }
        }
    }
}

/// Claims. Who found nothing the last time only reads first: most of the time there is nothing again.
async fn take(app: &App, (free, spare): (usize, &Spare), is_idle: bool) -> Result<Vec<Claimed>, StoreError> {
    let (rows, now) = (app.store.installation(), app.clock.now());
    if is_idle && !rows.has_due_tasks(now).await? {
        return Ok(Vec::new());
    }
    rows.claim_tasks(app.jobs.holder(), u32::try_from(free).unwrap_or(u32::MAX), spare, now).await
}

fn begin<H, F>(
    (app, pace): (&App, Pace),
    claimed: Claimed,
    place: Place,
    handle: &Arc<H>,
    ended: &Sender<Ended>,
) where
    H: Fn(Run) -> F + Send + Sync + 'static,
    F: Future<Output = Fate> + Send + 'static,
{
    let holding = app.jobs.hold(claimed.fence.clone());
    let span = tracing::info_span!("job", task = %claimed.fence.task, attempt = claimed.fence.attempt);
    let (tasks, app, handle, ended) = (app.tasks.clone(), app.clone(), handle.clone(), ended.clone());
    let tried = async move {
        let settled = attempt((&app, pace), &holding, claimed, &*handle).await;
        drop(place);
        if let Some(settled) = settled {
            // Without a finisher nothing is written any more; whoever comes next begins it anew.
            let _ = ended.send(Ended { settled, holding }).await;
        }
    };
    tasks.spawn(tried.instrument(span));
}

/// Tries a task once. Gives what is to be written of it; nothing if a turn did, or nobody wants it.
async fn attempt<H, F>(
    (app, pace): (&App, Pace),
    holding: &Holding,
    claimed: Claimed,
    handle: &H,
) -> Option<Settled>
where
    H: Fn(Run) -> F,
    F: Future<Output = Fate>,
{
    let (began, fence) = (Instant::now(), claimed.fence);
    let kind = claimed.work.as_ref().map_or("unknown", |work| work.kind());
    let fate = match claimed.work {
        // A newer version may have enqueued it, and may be there soon.
        None => Fate::Retry { error: "this version cannot read what is to be done".into() },
        Some(work) => {
            let run = Run {
                app: app.clone(),
                workspace: claimed.workspace,
                task: fence.task.clone(),
                attempt: fence.attempt,
                work,
                deadline: began + pace.soft,
                cancelled: holding.cancelled.clone(),
            };
            let handled = AssertUnwindSafe(async { handle(run).await }).catch_unwind();
            tokio::select! {
                biased;
                fate = handled => {
                    fate.unwrap_or_else(|_| Fate::Retry { error: "it panicked; the log says where".into() })
                }
                () = sleep(pace.hard) => Fate::Retry { error: format!("it took longer than {:?}", pace.hard) },
                () = left(app, pace, holding) => return None,
                () = drained(app) => Fate::Again { at: Millis::default() },
            }
        }
    };
    app.metrics.job_seconds(kind, name(&fate)).record(began.elapsed());
    let outcome = outcome(app, pace, fence.attempt, fate)?;
    Some(Settled { fence, outcome })
}

/// Completes some time after nobody wants the attempt any more.
async fn left(app: &App, pace: Pace, holding: &Holding) {
    holding.cancelled.cancelled().await;
    sleep(pace.grace).await;
    tracing::debug!("left: cancelled, or somebody else's");
    app.jobs.hint();
}

/// Completes when a stopping process can no longer wait for the attempt: half of its time is left for others.
async fn drained(app: &App) {
    app.draining.cancelled().await;
    sleep(app.config.limits.drain / 2).await;
}

/// What is to be written; nothing if a turn wrote it.
fn outcome(app: &App, pace: Pace, attempt: u32, fate: Fate) -> Option<Outcome> {
    match fate {
        Fate::Committed => None,
        Fate::Done => Some(Outcome::Done),
        Fate::Again { at } => Some(Outcome::Again { due: at }),
        Fate::Fail { error } => Some(Outcome::Failed { error }),
        Fate::Retry { error } => {
            tracing::warn!(error, "an attempt at a job failed");
            let due = app.clock.now().after(backoff(pace.backoff, attempt, rand::random()));
            Some(Outcome::Retry { due, error })
        }
    }
}

fn name(fate: &Fate) -> &'static str {
    match fate {
        Fate::Done | Fate::Committed => "done",
        Fate::Again { .. } => "again",
        Fate::Retry { .. } => "retry",
        Fate::Fail { .. } => "fail",
    }
}

/// The wait after an attempt: twice as long after each, and up to a quarter more by `chance` (0 to 1). What a
/// person has tried again begins anew.
fn backoff(first: Duration, attempt: u32, chance: f64) -> Duration {
    let nth = attempt.saturating_sub(1) % ATTEMPTS;
    (first * 2_u32.pow(nth)).mul_f64(1.0 + JITTER * chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_no_two_need_be_equal() {
        let first = Duration::from_secs(60);
        let waits = [1, 2, 3, 4].map(|attempt| backoff(first, attempt, 0.0).as_secs());
        assert_eq!(waits, [60, 120, 240, 60]);
        assert_eq!(backoff(first, 2, 1.0).as_secs(), 150);
    }
}
