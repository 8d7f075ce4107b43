//! What keeps a bot from being spoken for, kept where its owners see it.

use super::super::desk::Office;
use crate::outside::telegram::{CallError, Refused};

/// Its token was sealed with another key.
pub(super) const SEALED: &str = "sealed";

/// What a failed call is called: a word that the page has a sentence for, or what was said.
pub(super) fn word(error: &CallError) -> String {
    match error {
        CallError::Refused(Refused::Token) => "token".to_owned(),
        CallError::Refused(Refused::Conflict(_)) => "conflict".to_owned(),
        CallError::Silent(_) => "silent".to_owned(),
        error => error.to_string(),
    }
}

/// Notes it; an empty text for nothing. `true` if it is news.
pub(super) async fn note(office: &Office, trouble: &str) -> bool {
    let rows = office.app.store.workspace(&office.workspace);
    match rows.note_bot(&office.bot.id, trouble, office.app.clock.now()).await {
        Ok(is_news) => is_news,
        Err(error) => {
            tracing::debug!(%error, "what keeps a bot from being spoken for is not noted");
            false
        }
    }
}
