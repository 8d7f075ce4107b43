//! What somebody says aloud, as words that they look at before they send them. Neither is kept.

use super::{Code, Peer, Rejection};
use crate::{app::App, outside::llm::Sound};

/// Whether anybody here listens: a model for speech is connected.
pub fn hears(_app: &App) -> bool {
    false
}

/// The words of a recording.
pub async fn hear(_app: &App, peer: &Peer, _sound: Sound) -> Result<String, Rejection> {
    Err(Rejection::new(Code::Unavailable, &peer.locale))
}
