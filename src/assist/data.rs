//! What people, files and pages wrote, as quoted data: JSON between two lines that bear the same code. A text
//! cannot end the quote from inside: in JSON it has no line of its own, and the code is made of the text.

use super::shape;
use crate::{
    engine::effect::{AssistCall, Given, Wanted},
    tree::json::SlotType,
};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

/// A text of more characters is cut: no prompt is longer for one answer.
const TEXT_MOST: usize = 60_000;

/// The data of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// One line of JSON.
    pub json: String,
    /// The line before and after it. It occurs nowhere in the data.
    pub fence: String,
}

pub fn quoted(call: &AssistCall, computed: &[String]) -> Quoted {
    let mut data = Map::new();
    data.insert("given".into(), call.given.iter().map(told).collect());
    if !call.known.is_empty() {
        data.insert("known".into(), call.known.iter().map(told).collect());
    }
    data.insert("fill".into(), call.wanted.iter().map(asked).collect());
    for (name, lines) in [("refused", &*call.refused), ("computed", computed)] {
        if !lines.is_empty() {
            data.insert(name.into(), json!(lines));
        }
    }
    let json = escaped(&Json::Object(data));
    let fence = fence(&json);
    Quoted { json, fence }
}

/// JSON on one line. Angle brackets are written as escapes, so that no text can look like one of the marks
/// by which a local server tells turns apart.
pub fn escaped(data: &Json) -> String {
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

fn told(given: &Given) -> Json {
    let text: String = given.text.chars().take(TEXT_MOST).collect();
    json!({"label": given.label, "text": text})
}

fn asked(wanted: &Wanted) -> Json {
    let control = shape::control(wanted);
    let mut told = Map::new();
    told.insert("field".into(), json!(shape::key(&wanted.path)));
    told.insert("label".into(), json!(wanted.label));
    if let Some(most) = control.max_length {
        told.insert("max_characters".into(), json!(most));
    }
    if let Some(most) = control.max_items {
        told.insert("max_items".into(), json!(most));
    }
    if matches!(control.kind, SlotType::Date | SlotType::DateRange | SlotType::Money) {
        told.insert("type".into(), json!(control.kind.name()));
    }
    if !control.options.is_empty() {
        let options = control.options.iter().map(|option| json!({"id": option.id, "label": option.label}));
        told.insert("options".into(), options.collect());
    }
    let parts: Map<String, Json> =
        control.parts.iter().map(|part| (part.path.clone(), json!(part.label))).collect();
    if !parts.is_empty() {
        told.insert("parts".into(), Json::Object(parts));
    }
    Json::Object(told)
}
