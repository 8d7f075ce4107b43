//! The bad days of a provider.

use super::{
    Heard, Wire,
    errors::{self, Kind},
    wires,
};
use axum::{
    body::{Body, Bytes},
    http::{StatusCode, header},
    response::Response,
};
use futures_util::{StreamExt, stream};
use pauta::time::Clock;
use serde_json::json;
use std::{
    io,
    time::{Duration, SystemTime},
};

/// How it misbehaves.
#[derive(Clone, Debug, PartialEq)]
pub enum Bad {
    /// 429, with `Retry-After` in seconds.
    RetrySeconds(f32),
    /// 429, with `Retry-After` as a date so many seconds from now.
    RetryDate(u64),
    /// 429, with `retry-after-ms`.
    RetryMillis(u64),
    /// 429, the hint only in the body.
    RetryInBody(u64),
    /// 429 without any hint.
    PerMinute,
    PerDay,
    /// This tier has no quota for the model.
    NoQuota,
    OutOfCredit,
    InvalidKey,
    Forbidden,
    NoModel,
    TooLong,
    Policy,
    ServerError(u16),
    /// It takes the request and says nothing.
    Hang,
    /// Two pieces, and then nothing more.
    Stall,
    /// Two pieces, and the line is cut.
    Cut,
    /// Two pieces, and a clean end without a finish or a terminator.
    EndsEarly,
    /// Complete, without the terminator.
    NoDone,
    /// Complete, with such a finish reason on every frame that may have one.
    Finish(&'static str),
    /// No usage anywhere.
    NoUsage,
    /// A 200 whose body is an error.
    ErrorIn200,
    /// Two pieces, and an error as the next one.
    ErrorInStream,
    /// A body that breaks off in the middle of its JSON.
    HalfJson,
    TenMegabytes,
    /// 307 to this address.
    Redirect(String),
    /// A page of HTML with 200.
    WrongType,
}

const WORDS: [&str; 2] = ["Meia ", "resposta"];

pub fn answer(heard: &Heard, bad: Bad) -> Response {
    match bad {
        Bad::RetrySeconds(_)
        | Bad::RetryDate(_)
        | Bad::RetryMillis(_)
        | Bad::RetryInBody(_)
        | Bad::PerMinute => limited(heard, &bad),
        Bad::PerDay => refused(heard, 429, "Rate limit exceeded: free-models-per-day.", Kind::PerDay),
        Bad::NoQuota => {
            refused(heard, 429, "You exceeded your current quota. Quota exceeded, limit: 0", Kind::NoQuota)
        }
        Bad::OutOfCredit => match heard.wire {
            Wire::OpenAi => refused(
                heard,
                429,
                "You exceeded your current quota, please check your plan and billing details.",
                Kind::OutOfCredit,
            ),
            Wire::Anthropic => refused(
                heard,
                400,
                "Your credit balance is too low to access the Anthropic API.",
                Kind::OutOfCredit,
            ),
            _ => refused(heard, 402, "Payment required: your balance is used up.", Kind::OutOfCredit),
        },
        Bad::InvalidKey => {
            let status = if heard.wire == Wire::Gemini { 400 } else { 401 };
            let told = format!(
                "API key not valid: {}. Please pass a valid API key.",
                heard.key().unwrap_or_default()
            );
            refused(heard, status, &told, Kind::InvalidKey)
        }
        Bad::Forbidden => {
            refused(heard, 403, "Your project does not have access to this model.", Kind::Forbidden)
        }
        Bad::NoModel => refused(heard, 404, "The model does not exist.", Kind::NoModel),
        Bad::TooLong => {
            refused(heard, 400, "prompt is too long: maximum context length is 4096 tokens.", Kind::TooLong)
        }
        Bad::Policy => refused(
            heard,
            400,
            "Your request was rejected by our safety system (content policy).",
            Kind::Policy,
        ),
        Bad::ServerError(status) => {
            refused(heard, status, "The server had an error, key sk-secret-in-an-error-000000.", Kind::Down)
        }
        Bad::Redirect(to) => Response::builder()
            .status(StatusCode::TEMPORARY_REDIRECT)
            .header(header::LOCATION, to)
            .body(Body::empty())
            .unwrap(),
        Bad::WrongType => {
            let page = "<!doctype html><title>Gateway</title><p>Please sign in.";
            Response::builder().header(header::CONTENT_TYPE, "text/html").body(Body::from(page)).unwrap()
        }
        Bad::ErrorIn200 => {
            wires::json_answer(errors::body(heard.wire, 503, "The model is overloaded.", Kind::Down))
        }
        Bad::HalfJson => half_json(heard),
        Bad::TenMegabytes => ten_megabytes(heard),
        streamed => in_stream(heard, streamed),
    }
}

/// Too many requests: the same refusal with the hint in each of its places.
fn limited(heard: &Heard, bad: &Bad) -> Response {
    let refused = |headers: &[(&str, String)]| {
        let message = "Rate limit reached for requests per min.";
        errors::with_headers(heard, 429, message, Kind::PerMinute, headers)
    };
    match bad {
        Bad::RetrySeconds(seconds) => refused(&[("retry-after", seconds.to_string())]),
        Bad::RetryDate(seconds) => {
            let at = Clock::System.now().0 / 1_000 + i64::try_from(*seconds).unwrap();
            let at = SystemTime::UNIX_EPOCH + Duration::from_secs(at.try_into().unwrap());
            refused(&[("retry-after", httpdate::fmt_http_date(at))])
        }
        Bad::RetryMillis(millis) => refused(&[("retry-after-ms", millis.to_string())]),
        Bad::RetryInBody(seconds) => in_body(heard, *seconds),
        _ => refused(&[]),
    }
}

fn refused(heard: &Heard, status: u16, message: &str, kind: Kind) -> Response {
    errors::answer(heard, status, message, kind)
}

fn in_body(heard: &Heard, seconds: u64) -> Response {
    let mut body = errors::body(
        heard.wire,
        429,
        &format!("Rate limit reached. Please try again in {seconds}s."),
        Kind::PerMinute,
    );
    if heard.wire == Wire::Gemini {
        let info = json!({ "@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": format!("{seconds}s") });
        body["error"]["message"] = json!("Resource has been exhausted.");
        body["error"]["details"].as_array_mut().unwrap().push(info);
    }
    let mut answer = wires::json_answer(body);
    *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    answer
}

/// The answers that go wrong on the way.
fn in_stream(heard: &Heard, bad: Bad) -> Response {
    let mut frames = wires::opening(heard);
    frames.extend(WORDS.map(|word| wires::frame(heard.wire, word)));
    let nothing_more = stream::pending::<String>();
    match bad {
        Bad::Hang => wires::streamed(heard, nothing_more),
        Bad::Stall => wires::streamed(heard, stream::iter(frames).chain(nothing_more)),
        Bad::Cut => {
            let good = stream::iter(frames).map(|frame| Ok(Bytes::from(frame)));
            // The pieces are read before the line is cut: a reset would take what is still under way with it.
            let cut = stream::once(async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Err(io::Error::from(io::ErrorKind::ConnectionReset))
            });
            let body = Body::from_stream(good.chain(cut));
            Response::builder().header(header::CONTENT_TYPE, kind(heard.wire)).body(body).unwrap()
        }
        Bad::EndsEarly => wires::streamed(heard, stream::iter(frames)),
        Bad::NoDone => {
            let closing = wires::closing(heard, wires::finish(heard.wire));
            frames.extend(
                closing
                    .into_iter()
                    .filter(|frame| !frame.contains("[DONE]") && !frame.contains("message_stop")),
            );
            wires::streamed(heard, stream::iter(frames))
        }
        Bad::Finish(reason) => {
            if heard.wire == Wire::OpenAi {
                let null = r#""finish_reason":null"#;
                frames = frames
                    .into_iter()
                    .map(|frame| frame.replace(null, &format!(r#""finish_reason":"{reason}""#)))
                    .collect();
            }
            frames.extend(wires::closing(heard, reason));
            wires::streamed(heard, stream::iter(frames))
        }
        Bad::NoUsage => {
            let closing = wires::closing(heard, wires::finish(heard.wire));
            frames.extend(closing.into_iter().filter(|frame| !frame.contains("usage")));
            wires::streamed(heard, stream::iter(frames))
        }
        Bad::ErrorInStream => {
            let error = errors::body(heard.wire, 503, "The model is overloaded.", Kind::Down);
            frames.push(match heard.wire {
                Wire::Ollama => format!("{error}\n"),
                Wire::Anthropic => format!("event: error\ndata: {error}\n\n"),
                _ => format!("data: {error}\n\n"),
            });
            wires::streamed(heard, stream::iter(frames))
        }
        other => unreachable!("{other:?} is answered otherwise"),
    }
}

fn kind(wire: Wire) -> &'static str {
    if wire == Wire::Ollama { "application/x-ndjson" } else { "text/event-stream" }
}

fn half_json(heard: &Heard) -> Response {
    if !wires::is_streamed(heard) {
        let body = wires::whole(heard, "Meia resposta", wires::finish(heard.wire)).to_string();
        let half = body[..body.len() / 2].to_owned();
        return Response::builder()
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(half))
            .unwrap();
    }
    let mut frames = wires::opening(heard);
    let whole = wires::frame(heard.wire, WORDS[0]);
    let end = if heard.wire == Wire::Ollama { "\n" } else { "\n\n" };
    frames.push(format!("{}{end}", &whole[..whole.len() / 2]));
    wires::streamed(heard, stream::iter(frames))
}

fn ten_megabytes(heard: &Heard) -> Response {
    let piece = "a".repeat(64 * 1024);
    if !wires::is_streamed(heard) {
        return wires::json_answer(wires::whole(heard, &piece.repeat(160), wires::finish(heard.wire)));
    }
    let wire = heard.wire;
    let pieces = (0..160).map(move |_| wires::frame(wire, &piece));
    let closing = wires::closing(heard, wires::finish(wire));
    wires::streamed(
        heard,
        stream::iter(wires::opening(heard)).chain(stream::iter(pieces)).chain(stream::iter(closing)),
    )
}
