//! Ollama's own `/api/chat`: its OpenAI route takes no length of context and silently cuts prompts, and the
//! crate that speaks this one sends neither that length nor a schema.

use super::{
    Answer, Class, Failure, Finish, Part, Piece, Request, Role, Target, Timeouts, Turn,
    draft::Draft,
    exchange::{self, TEXT_MOST, is},
    openai::decimal,
    watch::Watch,
};
use crate::outside::http::Http;
use base64::{Engine, prelude::BASE64_STANDARD};
use http::{HeaderMap, Method};
use serde_json::{Map, Value, json};

/// Tokens of prompt and answer, where nobody said how many the machine has room for.
const CONTEXT: u32 = 8192;
/// Letters that a token has at most in running text: a prompt that is too long by this is too long.
const LETTERS: usize = 5;

pub async fn chat(
    http: &Http,
    target: &Target,
    request: &Request,
    times: &Timeouts,
    say: &mut (dyn FnMut(Piece<'_>) + Send),
) -> Result<Answer, Failure> {
    let mut watch = Watch::start(times);
    fits(target, request)?;
    let post = exchange::request(target, Method::POST, "api/chat", Some(&body(target, request)))?;
    let mut response = watch.wait(exchange::send(http, post, TEXT_MOST, target)).await??;
    let headers = response.headers().clone();
    if !is(&headers, "application/x-ndjson") && !is(&headers, "application/json") {
        return Err(exchange::wrong_type(&headers));
    }
    let mut draft = Draft::new(say);
    let (mut unread, mut ended) = (Vec::new(), false);
    while let Some(bytes) =
        watch.wait(response.chunk()).await?.map_err(|e| exchange::broken(&e.into(), target))?
    {
        unread.extend_from_slice(&bytes);
        let Some(end) = unread.iter().rposition(|byte| *byte == b'\n') else { continue };
        let lines: Vec<u8> = unread.drain(..=end).collect();
        ended |= take(&lines, &mut draft, target)?;
        if draft.has_begun() {
            watch.begin();
        }
    }
    ended |= take(&unread, &mut draft, target)?;
    if !ended {
        return Err(Failure::down("the answer breaks off: it has no end"));
    }
    Ok(draft.answer(&target.model))
}

/// Reads whole lines; whether the last word is among them.
fn take(lines: &[u8], draft: &mut Draft<'_>, target: &Target) -> Result<bool, Failure> {
    let mut ended = false;
    for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        let Ok(piece) = serde_json::from_slice::<Value>(line) else {
            return Err(Failure::down("a piece of the answer is not JSON"));
        };
        exchange::refused(&piece, &HeaderMap::new(), target)?;
        draft.model = piece["model"].as_str().map(str::to_owned).or(draft.model.take());
        draft.reasoning(piece["message"]["thinking"].as_str().unwrap_or_default());
        draft.text(piece["message"]["content"].as_str().unwrap_or_default());
        if piece["done"] == true {
            ended = true;
            draft.finish = piece["done_reason"].as_str().filter(|it| !it.is_empty()).map(Finish::read);
            draft.usage.input = piece["prompt_eval_count"].as_u64();
            draft.usage.output = piece["eval_count"].as_u64();
            draft.usage.cache_read = piece["prompt_eval_cached_count"].as_u64();
        }
    }
    Ok(ended)
}

/// Ollama would cut a prompt that does not fit, and answer as if nothing were missing.
fn fits(target: &Target, request: &Request) -> Result<(), Failure> {
    let room = context(target) as usize;
    let texts = request.turns.iter().flat_map(|turn| &turn.parts).filter_map(|part| match part {
        Part::Text(text) => Some(text.chars().count()),
        Part::Image(_) => None,
    });
    let letters = request.system.chars().count() + texts.sum::<usize>();
    if letters / LETTERS < room {
        return Ok(());
    }
    Err(Failure::of(Class::TooLong, format!("the prompt does not fit into the {room} tokens of this server")))
}

fn context(target: &Target) -> u32 {
    target.context.unwrap_or(CONTEXT)
}

fn body(target: &Target, request: &Request) -> Value {
    let mut messages = Vec::new();
    if !request.system.is_empty() {
        messages.push(json!({ "role": "system", "content": request.system }));
    }
    messages.extend(request.turns.iter().map(message));
    let mut options = Map::new();
    options.insert("num_ctx".into(), json!(context(target)));
    options.insert("num_predict".into(), json!(request.max_tokens));
    let optional = [
        ("temperature", request.temperature.map(|number| json!(decimal(number)))),
        ("top_p", request.top_p.map(|number| json!(decimal(number)))),
        ("seed", request.seed.map(|seed| json!(seed))),
        ("stop", (!request.stop.is_empty()).then(|| json!(request.stop))),
    ];
    options.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    let mut body = json!({ "model": target.model, "stream": true, "messages": messages, "options": options });
    if let Some(schema) = &request.schema {
        body["format"] = (*schema.json).clone();
    }
    body
}

fn message(turn: &Turn) -> Value {
    let role = match turn.role {
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    let (mut texts, mut images) = (Vec::new(), Vec::new());
    for part in &turn.parts {
        match part {
            Part::Text(text) => texts.push(text.as_str()),
            Part::Image(image) => images.push(BASE64_STANDARD.encode(&image.bytes)),
        }
    }
    let mut message = json!({ "role": role, "content": texts.join("\n\n") });
    if !images.is_empty() {
        message["images"] = json!(images);
    }
    message
}
