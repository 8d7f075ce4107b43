//! Fingerprints of values: what "did not change by value" means.

use super::env::Env;
use crate::tree::json::SlotPath;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Of the values at `paths`, in that order; ids of list items do not count. 16 hex digits of SHA-256.
pub(crate) fn of<'a>(env: &Env, paths: impl IntoIterator<Item = &'a SlotPath>) -> Option<String> {
    let mut hash = Sha256::new();
    let mut any = false;
    for path in paths {
        any = true;
        hash.update(path.as_bytes());
        let value = env.get(path).map(|value| value.without_item_ids());
        // A value always has a JSON form; were it not so, it would read as unset.
        hash.update(serde_json::to_vec(&value).unwrap_or_default());
    }
    any.then(|| hex(&hash.finalize()[..8]))
}

/// Of a text: SHA-256 in hex.
pub(crate) fn of_text(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
