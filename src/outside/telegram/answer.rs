//! What Telegram answers: the result, or why there is none.

use super::CallError;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use std::time::Duration;

/// Why Telegram says no. Its words are no part of its contract; these are told apart because something follows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The person blocked the bot, left, or never began; the chat was deleted, or the bot put out of the group.
    #[error("{0}")]
    Gone(String),
    /// The message is as it should be already.
    #[error("the message is as it should be")]
    Same,
    /// The message cannot be edited: it was deleted, or is too old.
    #[error("{0}")]
    NoMessage(String),
    /// The press was answered already, or is too old to be.
    #[error("the press is too old")]
    OldPress,
    /// The token is none, or was taken back.
    #[error("the token is not valid")]
    Token,
    /// Another process asks for updates, or a webhook is set.
    #[error("{0}")]
    Conflict(String),
    /// The file is larger than bots may have it.
    #[error("the file is too large")]
    TooLarge,
    /// Something else, in Telegram's words.
    #[error("{0}")]
    Other(String),
}

#[derive(Deserialize)]
struct Answer<'a> {
    ok: bool,
    #[serde(borrow, default)]
    result: Option<&'a RawValue>,
    #[serde(default)]
    error_code: u16,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Default, Deserialize)]
struct Parameters {
    #[serde(default)]
    retry_after: Option<u64>,
    #[serde(default)]
    migrate_to_chat_id: Option<i64>,
}

pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, CallError> {
    let unreadable =
        |error: serde_json::Error| CallError::Silent(format!("its answer cannot be read: {error}"));
    let answer: Answer<'_> = serde_json::from_slice(body).map_err(unreadable)?;
    if let (true, Some(result)) = (answer.ok, answer.result) {
        return serde_json::from_str(result.get()).map_err(unreadable);
    }
    Err(match answer.parameters {
        Parameters { retry_after: Some(seconds), .. } => CallError::Wait(Duration::from_secs(seconds)),
        Parameters { migrate_to_chat_id: Some(chat), .. } => CallError::Moved(chat),
        _ if answer.error_code == 429 => CallError::Wait(Duration::from_secs(1)),
        _ if answer.error_code >= 500 => CallError::Silent(answer.description),
        _ => CallError::Refused(why(answer.error_code, answer.description)),
    })
}

fn why(code: u16, description: String) -> Refused {
    let says = |words: &[&str]| words.iter().any(|word| description.contains(word));
    match code {
        401 | 404 => Refused::Token,
        403 => Refused::Gone(description),
        409 => Refused::Conflict(description),
        _ if says(&["message is not modified"]) => Refused::Same,
        _ if says(&["message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"]) => {
            Refused::NoMessage(description)
        }
        _ if says(&[
            "chat not found",
            "user is deactivated",
            "PEER_ID_INVALID",
            "group chat was deactivated",
        ]) =>
        {
            Refused::Gone(description)
        }
        _ if says(&["query is too old", "query ID is invalid", "QUERY_ID_INVALID"]) => Refused::OldPress,
        _ if says(&["file is too big", "Request Entity Too Large"]) => Refused::TooLarge,
        _ => Refused::Other(description),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_what_follows() {
        assert_eq!(read::<bool>(br#"{"ok":true,"result":true}"#), Ok(true));
        let no = |code: u16, description: &str, parameters: &str| {
            let json = format!(
                r#"{{"ok":false,"error_code":{code},"description":"{description}","parameters":{{{parameters}}}}}"#
            );
            read::<bool>(json.as_bytes()).unwrap_err()
        };
        let wait = no(429, "Too Many Requests: retry after 7", r#""retry_after":7"#);
        assert_eq!(wait, CallError::Wait(Duration::from_secs(7)));
        let moved = "Bad Request: group chat was upgraded to a supergroup chat";
        assert_eq!(no(400, moved, r#""migrate_to_chat_id":-1009"#), CallError::Moved(-1009));
        let same = no(400, "Bad Request: message is not modified", "");
        assert_eq!(same, CallError::Refused(Refused::Same));
        let blocked = no(403, "Forbidden: bot was blocked by the user", "");
        assert!(matches!(blocked, CallError::Refused(Refused::Gone(_))));
        assert!(matches!(no(502, "Bad Gateway", ""), CallError::Silent(_)));
        assert!(matches!(read::<bool>(b"<html>"), Err(CallError::Silent(_))));
    }
}
