//! What may stand in a slot, as JSON Schema; and what a model put there, as the engine reads it.

use crate::{
    engine::{
        effect::{Control, Wanted},
        input::Body,
        parse::currency,
    },
    tree::{
        json::SlotType,
        value::{DateRange, Money, NewOption, NumberRange, Value},
    },
};
use indexmap::IndexMap;
use jiff::civil::Date;
use serde_json::{Map, Value as Json, json};
use std::{borrow::Cow, collections::BTreeMap};

/// The longest text for a slot that sets no bound of its own, in characters.
const TEXT_MOST: usize = 400;
/// The same for a long text.
const LONG_TEXT_MOST: usize = 2_000;
/// The items of a list that sets no bound.
const ITEMS_MOST: usize = 12;
/// A day as every model can write it.
const DAY: &str = r"^\d{4}-\d{2}-\d{2}$";

/// The key of a slot in an answer: not every provider takes a slash in a name.
pub fn key(path: &str) -> String {
    path.replace('/', ".")
}

/// What may be put into the slot, also where nobody said more than its type.
pub fn control(wanted: &Wanted) -> Cow<'_, Control> {
    match &wanted.input {
        Some(control) => Cow::Borrowed(control),
        None => Cow::Owned(Control {
            kind: wanted.kind,
            options: wanted.options.clone(),
            values: BTreeMap::new(),
            allow_new: false,
            currency: None,
            max_length: None,
            max_items: None,
            item: None,
            parts: Vec::new(),
        }),
    }
}

/// The shape of a slot's value. Amounts and days that stand alone are words, as a person would write them:
/// the engine reads those. Inside a composite each part is of its own type. `None`: no text can fill it.
pub fn schema(control: &Control) -> Option<Json> {
    match control.kind {
        SlotType::Money | SlotType::Date | SlotType::DateRange => {
            Some(json!({"type": "string", "minLength": 1}))
        }
        _ => part(control),
    }
}

fn part(control: &Control) -> Option<Json> {
    let most = control.max_items.unwrap_or(ITEMS_MOST);
    Some(match control.kind {
        SlotType::Text => text(control.max_length.unwrap_or(TEXT_MOST)),
        SlotType::LongText => text(control.max_length.unwrap_or(LONG_TEXT_MOST)),
        SlotType::Url | SlotType::Email | SlotType::Phone => text(TEXT_MOST),
        SlotType::Number | SlotType::Percent | SlotType::Money => json!({"type": "number"}),
        SlotType::Date => json!({"type": "string", "pattern": DAY}),
        SlotType::DateRange => object([("from", nullable(day())), ("to", nullable(day()))]),
        SlotType::Confirm => json!({"type": "boolean"}),
        SlotType::Choice => option(control)?,
        SlotType::MultiChoice => list(option(control)?, most),
        SlotType::Rank => list(option(control).unwrap_or_else(|| text(TEXT_MOST)), most),
        SlotType::List => list(part(control.item.as_deref()?)?, most),
        SlotType::Object => {
            let parts = control.parts.iter().filter_map(|of| Some((&*of.path, nullable(part(&of.input)?))));
            object(parts)
        }
        SlotType::File => return None,
    })
}

fn text(most: usize) -> Json {
    json!({"type": "string", "minLength": 1, "maxLength": most})
}

fn day() -> Json {
    json!({"type": "string", "pattern": DAY})
}

fn list(of: Json, most: usize) -> Json {
    json!({"type": "array", "items": of, "maxItems": most})
}

/// An option by its id. Where a new one is welcome any text may be one; without options there is nothing to say.
fn option(control: &Control) -> Option<Json> {
    let ids: Vec<&str> = control.options.iter().map(|option| &*option.id).collect();
    match (control.allow_new, ids.is_empty()) {
        (true, _) => Some(text(TEXT_MOST)),
        (false, true) => None,
        (false, false) => Some(json!({"type": "string", "enum": ids})),
    }
}

/// Something, or nothing said.
pub fn nullable(of: Json) -> Json {
    json!({"anyOf": [of, {"type": "null"}]})
}

/// An object with exactly these parts.
pub fn object<N: Into<String>>(parts: impl IntoIterator<Item = (N, Json)>) -> Json {
    let parts: Map<String, Json> = parts.into_iter().map(|(name, part)| (name.into(), part)).collect();
    let names: Vec<String> = parts.keys().cloned().collect();
    json!({"type": "object", "properties": parts, "required": names, "additionalProperties": false})
}

