//! OpenAI's chat, as OpenAI, xAI and every compatible server speak it. Pieces are read from plain JSON: no
//! two servers agree on which fields are there.

use super::{
    Answer, Class, Failure, Finish, Image, Part, Piece, Provider, Request, Role, Target, Timeouts, Turn,
    Usage,
    draft::Draft,
    exchange::{self, TEXT_MOST},
    redact, schema,
    service::Way,
    watch::Watch,
};
use crate::outside::http::Http;
use base64::{Engine, prelude::BASE64_STANDARD};
use futures_util::StreamExt;
use http::HeaderMap;
use serde_json::{Map, Value, json};

pub async fn chat(
    http: &Http,
    target: &Target,
    request: &Request,
    times: &Timeouts,
    say: &mut (dyn FnMut(Piece<'_>) + Send),
) -> Result<Answer, Failure> {
    let mut watch = Watch::start(times);
    let way = Way::new(http, target, TEXT_MOST, true);
    let client = way.client();
    let body = body(target, request);
    let opened = watch.wait(client.chat().create_stream_byot::<_, Value>(body)).await?;
    let mut pieces = opened.map_err(|error| way.failure(&error))?;
    let mut draft = Draft::new(say);
    let mut refusal = String::new();
    while let Some(piece) = watch.wait(pieces.next()).await? {
        let piece = piece.map_err(|error| way.failure(&error))?;
        exchange::refused(&piece, &HeaderMap::new(), target)?;
        take(&piece, &mut draft, &mut refusal);
        if draft.has_begun() {
            watch.begin();
        }
    }
    if !refusal.is_empty() {
        return Err(Failure::of(Class::Policy, redact::message(&refusal, target)));
    }
    if draft.finish.is_none() && !way.has_ended() {
        return Err(Failure::down("the answer breaks off: it has no end"));
    }
    Ok(draft.answer(&target.model))
}

/// What one piece says.
fn take(piece: &Value, draft: &mut Draft<'_>, refusal: &mut String) {
    let name = |field: &str| piece[field].as_str().filter(|name| !name.is_empty()).map(str::to_owned);
    draft.model = name("model").or(draft.model.take());
    draft.id = name("id").or(draft.id.take());
    // Some send the usage beside the last words, some in a piece of its own, some in every piece.
    if piece["usage"].is_object() {
        draft.usage = usage(&piece["usage"]);
    }
    let choice = &piece["choices"][0];
    let said = if choice["delta"].is_object() { &choice["delta"] } else { &choice["message"] };
    for field in ["reasoning_content", "reasoning"] {
        draft.reasoning(said[field].as_str().unwrap_or_default());
    }
    draft.text(said["content"].as_str().unwrap_or_default());
    for part in said["content"].as_array().into_iter().flatten() {
        draft.text(part["text"].as_str().unwrap_or_default());
    }
    refusal.push_str(said["refusal"].as_str().unwrap_or_default());
    if let Some(reason) = choice["finish_reason"].as_str().filter(|reason| !reason.is_empty()) {
        draft.finish = Some(Finish::read(reason));
    }
}

/// Usage as OpenTelemetry counts it.
pub fn usage(usage: &Value) -> Usage {
    let count = |at: &str| usage.pointer(at).and_then(Value::as_u64);
    let (input, output) = (count("/prompt_tokens"), count("/completion_tokens"));
    let reasoning = count("/completion_tokens_details/reasoning_tokens");
    // xAI counts what was thought beside the answer, OpenAI inside of it; the total tells which.
    let beside = match (count("/total_tokens"), input, output, reasoning) {
        (Some(total), Some(input), Some(output), Some(thought)) if total == input + output + thought => {
            thought
        }
        _ => 0,
    };
    Usage {
        input,
        output: output.map(|output| output + beside),
        cache_read: count("/prompt_tokens_details/cached_tokens"),
        cache_write: count("/prompt_tokens_details/cache_write_tokens"),
        reasoning,
        image_input: count("/prompt_tokens_details/image_tokens"),
        image_output: count("/completion_tokens_details/image_tokens"),
    }
}

fn body(target: &Target, request: &Request) -> Value {
    let mut messages = Vec::new();
    if !request.system.is_empty() {
        messages.push(json!({ "role": "system", "content": request.system }));
    }
    messages.extend(request.turns.iter().map(message));
    let mut body = Map::new();
    body.insert("model".into(), json!(target.model));
    body.insert("messages".into(), messages.into());
    body.insert("stream".into(), json!(true));
    body.insert("stream_options".into(), json!({ "include_usage": true }));
    let most = if target.provider == Provider::Compatible { "max_tokens" } else { "max_completion_tokens" };
    body.insert(most.into(), json!(request.max_tokens));
    let optional = [
        ("temperature", request.temperature.map(|number| json!(decimal(number)))),
        ("top_p", request.top_p.map(|number| json!(decimal(number)))),
        ("seed", request.seed.map(|seed| json!(seed))),
        ("stop", stop(target, request)),
        (
            "response_format",
            request.schema.as_ref().map(|schema| schema::response_format(target.provider, schema)),
        ),
    ];
    body.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    body.into()
}

/// xAI's models refuse stop words.
fn stop(target: &Target, request: &Request) -> Option<Value> {
    (!request.stop.is_empty() && target.provider != Provider::Xai).then(|| json!(request.stop))
}

fn message(turn: &Turn) -> Value {
    let role = match turn.role {
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    // Servers that know no pictures take text as a string only.
    let content = match turn.parts.as_slice() {
        [Part::Text(text)] => json!(text),
        parts => parts.iter().map(part).collect(),
    };
    json!({ "role": role, "content": content })
}

fn part(part: &Part) -> Value {
    match part {
        Part::Text(text) => json!({ "type": "text", "text": text }),
        Part::Image(Image { kind, bytes }) => {
            let url = format!("data:{kind};base64,{}", BASE64_STANDARD.encode(bytes));
            json!({ "type": "image_url", "image_url": { "url": url } })
        }
    }
}

/// The number as it is written, without the digits that a wider float adds to it.
pub fn decimal(number: f32) -> f64 {
    number.to_string().parse().unwrap_or_else(|_| f64::from(number))
}
