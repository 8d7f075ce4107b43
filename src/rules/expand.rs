//! Expand: one portrait of the audience, filled only with what the person told of it.

use super::{Says, clauses, say};
use crate::{
    engine::{effect::AssistCall, input::Body},
    tree::{json::SlotType, value::Value},
};
use indexmap::IndexMap;

/// The parts of a portrait that the rules can fill, by the ids of their fields.
const PARTS: [&str; 5] = ["who", "wants", "fears", "objection", "where"];

pub fn expand(call: &AssistCall) -> Option<Says> {
    let (given, wanted) = (call.given.first()?, call.wanted.first()?);
    let clauses = clauses::clauses(&given.text, &PARTS[1..], "who");
    let mut says = Says { why: vec![say(call, "persona", &[])], ..Says::default() };
    let mut portrait = IndexMap::new();
    for part in PARTS {
        match clauses::of(&clauses, part) {
            Some(text) => drop(portrait.insert(part.to_owned(), Value::Text(text))),
            None => says.questions.push(say(call, &format!("ask_{part}"), &[])),
        }
    }
    if portrait.is_empty() {
        return None;
    }
    let portrait = Value::Object(portrait);
    let body = if wanted.kind == SlotType::List { Value::Many(vec![portrait]) } else { portrait };
    says.slot(&wanted.path, Body::Value(body), Some(&given.text));
    Some(says)
}
