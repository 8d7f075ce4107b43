//! The one error of the edge: a code, a sentence in the caller's language, a status. Never internals.

use super::{
    caller::languages,
    people::sheet::{Sheet, Told},
};
use crate::{
    channel::web::Door,
    turn::{Code, Rejection, rejection::phrases},
};
use axum::{
    Json,
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{ACCEPT, RETRY_AFTER},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::json;

/// What a request is refused with.
#[derive(Debug)]
pub enum Refusal {
    /// A code of the protocol.
    Protocol(Box<Rejection>),
    /// The same from a turn, which has counted it.
    Turn(Box<Rejection>),
    /// There is nothing here, for whatever reason.
    NotFound(&'static str),
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self::Protocol(Box::new(rejection))
    }
}

impl Refusal {
    /// One of the protocol's codes with its own sentence.
    pub fn code(code: Code, locale: &str) -> Self {
        Rejection::new(code, locale).into()
    }

    /// An address with another parameter than its only one, or with no number in it.
    pub fn query(parameter: &str, locale: &str) -> Self {
        let wanted = phrases().say(locale, "a_count");
        let arguments = [("field", parameter), ("wanted", wanted)];
        Rejection::told(Code::BadFrame, phrases().fill(locale, "wrong_query", &arguments)).into()
    }

    /// One parameter of several that is no number.
    pub fn number(parameter: &str, locale: &str) -> Self {
        let arguments = [("field", parameter), ("wanted", phrases().say(locale, "a_count"))];
        Rejection::told(Code::BadFrame, phrases().fill(locale, "wrong_number", &arguments)).into()
    }

    /// An address with another parameter than these, where it takes several.
    pub fn queries(parameters: &str, locale: &str) -> Self {
        let told = phrases().fill(locale, "unknown_query", &[("fields", parameters)]);
        Rejection::told(Code::BadFrame, told).into()
    }

    /// What a turn refused.
    pub fn of_turn(rejection: Rejection) -> Self {
        Self::Turn(Box::new(rejection))
    }

    /// A file that is not there.
    pub fn no_file(locale: &str) -> Self {
        Self::NotFound(phrases().say(locale, "unknown_file"))
    }

    /// Something that is not there, in the words of whoever looked.
    pub fn missing(message: &'static str) -> Self {
        Self::NotFound(message)
    }

    /// A brief that is not there.
    pub fn no_brief(locale: &str) -> Self {
        Self::NotFound(phrases().say(locale, "unknown_brief"))
    }
}

/// Why a response refuses, for whoever counts it on its way out.
#[derive(Clone, Copy, Debug)]
struct Refused(&'static str);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Protocol(rejection) => counted(rejection.code.as_str(), told(&rejection)),
            Self::Turn(rejection) => told(&rejection),
            Self::NotFound(message) => plain(StatusCode::NOT_FOUND, "not_found", message),
        }
    }
}

fn told(rejection: &Rejection) -> Response {
    let mut response = (status(rejection.code), Json(rejection)).into_response();
    if let Some(ms) = rejection.retry_after_ms {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(ms.div_ceil(1000)));
    }
    response
}

fn plain(status: StatusCode, code: &'static str, message: &str) -> Response {
    counted(code, (status, Json(json!({ "code": code, "message": message }))).into_response())
}

fn counted(code: &'static str, mut response: Response) -> Response {
    response.extensions_mut().insert(Refused(code));
    response
}

/// Counts every refusal that leaves, whoever made it.
pub async fn count(State(door): State<Door>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if let Some(Refused(code)) = response.extensions().get() {
        door.refused(code);
    }
    response
}

fn status(code: Code) -> StatusCode {
    match code {
        Code::BadFrame | Code::UnsupportedProtocol => StatusCode::BAD_REQUEST,
        Code::Unauthorised => StatusCode::UNAUTHORIZED,
        Code::Forbidden => StatusCode::FORBIDDEN,
        Code::UnknownConversation | Code::UnknownCard | Code::UnknownPath | Code::UnknownPiece => {
            StatusCode::NOT_FOUND
        }
        Code::StaleAsk
        | Code::StaleVersion
        | Code::AlreadyDecided
        | Code::Blocked
        | Code::NotTicked
        | Code::NotNow
        | Code::Conflict
        | Code::IdReused
        | Code::Closed => StatusCode::CONFLICT,
        Code::ReviewOver => StatusCode::GONE,
        Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::BadFile => StatusCode::UNPROCESSABLE_ENTITY,
        Code::RateLimited | Code::BudgetExhausted => StatusCode::TOO_MANY_REQUESTS,
        Code::Unavailable | Code::ReadOnly => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// No such address, for whoever asks: a person in a browser gets a page.
pub async fn nothing_here(sheet: Sheet, headers: HeaderMap) -> Response {
    if is_read(&headers) { Told::nothing_here(sheet) } else { not_found(headers).await }
}

/// Whether a person reads the answer, and no program.
fn is_read(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|kinds| kinds.to_str().ok()).is_some_and(|kinds| kinds.contains("text/html"))
}

/// No such address. What was asked for is not repeated.
pub async fn not_found(headers: HeaderMap) -> Response {
    Refusal::NotFound(phrases().say(languages(&headers).first().map_or("", String::as_str), "not_found"))
        .into_response()
}

/// The address is there, but not for this method: where a form was sent to, for example, and then looked at.
pub async fn not_allowed(method: Method, sheet: Sheet, headers: HeaderMap) -> Response {
    if method == Method::GET && is_read(&headers) {
        return Told::no_page(sheet);
    }
    let message = phrases().say(languages(&headers).first().map_or("", String::as_str), "not_allowed");
    plain(StatusCode::METHOD_NOT_ALLOWED, "not_allowed", message)
}
