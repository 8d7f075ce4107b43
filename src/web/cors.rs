//! Who may call the API from a page of another origin: the registered ones, letter for letter, with the visitor's
//! token and never with cookies.

use crate::channel::web::{Door, origin};
use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// What the widget calls.
const CALLED: [&str; 2] = ["/api/v1/conversations", "/api/v1/sites/"];
const METHODS: &str = "GET, POST";
const HEADERS: &str = "authorization, content-type, accept-language";
/// What a script may read of an answer besides its body.
const READABLE: &str = "retry-after, content-disposition, etag";
/// How long a browser need not ask again, in seconds. An origin that is taken away is refused all the same.
const ASK_AGAIN_AFTER: &str = "600";

/// Tells the browser of a registered origin that it may; everybody else hears nothing of the kind.
pub async fn cors(State(door): State<Door>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !CALLED.iter().any(|called| path.starts_with(called)) {
        return next.run(request).await;
    }
    let allowed = allowed(&door, request.headers().get(header::ORIGIN)).await;
    let asks_first = *request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = match &allowed {
        Some(_) if asks_first => StatusCode::NO_CONTENT.into_response(),
        _ => next.run(request).await,
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = allowed {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(READABLE));
        if asks_first {
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS));
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(HEADERS));
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(ASK_AGAIN_AFTER));
        }
    }
    response
}

/// The origin, if a site has registered it.
async fn allowed(door: &Door, origin: Option<&HeaderValue>) -> Option<HeaderValue> {
    let origin = origin?;
    match origin::sites(&door.app, origin.to_str().ok()).await {
        Ok(sites) => (!sites.is_empty()).then(|| origin.clone()),
        Err(error) => {
            tracing::warn!(%error, "whose origin it is cannot be looked up");
            None
        }
    }
}
