//! A good answer on each wire: streamed where it was asked for, else whole.

use super::{DONE, GONE, Heard, Pace, Wire};
use axum::{body::Body, http::header, response::Response};
use futures_util::{Stream, StreamExt, stream};
use serde_json::{Value, json};
use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

/// What it says it used, whatever was asked: 120 tokens in, of which 20 from its cache, and 30 out.
const INPUT: u64 = 120;
const CACHED: u64 = 20;
const OUTPUT: u64 = 30;

pub fn answer(heard: &Heard, pieces: Vec<String>, pace: Option<Pace>) -> Response {
    if !is_streamed(heard) {
        heard.ended.store(DONE, Ordering::SeqCst);
        return json_answer(whole(heard, &pieces.concat(), finish(heard.wire)));
    }
    let (before, after) = (opening(heard), closing(heard, finish(heard.wire)));
    let wire = heard.wire;
    let paced = stream::iter(pieces).then(move |piece| {
        let pace = pace.clone();
        async move {
            if let Some(pace) = pace {
                pace.next().await;
            }
            frame(wire, &piece)
        }
    });
    streamed(heard, stream::iter(before).chain(paced).chain(stream::iter(after)))
}

/// Whether the answer is to come in pieces.
pub fn is_streamed(heard: &Heard) -> bool {
    match heard.wire {
        Wire::Gemini => heard.path.contains("stream"),
        // Ollama streams unless it is told not to.
        Wire::Ollama => heard.body["stream"] != false,
        _ => heard.body["stream"] == true,
    }
}

/// A stream of frames, which is noted when it ends or is left.
pub fn streamed(heard: &Heard, frames: impl Stream<Item = String> + Send + 'static) -> Response {
    let guard = Ended(heard.ended.clone());
    let noted = stream::unfold((Box::pin(frames), guard), |(mut frames, guard)| async {
        match frames.next().await {
            Some(frame) => Some((Ok::<_, Infallible>(frame), (frames, guard))),
            None => {
                guard.0.store(DONE, Ordering::SeqCst);
                None
            }
        }
    });
    let kind = if heard.wire == Wire::Ollama { "application/x-ndjson" } else { "text/event-stream" };
    Response::builder().header(header::CONTENT_TYPE, kind).body(Body::from_stream(noted)).unwrap()
}

struct Ended(Arc<AtomicU8>);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.compare_exchange(0, GONE, Ordering::SeqCst, Ordering::SeqCst);
    }
}

pub fn json_answer(body: Value) -> Response {
    Response::builder()
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap()
}

/// How a wire says that all was said.
pub fn finish(wire: Wire) -> &'static str {
    match wire {
        Wire::OpenAi | Wire::Ollama => "stop",
        Wire::Gemini => "STOP",
        Wire::Anthropic => "end_turn",
    }
}

fn event(data: &Value) -> String {
    format!("data: {data}\n\n")
}

fn named(name: &str, data: &Value) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}

/// What comes before the first piece.
pub fn opening(heard: &Heard) -> Vec<String> {
    let model = heard.model();
    match heard.wire {
        Wire::OpenAi => {
            let delta = json!({ "role": "assistant", "content": "" });
            vec![event(&chunk(&model, &delta, None))]
        }
        Wire::Anthropic => {
            let usage = json!({ "input_tokens": INPUT - CACHED, "cache_read_input_tokens": CACHED, "cache_creation_input_tokens": 0, "output_tokens": 1 });
            let message = json!({ "id": "msg_1", "type": "message", "role": "assistant", "model": model, "content": [], "stop_reason": null, "stop_sequence": null, "usage": usage });
            let block = json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "text", "text": "" } });
            vec![
                named("message_start", &json!({ "type": "message_start", "message": message })),
                named("content_block_start", &block),
            ]
        }
        Wire::Gemini | Wire::Ollama => Vec::new(),
    }
}

