//! Fingerprints of values: what "did not change by value" means.

use super::env::Env;
use crate::tree::value::Value;
use sha2::{Digest, Sha256};

/// Of the values at `paths`, in that order; ids of list items do not count. 16 hex digits of SHA-256.
pub(crate) fn of<'a>(env: &Env<'_>, paths: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut hash = Sha256::new();
    let mut any = false;
    for path in paths {
        any = true;
        text(&mut hash, path);
        match env.get(path) {
            Some(known) => value(&mut hash, &known),
            None => hash.update(b"-"),
        }
    }
    any.then(|| hex::encode(&hash.finalize()[..8]))
}

/// Every part says how long it is, so that no two values read the same.
fn value(hash: &mut Sha256, of: &Value) {
    match of {
        Value::Text(of) => text(hash, of),
        Value::Items(items) => many(hash, items.items.iter().map(|item| &item.value)),
        Value::Many(of) => many(hash, of.iter()),
        Value::Object(fields) => {
            hash.update(b"{");
            length(hash, fields.len());
            for (name, of) in fields {
                text(hash, name);
                value(hash, of);
            }
        }
        // A value always has a JSON form; were it not so, it would read as nothing.
        plain => {
            hash.update(b"=");
            bytes(hash, &serde_json::to_vec(plain).unwrap_or_default());
        }
    }
}

fn many<'a>(hash: &mut Sha256, of: impl ExactSizeIterator<Item = &'a Value>) {
    hash.update(b"[");
    length(hash, of.len());
    of.for_each(|one| value(hash, one));
}

fn text(hash: &mut Sha256, of: &str) {
    hash.update(b"\"");
    bytes(hash, of.as_bytes());
}

fn bytes(hash: &mut Sha256, of: &[u8]) {
    length(hash, of.len());
    hash.update(of);
}

fn length(hash: &mut Sha256, of: usize) {
    hash.update((of as u64).to_le_bytes());
}

/// Of a text: SHA-256 in hex.
pub(crate) fn of_text(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}
