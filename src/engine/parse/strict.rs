//! Values as a form or a program sends them, held to the slot's type as strictly as words are.

use super::{
    Read, Reading, bounds,
    choice::{self, candidates},
    contact, currency, file, list, many,
    misread::{Misread, MisreadCode},
    month, text,
    words::Lang,
};
use crate::tree::{
    json::{Slot, SlotType},
    value::{DateRange, Item, Items, NewOption, Value},
};
use indexmap::IndexMap;
use jiff::civil::Date;

/// Takes a value, tidied; of an object, the fields that are there.
pub fn value(r: &Reading<'_>, slot: &Slot, value: &Value) -> Result<Value, Misread> {
    if let Value::None(none) = value {
        let known = slot.none_of.as_ref().is_some_and(|option| option.id == none.none);
        return if known { Ok(value.clone()) } else { Err(wrong(r)) };
    }
    match (slot.kind, value) {
        (SlotType::Text | SlotType::LongText, Value::Text(words)) => text::read(r, slot, words),
        (SlotType::Number | SlotType::Percent, Value::Number(number)) => {
            if number.is_finite() {
                bounded(r, slot, value)
            } else {
                Err(wrong(r))
            }
        }
        (SlotType::Number | SlotType::Percent, Value::Range(range)) => {
            if range.min <= range.max {
                bounded(r, slot, value)
            } else {
                Err(wrong(r))
            }
        }
        (SlotType::Money, Value::Money(money)) => {
            let ordered = money.max_minor.is_none_or(|max| max >= money.minor);
            let known = currency::by_code(&money.currency).is_some();
            if ordered && known { bounded(r, slot, value) } else { Err(wrong(r)) }
        }
        (SlotType::Date, Value::Text(day)) => {
            let day = day.parse::<Date>().ok().filter(|day| month::sensible(day.year()));
            day.map(Value::day)
                .ok_or_else(|| Misread::unreadable(r.locale, "no_date", value.as_text().unwrap_or("")))
        }
        (SlotType::DateRange, Value::Dates(range)) => dates(r, range),
        (SlotType::Confirm, Value::Bool(_)) => Ok(value.clone()),
        (SlotType::Choice, value) => option(r, slot, value),
        (SlotType::MultiChoice, Value::Many(chosen)) => {
            let chosen = chosen.iter().map(|one| option(r, slot, one)).collect::<Result<Vec<_>, _>>()?;
            many::settled(r, slot, chosen)
        }
        (SlotType::Rank, Value::Many(chosen)) => {
            let own = candidates(r, slot).is_empty();
            let one = |one: &Value| match one {
                Value::Text(words) if own => text::read(r, slot, words),
                one => option(r, slot, one),
            };
            let chosen = chosen.iter().map(one).collect::<Result<Vec<_>, _>>()?;
            many::settled(r, slot, chosen)
        }
        (SlotType::Url, Value::Text(words)) => contact::url(r, words),
        (SlotType::Email, Value::Text(words)) => contact::email(r, words),
        (SlotType::Phone, Value::Text(words)) => {
            let dialled = contact::dialled(words, Lang::of(r.locale));
            dialled.map(Value::Text).ok_or_else(|| Misread::unreadable(r.locale, "no_phone", words))
        }
        (SlotType::File, Value::File(sent)) => file::strict(r, sent).map(Value::File),
        (SlotType::List, value) => items(r, slot, value),
        (SlotType::Object, value) => object(r, slot, value),
        _ => Err(wrong(r)),
    }
}

/// Takes options by id, and the buttons that every question may have.
pub fn options(r: &Reading<'_>, slot: &Slot, ids: &[String]) -> Result<Read, Misread> {
    match ids {
        [] => return Err(Misread::empty(r.locale)),
        [one] if one == "unsure" && !candidates(r, slot).iter().any(|c| c.id == "unsure") => {
            return Ok(Read::Unsure);
        }
        [one] if one == "no_more" && slot.kind == SlotType::List => return Ok(Read::NoMore),
        _ => {}
    }
    let of = slot.of.as_deref().filter(|_| slot.kind == SlotType::List);
    let mut known = candidates(r, slot);
    known.extend(of.iter().flat_map(|of| candidates(r, of)));
    let chosen = |id: &String| match (slot.kind, id.as_str()) {
        (SlotType::Confirm, "yes" | "true") => Ok(Value::Bool(true)),
        (SlotType::Confirm, "no" | "false") => Ok(Value::Bool(false)),
        _ => {
            let option = known.iter().find(|c| c.id == *id);
            option.map(|c| c.value.clone()).ok_or_else(|| choice::unknown(r, &known, id))
        }
    };
    let values = ids.iter().map(chosen).collect::<Result<Vec<_>, _>>()?;
    let value = match (slot.kind, &values[..]) {
        (SlotType::MultiChoice | SlotType::Rank, _) => many::settled(r, slot, values)?,
        (_, [one]) if matches!(one, Value::None(_)) => one.clone(),
        (SlotType::List, _) => list::grown(r, slot, values)?,
        (_, [one]) => one.clone(),
        _ => {
            let has = values.len().to_string();
            return Err(Misread::new(
                MisreadCode::TooMany,
                r.locale,
                "too_many_one",
                &[("has", &has), ("bound", "1")],
            ));
        }
    };
    Ok(Read::Value(value))
}