/// What a model put into a slot, as an answer that the engine reads by the slot's type.
pub fn body(control: &Control, said: &Json) -> Option<Body> {
    match (control.kind, said) {
        (SlotType::Choice, Json::String(id)) if is_option(control, id) => {
            Some(Body::Options(vec![id.clone()]))
        }
        (SlotType::MultiChoice | SlotType::Rank, Json::Array(ids)) if !control.allow_new => {
            let ids: Vec<String> = ids.iter().filter_map(Json::as_str).map(str::to_owned).collect();
            if ids.is_empty() {
                return None;
            }
            let own_words = control.options.is_empty();
            let words = || Value::Many(ids.iter().cloned().map(Value::Text).collect());
            Some(if own_words { Body::Value(words()) } else { Body::Options(ids) })
        }
        (SlotType::Money | SlotType::Date | SlotType::DateRange, Json::String(words)) => {
            Some(Body::Text(words.clone()))
        }
        (SlotType::Text | SlotType::LongText, Json::String(words)) => {
            (!words.trim().is_empty()).then(|| Body::Text(words.trim().to_owned()))
        }
        _ => value(control, said).map(Body::Value),
    }
}

fn is_option(control: &Control, id: &str) -> bool {
    control.options.iter().any(|option| option.id == id)
}

/// A part of a composite, of its own type.
fn value(control: &Control, said: &Json) -> Option<Value> {
    match (control.kind, said) {
        (SlotType::Number | SlotType::Percent, Json::Number(number)) => number.as_f64().map(Value::Number),
        (SlotType::Number | SlotType::Percent, Json::Object(range)) => {
            let end = |name: &str| range.get(name).and_then(Json::as_f64);
            Some(Value::Range(NumberRange { min: end("min")?, max: end("max")? }))
        }
        (SlotType::Money, Json::Number(number)) => money(control, number.as_f64()?),
        (SlotType::Date, Json::String(day)) => day.parse::<Date>().ok().map(Value::day),
        (SlotType::DateRange, Json::Object(ends)) => {
            let end = |name: &str| ends.get(name).and_then(Json::as_str).and_then(|day| day.parse().ok());
            let (from, to): (Option<Date>, Option<Date>) = (end("from"), end("to"));
            (from.is_some() || to.is_some()).then_some(Value::Dates(DateRange { from, to }))
        }
        (SlotType::Confirm, Json::Bool(yes)) => Some(Value::Bool(*yes)),
        (SlotType::Choice, Json::String(said)) => chosen(control, said),
        (SlotType::MultiChoice | SlotType::Rank, Json::Array(said)) => {
            let own = control.kind == SlotType::Rank && control.options.is_empty();
            let one = |said: &Json| match own {
                true => said.as_str().map(Value::text),
                false => chosen(control, said.as_str()?),
            };
            some(said.iter().filter_map(one).collect())
        }
        (SlotType::List, Json::Array(said)) => {
            let of = control.item.as_deref()?;
            some(said.iter().filter_map(|said| value(of, said)).collect())
        }
        (SlotType::Object, Json::Object(said)) => {
            let part = |name: &str| control.parts.iter().find(|part| part.path == name);
            let parts: IndexMap<String, Value> = said
                .iter()
                .filter_map(|(name, said)| Some((name.clone(), value(&part(name)?.input, said)?)))
                .collect();
            (!parts.is_empty()).then_some(Value::Object(parts))
        }
        (kind, Json::String(words)) if kind.is_text() => {
            let words = words.trim();
            (!words.is_empty()).then(|| Value::text(words))
        }
        _ => None,
    }
}

fn some(values: Vec<Value>) -> Option<Value> {
    (!values.is_empty()).then_some(Value::Many(values))
}

fn chosen(control: &Control, said: &str) -> Option<Value> {
    if let Some(value) = control.values.get(said) {
        return Some(value.clone());
    }
    let new = || (control.allow_new && !said.trim().is_empty()).then(|| said.trim().to_owned());
    match is_option(control, said) {
        true => Some(Value::text(said)),
        false => new().map(|new| Value::New(NewOption { new })),
    }
}

/// An amount in whole units of the slot's currency.
fn money(control: &Control, units: f64) -> Option<Value> {
    /// Up to here every amount in minor units is exact.
    const MOST: f64 = 9_007_199_254_740_992.0;
    let currency = currency::by_code(control.currency.as_deref().unwrap_or("BRL"))?;
    let minor = (units * 10_f64.powi(currency.digits.try_into().ok()?)).round();
    let money = Money { minor: minor as i64, max_minor: None, currency: currency.code.to_owned() };
    (minor.abs() < MOST).then_some(Value::Money(money))
}
