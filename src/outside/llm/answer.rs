//! What a model answers.

use serde::{Deserialize, Serialize};

/// A piece of an answer that is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words of the answer.
    Text(&'a str),
    /// Words that the model thinks before it answers; nobody is shown them.
    Reasoning(&'a str),
    /// Nothing of what was said so far is part of the answer: it begins anew. One provider's call never says
    /// it; the gateway does, when another one takes over of whose answer nobody was shown a word.
    Anew,
}

/// A whole answer: a finish reason or the provider's terminator was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub text: String,
    pub finish: Finish,
    pub usage: Usage,
    /// The model that answered, as it calls itself; not always the one that was asked.
    pub model: String,
    /// The provider's id of the answer.
    pub id: Option<String>,
}

/// Why the answer ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    Stop,
    /// Cut at `max_tokens`.
    Length,
    /// The provider's policy.
    Filtered,
    /// A reason that no version of the interface names. The text is whole as far as anybody knows.
    Other(String),
}

/// Tokens as OpenTelemetry counts them; `None` where the provider said nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// All of the prompt, with what came from the provider's cache.
    pub input: Option<u64>,
    /// All of the answer, with what the model thought.
    pub output: Option<u64>,
    /// Of the input: read from the provider's cache.
    pub cache_read: Option<u64>,
    /// Of the input: written to the provider's cache.
    pub cache_write: Option<u64>,
    /// Of the output: what the model thought before it answered.
    pub reasoning: Option<u64>,
    /// Of the input: pictures.
    pub image_input: Option<u64>,
    /// Of the output: pictures.
    pub image_output: Option<u64>,
}
