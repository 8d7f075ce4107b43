//! Slots: each has the fields that its type needs and none that it does not know.

use super::{Check, Found};
use crate::tree::{
    json::{Slot, SlotType},
    problem::{Code, Spot},
};

pub fn check(it: &Check<'_>, found: &mut Found) {
    for (name, fields) in &it.doc.schemas {
        fields.iter().for_each(|(id, field)| slot(it, &format!("{name}/{id}"), field, found));
    }
    it.doc.slots.iter().for_each(|(id, one)| slot(it, id, one, found));
}

fn slot(it: &Check<'_>, path: &str, slot: &Slot, found: &mut Found) {
    misplaced(path, slot, found);
    missing(it, path, slot, found);
    bounds(path, slot, found);
    option_values(it, path, slot, found);
    for (id, field) in &slot.fields {
        self::slot(it, &format!("{path}/{id}"), field, found);
    }
    if let Some(of) = &slot.of {
        self::slot(it, &format!("{path}/of"), of, found);
    }
}

/// Fields that are there and do not go with the type.
fn misplaced(path: &str, slot: &Slot, found: &mut Found) {
    let kind = slot.kind;
    let written = matches!(kind, SlotType::Text | SlotType::LongText);
    let single = kind.is_amount() || kind.is_day() || written;
    let table = [
        ("options", !slot.options.is_empty(), kind.is_choice() || single),
        ("options_from", slot.options_from.is_some(), kind.is_choice()),
        ("allow_new", slot.allow_new, kind.is_choice()),
        ("none_of", slot.none_of.is_some(), !matches!(kind, SlotType::Confirm | SlotType::Object)),
        ("range", slot.range, kind.is_amount()),
        ("currency", slot.currency.is_some(), kind == SlotType::Money),
        ("min", slot.min.is_some(), kind.is_amount()),
        ("max", slot.max.is_some(), kind.is_amount()),
        ("min_length", slot.min_length.is_some(), written),
        ("max_length", slot.max_length.is_some(), written),
        ("min_items", slot.min_items.is_some(), kind.is_many()),
        ("max_items", slot.max_items.is_some(), kind.is_many()),
        ("ask_more", slot.ask_more.is_some(), kind == SlotType::List),
        ("of", slot.of.is_some(), kind == SlotType::List),
        ("fields", !slot.fields.is_empty(), kind == SlotType::Object),
        ("schema", slot.schema.is_some(), kind == SlotType::Object),
        ("prompt", slot.prompt.is_some(), path.contains('/')),
        ("renamed_from", slot.renamed_from.is_some(), !path.contains('/')),
    ];
    for (field, _, _) in table.into_iter().filter(|(_, is_there, fits)| *is_there && !fits) {
        let message = format!("`{field}` does not go with a slot of type {}", kind.name());
        let message = if matches!(field, "prompt") {
            "only a part of a slot has a prompt of its own".into()
        } else {
            message
        };
        found.error(Code::SlotField, Spot::slot(path, field), message);
    }
}

/// Fields that the type needs and that are not there.
fn missing(it: &Check<'_>, path: &str, slot: &Slot, found: &mut Found) {
    let mut needs =
        |field: &str, message: &str| found.error(Code::SlotField, Spot::slot(path, field), message);
    match slot.kind {
        SlotType::Choice | SlotType::MultiChoice => match (slot.options.is_empty(), slot.options_from) {
            (true, None) => needs("options", "a choice needs `options`, or `options_from` a collection"),
            (false, Some(_)) => {
                needs("options_from", "the options are listed or come from a collection, not both");
            }
            _ => {}
        },
        SlotType::Object => match (&slot.schema, slot.fields.is_empty()) {
            (None, true) => needs("fields", "an object needs `fields`, or the name of a `schema`"),
            (Some(_), false) => needs("schema", "the fields are listed or come from a schema, not both"),
            (Some(name), true) if !it.doc.schemas.contains_key(name) && !it.faulty.field("schemas") => {
                let message = format!("there is no schema `{name}`");
                found.error(Code::UnknownSchema, Spot::slot(path, "schema"), message);
            }
            _ => {}
        },
        SlotType::List => match slot.of.as_deref().map(|of| of.kind) {
            None => needs("of", "a list needs `of`, the type of its items"),
            Some(SlotType::List) => needs("of", "the items of a list cannot be lists"),
            Some(_) => {}
        },
        _ => {}
    }
}

fn bounds(path: &str, slot: &Slot, found: &mut Found) {
    let mut wrong =
        |field: &str, message: &str| found.error(Code::SlotField, Spot::slot(path, field), message);
    if slot.min.zip(slot.max).is_some_and(|(min, max)| min > max) {
        wrong("min", "`min` is above `max`");
    }
    if slot.min_length.zip(slot.max_length).is_some_and(|(min, max)| min > max) {
        wrong("min_length", "`min_length` is above `max_length`");
    }
    if slot.min_items.zip(slot.max_items).is_some_and(|(min, max)| min > max) {
        wrong("min_items", "`min_items` is above `max_items`");
    }
    let is_code = |code: &String| code.len() == 3 && code.chars().all(|c| c.is_ascii_uppercase());
    if slot.currency.as_ref().is_some_and(|code| !is_code(code)) {
        wrong("currency", "a currency is a code of three letters (ISO 4217), such as BRL");
    }
}

/// An option of a choice is its id; of anything else it stands for a value.
fn option_values(it: &Check<'_>, path: &str, slot: &Slot, found: &mut Found) {
    for (at, option) in slot.options.iter().enumerate() {
        let spot = Spot::slot(path, format!("options.{at}.value"));
        match (&option.value, slot.kind.is_choice()) {
            (Some(_), true) => {
                found.error(Code::SlotField, spot, "an option of a choice is its id and has no other value");
            }
            (None, false) => {
                let message =
                    format!("an option of a slot of type {} needs the value it stands for", slot.kind.name());
                found.error(Code::SlotField, spot, message);
            }
            (Some(value), false) => {
                // A button may stand for a range even where typing one is not an answer.
                let ranged = Slot { range: slot.kind.is_amount(), ..slot.clone() };
                if let Err((code, message)) = it.fits(&ranged, value) {
                    found.error(code, spot, message);
                }
            }
            (None, true) => {}
        }
    }
}
