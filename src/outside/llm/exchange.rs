//! One request and its answer over the guarded client, with every refusal read before anything is parsed.

use super::{Class, Failure, Provider, Target, classify::Refusal, redact};
use crate::outside::http::{Http, HttpError, body};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use reqwest::{Request, Response};
use serde_json::Value;

/// Bytes of an answer of text: thirty thousand tokens that come one by one.
pub const TEXT_MOST: usize = 8 << 20;
/// Bytes of an answer of pictures: ten of them in base64.
pub const PICTURES_MOST: usize = 96 << 20;

/// Sends it. A response is one that says yes.
pub async fn send(http: &Http, request: Request, most: usize, target: &Target) -> Result<Response, Failure> {
    let response = http.send(request, most).await.map_err(|error| broken(&error, target))?;
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let headers = response.headers().clone();
    let body = body(response).await.unwrap_or_default();
    Err(Refusal { status, headers: &headers, body: &body }.failure(target))
}

/// The whole of a JSON answer; an error inside of it is a failure.
pub async fn json(response: Response, target: &Target) -> Result<Value, Failure> {
    let headers = response.headers().clone();
    let body = body(response).await.map_err(|error| broken(&error, target))?;
    let Ok(value) = serde_json::from_slice(&body) else {
        return Err(match is(&headers, "application/json") {
            true => Failure::down("the answer is not whole: its JSON breaks off"),
            false => wrong_type(&headers),
        });
    };
    refused(&value, &headers, target)?;
    Ok(value)
}

/// Whether a value inside of an answer that said yes is an error.
pub fn refused(value: &Value, headers: &HeaderMap, target: &Target) -> Result<(), Failure> {
    if super::classify::error_of(value).is_none() {
        return Ok(());
    }
    let body = value.to_string();
    Err(Refusal { status: StatusCode::OK, headers, body: body.as_bytes() }.failure(target))
}

/// Whether the content is of this media type.
pub fn is(headers: &HeaderMap, kind: &str) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(kind)
}

pub fn wrong_type(headers: &HeaderMap) -> Failure {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    Failure::down(format!("the answer is of the wrong type: {}", kind.unwrap_or("none is named")))
}

/// No answer, or half of one.
pub fn broken(error: &HttpError, target: &Target) -> Failure {
    Failure::down(redact::message(&error.to_string(), target))
}

/// A request of our own, with the key where this provider wants it.
pub fn request(
    target: &Target,
    method: Method,
    path: &str,
    body: Option<&Value>,
) -> Result<Request, Failure> {
    let url = target.base.join(path).map_err(|_| Failure::of(Class::BadRequest, "the address is none"))?;
    let mut request = Request::new(method, url);
    let (name, before) = match target.provider {
        Provider::Gemini => ("x-goog-api-key", ""),
        Provider::Anthropic => ("x-api-key", ""),
        _ => ("authorization", "Bearer "),
    };
    let headers = request.headers_mut();
    if let Some(key) = key(target, before)? {
        headers.insert(HeaderName::from_static(name), key);
    }
    if target.provider == Provider::Anthropic {
        headers.insert("anthropic-version", HeaderValue::from_static("2023-06-01"));
    }
    if let Some(body) = body {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(body.to_string().into());
    }
    Ok(request)
}

/// The key as the value of a header, which stays out of every log.
pub fn key(target: &Target, before: &str) -> Result<Option<HeaderValue>, Failure> {
    let Some(key) = &target.key else { return Ok(None) };
    let value = HeaderValue::from_str(&format!("{before}{}", key.expose()));
    let mut value =
        value.map_err(|_| Failure::of(Class::InvalidKey, "the key has characters that no key has"))?;
    value.set_sensitive(true);
    Ok(Some(value))
}
