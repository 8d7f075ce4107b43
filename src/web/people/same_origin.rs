//! Against forged requests: what a cookie may change only a page of ours may ask for.

use super::account::told;
use crate::{channel::web::Door, turn::Code, web::caller::languages};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Refuses everything that may change something unless the browser says that one of our own pages sent it.
/// No `Origin` is no proof: every browser sends one with a POST.
pub async fn require(State(door): State<Door>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads || ours(&door, request.headers()) {
        return next.run(request).await;
    }
    let locale = languages(request.headers()).into_iter().next().unwrap_or_default();
    told(Code::Forbidden, &locale, "from_elsewhere").into_response()
}

fn ours(door: &Door, headers: &HeaderMap) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let (Some(origin), None) = (origins.next(), origins.next()) else { return false };
    let fetched = headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin");
    fetched && door.app.home.origins.iter().any(|own| origin == own.as_str())
}
