//! Ends attempts, as many as have come in one transaction.

use crate::{
    app::{App, jobs::Holding},
    store::{Settled, StoreError},
};
use std::time::Duration;
use tokio::{sync::mpsc::Receiver, time::sleep};

/// An attempt that is over. It is held until that is written: nobody else begins it meanwhile.
pub(super) struct Ended {
    pub settled: Settled,
    pub holding: Holding,
}

/// Attempts that are ended at once.
const AT_ONCE: usize = 256;
/// How long is waited for a database that takes nothing.
const AGAIN_AFTER: Duration = Duration::from_millis(500);

/// Runs until every worker is gone.
pub(super) async fn finish(app: App, mut finished: Receiver<Ended>) {
    let mut ended = Vec::with_capacity(AT_ONCE);
    while finished.recv_many(&mut ended, AT_ONCE).await > 0 {
        let (settled, held): (Vec<Settled>, Vec<Holding>) =
            ended.drain(..).map(|Ended { settled, holding }| (settled, holding)).unzip();
        while !settle(&app, &settled).await {
            sleep(AGAIN_AFTER).await;
        }
        drop(held);
    }
}

/// Whether that is done with.
async fn settle(app: &App, settled: &[Settled]) -> bool {
    match app.store.installation().settle_tasks(settled, app.clock.now()).await {
        Ok(failed) => {
            for task in &failed {
                app.metrics.jobs_failed.increment(1);
                tracing::error!(%task, "a job has failed for good: `pauta jobs list` says why");
            }
            true
        }
        Err(StoreError::Closed) => true,
        Err(error) => {
            tracing::warn!(%error, "ended jobs cannot be written down yet");
            false
        }
    }
}
