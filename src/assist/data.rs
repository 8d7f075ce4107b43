//! What people, files and pages wrote, as quoted data for a call.

use super::shape;
use crate::{
    engine::effect::{AssistCall, Given, Wanted},
    llm::{Quoted, quote},
    tree::json::SlotType,
};
use serde_json::{Map, Value as Json, json};

/// A text of more characters is cut: no prompt is longer for one answer.
const TEXT_MOST: usize = 60_000;

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
    quote(&Json::Object(data))
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
