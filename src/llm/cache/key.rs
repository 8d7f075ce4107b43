//! What two calls must have in common to have one answer.
//!
//! Every struct is taken apart without `..`: a field that is added to one of them does not compile until
//! somebody has said here whether it changes the answer.

use crate::{
    llm::Asked,
    outside::llm::{Image, Part, Request, Role, Schema, Target, Turn},
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::fmt;

/// Counts up when the same question would be written otherwise: older answers are then not found.
const VERSION: u32 = 1;

/// The name of an answer: a hash of everything that was asked, and of whose it is. No text comes out of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key([u8; 32]);

impl Key {
    /// The key of what was `asked`, if `target` answers it.
    pub fn of(asked: &Asked, target: &Target) -> Self {
        // In which conversation it is asked, until when, and whether a kept answer will do, changes nothing of
        // the answer; the purpose has chosen the target, and what is to be put right stands in the turns.
        let Asked {
            workspace,
            conversation: _,
            purpose: _,
            request,
            prompt,
            locale,
            deadline: _,
            cache: _,
            repairs: _,
        } = asked;
        let Target { provider, base, model, key: _, organisation: _, is_local: _, context } = target;
        let mut parts = Map::new();
        parts.insert("version".into(), VERSION.into());
        parts.insert("scope".into(), workspace.as_str().into());
        parts.insert("provider".into(), json!(provider));
        parts.insert("base".into(), base.as_str().into());
        parts.insert("model".into(), (&**model).into());
        parts.insert("context".into(), json!(context));
        parts.insert("prompt".into(), prompt.as_str().into());
        parts.insert("locale".into(), locale.as_str().into());
        add_request(request, &mut parts);
        Self(digest(parts))
    }

    #[cfg(test)]
    pub(super) fn from_digest(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// 64 hexadecimal digits.
    pub fn hex(&self) -> String {
        hex::encode(self.0)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

/// A hash of what is asked alone, whoever asks whom.
pub(in crate::llm) fn request_digest(request: &Request) -> [u8; 32] {
    let mut parts = Map::new();
    parts.insert("version".into(), VERSION.into());
    add_request(request, &mut parts);
    digest(parts)
}

/// What is left to the provider and what is not said are the same.
fn digest(mut parts: Map<String, Value>) -> [u8; 32] {
    parts.retain(|_, part| !part.is_null());
    let mut text = String::new();
    write_canonical(&Value::Object(parts), &mut text);
    Sha256::digest(text).into()
}

fn add_request(request: &Request, parts: &mut Map<String, Value>) {
    let Request { system, turns, schema, temperature, top_p, max_tokens, stop, seed } = request;
    // It matters which words end an answer, not in which order they were named.
    let mut stop: Vec<&str> = stop.iter().map(String::as_str).collect();
    stop.sort_unstable();
    stop.dedup();
    parts.insert("system".into(), system.as_str().into());
    parts.insert("turns".into(), turns.iter().map(turn).collect());
    parts.insert("schema".into(), schema.as_ref().map(shape).into());
    parts.insert("temperature".into(), json!(temperature.map(number)));
    // All of the probability is every provider's default.
    parts.insert("top_p".into(), json!(top_p.filter(|top_p| *top_p != 1.0).map(number)));
    parts.insert("max_tokens".into(), (*max_tokens).into());
    parts.insert("stop".into(), if stop.is_empty() { Value::Null } else { json!(stop) });
    parts.insert("seed".into(), json!(seed));
}

/// As it is written in the shortest way: 0.7, not what a wider type makes of it. Minus zero is zero.
fn number(float: f32) -> String {
    (float + 0.0).to_string()
}

fn turn(turn: &Turn) -> Value {
    let Turn { role, parts } = turn;
    let role = match role {
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    json!({ "role": role, "parts": parts.iter().map(part).collect::<Vec<_>>() })
}

fn part(part: &Part) -> Value {
    match part {
        Part::Text(text) => json!({ "text": text }),
        Part::Image(Image { kind, bytes }) => {
            json!({ "image": &**kind, "sha256": hex::encode(Sha256::digest(bytes)) })
        }
    }
}

fn shape(schema: &Schema) -> Value {
    let Schema { name, json } = schema;
    json!({ "name": name, "json": &**json })
}

/// JSON with the keys of every object in order, and no space.
fn write_canonical(json: &Value, text: &mut String) {
    match json {
        Value::Object(keys) => {
            let mut keys: Vec<_> = keys.iter().collect();
            keys.sort_unstable_by_key(|(key, _)| *key);
            text.push('{');
            for (at, (key, value)) in keys.into_iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "," });
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write_canonical(value, text);
            }
            text.push('}');
        }
        Value::Array(many) => {
            text.push('[');
            for (at, value) in many.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "," });
                write_canonical(value, text);
            }
            text.push(']');
        }
        other => text.push_str(&other.to_string()),
    }
}
