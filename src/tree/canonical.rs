//! The canonical form: keys in the order of the types, maps in their author's order, and a line for
//! whatever fits on one. Two people who mean the same write the same bytes, so that a diff shows what changed.

use super::{json::TreeDoc, problem::Problem, read::read};
use serde_json::Value as Json;

/// Columns that a line may have, its indentation included.
const COLUMNS_MAX: usize = 110;

/// The canonical text of a document, with a line feed at its end.
pub fn format(doc: &TreeDoc) -> String {
    let json = serde_json::to_value(doc).expect("a tree's keys are strings, so that it is always JSON");
    let mut text = String::new();
    write(&json, 0, 0, &mut text);
    text.push('\n');
    text
}

/// The canonical text of a tree's text; all findings, if it could not be read without loss.
pub fn format_text(text: &str) -> Result<String, Vec<Problem>> {
    let draft = read(text)?;
    if draft.problems.is_empty() { Ok(format(&draft.doc)) } else { Err(draft.problems) }
}

/// Writes `json` where `taken` columns of its line are taken already, `depth` levels deep.
fn write(json: &Json, depth: usize, taken: usize, text: &mut String) {
    let line = on_one_line(json);
    let fits = taken + line.chars().count() < COLUMNS_MAX;
    match json {
        Json::Object(keys) if depth == 0 || !fits => {
            block('{', '}', depth, text, keys.iter().map(|(key, value)| (Some(key.as_str()), value)));
        }
        Json::Array(many) if !fits => block('[', ']', depth, text, many.iter().map(|value| (None, value))),
        _ => text.push_str(&line),
    }
}

fn block<'a>(
    open: char,
    close: char,
    depth: usize,
    text: &mut String,
    entries: impl Iterator<Item = (Option<&'a str>, &'a Json)>,
) {
    let indent = |depth: usize| "  ".repeat(depth);
    text.push(open);
    for (at, (key, value)) in entries.enumerate() {
        text.push_str(if at == 0 { "\n" } else { ",\n" });
        text.push_str(&indent(depth + 1));
        let key = key.map(|key| format!("{}: ", Json::from(key))).unwrap_or_default();
        text.push_str(&key);
        write(value, depth + 1, 2 * (depth + 1) + key.chars().count(), text);
    }
    text.push('\n');
    text.push_str(&indent(depth));
    text.push(close);
}

fn on_one_line(json: &Json) -> String {
    let all = |parts: Vec<String>, open: &str, close: &str| format!("{open}{}{close}", parts.join(", "));
    match json {
        Json::Object(keys) => {
            let pair = |(key, value): (&String, &Json)| {
                format!("{}: {}", Json::from(key.as_str()), on_one_line(value))
            };
            all(keys.iter().map(pair).collect(), "{", "}")
        }
        Json::Array(many) => all(many.iter().map(on_one_line).collect(), "[", "]"),
        Json::Number(number) => match number.as_f64() {
            // A place in a drawing is written as people do: 40, not 40.0.
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => {
                format!("{float:.0}")
            }
            _ => number.to_string(),
        },
        other => other.to_string(),
    }
}
