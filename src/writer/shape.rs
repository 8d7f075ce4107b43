//! The shape of an answer: the kind's own, or one field of it, or a few words; with why, and what it rests on.

use super::{
    fixed,
    order::{Part, Sought},
};
use crate::{
    deliverable::{Kind, content},
    llm::strict,
    outside::llm::Schema,
};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Says nothing to a model, or is not what it may rely on.
const SILENT: [&str; 7] = ["$schema", "$defs", "title", "default", "format", "minimum", "maximum"];

/// The answer's parts beside the text.
const WHY: &str = "Why it is written this way, for the person who approves it: one or two short sentences.";
const USED: &str = "The fields of the brief that it rests on.";

/// The shape that an answer must have.
pub fn schema(sought: &Sought) -> Schema {
    let whole = of_kind(sought.kind());
    let (name, sought_part, mut shape) = match &sought.part {
        Part::Whole | Part::Changed { .. } => {
            let mut shape = whole;
            fixed::left_out(sought.kind(), &sought.part, &mut shape);
            ("piece", "content", shape)
        }
        Part::Field { path, .. } => ("field", "value", at(&whole, path)),
        Part::Words { .. } => ("words", "replacement", json!({"type": "string"})),
    };
    strict(&mut shape);
    let mut parts = Map::from_iter([(sought_part.to_owned(), shape)]);
    parts.insert("why".into(), json!({"type": "string", "description": WHY}));
    let fields: Vec<&str> = answered(sought).collect();
    if !fields.is_empty() {
        let one = json!({"type": "string", "enum": fields});
        parts.insert("used".into(), json!({"type": "array", "items": one, "description": USED}));
    }
    let required: Vec<String> = parts.keys().cloned().collect();
    let json =
        json!({"type": "object", "properties": parts, "required": required, "additionalProperties": false});
    Schema { name, json: Arc::new(json) }
}

/// The fields of the brief that say something.
pub fn answered<'a>(sought: &Sought<'a>) -> impl Iterator<Item = &'a str> {
    let fields = sought.order.brief.fields.iter();
    fields.filter(|field| field.shown.is_some() && !field.internal).map(|field| field.path.as_str())
}

/// A kind's shape without references.
fn of_kind(kind: Kind) -> Value {
    let schema = content::schema(kind);
    plain(&schema, &schema["$defs"])
}

fn plain(schema: &Value, named: &Value) -> Value {
    match schema {
        Value::Array(all) => all.iter().map(|one| plain(one, named)).collect(),
        Value::Object(fields) => {
            let name = fields.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
            let mut plainer = match name {
                Some(name) => plain(&named[name], named).as_object().cloned().unwrap_or_default(),
                None => Map::new(),
            };
            for (name, value) in fields {
                match name.as_str() {
                    "$ref" => {}
                    "properties" => {
                        let each = value.as_object().into_iter().flatten();
                        let each = each.map(|(name, part)| (name.clone(), plain(part, named)));
                        plainer.insert(name.clone(), Value::Object(each.collect()));
                    }
                    silent if SILENT.contains(&silent) => {}
                    _ => drop(plainer.insert(name.clone(), plain(value, named))),
                }
            }
            Value::Object(plainer)
        }
        other => other.clone(),
    }
}

/// The shape of what a pointer names.
fn at(shape: &Value, path: &str) -> Value {
    let parts = path.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~"));
    let mut here = shape;
    for part in parts {
        here = if here["items"].is_object() { &here["items"] } else { &here["properties"][&part] };
    }
    if here.is_object() { here.clone() } else { json!({"type": "string"}) }
}
