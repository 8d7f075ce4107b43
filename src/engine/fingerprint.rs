//! Fingerprints of values: what "did not change by value" means.

use super::env::Env;
use crate::tree::value::Value;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// Of the values at `paths`, in that order; ids of list items do not count. 16 hex digits of SHA-256.
pub(crate) fn of<'a>(env: &Env<'_>, paths: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut hash = Sha256::new();
    let mut any = false;
    for path in paths {
        any = true;
        hash.update(path.as_bytes());
        let value = env.get(path).map(|value| match &*value {
            Value::Text(_) => value,
            value => Cow::Owned(value.without_item_ids()),
        });
        // A value always has a JSON form; were it not so, it would read as unset.
        hash.update(serde_json::to_vec(&value).unwrap_or_default());
    }
    any.then(|| hex::encode(&hash.finalize()[..8]))
}

/// Of a text: SHA-256 in hex.
pub(crate) fn of_text(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}
