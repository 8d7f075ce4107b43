//! Where a call goes.

use crate::config::Secret;
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};
use url::Url;

/// A provider by its wire and its peculiarities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    OpenAi,
    Xai,
    Gemini,
    Anthropic,
    Ollama,
    /// Any other server that speaks OpenAI's chat: llama.cpp, vLLM, LM Studio, OpenRouter.
    Compatible,
}

/// One model of one provider, with the key to use.
#[derive(Clone, Debug)]
pub struct Target {
    pub provider: Provider,
    /// The address that the provider's paths are joined to; it ends in a slash.
    pub base: Url,
    /// The provider's own id of the model.
    pub model: Arc<str>,
    /// None for servers that want none.
    pub key: Option<Secret<String>>,
    /// Which of the key's organisations pays, where a provider asks that.
    pub organisation: Option<Arc<str>>,
    /// It runs on this machine or in its network: it may have to load the model first.
    pub is_local: bool,
    /// Tokens of prompt and answer together, where a local server has to be told.
    pub context: Option<u32>,
}

/// How long each part of a call may take. To reach the server it has three seconds in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the first piece of the answer.
    pub first: Duration,
    /// Between two pieces.
    pub stall: Duration,
    /// From the request to the end of the answer.
    pub total: Duration,
}
