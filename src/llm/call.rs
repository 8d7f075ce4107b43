//! One call of the gateway, as those who want text know it.

use crate::{
    id::{ConversationId, WorkspaceId},
    outside::llm::{Finish, Piece, Request, Usage},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::time::Instant;

/// What a model is wanted for. `data/models.json` says which models serve it, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Purpose {
    /// Careful text: proposals, personas, extraction.
    #[serde(rename = "text.default")]
    Text,
    /// Short text that somebody waits for: checks, probing questions.
    #[serde(rename = "text.fast")]
    Fast,
    /// Text about pictures.
    #[serde(rename = "vision.default")]
    Vision,
    /// Pictures.
    #[serde(rename = "image.default")]
    Image,
    /// Words out of speech.
    #[serde(rename = "speech.default")]
    Speech,
}

/// Hears the pieces of an answer as they come, and says of each whether a person was shown something of it. What
/// was shown cannot be taken back: after it no other model takes over.
pub type Say<'a> = dyn FnMut(Piece<'_>) -> bool + Send + 'a;

/// A request with whose it is and how far it may go.
#[derive(Clone, Debug)]
pub struct Asked {
    pub workspace: WorkspaceId,
    pub conversation: Option<ConversationId>,
    pub purpose: Purpose,
    pub request: Request,
    /// The prompt's name and version (`refine/2`), for the records and the cache.
    pub prompt: String,
    pub locale: String,
    /// When the answer is of no use any more.
    pub deadline: Instant,
    pub cache: CacheUse,
    /// It is to put right an answer that did not have its shape.
    pub repairs: bool,
}

/// Whether an answer that was given before will do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CacheUse {
    #[default]
    On,
    /// Another answer is wanted: nothing is read, and nothing written.
    Off,
}

/// A whole answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    pub text: String,
    pub finish: Finish,
    pub usage: Usage,
    /// The model that answered.
    pub model: String,
    /// Names the call in the records.
    pub event: String,
    pub cost: Cost,
    /// It was given before, and cost nothing now.
    pub cached: bool,
}

/// What a call cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cost {
    /// Nano-dollars, by the table of prices.
    Computed(i64),
    /// The same, on tokens that we had to estimate.
    Estimated(i64),
    /// There is no price for it. That is not zero.
    Unknown,
}

impl Cost {
    /// Of two together.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Computed(a), Self::Computed(b)) => Self::Computed(a.saturating_add(b)),
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Computed(a) | Self::Estimated(a), Self::Computed(b) | Self::Estimated(b)) => {
                Self::Estimated(a.saturating_add(b))
            }
        }
    }
}

/// Why there is no answer. Each is told to people in a sentence of their language by whoever asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// No model is connected for this purpose.
    #[error("no model is connected")]
    NoModel,
    /// Every candidate failed or is suspended. One line for each attempt.
    #[error("no provider answered: {}", .attempts.join("; "))]
    Unavailable { attempts: Vec<String>, retry_after: Option<Duration> },
    /// A person was shown words already when the provider broke off; there is no silent second try.
    #[error("the answer broke off: {0}")]
    BrokeOff(String),
    #[error("the budget of this {scope} is used up")]
    OverBudget { scope: &'static str },
    #[error("the provider will not answer this: {0}")]
    Refused(String),
    #[error("the text is too long for every model")]
    TooLong,
    #[error("the request is wrong: {0}")]
    BadRequest(String),
    #[error("there was no answer in time")]
    OutOfTime,
}
