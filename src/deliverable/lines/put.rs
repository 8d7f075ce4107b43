//! Texts put back into a content.

use super::field::{Field, Found, fields, found, place};
use crate::{
    deliverable::{Content, Gap, Kind, gap::harmless},
    engine::parse::words::clean,
};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The content with these texts at these pointers. A text one past a list's end is added to it; a line of a list
/// that became empty is taken out.
///
/// # Errors
/// Which pointer names no text of this kind.
pub fn put(content: &Content, texts: &BTreeMap<String, String>) -> Result<Content, String> {
    let kind = content.kind();
    let mut value = content.value();
    let gaps = |found: &Found<'_>| Gap::all(found.text).iter().map(Gap::to_string).collect::<Vec<_>>();
    let known: BTreeSet<String> = found(kind, &value).iter().flat_map(gaps).collect();
    let mut ordered: Vec<(Vec<Part>, &String)> = Vec::new();
    for (pointer, text) in texts {
        if is_choice(kind, pointer) {
            choose(&mut value, pointer, text)?;
            continue;
        }
        field(kind, pointer).ok_or_else(|| format!("{pointer} is no text of {}", kind.name()))?;
        ordered.push((parts(pointer), pointer));
    }
    // In the order of the lists, so that what is added comes after what was there.
    ordered.sort();
    let mut emptied = Vec::new();
    for (parts, pointer) in ordered {
        let Some(field) = field(kind, pointer) else { continue };
        let text = written(&texts[pointer], field, &known);
        if text.is_empty() {
            emptied.extend(entry(&parts));
        }
        set(&mut value, &parts, text).ok_or_else(|| format!("{pointer} is past the end of its list"))?;
    }
    // From behind, so that no place moves before its turn; the inner lists before the entries that hold them.
    emptied.sort_by_key(|(list, at)| std::cmp::Reverse((list.len(), list.clone(), *at)));
    emptied.dedup();
    for (list, at) in emptied {
        take_out(&mut value, &list, at);
    }
    Content::read(kind, &value)
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Name(String),
    At(usize),
}

fn field(kind: Kind, pointer: &str) -> Option<&'static Field> {
    fields(kind).iter().find(|field| field.is_at(pointer))
}

fn parts(pointer: &str) -> Vec<Part> {
    let part = |part: &str| place(part).map_or_else(|| Part::Name(part.to_owned()), Part::At);
    pointer.split('/').skip(1).map(part).collect()
}

/// Whether a pointer leads to a choice of a person's, which is no text.
fn is_choice(kind: Kind, pointer: &str) -> bool {
    kind == Kind::ContentIdeas && pointer.starts_with("/ideas/") && pointer.ends_with("/picked")
}

fn choose(value: &mut Value, pointer: &str, text: &str) -> Result<(), String> {
    let chosen: bool = text.parse().map_err(|_| format!("{pointer} is true or false"))?;
    let place = value.pointer_mut(pointer).ok_or_else(|| format!("{pointer} is past the end of its list"))?;
    *place = Value::Bool(chosen);
    Ok(())
}

/// A person's text: clean, on one line where there is but one, and with no gaps but those that were there.
fn written(text: &str, field: &Field, known: &BTreeSet<String>) -> String {
    let text = clean(text);
    let text = if field.long { text } else { text.split_whitespace().collect::<Vec<_>>().join(" ") };
    let mut safe = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((at, gap)) = known.iter().filter_map(|gap| Some((rest.find(gap.as_str())?, gap))).min() {
        safe.push_str(&harmless(&rest[..at]));
        safe.push_str(gap);
        rest = &rest[at + gap.len()..];
    }
    safe + &harmless(rest)
}

fn set(value: &mut Value, parts: &[Part], text: String) -> Option<()> {
    let Some((part, rest)) = parts.split_first() else {
        *value = Value::String(text);
        return Some(());
    };
    match part {
        Part::Name(name) => {
            let object = value.as_object_mut()?;
            // An entry that was just added has none of its fields yet.
            let default = if matches!(rest.first(), Some(Part::At(_))) { json!([]) } else { Value::Null };
            set(object.entry(name).or_insert(default), rest, text)
        }
        Part::At(at) => {
            let list = value.as_array_mut()?;
            if *at == list.len() {
                list.push(if rest.is_empty() { Value::Null } else { Value::Object(Map::new()) });
            }
            set(list.get_mut(*at)?, rest, text)
        }
    }
}

/// The entries of lists that a text stands in, as the list's parts and the place.
fn entry(parts: &[Part]) -> Vec<(Vec<Part>, usize)> {
    let places = parts.iter().enumerate();
    places
        .filter_map(|(i, part)| if let Part::At(at) = part { Some((parts[..i].to_vec(), *at)) } else { None })
        .collect()
}

/// Takes an entry out if nothing is left in it.
fn take_out(value: &mut Value, list: &[Part], at: usize) {
    let list = list.iter().try_fold(value, |value, part| match part {
        Part::Name(name) => value.get_mut(name),
        Part::At(at) => value.get_mut(at),
    });
    if let Some(list) = list.and_then(Value::as_array_mut)
        && list.get(at).is_some_and(is_blank)
    {
        list.remove(at);
    }
}

/// Whether no word is left in it.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Array(entries) => entries.iter().all(is_blank),
        Value::Object(fields) => fields.values().all(is_blank),
        Value::Number(number) => number.as_i64() == Some(0),
        Value::Null | Value::Bool(_) => true,
    }
}
