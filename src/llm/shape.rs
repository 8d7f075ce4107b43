//! The shape of an answer, made of the type that reads it.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Value, json};

/// The schema of a type as the strictest provider wants it: no references, every part compulsory, no other allowed.
pub fn shape_of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let mut json = settings.into_generator().into_root_schema_for::<T>().to_value();
    strict(&mut json);
    json
}

/// Every part compulsory and no other allowed; a part that may be left out may be null instead.
pub fn strict(json: &mut Value) {
    if let Some(parts) = json.get("properties").and_then(Value::as_object) {
        let names: Vec<String> = parts.keys().cloned().collect();
        json["required"] = json!(names);
        json["additionalProperties"] = json!(false);
    }
    if let Some(object) = json.as_object_mut() {
        object.retain(|name, value| !(name == "title" && value.is_string()));
    }
    match json {
        Value::Object(parts) => parts.values_mut().for_each(strict),
        Value::Array(parts) => parts.iter_mut().for_each(strict),
        _ => {}
    }
}
