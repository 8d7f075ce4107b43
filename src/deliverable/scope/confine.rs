//! A change keeps to what it was allowed to touch: everything else is byte for byte as it was.

use super::{Difference, lies_in};
use crate::deliverable::board::Scope;
use serde_json::Value;

/// The places that changed out of scope, as JSON pointers.
pub fn spilled(scope: &Scope, before: &Value, after: &Value) -> Vec<String> {
    let mut changed = Difference::of(before, after).paths;
    match scope {
        Scope::Piece => Vec::new(),
        Scope::Field { path } => {
            changed.retain(|at| !lies_in(at, path));
            changed
        }
        Scope::Range { path, from, to } => {
            let kept = around(before.pointer(path), *from, *to)
                .zip(after.pointer(path).and_then(Value::as_str))
                .is_some_and(|((head, tail), text)| between(text, head, tail).is_some());
            changed.retain(|at| !(kept && at == path));
            changed
        }
    }
}

/// What was, with only the scope's part of what came. Where that part cannot be told, nothing of it is taken.
pub fn confined(scope: &Scope, before: &Value, after: &Value) -> Value {
    let mut confined = before.clone();
    match scope {
        Scope::Piece => return after.clone(),
        Scope::Field { path } => match (confined.pointer_mut(path), after.pointer(path)) {
            (Some(place), Some(new)) => *place = new.clone(),
            (None, Some(new)) => add(&mut confined, path, new),
            _ => {}
        },
        Scope::Range { path, from, to } => {
            let kept = around(before.pointer(path), *from, *to);
            let new = after.pointer(path).and_then(Value::as_str);
            if let (Some((head, tail)), Some(text), Some(place)) = (kept, new, confined.pointer_mut(path))
                && between(text, head, tail).is_some()
            {
                *place = Value::String(text.to_owned());
            }
        }
    }
    confined
}

/// What stands before and after the characters `from..to` of a text; nothing where it has no such characters.
fn around(value: Option<&Value>, from: usize, to: usize) -> Option<(&str, &str)> {
    let text = value?.as_str()?;
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let places: Vec<usize> = ends.collect();
    let (from, to) = (*places.get(from)?, *places.get(to)?);
    (from <= to).then(|| (&text[..from], &text[to..]))
}

fn between<'a>(text: &'a str, head: &str, tail: &str) -> Option<&'a str> {
    text.strip_prefix(head)?.strip_suffix(tail)
}

/// Puts a value where there was none: a new member, or the next of a list.
fn add(content: &mut Value, path: &str, new: &Value) {
    let Some((parent, key)) = path.rsplit_once('/') else { return };
    match content.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.insert(key.replace("~1", "/").replace("~0", "~"), new.clone());
        }
        Some(Value::Array(items)) if key.parse() == Ok(items.len()) => items.push(new.clone()),
        _ => {}
    }
}
