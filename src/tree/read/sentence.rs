//! A reader's complaint as a sentence for the author: what was found, and what is wanted.

use serde_json::Value as Json;

/// The fields that hold one text per language: the usual mistake is to write the text alone.
const TEXTS: [&str; 14] = [
    "title",
    "description",
    "text",
    "prompt",
    "why",
    "example",
    "help",
    "unrecognised",
    "message",
    "because",
    "warning",
    "label",
    "hint",
    "reason",
];

/// What a complaint becomes.
pub struct Told {
    /// The field that is missing, inside the one that was being read.
    pub missing: Option<String>,
    /// Whether one of several names is wanted, and the reader did not say which.
    pub is_of_names: bool,
    pub message: String,
}

/// The sentence for what the reader `said` of `field`, which holds `json`.
pub fn told(said: &str, field: &str, json: Option<&Json>) -> Told {
    let missing = said.strip_prefix("missing field ").map(|name| name.trim_matches('`').to_owned());
    let message = match &missing {
        Some(_) => "this field is missing".to_owned(),
        None => unknown(said).or_else(|| mistyped(said, field)).unwrap_or_else(|| own(said, json)),
    };
    Told { missing, is_of_names: said.ends_with("expected string or map"), message }
}

/// A name that is none of the known ones.
fn unknown(said: &str) -> Option<String> {
    let (what, rest) = [("field", "unknown field `"), ("name", "unknown variant `")]
        .iter()
        .find_map(|(what, start)| Some((*what, said.strip_prefix(start)?)))?;
    let (found, known) = rest.rsplit_once("`, expected ").unwrap_or((rest.split('`').next()?, ""));
    let known = quoted(known);
    let no_such = if what == "field" { "there is no field" } else { "found" };
    Some(match known.as_slice() {
        [] => format!("{no_such} `{found}`, and none is wanted here"),
        [one] => format!("{no_such} `{found}`; wanted is `{one}`"),
        many => format!("{no_such} `{found}`; wanted is one of: {}", many.join(", ")),
    })
}

fn quoted(list: &str) -> Vec<&str> {
    list.split('`').skip(1).step_by(2).collect()
}

/// The names that the reader would have taken, from what it `said` of another.
pub fn names(said: &str) -> Option<String> {
    let (_, known) = said.strip_prefix("unknown variant `")?.rsplit_once("`, expected ")?;
    Some(quoted(known).join(", "))
}

/// A value of the wrong type, or out of its bounds.
fn mistyped(said: &str, field: &str) -> Option<String> {
    let starts = ["invalid type: ", "invalid value: ", "invalid length "];
    let rest = starts.iter().find_map(|start| said.strip_prefix(start))?;
    let (found, expected) = rest.rsplit_once(", expected ")?;
    let found = match said.starts_with(starts[2]) {
        true => format!("a list of {found}"),
        false => thing(found),
    };
    Some(format!("found {found}; wanted is {}", wanted(expected, field)))
}

/// What was found, in the author's words.
fn thing(found: &str) -> String {
    let kinds = [("string ", "the text "), ("integer ", "the number "), ("floating point ", "the number ")];
    let kind = kinds.iter().find_map(|(kind, ours)| Some(format!("{ours}{}", found.strip_prefix(kind)?)));
    kind.unwrap_or_else(|| match found {
        "null" | "unit value" | "Option value" => "null".into(),
        "map" => "an object".into(),
        "sequence" => "a list".into(),
        "unit variant" => "a name alone".into(),
        "newtype variant" | "struct variant" | "tuple variant" => "a name with something behind it".into(),
        other => other.trim_start_matches("boolean ").trim_matches('`').into(),
    })
}

/// What would be right, in the author's words.
fn wanted(expected: &str, field: &str) -> String {
    let last = field.rsplit('.').next().unwrap_or(field);
    let is_text = TEXTS.contains(&last);
    match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more".into(),
        "i8" | "i16" | "i32" | "i64" => "a whole number".into(),
        "f32" | "f64" => "a number".into(),
        "a boolean" => "true or false".into(),
        "a string" => "a text".into(),
        "a map" if is_text => "a text per language: {\"en\": \"…\"}".into(),
        "a sequence" => "a list".into(),
        "map with a single key" => "an object with one key".into(),
        "newtype variant" | "struct variant" | "tuple variant" => "an object: {\"name\": …}".into(),
        "string or map" => "one of the names that the format has here".into(),
        "unit variant" => "the name alone".into(),
        "a map" => "an object".into(),
        other => match other.strip_prefix("an array of length ") {
            Some(length) => format!("a list of {length}"),
            None if other.starts_with("struct ") || other.starts_with("internally tagged") => {
                "an object".into()
            }
            None => other.into(),
        },
    }
}

/// A sentence that is ours already; it is said of what was found.
fn own(said: &str, json: Option<&Json>) -> String {
    let found = match json {
        None => return said.into(),
        Some(Json::Object(keys)) if keys.is_empty() => "an empty object".into(),
        Some(Json::Object(keys)) => {
            let keys: Vec<String> = keys.keys().map(|key| format!("`{key}`")).collect();
            format!("an object with {}", keys.join(", "))
        }
        Some(Json::Array(many)) => format!("a list of {}", many.len()),
        Some(Json::String(text)) => format!("the text \"{text}\""),
        Some(Json::Number(number)) => format!("the number `{number}`"),
        Some(other) => other.to_string(),
    };
    format!("found {found}; {said}")
}
