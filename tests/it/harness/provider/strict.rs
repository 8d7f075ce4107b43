//! What each provider refuses to take, as the real one does: a schema in another's dialect above all.

use super::{Heard, Wire};
use serde_json::Value;

/// Why this request gets a 400; `None` if it is fine.
pub fn complaint(heard: &Heard) -> Option<String> {
    if super::media::is_media(heard) {
        return None;
    }
    if heard.body.is_null() {
        return Some("We could not parse the JSON body of your request.".into());
    }
    match heard.wire {
        Wire::OpenAi => openai(heard),
        Wire::Gemini => gemini(heard),
        Wire::Anthropic => anthropic(heard),
        Wire::Ollama => ollama(heard),
    }
}

fn openai(heard: &Heard) -> Option<String> {
    if heard.body["messages"].as_array().is_none_or(Vec::is_empty) {
        return Some("Missing required parameter: 'messages'.".into());
    }
    let format = &heard.body["response_format"]["json_schema"];
    if format["strict"] != true {
        return None;
    }
    let schema = heard.schema()?;
    walk(schema, &|object| {
        let properties = object.get("properties").and_then(Value::as_object)?;
        let required: Vec<_> = object
            .get("required")
            .and_then(Value::as_array)
            .map(|all| all.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        if object.get("additionalProperties") != Some(&Value::Bool(false)) {
            return Some(
                "Invalid schema: 'additionalProperties' is required to be supplied and to be false.".into(),
            );
        }
        let missing = properties.keys().find(|name| !required.contains(&name.as_str()))?;
        Some(format!(
            "Invalid schema: 'required' is required to include every key in properties. Missing '{missing}'."
        ))
    })
    .or_else(|| {
        keyword(schema, &["minLength", "maxLength", "default", "oneOf", "allOf", "not", "uniqueItems"])
    })
}

fn gemini(heard: &Heard) -> Option<String> {
    let known = [
        "contents",
        "systemInstruction",
        "generationConfig",
        "tools",
        "toolConfig",
        "safetySettings",
        "cachedContent",
    ];
    let unknown = heard.body.as_object()?.keys().find(|name| !known.contains(&name.as_str()));
    if let Some(name) = unknown {
        return Some(format!("Invalid JSON payload received. Unknown name \"{name}\": Cannot find field."));
    }
    // The older field takes an OpenAPI subset, which ours is not.
    let old = &heard.body["generationConfig"]["responseSchema"];
    (!old.is_null()).then(|| "Invalid JSON payload received. Unknown name \"additionalProperties\" at 'generation_config.response_schema'".into())
}

fn anthropic(heard: &Heard) -> Option<String> {
    if heard.headers.get("anthropic-version").is_none() {
        return Some("anthropic-version: header is required".into());
    }
    if !heard.body["max_tokens"].is_u64() {
        return Some("max_tokens: Field required".into());
    }
    let schema = heard.schema()?;
    walk(schema, &|object| {
        let is_open = object.contains_key("properties") && object.get("additionalProperties") != Some(&Value::Bool(false));
        is_open.then(|| "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false".into())
    })
    .or_else(|| keyword(schema, &["minimum", "maximum", "minLength", "maxLength", "maxItems", "multipleOf"]))
}

fn ollama(heard: &Heard) -> Option<String> {
    (heard.path == "api/chat" && !heard.body["options"]["num_ctx"].is_u64())
        .then(|| "num_ctx is not set: the prompt would be cut".into())
}

/// The first keyword of these anywhere in the schema.
fn keyword(schema: &Value, refused: &[&str]) -> Option<String> {
    walk(schema, &|object| {
        let found = object.keys().find(|name| refused.contains(&name.as_str()))?;
        Some(format!("Invalid schema: '{found}' is not permitted."))
    })
}

/// The first complaint about a schema or one inside it. Names of properties are no keywords.
fn walk(
    schema: &Value,
    complains: &dyn Fn(&serde_json::Map<String, Value>) -> Option<String>,
) -> Option<String> {
    let object = schema.as_object()?;
    if let Some(complaint) = complains(object) {
        return Some(complaint);
    }
    object.iter().find_map(|(name, inner)| match (name.as_str(), inner) {
        ("properties" | "$defs" | "definitions", Value::Object(named)) => {
            named.values().find_map(|one| walk(one, complains))
        }
        ("anyOf" | "oneOf" | "allOf" | "prefixItems", Value::Array(all)) => {
            all.iter().find_map(|one| walk(one, complains))
        }
        ("items" | "additionalProperties", one) => walk(one, complains),
        _ => None,
    })
}
