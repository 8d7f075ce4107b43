//! A whole composite in one message: by headings ("início: 1/3"), else by what only one part can be.

use super::{
    Reading, by_type, glean, impossible,
    misread::{Misread, MisreadCode, quoted},
    words::{bare, is_unsure, near},
};
use crate::{
    engine::show,
    tree::{
        json::{ById, Slot, SlotType},
        value::Value,
    },
};
use indexmap::IndexMap;

/// Reads the parts that can be read; the others stay open.
pub fn read(r: &Reading<'_>, slot: &Slot, text: &str) -> Result<Value, Misread> {
    let fields = r.tree.fields(slot);
    let mut read: IndexMap<String, Value> = IndexMap::new();
    let mut wrong = None;
    let headed = headed(r, slot, text);
    let lead = headed.first().map_or(text, |first| &text[..first.start]);
    days_exist(r, fields, &headed, lead)?;
    for part in &headed {
        if is_unsure(part.text, &bare(part.text)) {
            continue;
        }
        match by_type(r, &fields[part.field], part.text) {
            Ok(value) => drop(read.insert(part.field.to_owned(), value)),
            Err(misread) => drop(wrong.get_or_insert(misread)),
        }
    }
    if !bare(lead).is_empty() {
        let open = fields.iter().filter(|(name, _)| headed.iter().all(|part| part.field != name.as_str()));
        for (name, value) in glean::glean(r, &open.collect::<Vec<_>>(), lead)? {
            read.insert(name, value);
        }
    }
    if read.is_empty() {
        return Err(wrong.unwrap_or_else(|| nothing(r, slot, text)));
    }
    // In the order of the form, however they came.
    let ordered = fields.keys().filter_map(|name| read.swap_remove(name).map(|value| (name.clone(), value)));
    Ok(Value::Object(ordered.collect()))
}

/// A part with a day that does not exist is not just left open: nobody would be told.
fn days_exist(
    r: &Reading<'_>,
    fields: &ById<Slot>,
    headed: &[Headed<'_>],
    lead: &str,
) -> Result<(), Misread> {
    let dated = |field: &Slot| matches!(field.kind, SlotType::Date | SlotType::DateRange);
    for part in headed.iter().filter(|part| dated(&fields[part.field])) {
        impossible::refuse(r, part.text, false)?;
    }
    if fields.values().any(dated) { impossible::refuse(r, lead, true) } else { Ok(()) }
}

fn nothing(r: &Reading<'_>, slot: &Slot, text: &str) -> Misread {
    let labels: Vec<String> = r
        .tree
        .fields(slot)
        .iter()
        .map(|(name, field)| show::field_label(r.tree, name, field, r.locale))
        .collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let (first, all) = (labels.first().copied().unwrap_or_default(), show::joined(&labels, r.locale));
    let args = [("said", &*quoted(text)), ("parts", &*all), ("first", first)];
    Misread::new(MisreadCode::Unreadable, r.locale, "no_object", &args)
}

/// A part under its heading.
#[derive(Debug)]
pub struct Headed<'a> {
    pub field: &'a str,
    pub text: &'a str,
    /// Where its heading begins.
    pub start: usize,
}

/// The parts of the text that stand under the name of a field.
pub fn headed<'a>(r: &Reading<'a>, slot: &'a Slot, text: &'a str) -> Vec<Headed<'a>> {
    let names: Vec<(&str, Vec<String>)> =
        r.tree.fields(slot).iter().map(|(name, field)| (name.as_str(), names(name, field))).collect();
    let mut starts: Vec<(&str, usize, usize)> = Vec::new();
    let mut from = 0;
    for (at, sign) in text.char_indices().filter(|(_, c)| matches!(c, ':' | '=' | '\n' | ';' | ',')) {
        let after = at + sign.len_utf8();
        if !matches!(sign, ':' | '=') {
            from = after;
            continue;
        }
        if let Some((field, start)) = heading(&names, text, from, at) {
            starts.push((field, start, after));
        }
        from = after;
    }
    let ends = starts.iter().skip(1).map(|(_, start, _)| *start).chain([text.len()]).collect::<Vec<_>>();
    let part = |((field, start, after), end): ((&'a str, usize, usize), usize)| Headed {
        field,
        start,
        text: text[after..end].trim().trim_end_matches([',', ';']).trim_end(),
    };
    let mut parts: Vec<Headed<'_>> = starts.into_iter().zip(ends).map(part).collect();
    parts.retain(|part| !bare(part.text).is_empty());
    parts
}

/// The field that the last words before the colon name, and where they begin.
fn heading<'a>(
    names: &[(&'a str, Vec<String>)],
    text: &str,
    from: usize,
    colon: usize,
) -> Option<(&'a str, usize)> {
    const WORDS: usize = 6;
    let head = &text[from..colon];
    let trimmed = head.trim_end();
    let ends =
        trimmed.char_indices().rev().filter(|(_, c)| c.is_whitespace()).map(|(at, c)| at + c.len_utf8());
    let starts: Vec<usize> = ends.take(WORDS).chain([0]).collect();
    starts.into_iter().rev().find_map(|start| {
        let said = bare(&trimmed[start..]);
        if said.is_empty() || said.len() > 80 {
            return None;
        }
        let named = names.iter().find(|(_, names)| names.iter().any(|name| near(&said, name)));
        named.map(|(field, _)| (*field, from + start))
    })
}

/// What a field is called: its id, its labels and headings, bare.
pub fn names(name: &str, field: &Slot) -> Vec<String> {
    let labels = field.label.iter().flat_map(|label| label.values());
    let headings = field.headings.values().flatten();
    let mut names = vec![bare(&name.replace('_', " "))];
    names.extend(labels.chain(headings).map(|text| bare(text)));
    names.retain(|name| !name.is_empty());
    names
}
