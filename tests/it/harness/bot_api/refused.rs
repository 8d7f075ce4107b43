//! What Telegram says when it refuses, in its own words.

use axum::{body::Body, http::header, response::Response};
use serde_json::{Value, json};

/// What a method comes to.
pub type Answer = Result<Value, Refused>;

#[derive(Clone, Debug)]
pub struct Refused {
    pub code: u16,
    pub description: String,
    pub parameters: Option<Value>,
}

impl Refused {
    pub fn new(code: u16, description: &str) -> Self {
        Self { code, description: description.into(), parameters: None }
    }

    pub fn too_many(seconds: u64) -> Self {
        let mut refused = Self::new(429, &format!("Too Many Requests: retry after {seconds}"));
        refused.parameters = Some(json!({ "retry_after": seconds }));
        refused
    }

    pub fn migrated(to: i64) -> Self {
        let mut refused = bad("group chat was upgraded to a supergroup chat");
        refused.parameters = Some(json!({ "migrate_to_chat_id": to }));
        refused
    }
}

pub fn bad(what: &str) -> Refused {
    Refused::new(400, &format!("Bad Request: {what}"))
}

pub fn forbidden(what: &str) -> Refused {
    Refused::new(403, &format!("Forbidden: {what}"))
}

pub fn conflict(what: &str) -> Refused {
    Refused::new(409, &format!("Conflict: {what}"))
}

pub fn response(answer: &Answer) -> Response {
    let (status, body) = match answer {
        Ok(result) => (200, json!({ "ok": true, "result": result })),
        Err(refused) => {
            let mut body =
                json!({ "ok": false, "error_code": refused.code, "description": refused.description });
            if let Some(parameters) = &refused.parameters {
                body["parameters"] = parameters.clone();
            }
            (refused.code, body)
        }
    };
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap()
}
