//! Files that are compiled in. Pages name them below [`version`], where they never change, so that a browser
//! asks once; modules import one another by relative names and stay within the version they began with.

use super::error;
use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

#[derive(rust_embed::RustEmbed)]
#[folder = "static"]
#[exclude = "*.d.ts"]
struct Static;

/// How long a browser may keep what never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// What may be another file tomorrow is asked for each time, and only comes if it is.
const ASK_AGAIN: &str = "no-cache";

/// Names this build's files: a hash over all of them. `/static/@{version}/…` never changes.
pub fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let mut names: Vec<_> = Static::iter().collect();
        names.sort();
        let mut hash = Sha256::new();
        for name in names {
            hash.update(name.as_bytes());
            hash.update(Static::get(&name).map(|file| file.data).unwrap_or_default());
        }
        hex::encode(&hash.finalize()[..8])
    });
    &VERSION
}

/// `GET /static/{*path}`, with or without `@version/` in front.
pub async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let versioned = path.strip_prefix('@').and_then(|rest| rest.split_once('/'));
    let (name, keep) = match versioned {
        Some((of, name)) if of == version() => (name, FOR_EVER),
        // A page of an older version is still open somewhere: today's file is the best there is.
        Some((_, name)) => (name, ASK_AGAIN),
        None => (path.as_str(), ASK_AGAIN),
    };
    match (kind(name), Static::get(name)) {
        (Some(kind), Some(file)) => {
            let tag = format!("W/\"{}\"", hex::encode(&file.metadata.sha256_hash()[..8]));
            let about = [(header::CACHE_CONTROL, keep), (header::ETAG, tag.as_str())];
            if headers.get(header::IF_NONE_MATCH) == HeaderValue::from_str(&tag).ok().as_ref() {
                return (StatusCode::NOT_MODIFIED, about).into_response();
            }
            (about, [(header::CONTENT_TYPE, kind)], file.data).into_response()
        }
        _ => error::not_found(headers).await,
    }
}

fn kind(name: &str) -> Option<&'static str> {
    match name.rsplit('.').next()? {
        "js" => Some("text/javascript; charset=utf-8"),
        "css" => Some("text/css; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        _ => None,
    }
}

/// `GET /schema/tree-1.json`: the JSON Schema of the tree format, for editors.
pub async fn tree_schema() -> Response {
    let schema = schemars::schema_for!(crate::tree::json::TreeDoc);
    axum::Json(schema).into_response()
}
