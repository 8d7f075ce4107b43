//! Which work is done by whom.

use super::{Fate, Run};
use crate::{
    production::{self, Ended, Errand},
    store::ATTEMPTS,
    work::Work,
};
use futures_util::{FutureExt, future::BoxFuture};

/// Does what a task says.
pub async fn handle(run: Run) -> Fate {
    let errand = Errand {
        app: run.app.clone(),
        workspace: run.workspace.clone(),
        fence: run.fence(),
        last: run.attempt >= ATTEMPTS,
        deadline: run.deadline,
        cancelled: run.cancelled.clone(),
    };
    // Boxed: a worker that waits does not carry the room that the largest of them takes.
    let work: BoxFuture<'_, Ended> = match &run.work {
        Work::Nothing { .. } => return Fate::Done,
        Work::Offer { conversation, brief } => production::offer(&errand, conversation, *brief).boxed(),
        Work::Generate { conversation, piece, round } => {
            production::generate(&errand, conversation, piece, *round).boxed()
        }
        Work::Remind { conversation, piece, version, nth } => {
            production::remind(&errand, conversation, piece, *version, *nth).boxed()
        }
        Work::Settle { conversation, piece, version } => {
            production::settle(&errand, conversation, piece, *version).boxed()
        }
        Work::Deliver { .. } => {
            return Fate::Fail { error: format!("this version does not do {:?}", run.work.kind()) };
        }
    };
    match work.await {
        Ended::Committed => Fate::Committed,
        Ended::Nothing => Fate::Done,
        Ended::Retry(error) => Fate::Retry { error },
    }
}
