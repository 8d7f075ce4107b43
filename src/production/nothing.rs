//! A row that says nothing, by which is measured how fast those that say something can come.

use super::errand::{Ended, Errand};
use crate::{
    engine::{effect::MessageKind, state::Who, told::ToldRow},
    id::ConversationId,
    store::PieceWrites,
    turn::{Rejection, Sitting, Telling, Told},
};

/// Tells the conversation nothing, once.
pub async fn nothing(errand: &Errand, of: &ConversationId) -> Ended {
    told(errand, of).await.unwrap_or_else(Ended::from)
}

async fn told(errand: &Errand, of: &ConversationId) -> Result<Ended, Rejection> {
    let peer = match errand.peer(of).await {
        Ok(Some(peer)) => peer,
        Ok(None) => return Ok(Ended::Nothing),
        Err(error) => return Ok(error.into()),
    };
    let seat = errand.app.talks.seat(of);
    let mut sitting = Sitting::on(&errand.app, &peer, &seat).await?;
    loop {
        sitting.talk().await?;
        let row =
            ToldRow::Message { kind: MessageKind::Say, text: "·".to_owned(), piece: None, count: None };
        let telling = Telling {
            who: Who::Engine,
            rows: vec![row],
            pieces: PieceWrites::default(),
            tasks: Vec::new(),
            fence: Some(errand.fence.clone()),
            inbound: None,
        };
        match sitting.tell(telling).await? {
            Told::Done(_) | Told::LostFence => return Ok(Ended::Committed),
            Told::Again => {}
        }
    }
}
