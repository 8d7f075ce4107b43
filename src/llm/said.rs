//! The row of a call: what was asked in the names of OpenTelemetry's conventions, how it ended, what was said.

use super::{
    Purpose, Redactor,
    attempt::{AttemptRecord, micros},
    record::{CacheStatus, CallRecord, Ending},
    structured,
};
use crate::{
    outside::llm::{Part, Request, Role, Turn},
    store::{LlmAttempt, LlmCall, LlmText},
    telemetry::Metrics,
};
use serde_json::{Value, json};
use std::time::Duration;

/// Characters of one text that are kept at most.
const LONGEST: usize = 64 * 1024;

/// The row, without what was said.
pub(super) fn row(record: CallRecord, request: Option<&Request>) -> LlmCall {
    let (operation, output_type) = match record.purpose {
        Purpose::Image => ("generate_content", "image"),
        Purpose::Speech => ("transcribe", "text"),
        _ if request.is_some_and(|request| request.schema.is_some()) => ("chat", "json"),
        _ => ("chat", "text"),
    };
    let stop = request.map(|request| &request.stop).filter(|stop| !stop.is_empty());
    let mut row = LlmCall {
        id: record.event.to_string(),
        workspace: record.workspace.to_string(),
        conversation: record.conversation.as_ref().map(ToString::to_string),
        at: record.at,
        purpose: json!(record.purpose).as_str().unwrap_or_default().to_owned(),
        prompt: record.prompt,
        locale: record.locale,
        operation: operation.to_owned(),
        output_type: output_type.to_owned(),
        temperature: request.and_then(|request| request.temperature).map(|one| one.to_string()),
        top_p: request.and_then(|request| request.top_p).map(|one| one.to_string()),
        max_tokens: request.map_or(0, |request| request.max_tokens.into()),
        seed: request.and_then(|request| request.seed),
        stop: stop.map(|stop| json!(stop).to_string()),
        cache_status: match record.cache {
            CacheStatus::Hit => "hit",
            CacheStatus::Miss => "miss",
            CacheStatus::Bypass => "bypass",
        }
        .to_owned(),
        cache_key: record.cache_key,
        simulated: record.simulated,
        model: record.model,
        duration_us: micros(record.took),
        attempts: record.attempts.into_iter().map(AttemptRecord::row).collect(),
        ..LlmCall::default()
    };
    close(&mut row, record.ending);
    row
}

/// Puts together what the attempts say.
fn close(row: &mut LlmCall, ending: Ending) {
    row.waited_us = row.attempts.iter().map(|attempt| attempt.waited_us).sum();
    let last = row.attempts.last();
    row.provider = last.map(|attempt| attempt.provider.clone());
    let error = |own: &str| last.and_then(|one| one.error_type.clone()).unwrap_or_else(|| own.to_owned());
    let (word, error_type) = match ending {
        Ending::Answered => ("ok", None),
        Ending::Failed(own) => ("failed", Some(error(own))),
        Ending::BrokeOff => ("broke_off", Some(error("down"))),
        Ending::Cancelled => ("cancelled", Some("cancelled".to_owned())),
    };
    row.client_gone = ending == Ending::Cancelled;
    (row.outcome, row.error_type) = (word.to_owned(), error_type);
    if let Some(last) = last {
        (row.input_tokens, row.output_tokens) = (last.input, last.output);
        row.model = row.model.take().or_else(|| last.response_model.clone());
        // The time of the attempts before is part of the time that somebody waited.
        let before: u64 = row.attempts.iter().rev().skip(1).map(|attempt| attempt.waited_us).sum();
        row.first_chunk_us = last.first_chunk_us.map(|first| before + first);
    }
    // One cost that nobody knows makes the sum unknown.
    let costs = row.attempts.iter().map(|attempt| attempt.cost);
    row.cost = costs.into_iter().try_fold(0_i64, |sum, one| Some(sum.saturating_add(one?)));
    let estimated = row.attempts.iter().any(|attempt| attempt.cost_status == "estimated");
    row.cost_status = match row.cost {
        None => "unknown",
        Some(_) if estimated => "estimated",
        Some(_) => "computed",
    }
    .to_owned();
}

