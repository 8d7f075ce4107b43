//! An answer that is to be JSON of a shape: read tolerantly, tidied, and held against the shape by ourselves,
//! also where the provider promises it. What does not fit is never kept for the next time.

use crate::outside::llm::Schema;
use serde_json::{Map, Value};

/// At most this many complaints are worth telling a model.
const COMPLAINTS_MOST: usize = 12;
/// Of each complaint, this many characters: a validator repeats the whole value it does not like.
const COMPLAINT_CHARS: usize = 200;

/// Reads the first JSON object of the text, drops what the shape does not know, and validates the rest.
///
/// # Errors
/// What does not fit, in words that a model can act on.
pub fn read(schema: &Schema, text: &str) -> Result<Value, Vec<String>> {
    let Some(mut value) = first_json(text) else {
        return Err(vec!["the answer is not one whole JSON object".to_owned()]);
    };
    tidy(&schema.json, &mut value);
    let validator = jsonschema::validator_for(&schema.json)
        .map_err(|error| vec![format!("the shape cannot be checked: {error}")])?;
    let complaints: Vec<String> = validator
        .iter_errors(&value)
        .take(COMPLAINTS_MOST)
        .map(|error| {
            let told = format!("{}: {error}", error.instance_path());
            told.chars().take(COMPLAINT_CHARS).collect()
        })
        .collect();
    if complaints.is_empty() { Ok(value) } else { Err(complaints) }
}

/// The first JSON object that is whole, whatever stands around it: a fence, a greeting, a remark.
fn first_json(text: &str) -> Option<Value> {
    /// A text with more braces than this is no answer that somebody wrote in haste.
    const TRIES: usize = 32;
    text.match_indices('{').take(TRIES).find_map(|(at, _)| {
        let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>();
        values.next()?.ok().filter(Value::is_object)
    })
}

/// Drops what the shape has no place for, and fills in "none" where a part was left out that may be none.
fn tidy(shape: &Value, value: &mut Value) {
    if let Some(some) = nullable(shape) {
        if value.is_null() {
            return;
        }
        tidy(some, value);
        if is_no_option(some, value) {
            *value = Value::Null;
        }
        return;
    }
    match value {
        Value::Object(fields) => tidy_object(shape, fields),
        Value::Array(items) => {
            if let Some(of) = shape.get("items") {
                items.iter_mut().for_each(|item| tidy(of, item));
                items.retain(|item| !is_no_option(of, item));
            }
            // More than were wanted is no reason to ask once more.
            let most = shape.get("maxItems").and_then(Value::as_u64).and_then(|most| most.try_into().ok());
            items.truncate(most.unwrap_or(usize::MAX));
        }
        _ => {}
    }
}

fn tidy_object(shape: &Value, fields: &mut Map<String, Value>) {
    let Some(known) = shape.get("properties").and_then(Value::as_object) else { return };
    fields.retain(|name, _| known.contains_key(name));
    for (name, part) in known {
        match fields.get_mut(name) {
            Some(value) => tidy(part, value),
            None if allows_null(part) => drop(fields.insert(name.clone(), Value::Null)),
            None if part["type"] == "array" && part.get("minItems").is_none() => {
                fields.insert(name.clone(), Value::Array(Vec::new()));
            }
            None => {}
        }
    }
}

/// The other half of "this or none".
fn nullable(shape: &Value) -> Option<&Value> {
    let either = shape.get("anyOf")?.as_array()?;
    let some = either.iter().find(|one| one["type"] != "null")?;
    (either.len() == 2).then_some(some)
}

fn allows_null(shape: &Value) -> bool {
    nullable(shape).is_some()
        || shape["type"].as_array().is_some_and(|types| types.iter().any(|of| of == "null"))
}

/// Whether it should be an option and is none that is offered, or hangs on one.
fn is_no_option(shape: &Value, value: &Value) -> bool {
    if let (Some(parts), Some(fields)) =
        (shape.get("properties").and_then(Value::as_object), value.as_object())
    {
        let chosen = fields.iter().filter(|(_, value)| value.is_string());
        return chosen
            .into_iter()
            .any(|(name, value)| parts.get(name).is_some_and(|of| is_no_option(of, value)));
    }
    shape.get("enum").and_then(Value::as_array).is_some_and(|options| !options.contains(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::sync::Arc;

    fn shape() -> Schema {
        let options =
            json!({"type": "array", "items": {"type": "string", "enum": ["a", "b"]}, "maxItems": 2});
        let name = json!({"anyOf": [{"type": "string", "maxLength": 5}, {"type": "null"}]});
        let json = json!({
            "type": "object",
            "properties": {"name": name, "options": options},
            "required": ["name", "options"],
            "additionalProperties": false
        });
        Schema { name: "test", json: Arc::new(json) }
    }

    #[test]
    fn what_stands_around_the_answer_does_not_matter() {
        for text in [
            r#"{"name":"pão","options":["a"]}"#,
            "```json\n{\"name\":\"pão\",\"options\":[\"a\"]}\n```",
            r#"Sure! {"name":"pão","options":["a"]} Anything else?"#,
            r#"{a} {"name":"pão","options":["a"]}"#,
        ] {
            assert_eq!(read(&shape(), text), Ok(json!({"name": "pão", "options": ["a"]})), "{text}");
        }
    }

    #[test]
    fn what_nobody_asked_for_is_dropped() {
        let read = read(&shape(), r#"{"tenant":"other","options":["a","z","b","a"]}"#);
        assert_eq!(read, Ok(json!({"options": ["a", "b"], "name": null})));
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let complaints = read(&shape(), r#"{"name":"too long","options":"a"}"#).unwrap_err();
        assert!(complaints.iter().any(|told| told.starts_with("/options")), "{complaints:?}");
        assert!(read(&shape(), r#"{"name":"pão","opt"#).is_err());
        assert!(read(&shape(), "").is_err());
    }
}
