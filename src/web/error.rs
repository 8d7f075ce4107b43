//! The one error of the edge: a code, a sentence in the caller's language, a status. Never internals.

use super::{
    caller::languages,
    people::{
        account::Viewer,
        sheet::{Sheet, Told},
    },
};
use crate::{
    channel::web::Door,
    turn::{Code, Rejection, rejection::phrases},
};
use axum::{
    Json,
    extract::{FromRequestParts, Request, State},
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{ACCEPT, RETRY_AFTER},
        request::Parts,
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::json;
use std::borrow::Cow;

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

/// The sentence of a response that refuses, for whoever puts it on a page.
#[derive(Clone, Debug)]
struct Sentence(Cow<'static, str>);

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
    response.extensions_mut().insert(Sentence(rejection.message.clone().into()));
    response
}

fn plain(status: StatusCode, code: &'static str, message: &'static str) -> Response {
    let mut response = (status, Json(json!({ "code": code, "message": message }))).into_response();
    response.extensions_mut().insert(Sentence(message.into()));
    counted(code, response)
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

/// A member's page that refuses says so as a page to whoever reads it, and as JSON to a script of ours.
pub async fn as_page(State(door): State<Door>, request: Request, next: Next) -> Response {
    if !is_read(request.headers()) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    let refused = next.run(Request::from_parts(parts, body)).await;
    let Some(Sentence(sentence)) = refused.extensions().get().cloned() else { return refused };
    let (refused, _) = refused.into_parts();
    let title = if asked.method == Method::GET { "not_opened" } else { "not_done" };
    let told =
        |sheet: Sheet, viewer: &Viewer| Told::page(sheet, refused.status, viewer, sheet.say(title), sentence);
    let mut page = sheet_of(asked, &door, told).await;
    if let Some(code) = refused.extensions.get::<Refused>() {
        page.extensions_mut().insert(*code);
    }
    if let Some(wait) = refused.headers.get(RETRY_AFTER) {
        page.headers_mut().insert(RETRY_AFTER, wait.clone());
    }
    page
}

/// A page of sentences for whoever asked, in their language and with their menu.
async fn sheet_of(
    mut parts: Parts,
    door: &Door,
    page: impl FnOnce(Sheet, &Viewer) -> Response + Send,
) -> Response {
    let Ok(sheet) = Sheet::from_request_parts(&mut parts, door).await;
    // Where nobody can say who it is, there is still a page.
    let viewer = Viewer::from_request_parts(&mut parts, door).await.unwrap_or(Viewer::Nobody);
    page(sheet, &viewer)
}

/// No such address, for whoever asks: a person in a browser gets a page. What was asked for is not repeated.
pub async fn nothing_here(State(door): State<Door>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if !is_read(&parts.headers) {
        return not_found(parts.headers).await;
    }
    let told = |sheet: Sheet, viewer: &Viewer| {
        Told::missing(sheet, viewer, sheet.say("nothing_here_title"), sheet.say("nothing_here"))
    };
    sheet_of(parts, &door, told).await
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

/// The address is there, but not for this method: where a form was sent to, for example, and then looked at; or what
/// was sent to a page that takes nothing.
pub async fn not_allowed(State(door): State<Door>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if !is_read(&parts.headers) {
        let locale = languages(&parts.headers).into_iter().next().unwrap_or_default();
        let message = phrases().say(&locale, "not_allowed");
        return plain(StatusCode::METHOD_NOT_ALLOWED, "not_allowed", message);
    }
    let (title, told) = if parts.method == Method::GET {
        ("no_page_title", "no_page")
    } else {
        ("not_done", "takes_nothing")
    };
    let told = |sheet: Sheet, viewer: &Viewer| {
        Told::page(sheet, StatusCode::METHOD_NOT_ALLOWED, viewer, sheet.say(title), sheet.say(told))
    };
    sheet_of(parts, &door, told).await
}
