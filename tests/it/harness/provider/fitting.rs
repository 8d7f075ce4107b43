//! The smallest answer that fits a schema.

use super::Heard;
use serde_json::{Value, json};

/// What is said where nobody scripted anything.
pub fn sentence(heard: &Heard) -> String {
    heard.schema().map_or_else(|| "Uma frase de teste.".into(), |schema| fitting(schema).to_string())
}

/// A value of this schema: the first of what can be chosen, one item in a list that may not be empty.
pub fn fitting(schema: &Value) -> Value {
    of(schema, schema)
}

fn of(schema: &Value, root: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        return of(root.pointer(name.trim_start_matches('#')).unwrap_or(&Value::Null), root);
    }
    if let Some(value) = schema.get("const") {
        return value.clone();
    }
    if let Some(first) = schema["enum"].as_array().and_then(|all| all.first()) {
        return first.clone();
    }
    for either in ["anyOf", "oneOf"] {
        if let Some(all) = schema[either].as_array() {
            let some = all.iter().find(|one| one["type"] != "null").or(all.first());
            return some.map_or(Value::Null, |one| of(one, root));
        }
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"].as_array()?.first()?.as_str());
    match kind {
        Some("object") => {
            let properties = schema["properties"].as_object();
            properties.into_iter().flatten().map(|(name, inner)| (name.clone(), of(inner, root))).collect()
        }
        Some("array") => {
            let least = schema["minItems"].as_u64().unwrap_or(0);
            (0..least).map(|_| of(&schema["items"], root)).collect()
        }
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("boolean") => json!(true),
        Some("null") => Value::Null,
        _ => json!("Palavras de teste"),
    }
}
