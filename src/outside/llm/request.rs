//! What is asked of a model.

use serde_json::Value;
use std::sync::Arc;

/// One request for text. Whatever changes the answer is here, so that a cache can be keyed by it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// The instruction. Nothing that a person or a page wrote is ever part of it.
    pub system: String,
    pub turns: Vec<Turn>,
    /// The answer is JSON of this shape.
    pub schema: Option<Schema>,
    pub temperature: Option<f32>,
    pub top_p: Option<f32>,
    /// Tokens of the answer at most.
    pub max_tokens: u32,
    pub stop: Vec<String>,
    pub seed: Option<u64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    pub role: Role,
    pub parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    User,
    Assistant,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    Text(String),
    Image(Image),
}

/// A picture that a model is shown, or has made.
#[derive(Clone, PartialEq, Eq)]
pub struct Image {
    /// Its media type: `image/png`, `image/jpeg`, `image/webp`.
    pub kind: Arc<str>,
    pub bytes: Arc<[u8]>,
}

impl std::fmt::Debug for Image {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Image({}, {} bytes)", self.kind, self.bytes.len())
    }
}

/// The shape of an answer, as plain JSON Schema (2020-12); each client writes it in its provider's dialect.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// `[a-z_]+`, for providers that want a name.
    pub name: &'static str,
    pub json: Arc<Value>,
}

impl Turn {
    /// What a person says.
    pub fn user(text: impl Into<String>) -> Self {
        Self { role: Role::User, parts: vec![Part::Text(text.into())] }
    }
}
