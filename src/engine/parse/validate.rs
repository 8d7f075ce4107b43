//! An ask's own rules, with its own words.

use super::{
    Reading, bounds,
    misread::{Misread, MisreadCode},
};
use crate::tree::{
    json::{Rule, Validation},
    value::Value,
};
use jiff::civil::Date;
use regex::Regex;

/// Holds a value that was read against the ask's own rules; the first that fails is told in its own
/// words. `other` looks up another slot's live value, for `not_before`. "None of them" breaks no rule.
pub fn validate(
    r: &Reading<'_>,
    rules: &[Validation],
    value: &Value,
    other: &dyn Fn(&str) -> Option<Value>,
) -> Result<(), Misread> {
    if matches!(value, Value::None(_)) {
        return Ok(());
    }
    for rule in rules {
        if let Some(code) = broken(r, rule, value, other) {
            return Err(Misread { message: r.tree.text(&rule.message, r.locale).to_owned(), code });
        }
    }
    Ok(())
}

/// The code of the rule, if the value breaks it; a rule that does not fit the value's type breaks nothing
/// (`tree check` finds it).
fn broken(
    r: &Reading<'_>,
    rule: &Validation,
    value: &Value,
    other: &dyn Fn(&str) -> Option<Value>,
) -> Option<MisreadCode> {
    let characters = || value.as_text().map(|text| text.chars().count());
    let bound = || match &rule.value {
        Some(Value::Number(number)) => Some(*number),
        Some(Value::Money(money)) => Some(bounds::major(money, money.minor)),
        _ => None,
    };
    let items = || match value {
        Value::Many(many) => Some(many.len()),
        Value::Items(items) => Some(items.items.len()),
        _ => None,
    };
    let (fails, code) = match rule.rule {
        Rule::MinLength => (((characters()?) as f64) < bound()?, MisreadCode::TooShort),
        Rule::MaxLength => (characters()? as f64 > bound()?, MisreadCode::TooLong),
        Rule::Min => (ends(value)?.0 < bound()?, MisreadCode::TooSmall),
        Rule::Max => (ends(value)?.1 > bound()?, MisreadCode::TooLarge),
        Rule::MinItems => (((items()?) as f64) < bound()?, MisreadCode::TooFew),
        Rule::MaxItems => (items()? as f64 > bound()?, MisreadCode::TooMany),
        Rule::Matches => {
            let pattern = Regex::new(rule.value.as_ref()?.as_text()?).ok()?;
            (!pattern.is_match(value.as_text()?), MisreadCode::Pattern)
        }
        Rule::NotPast => (first_day(value)? < r.context.today, MisreadCode::Past),
        Rule::NotBefore => {
            let other = other(rule.value.as_ref()?.as_text()?)?;
            (first_day(value)? < first_day(&other)?, MisreadCode::TooEarly)
        }
    };
    fails.then_some(code)
}

/// The lower and the upper end of a number, in whole units for money.
fn ends(value: &Value) -> Option<(f64, f64)> {
    match value {
        Value::Number(number) => Some((*number, *number)),
        Value::Range(range) => Some((range.min, range.max)),
        Value::Money(money) => {
            let ends = (money.minor, money.max_minor.unwrap_or(money.minor));
            Some((bounds::major(money, ends.0), bounds::major(money, ends.1)))
        }
        _ => None,
    }
}

/// The day it begins, or the day it ends where it has no beginning.
fn first_day(value: &Value) -> Option<Date> {
    match value {
        Value::Dates(range) => range.from.or(range.to),
        value => value.as_day(),
    }
}
