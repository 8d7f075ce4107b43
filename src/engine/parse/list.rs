//! Lists, item by item or several at once.

use super::{
    Reading, bounds, by_type,
    misread::Misread,
    object, split,
    words::{bare, is_unsure},
};
use crate::tree::{
    json::{Slot, SlotType},
    value::{Item, Items, Value},
};

/// Reads the items that the words name, after those that the list had.
pub fn read(r: &Reading<'_>, slot: &Slot, text: &str) -> Result<Value, Misread> {
    let Some(of) = slot.of.as_deref() else {
        return grown(r, slot, split::items(text).into_iter().map(Value::Text).collect());
    };
    if of.kind == SlotType::Object && one_by_headings(r, of, text) {
        return grown(r, slot, vec![object::read(r, of, text)?]);
    }
    let mut values: Vec<Value> = Vec::new();
    for item in split::items(text) {
        if is_unsure(&item, &bare(&item)) {
            continue;
        }
        let value = by_type(r, of, &item)?;
        match values.last_mut().filter(|last| belongs(r, of, last, &value)) {
            Some(Value::Object(last)) => {
                if let Value::Object(more) = value {
                    last.extend(more);
                }
            }
            _ => values.push(value),
        }
    }
    grown(r, slot, values)
}

/// Whether the headings in the text are those of a single item: several, and none of them twice.
fn one_by_headings(r: &Reading<'_>, of: &Slot, text: &str) -> bool {
    let mut fields: Vec<&str> = object::headed(r, of, text).iter().map(|part| part.field).collect();
    let several = fields.len() > 1;
    fields.sort_unstable();
    several && fields.windows(2).all(|two| two[0] != two[1])
}

/// Whether a part goes with the item before it: "Padaria Sol, padariasol.com.br" is one competitor with a link.
fn belongs(r: &Reading<'_>, of: &Slot, last: &Value, value: &Value) -> bool {
    let (Value::Object(last), Value::Object(more)) = (last, value) else { return false };
    let text = |slot: &Slot| matches!(slot.kind, SlotType::Text | SlotType::LongText | SlotType::Choice);
    let name = r.tree.fields(of).iter().find(|(_, field)| text(field)).map(|(name, _)| name);
    name.is_some_and(|name| last.contains_key(name))
        && more.keys().all(|key| !last.contains_key(key))
        && name.is_some_and(|name| !more.contains_key(name))
}

/// The list with more items: those that it has already are not doubled, and all must fit.
pub fn grown(r: &Reading<'_>, slot: &Slot, values: Vec<Value>) -> Result<Value, Misread> {
    let mut items = match r.before {
        Some(Value::Items(before)) => before.items.clone(),
        _ => Vec::new(),
    };
    if values.is_empty() {
        return Err(Misread::empty(r.locale));
    }
    for value in values {
        let plain = value.without_item_ids();
        if items.iter().any(|item| item.value.without_item_ids() == plain) {
            continue;
        }
        bounds::items(r, slot, items.len() + 1)?;
        let id = (1..=items.len() + 1)
            .map(|n| format!("i{}_{n}", r.seed))
            .find(|id| items.iter().all(|item| item.id != *id))
            .expect("one of n + 1 ids is not among n items");
        items.push(Item { id, value });
    }
    Ok(Value::Items(Items { items }))
}
