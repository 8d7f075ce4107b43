//! What somebody says aloud, as words that they look at before they send them. Neither is kept.

use super::{Code, Peer, Rejection, crowded, rejection::phrases, talk};
use crate::{
    app::App,
    llm::{Purpose, Wanted},
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
    let agreed = {
        let seat = app.talks.seat(&peer.conversation);
        let mut held = seat.sit().await.ok_or_else(|| crowded(peer))?;
        talk::current(app, peer, &mut held).await?.state.ai == Some(true)
    };
    if !agreed {
        let message = phrases().say(&peer.locale, "speech_not_agreed").to_owned();
        return Err(Rejection::told(Code::Forbidden, message));
    }
    let by = Wanted {
        workspace: peer.workspace.clone(),
        conversation: Some(peer.conversation.clone()),
        prompt: "speech".into(),
        deadline: Instant::now() + WITHIN,
    };
    let made = app.llm.transcribe(by, &sound).await.map_err(|error| {
        tracing::warn!(%error, "a recording was not heard");
        Rejection::told(Code::Unavailable, phrases().say(&peer.locale, "speech_unheard").to_owned())
    })?;
    Ok(made.what.text)
}
