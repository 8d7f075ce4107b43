//! Pictures, speech, and the list of models.

use super::{DONE, Heard, Wire, wires};
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

/// The smallest PNG there is.
pub const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// Whether a picture or a transcript is wanted.
pub fn is_media(heard: &Heard) -> bool {
    let wants_image = heard.body["generationConfig"]["responseModalities"].as_array().is_some_and(|all| {
        all.iter().any(|one| one.as_str().is_some_and(|it| it.eq_ignore_ascii_case("image")))
    });
    heard.path.starts_with("images/") || heard.path.starts_with("audio/") || wants_image
}

/// What was said in a recording.
pub fn transcript(heard: &Heard, text: &str) -> Response {
    heard.ended.store(DONE, Ordering::SeqCst);
    wires::json_answer(json!({ "text": text, "usage": { "type": "duration", "seconds": 4 } }))
}

pub fn answer(heard: &Heard) -> Response {
    if heard.path.starts_with("audio/") {
        return transcript(heard, "Queremos vender mais pão na feira.");
    }
    heard.ended.store(DONE, Ordering::SeqCst);
    let image_usage = json!({ "input_tokens": 20, "output_tokens": 1056, "total_tokens": 1076,
        "input_tokens_details": { "text_tokens": 20, "image_tokens": 0 } });
    wires::json_answer(match heard.wire {
        Wire::Gemini => {
            json!({ "candidates": [{ "content": { "role": "model", "parts": [{ "inlineData": { "mimeType": "image/png", "data": PNG } }] }, "finishReason": "STOP", "index": 0 }],
            "usageMetadata": { "promptTokenCount": 20, "candidatesTokenCount": 1120, "totalTokenCount": 1140 }, "modelVersion": heard.model() })
        }
        _ => json!({ "created": 1_790_000_000, "data": [{ "b64_json": PNG }], "usage": image_usage }),
    })
}

/// What a probe or a doctor asks for.
pub fn models(wire: Wire, path: &str, models: &[String]) -> Response {
    let list: Vec<Value> = match (wire, path) {
        (Wire::Ollama, _) | (_, "api/tags") => {
            models.iter().map(|name| json!({ "name": name, "model": name })).collect()
        }
        (Wire::Gemini, _) => models.iter().map(|name| json!({ "name": format!("models/{name}") })).collect(),
        _ => models.iter().map(|name| json!({ "id": name, "object": "model", "owned_by": "test" })).collect(),
    };
    wires::json_answer(match (wire, path) {
        (Wire::Ollama | Wire::Gemini, _) | (_, "api/tags") => json!({ "models": list }),
        _ => json!({ "object": "list", "data": list }),
    })
}
