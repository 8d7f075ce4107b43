//! For whoever runs Pauta: does it live, may it be sent people, what does it count.

use crate::channel::web::Door;
use axum::{
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use std::net::SocketAddr;
use subtle::ConstantTimeEq;

/// `GET /livez`: the process answers.
pub async fn live() -> &'static str {
    "ok"
}

/// `GET /readyz`: it takes people: it does not drain, and its database answers.
pub async fn ready(State(door): State<Door>) -> Response {
    if door.app.draining.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining").into_response();
    }
    match door.app.store.check().await {
        Ok(()) => "ready".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response()
        }
    }
}

/// `GET /metrics`: with the token if one is configured, else from this machine alone.
pub async fn metrics(
    State(door): State<Door>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Response {
    let may = match &door.app.config.http.metrics_token {
        Some(token) => {
            let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
            let sent = sent.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
            bool::from(sent.as_bytes().ct_eq(token.expose().as_bytes()))
        }
        // Behind a proxy on this machine everybody would be local: such a request is nobody's own.
        None => peer.ip().to_canonical().is_loopback() && !headers.contains_key("x-forwarded-for"),
    };
    if !may {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], door.app.metrics.render()).into_response()
}
