//! Words as they are.

use super::{Reading, bounds, misread::Misread, words::clean};
use crate::tree::{
    json::{Slot, SlotType},
    value::Value,
};

/// Reads a text; one line where the slot is no long_text.
pub fn read(r: &Reading<'_>, slot: &Slot, text: &str) -> Result<Value, Misread> {
    let text = clean(text);
    let text = if slot.kind == SlotType::LongText {
        text
    } else {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    if text.is_empty() {
        return Err(Misread::empty(r.locale));
    }
    bounds::length(r, slot, &text)?;
    Ok(Value::Text(text))
}
