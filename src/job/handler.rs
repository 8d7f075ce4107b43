//! Which work is done by whom.

use super::{Fate, Run};
use crate::work::Work;

/// Does what a task says.
pub async fn handle(run: Run) -> Fate {
    match &run.work {
        Work::Nothing { .. } => Fate::Done,
        Work::Offer { .. }
        | Work::Generate { .. }
        | Work::Remind { .. }
        | Work::Settle { .. }
        | Work::Deliver { .. } => {
            Fate::Retry { error: format!("this version does not do {:?} yet", run.work.kind()) }
        }
    }
}
