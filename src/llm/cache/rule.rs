//! What the cache is not asked for, and what it does not keep.

use super::entry::Entry;
use crate::{
    llm::{Asked, CacheUse},
    outside::llm::{Finish, Schema},
};
use serde_json::Value;

/// Whoever wants it warmer than the providers' own default (1 for OpenAI, Anthropic, Gemini and xAI) wants
/// another answer each time.
const WARMEST: f32 = 1.0;

/// Why a call goes past the cache, or an answer is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bypass {
    /// Whoever asks wants another answer.
    Asked,
    /// It asks for variety.
    Temperature,
    /// No model answers: a recording does, or the rules.
    Simulated,
    /// It ended otherwise than by the model's own will: cut, filtered, or for a reason that nobody knows.
    Finish,
    /// There are no words in it.
    Empty,
    /// It is not of the shape that was asked for.
    Schema,
    /// It is larger than what is kept.
    TooLarge,
}

impl Bypass {
    pub(super) const ALL: [Self; 7] = [
        Self::Asked,
        Self::Temperature,
        Self::Simulated,
        Self::Finish,
        Self::Empty,
        Self::Schema,
        Self::TooLarge,
    ];

    /// As the metric says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Temperature => "temperature",
            Self::Simulated => "simulated",
            Self::Finish => "finish",
            Self::Empty => "empty",
            Self::Schema => "schema",
            Self::TooLarge => "too_large",
        }
    }
}

/// Why this call may not be answered from the cache; `None` if it may.
pub(super) fn of_call(asked: &Asked) -> Option<Bypass> {
    let temperature = asked.request.temperature.unwrap_or_default();
    match asked.cache {
        CacheUse::Off => Some(Bypass::Asked),
        CacheUse::On if temperature > WARMEST || temperature.is_nan() => Some(Bypass::Temperature),
        CacheUse::On => None,
    }
}

/// Why this answer may not be kept, by how it ended; `None` if it may.
pub(super) fn of_answer(entry: &Entry) -> Option<Bypass> {
    if entry.finish != Finish::Stop {
        return Some(Bypass::Finish);
    }
    entry.text.trim().is_empty().then_some(Bypass::Empty)
}

/// Why this answer may not be kept, by its shape. To read a schema takes longer than a hit may.
pub(super) fn of_shape(entry: &Entry, schema: Option<&Schema>) -> Option<Bypass> {
    schema.is_some_and(|schema| !fits(&entry.text, schema)).then_some(Bypass::Schema)
}

/// Whether a text is JSON of that shape, alone or in a fence. What a more patient reader would take is merely
/// asked again.
fn fits(text: &str, schema: &Schema) -> bool {
    let bare = text.trim();
    let bare = bare.strip_prefix("```json").or_else(|| bare.strip_prefix("```")).unwrap_or(bare);
    let bare = bare.strip_suffix("```").unwrap_or(bare);
    let Ok(json) = serde_json::from_str::<Value>(bare) else { return false };
    jsonschema::validator_for(&schema.json).is_ok_and(|validator| validator.is_valid(&json))
}
