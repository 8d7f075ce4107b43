//! One attempt at a call, as it is kept.

use super::Cost;
use crate::{
    outside::llm::{Class, Finish, Provider, Usage},
    store::LlmAttempt,
    time::Millis,
};
use std::time::Duration;

/// A request to a provider, whichever way it ended.
#[derive(Clone, Debug)]
pub struct AttemptRecord {
    /// When it was sent.
    pub at: Millis,
    pub provider: Provider,
    /// The model that was asked.
    pub model: String,
    /// The host that was asked.
    pub server: String,
    /// The key's label, never the key.
    pub key: Option<String>,
    pub pool: Option<String>,
    /// `free`, `local` or `paid`.
    pub tier: &'static str,
    /// The model that answered, as it calls itself.
    pub answered_by: Option<String>,
    /// The provider's id of the answer.
    pub answer_id: Option<String>,
    pub finish: Option<Finish>,
    pub usage: Usage,
    /// From the request to the first piece of the answer.
    pub first_after: Option<Duration>,
    /// From the request to its end.
    pub took: Duration,
    pub ended: AttemptEnd,
    /// The HTTP status of a failure, where one came.
    pub status: Option<u16>,
    /// The provider's words at a failure.
    pub message: Option<String>,
    /// Until when something was left alone because of it.
    pub suspended_until: Option<Millis>,
    pub cost: Cost,
    /// The table that the cost was computed by.
    pub price_version: Option<String>,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptEnd {
    Answered,
    Failed(Class),
    /// Nobody wanted it any more.
    Cancelled,
}

impl AttemptRecord {
    pub(super) fn row(self) -> LlmAttempt {
        let (cost, cost_status) = match self.cost {
            Cost::Computed(nano) => (Some(nano), "computed"),
            Cost::Estimated(nano) => (Some(nano), "estimated"),
            Cost::Unknown => (None, "unknown"),
        };
        let Usage { input, output, cache_read, cache_write, reasoning, image_input, image_output } =
            self.usage;
        let finish = self.finish.map(|finish| match finish {
            Finish::Stop => "stop".to_owned(),
            Finish::Length => "length".to_owned(),
            Finish::Filtered => "content_filter".to_owned(),
            Finish::Other(reason) => reason,
        });
        let error_type = match self.ended {
            AttemptEnd::Answered => None,
            AttemptEnd::Failed(class) => Some(class_name(class)),
            AttemptEnd::Cancelled => Some("cancelled"),
        };
        LlmAttempt {
            at: self.at,
            provider: provider_name(self.provider).to_owned(),
            request_model: self.model,
            server: self.server,
            key: self.key,
            pool: self.pool,
            tier: self.tier.to_owned(),
            response_model: self.answered_by,
            response_id: self.answer_id,
            finish,
            input,
            output,
            cache_read,
            cache_write,
            reasoning,
            image_input,
            image_output,
            first_chunk_us: self.first_after.map(micros),
            waited_us: micros(self.took),
            error_type: error_type.map(str::to_owned),
            error_message: self.message,
            status: self.status,
            suspended_until: self.suspended_until,
            cost,
            cost_status: cost_status.to_owned(),
            price_version: self.price_version,
        }
    }
}

pub(super) fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// As OpenTelemetry's conventions name them; of those that they do not know, ours.
pub fn provider_name(provider: Provider) -> &'static str {
    match provider {
        Provider::OpenAi => "openai",
        Provider::Xai => "x_ai",
        Provider::Gemini => "gcp.gemini",
        Provider::Anthropic => "anthropic",
        Provider::Ollama => "ollama",
        Provider::Compatible => "openai_compatible",
    }
}

/// `error.type`: a word of a closed list.
pub fn class_name(class: Class) -> &'static str {
    match class {
        Class::PerMinute => "rate_limited",
        Class::PerDay => "daily_quota",
        Class::NoQuota => "no_quota",
        Class::OutOfCredit => "out_of_credit",
        Class::InvalidKey => "invalid_key",
        Class::Forbidden => "forbidden",
        Class::NoModel => "no_model",
        Class::Down => "down",
        Class::Busy => "busy",
        Class::BadRequest => "bad_request",
        Class::TooLong => "too_long",
        Class::Policy => "policy",
        Class::OutOfTime => "timeout",
    }
}
