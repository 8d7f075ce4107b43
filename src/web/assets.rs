//! Files that are compiled in.

use super::error;
use axum::{
    extract::Path,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};

#[derive(rust_embed::RustEmbed)]
#[folder = "static"]
struct Static;

/// `GET /static/{name}`.
pub async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let kind = match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => return error::not_found(headers).await,
    };
    match Static::get(&name) {
        Some(file) => {
            ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], file.data).into_response()
        }
        None => error::not_found(headers).await,
    }
}

/// `GET /schema/tree-1.json`: the JSON Schema of the tree format, for editors.
pub async fn tree_schema() -> Response {
    let schema = schemars::schema_for!(crate::tree::json::TreeDoc);
    axum::Json(schema).into_response()
}
