//! The shape of an answer in each provider's dialect of JSON Schema. What a dialect does not know is said to
//! the model in the description instead; every answer is checked against the whole schema here in any case.

use super::{Provider, Schema};
use serde_json::{Map, Value, json};

/// What every dialect knows.
const EVERYWHERE: [&str; 12] = [
    "type",
    "description",
    "enum",
    "properties",
    "required",
    "items",
    "anyOf",
    "$ref",
    "$defs",
    "definitions",
    "additionalProperties",
    "const",
];
/// Names of definitions and of the schema itself, which tell a model nothing.
const SILENT: [&str; 6] = ["$schema", "$id", "title", "examples", "$comment", "nullable"];

/// A provider's dialect.
struct Dialect {
    /// The keywords that it knows beside [`EVERYWHERE`].
    knows: &'static [&'static str],
    /// Every object is closed, and every property required.
    strict: bool,
}

/// Structured outputs of OpenAI (docs, "Supported schemas", 2026-11).
const OPENAI: Dialect = Dialect {
    knows: &[
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minItems",
        "maxItems",
    ],
    strict: true,
};
/// Structured outputs of Anthropic (docs, "JSON Schema limitations", 2026-11).
const ANTHROPIC: Dialect = Dialect { knows: &[], strict: true };
/// `responseJsonSchema` of Gemini (API reference, `GenerationConfig`, 2026-11).
const GEMINI: Dialect = Dialect {
    knows: &["format", "oneOf", "prefixItems", "minItems", "maxItems", "minimum", "maximum"],
    strict: false,
};

/// `response_format` of OpenAI's chat: strict for OpenAI itself, plain for those who only speak its language.
pub fn response_format(provider: Provider, schema: &Schema) -> Value {
    let format = match provider {
        Provider::OpenAi => {
            json!({ "name": schema.name, "strict": true, "schema": write(&schema.json, &OPENAI) })
        }
        _ => json!({ "name": schema.name, "schema": *schema.json }),
    };
    json!({ "type": "json_schema", "json_schema": format })
}

pub fn anthropic(schema: &Schema) -> Value {
    write(&schema.json, &ANTHROPIC)
}

pub fn gemini(schema: &Schema) -> Value {
    write(&schema.json, &GEMINI)
}

fn write(schema: &Value, dialect: &Dialect) -> Value {
    let Some(fields) = schema.as_object() else { return schema.clone() };
    if let Some(reference) = fields.get("$ref").filter(|_| dialect.strict) {
        // A reference stands alone there, but for the definitions at the root.
        let mut alone = Map::from_iter([("$ref".to_owned(), reference.clone())]);
        alone.extend(definitions(fields, dialect));
        return alone.into();
    }
    let mut written = Map::new();
    let mut unsaid = Vec::new();
    for (name, value) in fields {
        let known = EVERYWHERE.contains(&name.as_str()) || dialect.knows.contains(&name.as_str());
        match name.as_str() {
            "properties" | "$defs" | "definitions" => {
                written.insert(name.clone(), named(value, dialect));
            }
            // One or more of them is close enough to exactly one, where only that is known.
            "anyOf" | "oneOf" | "prefixItems" if known || name == "oneOf" => {
                let name = if known { name } else { "anyOf" };
                let all = value.as_array().into_iter().flatten().map(|one| write(one, dialect));
                written.insert(name.to_owned(), all.collect());
            }
            "items" | "additionalProperties" => {
                written.insert(name.clone(), write(value, dialect));
            }
            _ if known => {
                written.insert(name.clone(), value.clone());
            }
            _ if SILENT.contains(&name.as_str()) => {}
            _ => unsaid.push(format!("{name}: {value}")),
        }
    }
    if dialect.strict
        && let Some(properties) = written.get("properties").and_then(Value::as_object)
    {
        let every: Vec<_> = properties.keys().cloned().collect();
        written.insert("required".into(), every.into());
        written.insert("additionalProperties".into(), json!(false));
    }
    describe(&mut written, &unsaid);
    written.into()
}

fn named(schemas: &Value, dialect: &Dialect) -> Value {
    let each = schemas.as_object().into_iter().flatten();
    Value::Object(each.map(|(name, schema)| (name.clone(), write(schema, dialect))).collect())
}

fn definitions(fields: &Map<String, Value>, dialect: &Dialect) -> Vec<(String, Value)> {
    let names = ["$defs", "definitions"];
    let found = names.iter().filter_map(|name| Some((*name, fields.get(*name)?)));
    found.map(|(name, schemas)| (name.to_owned(), named(schemas, dialect))).collect()
}

/// Adds what could not be said otherwise to the description.
fn describe(written: &mut Map<String, Value>, unsaid: &[String]) {
    if unsaid.is_empty() {
        return;
    }
    let unsaid = format!("({})", unsaid.join("; "));
    let description = match written.get("description").and_then(Value::as_str) {
        Some(said) => format!("{said} {unsaid}"),
        None => unsaid,
    };
    written.insert("description".into(), description.into());
}
