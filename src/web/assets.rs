//! Files that are compiled in. Pages name them below [`version`], where they never change, so that a browser
//! asks once; modules import one another by relative names and stay within the version they began with.

use super::error;
use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use std::{borrow::Cow, sync::LazyLock};

#[derive(rust_embed::RustEmbed)]
#[folder = "static"]
#[exclude = "*.d.ts"]
#[exclude = "embed/loader.js"]
struct Static;

/// The chat's looks in one file: on a slow line, each request more costs more than what is in it.
const WHOLE: &str = "chat/whole.css";
const PARTS: [&str; 5] = ["tokens.css", "parts.css", "chat/chat.css", "chat/controls.css", "chat/panel.css"];

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
    match (kind(name), file(name)) {
        (Some(kind), Some((data, hash))) => {
            let tag = format!("W/\"{}\"", hex::encode(&hash[..8]));
            let about = [(header::CACHE_CONTROL, keep), (header::ETAG, tag.as_str())];
            if headers.get(header::IF_NONE_MATCH) == HeaderValue::from_str(&tag).ok().as_ref() {
                return (StatusCode::NOT_MODIFIED, about).into_response();
            }
            let about = (about, [(header::CONTENT_TYPE, kind)]);
            match std::str::from_utf8(&data) {
                Ok(source) if name.ends_with(".js") && !name.starts_with("vendor/") => {
                    (about, lean(source)).into_response()
                }
                _ => (about, data).into_response(),
            }
        }
        _ => error::not_found(headers).await,
    }
}

/// What is in a file, and the hash of it.
fn file(name: &str) -> Option<(Cow<'static, [u8]>, [u8; 32])> {
    if name != WHOLE {
        let file = Static::get(name)?;
        return Some((file.data, file.metadata.sha256_hash()));
    }
    let parts: Option<Vec<_>> = PARTS.into_iter().map(|part| Static::get(part).map(|it| it.data)).collect();
    let whole = parts?.join(&b'\n');
    let hash = Sha256::digest(&whole).into();
    Some((whole.into(), hash))
}

/// A module without the lines that only explain it, which whoever reads the source has and a phone need not
/// load. It stands on what the tests hold our modules to: no line within a template begins anew.
fn lean(source: &str) -> String {
    let mut lean = String::with_capacity(source.len());
    let mut explains = false;
    for line in source.lines().map(str::trim) {
        let comment = line.starts_with("//") || (line.starts_with("/*") && line.ends_with("*/"));
        if explains || (line.starts_with("/*") && !line.contains("*/")) {
            explains = !line.ends_with("*/");
        } else if !(comment || line.is_empty()) {
            lean.push_str(line);
            lean.push('\n');
        }
    }
    lean
}

/// A script at an address that never changes, as it is today.
pub fn script(headers: &HeaderMap, script: String) -> Response {
    let tag = format!("W/\"{}\"", hex::encode(&Sha256::digest(&script)[..8]));
    let about = [(header::CACHE_CONTROL, ASK_AGAIN), (header::ETAG, tag.as_str())];
    if headers.get(header::IF_NONE_MATCH) == HeaderValue::from_str(&tag).ok().as_ref() {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    (about, [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], script).into_response()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_served_without_what_only_explains_it() {
        let source = "// What it is.\n\n/**\n * @param {string} a\n */\nexport const f = (a) =>\n  /** @type {any} */ (a); // so\n/** One. */\nf(`//`);\n";
        assert_eq!(lean(source), "export const f = (a) =>\n/** @type {any} */ (a); // so\nf(`//`);\n");
    }

    #[test]
    fn no_module_has_a_template_over_several_lines() {
        let modules = Static::iter().filter(|name| name.ends_with(".js") && !name.starts_with("vendor/"));
        for name in modules {
            let file = Static::get(&name).unwrap();
            let source = String::from_utf8(file.data.into_owned()).unwrap();
            for (line, n) in lean(&source).lines().zip(1..) {
                assert!(line.matches('`').count() % 2 == 0, "{name}: line {n} opens a template: {line}");
            }
        }
    }
}
