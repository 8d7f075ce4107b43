//! Pictures and speech: what is asked, and what comes back.

use super::{Image, Usage};
use std::sync::Arc;

/// A request for pictures. Whatever makes them answers it the same way: a provider that draws at once, a
/// Stable Diffusion server, or a job that is polled until it is done are all one call that ends in
/// [`ImageAnswer`]; the polling stays inside of it, within the same timeouts.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageRequest {
    pub prompt: String,
    /// Pictures to start from; without any, one is made from nothing.
    pub images: Vec<Image>,
    /// `1024x1024` and the like, where the provider lets one choose.
    pub size: Option<String>,
    /// `low`, `medium`, `high`, where the provider lets one choose.
    pub quality: Option<String>,
    /// How many, one to ten.
    pub count: u8,
}

/// Pictures, at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageAnswer {
    pub images: Vec<Image>,
    pub usage: Usage,
    /// The model that made them, as it calls itself.
    pub model: String,
}

/// A recording of speech.
#[derive(Clone, PartialEq, Eq)]
pub struct Sound {
    /// Its media type: `audio/webm`, `audio/ogg`, `audio/mp4`, `audio/mpeg`, `audio/wav`.
    pub kind: Arc<str>,
    pub bytes: Arc<[u8]>,
    /// The language that is spoken, as ISO 639-1 (`pt`), where it is known.
    pub language: Option<String>,
}

impl std::fmt::Debug for Sound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sound({}, {} bytes)", self.kind, self.bytes.len())
    }
}

/// What is said in a recording. Silence is an empty text.
#[derive(Clone, Debug, PartialEq)]
pub struct Transcript {
    pub text: String,
    pub usage: Usage,
    /// How long the recording is, in seconds, where the provider says so.
    pub seconds: Option<f64>,
}
