//! The bounds that a slot sets: how large, how long, how many.

use super::{
    Reading, amount,
    misread::{Misread, MisreadCode},
    quantity,
};
use crate::{
    engine::show,
    tree::{
        json::{Slot, SlotType},
        value::{Money, Value},
    },
};

/// Characters of a text or long_text without a `max_length` of its own; a frame holds 64 KiB.
const TEXT_MOST: usize = 2_000;
const LONG_TEXT_MOST: usize = 60_000;
/// Items of a list or choice without a `max_items` of its own.
const ITEMS_MOST: usize = 200;

/// Holds money, a number, a percentage or a range of them against `range`, `min` and `max`.
pub fn amount(r: &Reading<'_>, slot: &Slot, value: &Value) -> Result<(), Misread> {
    let (low, high) = match value {
        Value::Number(number) => (*number, None),
        Value::Range(range) => (range.min, Some(range.max)),
        Value::Money(money) => (major(money, money.minor), money.max_minor.map(|max| major(money, max))),
        _ => return Ok(()),
    };
    let shown = || show::show(r.tree, slot, value, r.locale, r.context);
    let bound = |bound: f64| show::show(r.tree, slot, &like(r, slot, value, bound), r.locale, r.context);
    if high.is_some() && !slot.range {
        return Err(Misread::new(MisreadCode::Ambiguous, r.locale, "no_range", &[("value", &shown())]));
    }
    let money = slot.kind == SlotType::Money;
    let min = slot.min.unwrap_or(if money { 0.0 } else { -quantity::MOST });
    let max = slot.max.unwrap_or(quantity::MOST / if money { 100.0 } else { 1.0 });
    if low < min {
        let args = [("value", &*shown()), ("min", &*bound(min))];
        return Err(Misread::new(MisreadCode::TooSmall, r.locale, "too_small", &args));
    }
    if high.unwrap_or(low) > max {
        let args = [("value", &*shown()), ("max", &*bound(max))];
        return Err(Misread::new(MisreadCode::TooLarge, r.locale, "too_large", &args));
    }
    Ok(())
}

/// In whole units of its currency.
pub fn major(money: &Money, minor: i64) -> f64 {
    let digits = super::currency::by_code(&money.currency).map_or(2, |c| c.digits);
    minor as f64 / 10_f64.powi(i32::try_from(digits).unwrap_or(2))
}

/// The bound as a value of the same kind.
fn like(r: &Reading<'_>, slot: &Slot, value: &Value, bound: f64) -> Value {
    let Value::Money(money) = value else { return Value::Number(bound) };
    let own = amount::own_currency(r, slot);
    let currency = super::currency::by_code(&money.currency).unwrap_or(own);
    let minor = (bound * 10_f64.powi(i32::try_from(currency.digits).unwrap_or(2))) as i64;
    Value::Money(Money { minor, max_minor: None, currency: currency.code.into() })
}

/// Holds a text against `min_length` and `max_length`, in characters.
pub fn length(r: &Reading<'_>, slot: &Slot, text: &str) -> Result<(), Misread> {
    let most = if slot.kind == SlotType::LongText { LONG_TEXT_MOST } else { TEXT_MOST };
    let (min, max) = (slot.min_length.unwrap_or(0), slot.max_length.unwrap_or(most));
    between(r, text.chars().count(), min, max)
}

/// The same bounds for an ask's own rule, which has words of its own.
pub fn between(r: &Reading<'_>, has: usize, min: usize, max: usize) -> Result<(), Misread> {
    let (code, key, bound, by) = if has < min {
        (MisreadCode::TooShort, "too_short", min, min - has)
    } else if has > max {
        (MisreadCode::TooLong, "too_long", max, has - max)
    } else {
        return Ok(());
    };
    let key = if by == 1 { format!("{key}_by_one") } else { key.to_owned() };
    let [has, bound, by] = [has, bound, by].map(|n| n.to_string());
    Err(Misread::new(code, r.locale, &key, &[("has", &has), ("bound", &bound), ("by", &by)]))
}

/// Holds a number of items against `min_items` and `max_items`.
pub fn items(r: &Reading<'_>, slot: &Slot, has: usize) -> Result<(), Misread> {
    let most = slot.max_items.unwrap_or(ITEMS_MOST);
    // A list grows item by item: that it has too few yet is seen when it is closed.
    let least = if slot.kind == SlotType::List { 0 } else { slot.min_items.unwrap_or(0) };
    let (code, key, bound) = if has > most {
        (MisreadCode::TooMany, "too_many", most)
    } else if has < least {
        (MisreadCode::TooFew, "too_few", least)
    } else {
        return Ok(());
    };
    let key = if bound == 1 { format!("{key}_one") } else { key.to_owned() };
    let [has, bound] = [has, bound].map(|n| n.to_string());
    Err(Misread::new(code, r.locale, &key, &[("has", &has), ("bound", &bound)]))
}
