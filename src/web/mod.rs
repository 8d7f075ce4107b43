//! HTTP: every route on one screen, the pages, the API, and what all of them have in common.

mod assets;
mod bots;
mod brief;
mod caller;
mod campaign;
mod colleagues;
mod conversations;
mod cors;
mod doors;
mod embed;
mod error;
mod files;
mod headers;
mod health;
mod keeper;
mod kit;
mod models;
mod opening;
mod page;
mod people;
mod pieces;
mod routes;
mod said;
mod serve;
mod speech;
mod telegram;
mod upgrade;
mod visitor;
mod webhooks;

pub use people::invite;
pub use serve::run;

use crate::channel::web::{Door, frame::FRAME_BYTES_MAX};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    middleware::{from_fn, from_fn_with_state},
};
use tower_http::compression::{CompressionLayer, DefaultPredicate, Predicate, predicate::NotForContentType};

/// The whole server.
pub fn router(door: Door) -> Router {
    routes::all(&door)
        .fallback(error::nothing_here.layer(people::sessions::layer(&door)))
        .method_not_allowed_fallback(error::not_allowed.layer(people::sessions::layer(&door)))
        .layer(DefaultBodyLimit::max(FRAME_BYTES_MAX))
        .layer(from_fn_with_state(door.clone(), error::count))
        .layer(from_fn_with_state(door.clone(), cors::cors))
        .layer(from_fn(headers::secure))
        .layer(CompressionLayer::new().compress_when(worth_compressing()))
        .with_state(door)
}

/// What is text; documents and fonts are compressed already, as pictures are.
fn worth_compressing() -> impl Predicate {
    let packed =
        ["application/pdf", "application/vnd.", "application/zip", "font/"].map(NotForContentType::const_new);
    let [pdf, office, zip, fonts] = packed;
    DefaultPredicate::new().and(pdf).and(office).and(zip).and(fonts)
}