fn chunk(model: &str, delta: &Value, finish: Option<&str>) -> Value {
    json!({ "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_790_000_000, "model": model,
        "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }] })
}

/// One piece.
pub fn frame(wire: Wire, piece: &str) -> String {
    match wire {
        Wire::OpenAi => event(&chunk("test-model", &json!({ "content": piece }), None)),
        Wire::Gemini => {
            let content = json!({ "role": "model", "parts": [{ "text": piece }] });
            event(
                &json!({ "candidates": [{ "content": content, "index": 0 }], "modelVersion": "test-model" }),
            )
        }
        Wire::Anthropic => {
            let delta = json!({ "type": "text_delta", "text": piece });
            named(
                "content_block_delta",
                &json!({ "type": "content_block_delta", "index": 0, "delta": delta }),
            )
        }
        Wire::Ollama => {
            let message = json!({ "role": "assistant", "content": piece });
            format!(
                "{}\n",
                json!({ "model": "test-model", "created_at": "2026-11-25T00:00:00Z", "message": message, "done": false })
            )
        }
    }
}

/// What comes after the last piece: the finish, the usage, the terminator.
pub fn closing(heard: &Heard, finish: &str) -> Vec<String> {
    let model = heard.model();
    match heard.wire {
        Wire::OpenAi => {
            let mut frames = vec![event(&chunk(&model, &json!({}), Some(finish)))];
            if heard.body["stream_options"]["include_usage"] == true {
                let mut usage = chunk(&model, &json!({}), None);
                usage["choices"] = json!([]);
                usage["usage"] = openai_usage();
                frames.push(event(&usage));
            }
            frames.push("data: [DONE]\n\n".into());
            frames
        }
        Wire::Gemini => {
            let content = json!({ "role": "model", "parts": [{ "text": "" }] });
            vec![event(&json!({ "candidates": [{ "content": content, "finishReason": finish, "index": 0 }],
                "usageMetadata": gemini_usage(), "modelVersion": model, "responseId": "r1" }))]
        }
        Wire::Anthropic => vec![
            named("content_block_stop", &json!({ "type": "content_block_stop", "index": 0 })),
            named(
                "message_delta",
                &json!({ "type": "message_delta", "delta": { "stop_reason": finish, "stop_sequence": null }, "usage": { "output_tokens": OUTPUT } }),
            ),
            named("message_stop", &json!({ "type": "message_stop" })),
        ],
        Wire::Ollama => {
            let message = json!({ "role": "assistant", "content": "" });
            vec![format!(
                "{}\n",
                json!({ "model": model, "created_at": "2026-11-25T00:00:01Z", "message": message, "done": true,
                "done_reason": finish, "prompt_eval_count": INPUT, "eval_count": OUTPUT })
            )]
        }
    }
}

/// The answer in one piece.
pub fn whole(heard: &Heard, text: &str, finish: &str) -> Value {
    let model = heard.model();
    match heard.wire {
        Wire::OpenAi => {
            json!({ "id": "chatcmpl-1", "object": "chat.completion", "created": 1_790_000_000, "model": model,
            "choices": [{ "index": 0, "message": { "role": "assistant", "content": text }, "finish_reason": finish }], "usage": openai_usage() })
        }
        Wire::Gemini => {
            json!({ "candidates": [{ "content": { "role": "model", "parts": [{ "text": text }] }, "finishReason": finish, "index": 0 }],
            "usageMetadata": gemini_usage(), "modelVersion": model, "responseId": "r1" })
        }
        Wire::Anthropic => {
            json!({ "id": "msg_1", "type": "message", "role": "assistant", "model": model, "content": [{ "type": "text", "text": text }],
            "stop_reason": finish, "usage": { "input_tokens": INPUT - CACHED, "cache_read_input_tokens": CACHED, "cache_creation_input_tokens": 0, "output_tokens": OUTPUT } })
        }
        Wire::Ollama => {
            json!({ "model": model, "created_at": "2026-11-25T00:00:01Z", "message": { "role": "assistant", "content": text },
            "done": true, "done_reason": finish, "prompt_eval_count": INPUT, "eval_count": OUTPUT })
        }
    }
}

fn openai_usage() -> Value {
    json!({ "prompt_tokens": INPUT, "completion_tokens": OUTPUT, "total_tokens": INPUT + OUTPUT,
        "prompt_tokens_details": { "cached_tokens": CACHED }, "completion_tokens_details": { "reasoning_tokens": 0 } })
}

fn gemini_usage() -> Value {
    json!({ "promptTokenCount": INPUT, "candidatesTokenCount": OUTPUT, "totalTokenCount": INPUT + OUTPUT, "cachedContentTokenCount": CACHED })
}
