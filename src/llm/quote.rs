//! What people, files and pages wrote, as quoted data: JSON between two lines that bear the same code. A text
//! cannot end the quote from inside: in JSON it has no line of its own, and the code is made of the text.

use serde_json::Value;
use sha2::{Digest, Sha256};

/// Data as a prompt carries them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// One line of JSON.
    pub json: String,
    /// The line before and after it. It occurs nowhere in the data.
    pub fence: String,
}

pub fn quote(data: &Value) -> Quoted {
    let json = escaped(data);
    let fence = fence(&json);
    Quoted { json, fence }
}

/// JSON on one line. Angle brackets are written as escapes, so that no text can look like one of the marks
/// by which a local server tells turns apart.
pub fn escaped(data: &Value) -> String {
    data.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('\u{2028}', "\\u2028")
}

/// Made of the data, so that the same call is the same prompt; nobody can write a text that holds it.
fn fence(json: &str) -> String {
    let mut code = hex::encode(Sha256::digest(json));
    while json.contains(&code[..16]) {
        code = hex::encode(Sha256::digest(&code));
    }
    format!("-----{}-----", &code[..16])
}

/// A mark in the instruction that no honest answer repeats. The same for every call of a prompt, so that its
/// instruction stays the same too.
pub fn mark(name: &str) -> String {
    format!("pauta-{}", &hex::encode(Sha256::digest(format!("mark of {name}")))[..12])
}
