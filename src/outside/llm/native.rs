//! Gemini and Anthropic over their own wires, by genai: it writes the request and takes the stream apart.
//! What it drops on the way (which model answered, the whole usage, why a prompt was blocked) is read from
//! the frames themselves. It reads its answers on its own, so what is too long is counted frame by frame: a
//! provider that never ended a frame would be read until the call's time is up.

use super::{
    Answer, Class, Failure, Part, Piece, Provider, Request, Role, Target, Timeouts, Turn,
    classify::Refusal,
    draft::Draft,
    exchange::{self, TEXT_MOST},
    frames::Frames,
    openai::decimal,
    redact, schema,
    watch::Watch,
};
use crate::outside::http::Http;
use base64::{Engine, prelude::BASE64_STANDARD};
use futures_util::StreamExt;
use genai::{
    Client, Error, ModelIden, ServiceTarget,
    adapter::AdapterKind,
    chat::{ChatMessage, ChatOptions, ChatRequest, ChatStreamEvent, ContentPart, JsonSpec, MessageContent},
    resolver::{AuthData, Endpoint},
};
use http::{HeaderMap, StatusCode};

/// The crate's client over ours. It knows no key and no address: each call brings its own.
pub fn client(http: &Http) -> Result<Client, Failure> {
    let built = Client::builder().with_reqwest(http.client()).build();
    built.map_err(|_| Failure::down("no client can be made"))
}

pub async fn chat(
    client: &Client,
    target: &Target,
    request: &Request,
    times: &Timeouts,
    say: &mut (dyn FnMut(Piece<'_>) + Send),
) -> Result<Answer, Failure> {
    let mut watch = Watch::start(times);
    // A key that is no header is refused here, in our words.
    exchange::key(target, "")?;
    let frames = Frames::new(target.provider);
    let options = options(target, request).with_raw_frame_sink_arc(frames.clone());
    let opened = client.exec_chat_stream(service(target), written(request), Some(&options));
    let opened = watch.wait(opened).await?;
    let mut events = opened.map_err(|error| failure(error, &frames, target))?.stream;
    let mut draft = Draft::new(say);
    loop {
        let event = watch.wait(events.next()).await?;
        if frames.bytes() > TEXT_MOST {
            return Err(Failure::down(format!("the answer is longer than {TEXT_MOST} bytes")));
        }
        match event.transpose().map_err(|error| failure(error, &frames, target))? {
            Some(ChatStreamEvent::Chunk(piece)) => draft.text(&piece.content),
            Some(ChatStreamEvent::ReasoningChunk(piece)) => draft.reasoning(&piece.content),
            Some(_) => {}
            None => break,
        }
        if draft.has_begun() {
            watch.begin();
        }
    }
    frames.complete(&mut draft, target)?;
    Ok(draft.answer(&target.model))
}

fn service(target: &Target) -> ServiceTarget {
    let kind = if target.provider == Provider::Gemini { AdapterKind::Gemini } else { AdapterKind::Anthropic };
    let key = target.key.as_ref().map(|key| key.expose().clone()).unwrap_or_default();
    ServiceTarget {
        endpoint: Endpoint::from_owned(target.base.as_str()),
        auth: AuthData::from_single(key),
        model: ModelIden::new(kind, target.model.to_string()),
    }
}

fn options(target: &Target, request: &Request) -> ChatOptions {
    let mut options = ChatOptions::default().with_max_tokens(request.max_tokens);
    if let Some(number) = request.temperature {
        options = options.with_temperature(decimal(number));
    }
    if let Some(number) = request.top_p {
        options = options.with_top_p(decimal(number));
    }
    if let Some(seed) = request.seed {
        options = options.with_seed(seed);
    }
    if let Some(wanted) = &request.schema {
        let written = match target.provider {
            Provider::Gemini => schema::gemini(wanted),
            _ => schema::anthropic(wanted),
        };
        options = options.with_response_format(JsonSpec::new(wanted.name, written));
    }
    options.with_stop_sequences(request.stop.clone())
}

fn written(request: &Request) -> ChatRequest {
    let turns = request.turns.iter().map(message).collect();
    let written = ChatRequest::new(turns);
    if request.system.is_empty() { written } else { written.with_system(request.system.clone()) }
}

fn message(turn: &Turn) -> ChatMessage {
    let parts: Vec<_> = turn.parts.iter().map(part).collect();
    let content = MessageContent::from_parts(parts);
    match turn.role {
        Role::User => ChatMessage::user(content),
        Role::Assistant => ChatMessage::assistant(content),
    }
}

fn part(part: &Part) -> ContentPart {
    match part {
        Part::Text(text) => ContentPart::from_text(text.as_str()),
        Part::Image(image) => {
            ContentPart::from_binary_base64(&*image.kind, BASE64_STANDARD.encode(&image.bytes), None)
        }
    }
}

/// What an error of the crate means. Its own words quote the body, and are shown to nobody.
fn failure(error: Error, frames: &Frames, target: &Target) -> Failure {
    if let Some(reason) = frames.blocked() {
        return Failure::of(Class::Policy, redact::message(&reason, target));
    }
    match error {
        Error::HttpError { status, body, headers, .. } => {
            Refusal { status, headers: &headers, body: body.as_bytes() }.failure(target)
        }
        Error::ChatResponse { body, .. } => {
            let body = body.to_string();
            let headers = &HeaderMap::new();
            Refusal { status: StatusCode::OK, headers, body: body.as_bytes() }.failure(target)
        }
        Error::WebStream { error, .. } => match error.downcast::<Error>() {
            Ok(inner) => failure(*inner, frames, target),
            Err(error) => match error.downcast::<reqwest::Error>() {
                Ok(error) => exchange::broken(&(*error).into(), target),
                Err(_) => Failure::down("the answer breaks off"),
            },
        },
        Error::StreamParse { .. } | Error::SerdeJson(_) | Error::JsonValueExt(_) => {
            Failure::down("a piece of the answer is not JSON")
        }
        Error::RequiresApiKey { .. } | Error::NoAuthData { .. } => {
            Failure::of(Class::InvalidKey, "there is no key for it")
        }
        _ => Failure::down("the answer cannot be read"),
    }
}
