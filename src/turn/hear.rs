//! What somebody says aloud, as words that they look at before they send them. Neither is kept.

use super::{Code, Peer, Rejection, crowded, rejection::phrases, scene, talk};
use crate::{
    app::App,
    llm::{CallError, Purpose, Wanted},
    outside::llm::Sound,
};
use std::time::Duration;
use tokio::time::Instant;

/// How long the words of a recording may take to come.
const WITHIN: Duration = Duration::from_secs(60);

/// Whether anybody here listens: a model for speech is connected.
pub fn hears(app: &App) -> bool {
    app.llm.serves(Purpose::Speech)
}

/// The words of a recording, where the person agreed that a model is asked.
pub async fn hear(app: &App, peer: &Peer, sound: Sound) -> Result<String, Rejection> {
    if !agreed(app, peer).await? {
        return Err(told(Code::Forbidden, "speech_not_agreed", peer));
    }
    let by = Wanted {
        workspace: peer.workspace.clone(),
        conversation: Some(peer.conversation.clone()),
        prompt: "speech".into(),
        deadline: Instant::now() + WITHIN,
    };
    let heard = app.llm.transcribe(by, &sound).await.map_err(|error| unheard(error, peer))?;
    if heard.what.text.trim().is_empty() {
        return Err(told(Code::BadFile, "speech_silent", peer));
    }
    Ok(heard.what.text)
}

async fn agreed(app: &App, peer: &Peer) -> Result<bool, Rejection> {
    let seat = app.talks.seat(&peer.conversation);
    let mut held = seat.sit().await.ok_or_else(|| crowded(peer))?;
    let talk = talk::current(app, peer, &mut held).await?;
    Ok(scene(app, talk).ai(&talk.state))
}

/// What a person is told where no words came. Whom it is due to is in the records of calls.
fn unheard(error: CallError, peer: &Peer) -> Rejection {
    tracing::warn!(conversation = %peer.conversation, "a recording was not heard; `pauta llm calls` has why");
    match error {
        CallError::OverBudget { .. } => told(Code::BudgetExhausted, "speech_spent", peer),
        CallError::BadRequest(_) | CallError::TooLong | CallError::Refused(_) => {
            told(Code::BadFile, "speech_kind", peer)
        }
        CallError::NoModel
        | CallError::Unavailable { .. }
        | CallError::BrokeOff(_)
        | CallError::OutOfTime => told(Code::Unavailable, "speech_unheard", peer),
    }
}

fn told(code: Code, key: &str, peer: &Peer) -> Rejection {
    Rejection::told(code, phrases().say(&peer.locale, key).to_owned())
}