fn wrong(r: &Reading<'_>) -> Misread {
    Misread::new(MisreadCode::Unreadable, r.locale, "wrong_type", &[])
}

fn bounded(r: &Reading<'_>, slot: &Slot, value: &Value) -> Result<Value, Misread> {
    bounds::amount(r, slot, value).map(|()| value.clone())
}

fn dates(r: &Reading<'_>, range: &DateRange) -> Result<Value, Misread> {
    let sensible = [range.from, range.to].into_iter().flatten().all(|day| month::sensible(day.year()));
    match (range.from, range.to) {
        (None, None) => Err(Misread::empty(r.locale)),
        (Some(from), Some(to)) if from > to => {
            let [from, to] = [from, to].map(|day| crate::engine::show::day(day, r.locale));
            Err(Misread::new(MisreadCode::TooEarly, r.locale, "ends_first", &[("from", &from), ("to", &to)]))
        }
        _ if sensible => Ok(Value::Dates(range.clone())),
        _ => Err(wrong(r)),
    }
}

fn option(r: &Reading<'_>, slot: &Slot, value: &Value) -> Result<Value, Misread> {
    let known = candidates(r, slot);
    match value {
        Value::New(NewOption { new }) if slot.allow_new => choice::new(r, new),
        Value::Text(id) => {
            let option = known.iter().find(|c| c.id == *id);
            option.map(|c| c.value.clone()).ok_or_else(|| choice::unknown(r, &known, id))
        }
        Value::None(none) if slot.none_of.as_ref().is_some_and(|option| option.id == none.none) => {
            Ok(value.clone())
        }
        _ => Err(wrong(r)),
    }
}

/// A list with the ids it has, or bare values that get ids.
fn items(r: &Reading<'_>, slot: &Slot, sent: &Value) -> Result<Value, Misread> {
    const ID_MOST: usize = 64;
    let one = |sent: &Value| match slot.of.as_deref() {
        Some(of) => value(r, of, sent),
        None => Err(wrong(r)),
    };
    match sent {
        Value::Many(values) => {
            let values = values.iter().map(one).collect::<Result<Vec<_>, _>>()?;
            list::grown(&Reading { before: None, ..*r }, slot, values)
        }
        Value::Items(Items { items }) => {
            bounds::items(r, slot, items.len())?;
            let mut checked: Vec<Item> = Vec::with_capacity(items.len());
            for item in items {
                let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
                let named = !item.id.is_empty() && item.id.len() <= ID_MOST && item.id.chars().all(plain);
                if !named || checked.iter().any(|known| known.id == item.id) {
                    return Err(wrong(r));
                }
                checked.push(Item { id: item.id.clone(), value: one(&item.value)? });
            }
            Ok(Value::Items(Items { items: checked }))
        }
        _ => Err(wrong(r)),
    }
}

/// The fields that are there, each of its own type. What looks like another kind of value is taken apart
/// again: `{"from": …, "to": …}` may be two fields.
fn object(r: &Reading<'_>, slot: &Slot, sent: &Value) -> Result<Value, Misread> {
    let fields = r.tree.fields(slot);
    let sent: IndexMap<String, Value> = match sent {
        Value::Object(fields) => fields.clone(),
        Value::Dates(_)
        | Value::Range(_)
        | Value::Money(_)
        | Value::New(_)
        | Value::File(_)
        | Value::Items(_) => {
            let again = serde_json::to_value(sent)
                .and_then(serde_json::from_value::<IndexMap<String, serde_json::Value>>);
            let again = again.map_err(|_| wrong(r))?;
            let there = again.into_iter().filter(|(_, value)| !value.is_null());
            let read = there.map(|(name, value)| serde_json::from_value(value).map(|value| (name, value)));
            read.collect::<Result<_, _>>().map_err(|_| wrong(r))?
        }
        _ => return Err(wrong(r)),
    };
    if sent.is_empty() {
        return Err(Misread::empty(r.locale));
    }
    let mut checked = IndexMap::new();
    for (name, part) in &sent {
        let field = fields.get(name).ok_or_else(|| wrong(r))?;
        checked.insert(name.clone(), value(r, field, part)?);
    }
    let ordered =
        fields.keys().filter_map(|name| checked.swap_remove(name).map(|value| (name.clone(), value)));
    Ok(Value::Object(ordered.collect()))
}
