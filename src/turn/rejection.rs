//! Why something was not taken: the closed list of codes, each with a sentence in the person's language.

use crate::{
    engine::{
        brief::Impact,
        effect::{Refusal, RefusalCode},
        state::Who,
    },
    phrase::Phrases,
    store::StoreError,
    time::Millis,
};
use serde::Serialize;
use std::sync::LazyLock;

/// The codes of `pauta.chat/1`, over sockets and HTTP alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Not JSON, not a frame, or a field that does not fit.
    BadFrame,
    UnsupportedProtocol,
    /// No token, or one that is not known.
    Unauthorised,
    /// This origin or site may not.
    Forbidden,
    /// There is none, or it is somebody else's: the two read alike.
    UnknownConversation,
    UnknownCard,
    UnknownPath,
    /// The question is no longer the one that is pending.
    StaleAsk,
    /// The card has a newer version.
    StaleVersion,
    AlreadyDecided,
    /// There is no such piece.
    UnknownPiece,
    /// What was found in the piece blocks it.
    Blocked,
    /// What is to be seen was not ticked.
    NotTicked,
    /// The piece does not stand so that it could be done.
    NotNow,
    /// The link by which a client decides has expired, or was revoked.
    ReviewOver,
    /// The conversation went on since the impact was shown.
    Conflict,
    /// The same `client_msg_id` with another body.
    IdReused,
    Closed,
    TooLarge,
    /// A file that is not taken, or one that an answer names and that was not sent to this conversation.
    BadFile,
    RateLimited,
    /// The conversation used up what it may cost.
    BudgetExhausted,
    /// Not now; the same again later may work.
    Unavailable,
    /// Nothing can be written now; reading works.
    ReadOnly,
}

impl Code {
    /// Every code, in the order of the protocol's list.
    pub const ALL: [Self; 24] = [
        Self::BadFrame,
        Self::UnsupportedProtocol,
        Self::Unauthorised,
        Self::Forbidden,
        Self::UnknownConversation,
        Self::UnknownCard,
        Self::UnknownPath,
        Self::StaleAsk,
        Self::StaleVersion,
        Self::AlreadyDecided,
        Self::UnknownPiece,
        Self::Blocked,
        Self::NotTicked,
        Self::NotNow,
        Self::ReviewOver,
        Self::Conflict,
        Self::IdReused,
        Self::Closed,
        Self::TooLarge,
        Self::BadFile,
        Self::RateLimited,
        Self::BudgetExhausted,
        Self::Unavailable,
        Self::ReadOnly,
    ];

    /// As it stands on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadFrame => "bad_frame",
            Self::UnsupportedProtocol => "unsupported_protocol",
            Self::Unauthorised => "unauthorised",
            Self::Forbidden => "forbidden",
            Self::UnknownConversation => "unknown_conversation",
            Self::UnknownCard => "unknown_card",
            Self::UnknownPath => "unknown_path",
            Self::StaleAsk => "stale_ask",
            Self::StaleVersion => "stale_version",
            Self::AlreadyDecided => "already_decided",
            Self::UnknownPiece => "unknown_piece",
            Self::Blocked => "blocked",
            Self::NotTicked => "not_ticked",
            Self::NotNow => "not_now",
            Self::ReviewOver => "review_over",
            Self::Conflict => "conflict",
            Self::IdReused => "id_reused",
            Self::Closed => "closed",
            Self::TooLarge => "too_large",
            Self::BadFile => "bad_file",
            Self::RateLimited => "rate_limited",
            Self::BudgetExhausted => "budget_exhausted",
            Self::Unavailable => "unavailable",
            Self::ReadOnly => "read_only",
        }
    }
}

/// An input that was not taken. Nothing of it is stored.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rejection {
    pub code: Code,
    /// What happened and what to do, in the person's language.
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// For `already_decided`: who did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Who>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// For `conflict`: what the edit would change now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impact: Option<Box<Impact>>,
}

/// What Pauta says at its doors.
pub fn phrases() -> &'static Phrases {
    static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("phrases.json")));
    &PHRASES
}

impl Rejection {
    /// The code with its own sentence.
    pub fn new(code: Code, locale: &str) -> Self {
        Self::told(code, phrases().say(locale, code.as_str()).to_owned())
    }

    /// The code with a sentence that knows more.
    pub fn told(code: Code, message: String) -> Self {
        Self { code, message, retry_after_ms: None, by: None, at: None, impact: None }
    }

    pub fn retry_after(mut self, ms: u64) -> Self {
        self.retry_after_ms = Some(ms);
        self
    }

    pub fn decided(mut self, by: Who, at: Millis) -> Self {
        self.by = Some(by);
        self.at = Some(at.rfc3339());
        self
    }

    pub fn with_impact(mut self, impact: Impact) -> Self {
        self.impact = Some(Box::new(impact));
        self
    }

    /// What the store could not do. The cause goes to the log, once; never to the person.
    pub fn store(error: &StoreError, locale: &str) -> Self {
        tracing::error!(error = %error, cause = ?std::error::Error::source(error), "store");
        match error {
            StoreError::Full(_) => Self::new(Code::ReadOnly, locale).retry_after(10_000),
            _ => Self::new(Code::Unavailable, locale).retry_after(1_000),
        }
    }

    /// What the engine refused.
    pub fn refused(refusal: Refusal) -> Self {
        let code = match refusal.code {
            RefusalCode::StaleAsk => Code::StaleAsk,
            RefusalCode::UnknownPath => Code::UnknownPath,
            RefusalCode::UnknownCard => Code::UnknownCard,
            RefusalCode::AlreadyDecided => Code::AlreadyDecided,
            RefusalCode::Closed => Code::Closed,
            RefusalCode::StaleVersion => Code::StaleVersion,
            RefusalCode::BadFrame | RefusalCode::Unreadable => Code::BadFrame,
        };
        Self::told(code, refusal.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
            for locale in ["pt-BR", "en"] {
                let sentence = phrases().say(locale, code.as_str());
                assert!(sentence.ends_with('.') && sentence.contains(' '), "{code:?} {locale}: {sentence}");
            }
        }
        for (key, locales) in phrases().entries() {
            assert_eq!(locales.len(), 2, "{key} is not said in two languages");
        }
    }
}
