//! One act on a board, and what a board has to say.

use super::{Act, Actor, Board, Count, Done, Refusal, revise::Asked, step::Step};
use crate::{deliverable::State, id::PieceId, time::Millis};

impl Board {
    /// What an act comes to. Pauta's own acts that come twice or too late come to nothing; a person's are refused.
    pub fn apply(&self, act: Act, actor: &Actor, now: Millis) -> Result<Done, Refusal> {
        let mut step = Step::of(self.clone(), actor, now);
        if let Some(ruling) = act.ruling() {
            step.decide(&ruling)?;
            return step.done();
        }
        match act {
            Act::Offer(offer) => return Self::offer(Some(self), offer, now),
            Act::Begun { piece, round } => step.begun(&piece, round)?,
            Act::Delivered { piece, round, versions } => step.delivered(&piece, round, versions)?,
            Act::Failed { piece, round, why } => step.failed(&piece, round, &why)?,
            Act::Left { piece, round } => step.left(&piece, round)?,
            Act::Settled { piece, version } => step.settle(&piece, version),
            Act::Remind { piece, version, nth } => step.remind(&piece, version, nth)?,
            Act::Start { package, without } => step.start(package, &without)?,
            Act::ApproveAll { pieces, ticked } => step.approve_all(&pieces, ticked)?,
            Act::Request { piece, version, scope, text, tags } => {
                step.request(&Asked { piece: &piece, version, scope: &scope, text: &text, tags: &tags })?;
            }
            Act::Edit { piece, version, changed } => step.edit(&piece, version, &changed)?,
            Act::Vary { piece, version } => step.vary(&piece, version)?,
            Act::Pick { piece, variation, version } => step.pick(&piece, variation, version)?,
            Act::Resolve { pieces, choice } => step.resolve(&pieces, choice)?,
            Act::Undo { piece } => step.undo(&piece)?,
            Act::Retry { piece } => step.retry(&piece)?,
            Act::Cancel { piece } => step.cancel(&piece)?,
            // Taken above.
            Act::Decide { .. } => {}
        }
        step.done()
    }

    /// How many of the started pieces are there.
    pub fn count(&self) -> Count {
        let wanted = |state| state != State::Cancelled;
        let mut count = Count::default();
        for node in &self.plan.nodes {
            let Some(piece) = self.made_for(&node.id).filter(|piece| piece.started && wanted(piece.state))
            else {
                continue;
            };
            count.of += 1;
            count.done += u32::from(piece.version > 0);
        }
        count
    }

    /// Pieces that somebody has to decide on, in the order of the plan.
    pub fn waiting(&self) -> Vec<&PieceId> {
        self.in_order().filter(|piece| piece.state.waits()).map(|piece| &piece.id).collect()
    }
}
