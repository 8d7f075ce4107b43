//! Which work is done by whom.

use super::{Fate, Run};
use crate::{
    hook::{self, After},
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
        Work::Nothing { conversation: Some(conversation), told: true } => {
            production::nothing(&errand, conversation).boxed()
        }
        Work::Nothing { .. } => return Fate::Done,
        Work::Offer { conversation, brief } => production::offer(&errand, conversation, *brief).boxed(),
        Work::Generate { conversation, piece, round } => {
            production::generate(&errand, conversation, piece, *round).boxed()
        }
        Work::Remind { conversation, piece, version, nth } => {
            // At night nobody is reminded.
            if let Some(at) = run.app.quiet_until() {
                return Fate::Again { at };
            }
            production::remind(&errand, conversation, piece, *version, *nth).boxed()
        }
        Work::Settle { conversation, piece, version } => {
            production::settle(&errand, conversation, piece, *version).boxed()
        }
        Work::Tell { .. } | Work::Deliver { .. } => return outward(&run).boxed().await,
    };
    match work.await {
        Ended::Committed => Fate::Committed,
        Ended::Nothing => Fate::Done,
        Ended::Retry(error) => Fate::Retry { error },
    }
}

/// Does what other systems are to hear of.
async fn outward(run: &Run) -> Fate {
    match &run.work {
        Work::Tell { conversation, happened } => {
            match hook::tell(&run.app, &run.workspace, conversation, happened).await {
                Ok(_) => Fate::Done,
                Err(error) => Fate::Retry { error: error.to_string() },
            }
        }
        Work::Deliver { delivery } => match hook::deliver(&run.app, &run.workspace, delivery).await {
            After::Nothing => Fate::Done,
            After::Again(at) => Fate::Again { at },
            After::Unknown(error) => Fate::Retry { error },
        },
        _ => Fate::Done,
    }
}
