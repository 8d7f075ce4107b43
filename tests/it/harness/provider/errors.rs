//! What each provider says when it refuses.

use super::{Heard, Wire};
use axum::{body::Body, http::header, response::Response};
use serde_json::{Value, json};

/// Why it refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    PerMinute,
    PerDay,
    NoQuota,
    OutOfCredit,
    InvalidKey,
    Forbidden,
    NoModel,
    BadRequest,
    TooLong,
    Policy,
    Down,
}

pub fn answer(heard: &Heard, status: u16, message: &str, kind: Kind) -> Response {
    with_headers(heard, status, message, kind, &[])
}

pub fn with_headers(
    heard: &Heard,
    status: u16,
    message: &str,
    kind: Kind,
    headers: &[(&str, String)],
) -> Response {
    let mut answer = Response::builder().status(status).header(header::CONTENT_TYPE, "application/json");
    for (name, value) in headers {
        answer = answer.header(*name, value);
    }
    answer.body(Body::from(body(heard.wire, status, message, kind).to_string())).unwrap()
}

pub fn body(wire: Wire, status: u16, message: &str, kind: Kind) -> Value {
    match wire {
        Wire::OpenAi => {
            json!({ "error": { "message": message, "type": openai_type(kind), "param": null, "code": openai_code(kind) } })
        }
        Wire::Gemini => {
            json!({ "error": { "code": status, "message": message, "status": gemini_status(kind), "details": gemini_details(kind) } })
        }
        Wire::Anthropic => {
            json!({ "type": "error", "error": { "type": anthropic_type(kind), "message": message }, "request_id": "req_1" })
        }
        Wire::Ollama => json!({ "error": message }),
    }
}

fn openai_type(kind: Kind) -> &'static str {
    match kind {
        Kind::PerMinute | Kind::PerDay | Kind::NoQuota => "requests",
        Kind::OutOfCredit => "insufficient_quota",
        Kind::Down => "server_error",
        _ => "invalid_request_error",
    }
}

fn openai_code(kind: Kind) -> Value {
    match kind {
        Kind::PerMinute | Kind::PerDay | Kind::NoQuota => json!("rate_limit_exceeded"),
        Kind::OutOfCredit => json!("insufficient_quota"),
        Kind::InvalidKey => json!("invalid_api_key"),
        Kind::NoModel => json!("model_not_found"),
        Kind::TooLong => json!("context_length_exceeded"),
        Kind::Policy => json!("content_policy_violation"),
        Kind::Forbidden | Kind::BadRequest | Kind::Down => json!(null),
    }
}

fn gemini_status(kind: Kind) -> &'static str {
    match kind {
        Kind::PerMinute | Kind::PerDay | Kind::NoQuota | Kind::OutOfCredit => "RESOURCE_EXHAUSTED",
        Kind::Forbidden => "PERMISSION_DENIED",
        Kind::NoModel => "NOT_FOUND",
        Kind::Down => "UNAVAILABLE",
        Kind::InvalidKey | Kind::BadRequest | Kind::TooLong | Kind::Policy => "INVALID_ARGUMENT",
    }
}

fn gemini_details(kind: Kind) -> Value {
    let quota = |id: &str, value: &str| json!([{ "@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{ "quotaId": id, "quotaValue": value }] }]);
    match kind {
        Kind::PerMinute => quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "10"),
        Kind::PerDay => quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "250"),
        Kind::NoQuota => quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "0"),
        Kind::InvalidKey => {
            json!([{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID" }])
        }
        _ => json!([]),
    }
}

fn anthropic_type(kind: Kind) -> &'static str {
    match kind {
        Kind::PerMinute | Kind::PerDay | Kind::NoQuota => "rate_limit_error",
        Kind::InvalidKey => "authentication_error",
        Kind::Forbidden => "permission_error",
        Kind::NoModel => "not_found_error",
        Kind::Down => "overloaded_error",
        Kind::OutOfCredit | Kind::BadRequest | Kind::TooLong | Kind::Policy => "invalid_request_error",
    }
}
