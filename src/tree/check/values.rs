//! Whether a value written in a tree is one that its slot can have.

use super::Check;
use crate::tree::{
    json::{Choice, Slot, SlotType},
    problem::Code,
    value::Value,
};

/// Why a value does not fit.
pub type Misfit = (Code, String);

impl Check<'_> {
    /// Whether `slot` can have `value`.
    pub(super) fn fits(&self, slot: &Slot, value: &Value) -> Result<(), Misfit> {
        if let (Value::None(none), Some(option)) = (value, &slot.none_of)
            && none.none == option.id
        {
            return Ok(());
        }
        let misfit =
            || Err((Code::ValueType, format!("{} is no value of type {}", shown(value), slot.kind.name())));
        let ok = match (slot.kind, value) {
            (SlotType::Choice, Value::Text(id)) => return known(slot, id),
            (SlotType::MultiChoice | SlotType::Rank, Value::Many(many)) => {
                return many.iter().try_for_each(|one| match one {
                    Value::Text(id) if !slot.options.is_empty() || slot.kind == SlotType::MultiChoice => {
                        known(slot, id)
                    }
                    Value::Text(_) => Ok(()),
                    Value::New(_) if slot.allow_new => Ok(()),
                    _ => misfit(),
                });
            }
            (SlotType::Choice, Value::New(_)) => slot.allow_new,
            (SlotType::Text | SlotType::LongText | SlotType::Url, Value::Text(_)) => true,
            (SlotType::Email | SlotType::Phone, Value::Text(_)) => true,
            (SlotType::Number | SlotType::Percent, Value::Number(_)) => true,
            (SlotType::Number | SlotType::Percent, Value::Range(_)) => slot.range,
            (SlotType::Money, Value::Money(money)) => {
                let ours = slot.currency.as_ref().is_none_or(|currency| *currency == money.currency);
                ours && (slot.range || money.max_minor.is_none())
            }
            (SlotType::Date, Value::Text(_)) => value.as_day().is_some(),
            (SlotType::DateRange, Value::Dates(_)) => true,
            (SlotType::Confirm, Value::Bool(_)) => true,
            (SlotType::File, Value::File(_)) => true,
            (SlotType::Object, Value::Object(fields)) => return self.fields_fit(slot, fields),
            (SlotType::List, Value::Items(items)) => {
                return self.items_fit(slot, items.items.iter().map(|item| &item.value));
            }
            (SlotType::List, Value::Many(many)) => return self.items_fit(slot, many.iter()),
            _ => false,
        };
        if ok { Ok(()) } else { misfit() }
    }

    fn fields_fit(&self, slot: &Slot, values: &indexmap::IndexMap<String, Value>) -> Result<(), Misfit> {
        let fields = self.doc.fields(slot);
        values.iter().try_for_each(|(id, value)| match fields.get(id) {
            Some(field) => self.fits(field, value),
            None => Err((Code::UnknownSlot, format!("there is no field `{id}`"))),
        })
    }

    fn items_fit<'v>(&self, slot: &Slot, mut items: impl Iterator<Item = &'v Value>) -> Result<(), Misfit> {
        let Some(of) = &slot.of else { return Ok(()) };
        items.try_for_each(|item| self.fits(of, item))
    }
}

/// Whether an option of that id is there, or may be: a collection's are not known here.
pub fn known(slot: &Slot, id: &str) -> Result<(), Misfit> {
    let mut ids = slot.options.iter().chain(&slot.none_of).map(|option: &Choice| option.id.as_str());
    if slot.options_from.is_some() || ids.any(|one| one == id) {
        return Ok(());
    }
    Err((Code::UnknownOption, format!("there is no option `{id}`")))
}

fn shown(value: &Value) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
