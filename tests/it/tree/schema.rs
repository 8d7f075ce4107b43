//! The published schema and the types agree.

use super::examples::texts;
use pauta::tree::{json::TreeDoc, schema::schema};
use serde_json::{Value as Json, json};

/// What of `schema` (a part of `root`) `json` breaks: the keywords that the generator uses, and a panic
/// at any other, so that none goes unheeded.
fn breaks(root: &Json, schema: &Json, json: &Json, at: &str) -> Vec<String> {
    let Json::Object(keywords) = schema else {
        return if *schema == json!(false) { vec![format!("{at}: nothing may be here")] } else { Vec::new() };
    };
    keywords.iter().flat_map(|(keyword, rule)| breaks_one(root, schema, (keyword, rule), json, at)).collect()
}

fn breaks_one(
    root: &Json,
    schema: &Json,
    (keyword, rule): (&str, &Json),
    json: &Json,
    at: &str,
) -> Vec<String> {
    let of = |part: &Json| breaks(root, part, json, at);
    let holding = |parts: &Json| parts.as_array().unwrap().iter().filter(|part| of(part).is_empty()).count();
    let holds = match keyword {
        "$ref" => return of(root.pointer(rule.as_str().unwrap().trim_start_matches('#')).unwrap()),
        "allOf" => return rule.as_array().unwrap().iter().flat_map(of).collect(),
        "anyOf" => holding(rule) > 0,
        "oneOf" => holding(rule) == 1,
        "const" => rule == json,
        "enum" => rule.as_array().unwrap().contains(json),
        "type" => match rule {
            Json::Array(types) => types.iter().any(|one| is_of(one.as_str().unwrap(), json)),
            one => is_of(one.as_str().unwrap(), json),
        },
        "minimum" => json.as_f64().is_none_or(|number| number >= rule.as_f64().unwrap()),
        "minItems" => {
            json.as_array().is_none_or(|many| many.len() >= usize::try_from(rule.as_u64().unwrap()).unwrap())
        }
        "maxItems" => {
            json.as_array().is_none_or(|many| many.len() <= usize::try_from(rule.as_u64().unwrap()).unwrap())
        }
        "required" => {
            let Json::Object(keys) = json else { return Vec::new() };
            let missing =
                rule.as_array().unwrap().iter().filter(|key| !keys.contains_key(key.as_str().unwrap()));
            return missing.map(|key| format!("{at}: {key} is missing")).collect();
        }
        "items" => {
            let many = json.as_array().into_iter().flatten().enumerate();
            return many.flat_map(|(n, one)| breaks(root, rule, one, &format!("{at}/{n}"))).collect();
        }
        "properties" | "additionalProperties" => {
            let Json::Object(keys) = json else { return Vec::new() };
            let known = |key: &String| schema["properties"].get(key);
            let rules = keys.iter().filter_map(|(key, value)| match keyword {
                "properties" => known(key).map(|rule| (key, rule, value)),
                _ => known(key).is_none().then_some((key, rule, value)),
            });
            return rules
                .flat_map(|(key, rule, value)| breaks(root, rule, value, &format!("{at}/{key}")))
                .collect();
        }
        "$schema" | "$id" | "$defs" | "title" | "description" | "default" | "format" => true,
        keyword => panic!("the schema uses `{keyword}`, which this test does not know"),
    };
    if holds { Vec::new() } else { vec![format!("{at}: not by `{keyword}`: {rule}")] }
}

fn is_of(kind: &str, json: &Json) -> bool {
    match kind {
        "object" => json.is_object(),
        "array" => json.is_array(),
        "string" => json.is_string(),
        "boolean" => json.is_boolean(),
        "null" => json.is_null(),
        "number" => json.is_number(),
        "integer" => json.as_f64().is_some_and(|number| number.fract() == 0.0),
        kind => panic!("the schema has a type `{kind}`, which this test does not know"),
    }
}

#[test]
fn the_shipped_trees_are_valid_by_the_schema() {
    let schema = schema();
    for (name, text) in texts() {
        let tree: Json = serde_json::from_str(&text).unwrap();
        let broken = breaks(&schema, &schema, &tree, "");
        assert!(broken.is_empty(), "{name}:\n{}", broken.join("\n"));
    }
}

#[test]
fn what_the_types_refuse_the_schema_refuses() {
    let schema = schema();
    let (_, text) = texts().into_iter().find(|(name, _)| name == "mini_briefing").unwrap();
    let sound: Json = serde_json::from_str(&text).unwrap();
    let broken = [
        ("/format", json!("pauta.tree/2")),
        ("/nodes/hello/kind", json!("shout")),
        ("/nodes/hello/text", json!("Oi")),
        ("/nodes/hello", json!({"kind": "say", "next": "objective"})),
        (
            "/nodes/hello",
            json!({"kind": "say", "text": {"en": "Hi"}, "next": "objective", "nxt": "objective"}),
        ),
        ("/slots/budget/type", json!("gold")),
        ("/slots/budget", json!({"type": "money", "colour": "red"})),
        ("/tests/0/turns/0", json!({"shout": "a"})),
    ];
    for (pointer, value) in broken {
        let mut tree = sound.clone();
        *tree.pointer_mut(pointer).unwrap() = value;
        assert!(!breaks(&schema, &schema, &tree, "").is_empty(), "{pointer}");
        // The format is a string to the types; reading a tree looks at it first.
        assert!(pointer == "/format" || serde_json::from_value::<TreeDoc>(tree).is_err(), "{pointer}");
    }
}
