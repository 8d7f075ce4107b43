//! What only time brings: the minute of a decision is over, somebody is to be reminded.

use super::{
    act::{By, Came, take},
    errand::{Ended, Errand},
    kit::learn,
    wish::Wish,
};
use crate::{
    deliverable::board::{Act, Actor},
    id::{ConversationId, PieceId},
};

/// The minute in which a decision could be taken back is over: an edit that was approved teaches.
pub async fn settle(errand: &Errand, of: &ConversationId, piece: &PieceId, version: u32) -> Ended {
    // Before the turn that ends the task: cut off in between, it is learned again, which changes nothing.
    if let Ok(Some(peer)) = errand.peer(of).await
        && let Err(rejection) = learn(&errand.app, &peer, piece, version).await
    {
        return rejection.into();
    }
    own(errand, of, Act::Settled { piece: piece.clone(), version }).await
}

/// Reminds those who have to decide.
pub async fn remind(errand: &Errand, of: &ConversationId, piece: &PieceId, version: u32, nth: u32) -> Ended {
    own(errand, of, Act::Remind { piece: piece.clone(), version, nth }).await
}

async fn own(errand: &Errand, of: &ConversationId, act: Act) -> Ended {
    let peer = match errand.peer(of).await {
        Ok(Some(peer)) => peer,
        Ok(None) => return Ended::Nothing,
        Err(error) => return error.into(),
    };
    let by = By { once: None, fence: Some(errand.fence.clone()) };
    match take(&errand.app, &peer, &Actor::pauta(), by, &Wish::from(act)).await {
        Ok(Came::Done(_) | Came::LostFence) => Ended::Committed,
        Ok(Came::Nothing(_)) => Ended::Nothing,
        Err(rejection) => rejection.into(),
    }
}
