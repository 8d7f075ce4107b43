//! One attempt at a call, as it is kept.

use super::{Cost, Price, Reservation, Used, tokens};
use crate::{
    outside::llm::{Answer, Class, Failure, Finish, Provider, Target, Usage},
    store::LlmAttempt,
    time::Millis,
};
use std::time::Duration;
use tokio::time::Instant;

/// Which of its keys a provider was called with, by the names that the operator gave.
#[derive(Clone, Debug, Default)]
pub struct UsedKey {
    /// Its label, never itself.
    pub label: Option<String>,
    pub pool: Option<String>,
    /// `free`, `local` or `paid`.
    pub tier: &'static str,
}

/// What is sent: to whom, by which key, at what price, and out of which money.
#[derive(Debug)]
pub struct Sending<'a> {
    pub target: &'a Target,
    pub key: UsedKey,
    pub price: Option<&'a Price>,
    /// None where nothing had to be set aside.
    pub reservation: Option<Reservation>,
}

/// A request to a provider, from its being sent to its end. Whichever way it ends, its money is settled.
#[derive(Debug)]
pub(super) struct Attempt {
    sent: Instant,
    row: LlmAttempt,
    price: Option<Price>,
    reservation: Option<Reservation>,
    /// Tokens of the prompt, by our estimate.
    input: Option<u64>,
}

impl Attempt {
    pub fn begin(sending: Sending<'_>, input: Option<u64>, at: Millis) -> Self {
        let Sending { target, key, price, reservation } = sending;
        let row = LlmAttempt {
            at,
            provider: provider_name(target.provider).to_owned(),
            request_model: target.model.to_string(),
            server: target.base.host_str().unwrap_or_default().to_owned(),
            key: key.label,
            pool: key.pool,
            tier: key.tier.to_owned(),
            price_version: price.map(|price| price.version.clone()),
            ..LlmAttempt::default()
        };
        Self { sent: Instant::now(), row, price: price.cloned(), reservation, input }
    }

    /// The first piece of the answer is here; later ones change nothing.
    pub fn piece(&mut self) {
        let sent = self.sent;
        self.row.first_chunk_us.get_or_insert_with(|| micros(sent.elapsed()));
    }

    /// It ended with a whole answer.
    pub fn answered(mut self, answer: &Answer, used: &Used) -> LlmAttempt {
        self.row.response_model = Some(answer.model.clone());
        self.row.response_id = answer.id.clone();
        self.row.finish = Some(match &answer.finish {
            Finish::Stop => "stop".to_owned(),
            Finish::Length => "length".to_owned(),
            Finish::Filtered => "content_filter".to_owned(),
            Finish::Other(reason) => reason.clone(),
        });
        self.end(used)
    }

    /// It failed, with so much of an answer before.
    pub fn failed(mut self, failure: &Failure, partial: &str) -> LlmAttempt {
        self.row.error_type = Some(class_name(failure.class).to_owned());
        self.row.error_message = Some(failure.message.clone());
        self.row.status = failure.status;
        // What was refused, or did not get through, is not on the bill. What ran until our patience ended is.
        let ran =
            !partial.is_empty() || self.row.first_chunk_us.is_some() || failure.class == Class::OutOfTime;
        let used = if ran { self.until_now(partial) } else { Used::default() };
        self.end(&used)
    }

    /// Nobody wanted it any more; so much of an answer was there.
    pub fn cancelled(mut self, partial: &str) -> LlmAttempt {
        self.row.error_type = Some("cancelled".to_owned());
        let used = self.until_now(partial);
        self.end(&used)
    }

    /// The whole prompt, and the words that came.
    fn until_now(&self, partial: &str) -> Used {
        let usage = Usage { input: self.input, output: Some(tokens(partial)), ..Usage::default() };
        Used { usage, estimated: true, ..Used::default() }
    }

    fn end(mut self, used: &Used) -> LlmAttempt {
        let cost = if *used == Used::default() { Cost::Computed(0) } else { used.cost(self.price.as_ref()) };
        if let Some(reservation) = self.reservation.take() {
            reservation.settle(cost);
        }
        let (nano, status) = match cost {
            Cost::Computed(nano) => (Some(nano), "computed"),
            Cost::Estimated(nano) => (Some(nano), "estimated"),
            Cost::Unknown => (None, "unknown"),
        };
        let Usage { input, output, cache_read, cache_write, reasoning, image_input, image_output } =
            used.usage;
        LlmAttempt {
            cost: nano,
            cost_status: status.to_owned(),
            waited_us: micros(self.sent.elapsed()),
            input,
            output,
            cache_read,
            cache_write,
            reasoning,
            image_input,
            image_output,
            ..self.row
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