/// Counts a call that ended.
pub(super) fn count(row: &LlmCall, metrics: &Metrics) {
    let seconds = |micros: u64| Duration::from_micros(micros).as_secs_f64();
    let operation = match row.operation.as_str() {
        "chat" => "chat",
        "transcribe" => "transcribe",
        _ => "generate_content",
    };
    let outcome = match row.outcome.as_str() {
        "ok" => "ok",
        "broke_off" => "broke_off",
        "cancelled" => "cancelled",
        _ => "failed",
    };
    let provider = row.provider.as_deref().unwrap_or("none");
    metrics.llm_seconds(operation, provider, outcome).record(seconds(row.duration_us));
    metrics.llm_overhead.record(seconds(row.duration_us.saturating_sub(row.waited_us)));
    if let Some(first) = row.first_chunk_us {
        metrics.llm_first_piece.record(seconds(first));
    }
    match row.cost {
        Some(nano) => metrics.llm_cost.increment(nano.unsigned_abs()),
        None => metrics.llm_unpriced.increment(1),
    }
    for attempt in &row.attempts {
        count_attempt(attempt, metrics);
    }
}

fn count_attempt(attempt: &LlmAttempt, metrics: &Metrics) {
    if attempt.suspended_until.is_some() {
        metrics.llm_suspended.increment(1);
    }
    let tokens = [
        ("input", attempt.input),
        ("output", attempt.output),
        ("cache_read", attempt.cache_read),
        ("cache_write", attempt.cache_write),
        ("reasoning", attempt.reasoning),
        ("image_input", attempt.image_input),
        ("image_output", attempt.image_output),
    ];
    for (kind, count) in tokens {
        if let Some(count) = count.filter(|count| *count > 0) {
            metrics.llm_tokens(&attempt.provider, kind).increment(count);
        }
    }
}

/// Whether a whole answer has the shape that was asked for, and whether only a second one had. Read as patiently
/// as whoever asked reads it.
pub(super) fn structured(
    request: &Request,
    answer: &str,
    row: &LlmCall,
    repairs: bool,
) -> Option<&'static str> {
    let schema = request.schema.as_ref().filter(|_| row.outcome == "ok")?;
    Some(match structured::read(schema, answer) {
        Ok(_) if repairs => "repaired",
        Ok(_) => "ok",
        Err(_) => "failed",
    })
}

/// What a request's texts take while they wait.
pub(super) fn bytes(request: &Request) -> usize {
    let part = |part: &Part| match part {
        Part::Text(text) => text.len(),
        Part::Image(_) => 64,
    };
    request.system.len() + request.turns.iter().flat_map(|turn| &turn.parts).map(part).sum::<usize>()
}

/// What was said, in the conventions' form, without secrets.
pub(super) fn texts(request: &Request, answer: &str, row: &LlmCall, redactor: &Redactor) -> LlmText {
    let text = |text: &str| json!({ "type": "text", "content": kept(&redactor.text(text)) });
    let part = |part: &Part| match part {
        Part::Text(said) => text(said),
        Part::Image(image) => {
            json!({ "type": "blob", "mime_type": &*image.kind, "bytes": image.bytes.len() })
        }
    };
    let turn = |turn: &Turn| {
        let role = match turn.role {
            Role::User => "user",
            Role::Assistant => "assistant",
        };
        json!({ "role": role, "parts": turn.parts.iter().map(part).collect::<Vec<Value>>() })
    };
    let finish = row.attempts.last().and_then(|attempt| attempt.finish.as_deref());
    let answered = json!([{ "role": "assistant", "parts": [text(answer)], "finish_reason": finish }]);
    LlmText {
        system: json!([text(&request.system)]).to_string(),
        input: json!(request.turns.iter().map(turn).collect::<Vec<Value>>()).to_string(),
        output: answered.to_string(),
    }
}

/// The beginning of a text that is too long to be kept whole.
fn kept(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
