//! What a provider means when it says no: table 2.1 of the design, by status, headers and body.

use super::{Class, Failure, Target, hint, redact};
use crate::time::Clock;
use http::{HeaderMap, StatusCode};
use regex::Regex;
use serde_json::Value;
use std::sync::LazyLock;

/// A tier whose quota is nothing at all.
static NO_QUOTA: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\blimit:\s*0(?:[^.\d]|$)").expect("a pattern"));
static PER_DAY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"perday|per-day|per day|daily|\b[rt]pd\b").expect("a pattern"));

const OUT_OF_CREDIT: [&str; 7] = [
    "insufficient_quota",
    "enforced_spend_limit_reached",
    "credit balance is too low",
    "billing_hard_limit_reached",
    "billing_not_active",
    "insufficient credits",
    "used all available credits",
];
const INVALID_KEY: [&str; 9] = [
    "invalid_api_key",
    "api_key_invalid",
    "api key not valid",
    "invalid api key",
    "incorrect api key",
    "authentication_error",
    "unauthenticated",
    "reported as leaked",
    "invalid x-api-key",
];
const TOO_LONG: [&str; 8] = [
    "context_length_exceeded",
    "maximum context length",
    "prompt is too long",
    "input token count",
    "exceed_context_size",
    "exceeds the available context size",
    "exceeds the maximum number of tokens",
    "request_too_large",
];
const POLICY: [&str; 7] = [
    "content_policy_violation",
    "content_filter",
    "moderation_blocked",
    "content management policy",
    "safety system",
    "prohibited_content",
    "usage policies",
];
const NO_MODEL: [&str; 4] =
    ["model_not_found", "model not found", "does not exist or you do not have", "no such model"];
const OVERLOADED: [&str; 4] = ["overloaded_error", "api_error", "server_error", "unavailable"];
const RATE: [&str; 4] = ["rate_limit", "resource_exhausted", "rate limit", "too many requests"];

/// An answer that is a refusal.
pub struct Refusal<'a> {
    /// As it came; an error inside of a 200 has that.
    pub status: StatusCode,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
}

impl Refusal<'_> {
    /// Its class, its hint, and its words as they may be seen.
    pub fn failure(&self, target: &Target) -> Failure {
        let body: Value = serde_json::from_slice(self.body).unwrap_or(Value::Null);
        let said = Said::read(&body, self.status);
        let words = if said.message.is_empty() { self.plain() } else { said.message.clone() };
        let everything = format!("{words} {body}").to_lowercase();
        let class = said.class(&everything, target);
        let limited = matches!(class, Class::PerMinute | Class::PerDay | Class::Busy | Class::Down);
        let now = Clock::System.now();
        let retry_after = limited.then(|| hint::wait(self.headers, &body, &words, now)).flatten();
        let message = redact::message(&words, target);
        Failure { class, status: Some(said.status), retry_after, message }
    }

    /// What to say of a body that is not JSON: a page of HTML says nothing.
    fn plain(&self) -> String {
        let text = String::from_utf8_lossy(self.body);
        if self.status.is_redirection() {
            "the provider sends the request elsewhere, and it is not followed".into()
        } else if text.trim().is_empty() || text.trim_start().starts_with('<') {
            format!("the provider answers {}", self.status)
        } else {
            text.into_owned()
        }
    }
}

/// The error that a body holds, if it holds one: in an object, in a list, or bare.
pub fn error_of(body: &Value) -> Option<&Value> {
    let body = body.get(0).unwrap_or(body);
    let error = body.get("error").filter(|error| !error.is_null());
    error.or_else(|| (body.get("type")? == "error").then_some(body))
}

/// What an error's fields say, whatever they are called.
struct Said {
    status: u16,
    message: String,
}

impl Said {
    fn read(body: &Value, status: StatusCode) -> Self {
        let error = error_of(body).unwrap_or_else(|| body.get(0).unwrap_or(body));
        let message = error.as_str().or_else(|| {
            let fields = ["message", "detail", "error_description"];
            fields.iter().find_map(|field| error.get(*field)?.as_str())
        });
        let inside = error.get("code").and_then(|code| code.as_u64().or_else(|| code.as_str()?.parse().ok()));
        let inside =
            inside.and_then(|code| u16::try_from(code).ok()).filter(|code| (400..600).contains(code));
        let status = if status.is_success() { inside.unwrap_or(status.as_u16()) } else { status.as_u16() };
        Self { status, message: message.unwrap_or_default().to_owned() }
    }

    fn class(&self, everything: &str, target: &Target) -> Class {
        let says = |words: &[&str]| words.iter().any(|word| everything.contains(word));
        let wrong = !matches!(self.status, 429 | 500..);
        if self.status == 402 || says(&OUT_OF_CREDIT) {
            Class::OutOfCredit
        } else if self.status == 401 || (wrong && says(&INVALID_KEY)) {
            Class::InvalidKey
        } else if target.is_local && matches!(self.status, 429 | 503) {
            Class::Busy
        } else if self.status == 429 || (self.status == 200 && says(&RATE)) {
            limit(everything)
        } else if wrong && (self.status == 413 || says(&TOO_LONG)) {
            Class::TooLong
        } else if wrong && says(&POLICY) {
            Class::Policy
        } else if matches!(self.status, 404 | 410) || (wrong && says(&NO_MODEL)) {
            Class::NoModel
        } else {
            match self.status {
                403 => Class::Forbidden,
                408 => Class::Down,
                200 if says(&OVERLOADED) => Class::Down,
                200 if says(&["invalid_request_error"]) => Class::BadRequest,
                400..=499 => Class::BadRequest,
                _ => Class::Down,
            }
        }
    }
}

/// Which quota a 429 speaks of.
fn limit(everything: &str) -> Class {
    if NO_QUOTA.is_match(everything) || everything.contains("\"quotavalue\":\"0\"") {
        Class::NoQuota
    } else if PER_DAY.is_match(everything) {
        Class::PerDay
    } else {
        Class::PerMinute
    }
}
