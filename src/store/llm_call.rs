//! What is kept of the calls of language models: a call, its attempts, and for a while what was said.
//! `llm_rows` writes them, `llm_history` reads them.

use crate::time::Millis;
use serde::{Serialize, Serializer};

/// A call as it is kept; its serialised form has the names of OpenTelemetry's GenAI conventions.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LlmCall {
    #[serde(rename = "pauta.call.id")]
    pub id: String,
    #[serde(rename = "pauta.workspace.id")]
    pub workspace: String,
    #[serde(rename = "gen_ai.conversation.id")]
    pub conversation: Option<String>,
    #[serde(rename = "pauta.call.at", serialize_with = "rfc3339")]
    pub at: Millis,
    #[serde(rename = "pauta.purpose")]
    pub purpose: String,
    #[serde(rename = "pauta.prompt")]
    pub prompt: String,
    #[serde(rename = "pauta.locale")]
    pub locale: String,
    #[serde(rename = "gen_ai.operation.name")]
    pub operation: String,
    #[serde(rename = "gen_ai.output.type")]
    pub output_type: String,
    #[serde(rename = "gen_ai.request.temperature", serialize_with = "number")]
    pub temperature: Option<String>,
    #[serde(rename = "gen_ai.request.top_p", serialize_with = "number")]
    pub top_p: Option<String>,
    #[serde(rename = "gen_ai.request.max_tokens")]
    pub max_tokens: u64,
    #[serde(rename = "gen_ai.request.seed")]
    pub seed: Option<u64>,
    /// A JSON list.
    #[serde(rename = "gen_ai.request.stop_sequences")]
    pub stop: Option<String>,
    #[serde(rename = "pauta.request.sha256")]
    pub request_sha256: Option<String>,
    /// `hit`, `miss` or `bypass`.
    #[serde(rename = "pauta.cache.status")]
    pub cache_status: String,
    #[serde(rename = "pauta.cache.key")]
    pub cache_key: Option<String>,
    /// `ok`, `repaired` or `failed`, where the answer was to have a shape.
    #[serde(rename = "pauta.structured.status")]
    pub structured: Option<String>,
    /// `ok`, `failed`, `broke_off` or `cancelled`.
    #[serde(rename = "pauta.outcome")]
    pub outcome: String,
    #[serde(rename = "error.type")]
    pub error_type: Option<String>,
    #[serde(rename = "pauta.client_gone")]
    pub client_gone: bool,
    #[serde(rename = "pauta.simulated")]
    pub simulated: bool,
    #[serde(rename = "gen_ai.provider.name")]
    pub provider: Option<String>,
    #[serde(rename = "gen_ai.response.model")]
    pub model: Option<String>,
    #[serde(rename = "gen_ai.usage.input_tokens")]
    pub input_tokens: Option<u64>,
    #[serde(rename = "gen_ai.usage.output_tokens")]
    pub output_tokens: Option<u64>,
    #[serde(rename = "pauta.cost_nano_usd")]
    pub cost: Option<i64>,
    /// `computed`, `estimated` or `unknown`.
    #[serde(rename = "pauta.cost_status")]
    pub cost_status: String,
    #[serde(rename = "gen_ai.client.operation.duration", serialize_with = "seconds")]
    pub duration_us: u64,
    #[serde(rename = "gen_ai.response.time_to_first_chunk", serialize_with = "maybe_seconds")]
    pub first_chunk_us: Option<u64>,
    /// Of the duration: waiting for providers.
    #[serde(rename = "pauta.waited", serialize_with = "seconds")]
    pub waited_us: u64,
    #[serde(rename = "pauta.attempts")]
    pub attempts: Vec<LlmAttempt>,
    #[serde(flatten)]
    pub text: Option<LlmText>,
}

