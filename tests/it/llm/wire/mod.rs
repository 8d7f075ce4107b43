//! One provider's call, on every wire, against servers that speak it.

mod bad;
mod dialects;
mod good;
mod hints;
mod media;
mod raw;
mod secrets;
mod tls;

use crate::harness::provider::Provider as Fake;
use pauta::{
    config::Secret,
    outside::llm::{Answer, Client, Failure, Part, Piece, Provider, Request, Schema, Target, Timeouts, Turn},
};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

pub const KEY: &str = "sk-test-of-the-wires-0123456789";

/// Every provider, each on its own wire.
pub const ALL: [Provider; 6] = [
    Provider::OpenAi,
    Provider::Xai,
    Provider::Compatible,
    Provider::Gemini,
    Provider::Anthropic,
    Provider::Ollama,
];

/// Long enough for a busy machine.
pub const PATIENT: Timeouts = Timeouts {
    first: Duration::from_secs(20),
    stall: Duration::from_secs(20),
    total: Duration::from_secs(30),
};

thread_local! {
    /// Every test has a thread of its own, and to read whom the machine trusts takes longer than most calls.
    static CLIENT: Client = Client::new().unwrap();
}

pub fn client() -> Client {
    CLIENT.with(Client::clone)
}

pub fn target(provider: Provider, fake: &Fake) -> Target {
    let base = match provider {
        Provider::OpenAi | Provider::Xai | Provider::Compatible => fake.openai(),
        Provider::Gemini => fake.gemini(),
        Provider::Anthropic => fake.anthropic(),
        Provider::Ollama => fake.ollama(),
    };
    at(provider, &base)
}

pub fn at(provider: Provider, base: &str) -> Target {
    Target {
        provider,
        base: base.parse().unwrap(),
        model: "test-model".into(),
        key: Some(Secret::new(KEY.to_owned())),
        organisation: None,
        is_local: false,
        context: None,
    }
}

pub fn request() -> Request {
    Request {
        system: "Be brief.".into(),
        turns: vec![Turn::user("Vendemos pão na feira.")],
        max_tokens: 500,
        ..Request::default()
    }
}

/// A shape with everything that one dialect or another refuses.
pub fn schema() -> Schema {
    let json = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Proposal",
        "type": "object",
        "properties": {
            "text": { "type": "string", "minLength": 3, "maxLength": 200, "description": "The text." },
            "share": { "type": "integer", "format": "uint8", "minimum": 0, "maximum": 100 },
            "reasons": { "type": "array", "items": { "$ref": "#/$defs/Reason" }, "maxItems": 3, "default": [] },
            "default": { "type": "boolean", "default": true }
        },
        "required": ["text"],
        "$defs": { "Reason": { "type": "object", "properties": { "why": { "type": "string" } }, "required": ["why"] } }
    });
    Schema { name: "proposal", json: Arc::new(json) }
}

/// What was said, one piece after the other; reasoning in brackets.
#[derive(Default)]
pub struct Said(pub Vec<String>);

impl Said {
    pub fn text(&self) -> String {
        self.0.iter().filter(|piece| !piece.starts_with('[')).cloned().collect()
    }
}

/// Asks, and keeps what is said on the way.
pub async fn chat(target: &Target, request: &Request, times: &Timeouts) -> (Result<Answer, Failure>, Said) {
    let mut said = Said::default();
    let mut say = |piece: Piece<'_>| {
        said.0.push(match piece {
            Piece::Text(words) => words.to_owned(),
            Piece::Reasoning(words) => format!("[{words}]"),
            Piece::Anew => unreachable!("one call begins once"),
        });
    };
    let answer = client().chat(target, request, times, &mut say).await;
    (answer, said)
}

/// The words of a request's first turn, wherever this wire has them.
pub fn first_part(part: Part) -> Request {
    let mut request = request();
    request.turns[0].parts.push(part);
    request
}

pub fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}