/// One request to one provider.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LlmAttempt {
    #[serde(rename = "pauta.attempt.at", serialize_with = "rfc3339")]
    pub at: Millis,
    #[serde(rename = "gen_ai.provider.name")]
    pub provider: String,
    #[serde(rename = "gen_ai.request.model")]
    pub request_model: String,
    #[serde(rename = "server.address")]
    pub server: String,
    /// The key's label, never the key.
    #[serde(rename = "pauta.key_id")]
    pub key: Option<String>,
    #[serde(rename = "pauta.quota_pool")]
    pub pool: Option<String>,
    /// `free`, `local` or `paid`.
    #[serde(rename = "pauta.tier")]
    pub tier: String,
    #[serde(rename = "gen_ai.response.model")]
    pub response_model: Option<String>,
    #[serde(rename = "gen_ai.response.id")]
    pub response_id: Option<String>,
    #[serde(rename = "gen_ai.response.finish_reasons", serialize_with = "listed")]
    pub finish: Option<String>,
    #[serde(rename = "gen_ai.usage.input_tokens")]
    pub input: Option<u64>,
    #[serde(rename = "gen_ai.usage.output_tokens")]
    pub output: Option<u64>,
    #[serde(rename = "gen_ai.usage.cache_read.input_tokens")]
    pub cache_read: Option<u64>,
    #[serde(rename = "gen_ai.usage.cache_creation.input_tokens")]
    pub cache_write: Option<u64>,
    #[serde(rename = "gen_ai.usage.reasoning.output_tokens")]
    pub reasoning: Option<u64>,
    #[serde(rename = "gen_ai.usage.image.input_tokens")]
    pub image_input: Option<u64>,
    #[serde(rename = "gen_ai.usage.image.output_tokens")]
    pub image_output: Option<u64>,
    #[serde(rename = "gen_ai.response.time_to_first_chunk", serialize_with = "maybe_seconds")]
    pub first_chunk_us: Option<u64>,
    #[serde(rename = "pauta.waited", serialize_with = "seconds")]
    pub waited_us: u64,
    #[serde(rename = "error.type")]
    pub error_type: Option<String>,
    #[serde(rename = "error.message")]
    pub error_message: Option<String>,
    #[serde(rename = "http.response.status_code")]
    pub status: Option<u16>,
    #[serde(rename = "pauta.suspended_until", serialize_with = "maybe_rfc3339")]
    pub suspended_until: Option<Millis>,
    #[serde(rename = "pauta.cost_nano_usd")]
    pub cost: Option<i64>,
    #[serde(rename = "pauta.cost_status")]
    pub cost_status: String,
    #[serde(rename = "pauta.price_version")]
    pub price_version: Option<String>,
}

/// What was said, each a JSON list in the conventions' form.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LlmText {
    #[serde(rename = "gen_ai.system_instructions")]
    pub system: String,
    #[serde(rename = "gen_ai.input.messages")]
    pub input: String,
    #[serde(rename = "gen_ai.output.messages")]
    pub output: String,
}

/// A call in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LlmCallLine {
    pub id: String,
    pub at: Millis,
    pub prompt: String,
    pub provider: Option<String>,
    pub model: Option<String>,
    pub outcome: String,
    pub error_type: Option<String>,
    pub cache_status: String,
    pub simulated: bool,
    pub input_tokens: Option<i64>,
    pub output_tokens: Option<i64>,
    pub cost: Option<i64>,
    pub cost_status: String,
    pub duration_us: i64,
    pub first_chunk_us: Option<i64>,
    pub attempts: i64,
}

/// One attempt of a call that is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LlmAttemptLine {
    pub at: Millis,
    pub provider: String,
    pub request_model: String,
    /// The key's label, never the key.
    pub key: Option<String>,
    pub tier: String,
    pub response_model: Option<String>,
    pub finish: Option<String>,
    pub input_tokens: Option<i64>,
    pub output_tokens: Option<i64>,
    pub first_chunk_us: Option<i64>,
    pub waited_us: i64,
    pub error_type: Option<String>,
    pub error_message: Option<String>,
    /// The HTTP status of a failure, where one came.
    pub status: Option<i64>,
    pub cost: Option<i64>,
    pub cost_status: String,
}

/// What the calls of one model came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LlmUsageLine {
    /// None for calls that nobody answered.
    pub model: Option<String>,
    pub calls: i64,
    pub input_tokens: i64,
    pub output_tokens: i64,
    pub cost: i64,
    /// Calls whose cost nobody knows.
    pub unpriced: i64,
}

/// What the calls with one prompt came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LlmPromptLine {
    /// Its name and version.
    pub prompt: String,
    /// Of all models together.
    pub usage: LlmUsageLine,
}

fn rfc3339<S: Serializer>(at: &Millis, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&at.rfc3339())
}

fn maybe_rfc3339<S: Serializer>(at: &Option<Millis>, to: S) -> Result<S::Ok, S::Error> {
    at.map(Millis::rfc3339).serialize(to)
}

fn seconds<S: Serializer>(micros: &u64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_f64(std::time::Duration::from_micros(*micros).as_secs_f64())
}

fn maybe_seconds<S: Serializer>(micros: &Option<u64>, to: S) -> Result<S::Ok, S::Error> {
    micros.map(|micros| std::time::Duration::from_micros(micros).as_secs_f64()).serialize(to)
}

fn number<S: Serializer>(text: &Option<String>, to: S) -> Result<S::Ok, S::Error> {
    text.as_ref().and_then(|text| text.parse::<f64>().ok()).serialize(to)
}

fn listed<S: Serializer>(one: &Option<String>, to: S) -> Result<S::Ok, S::Error> {
    one.iter().collect::<Vec<_>>().serialize(to)
}
