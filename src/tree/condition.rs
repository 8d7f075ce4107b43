//! Conditions: a nested `all | any | not` of comparisons between a slot and a value.

use super::{json::SlotPath, pattern::Compiled, value::Value};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use serde_json::{Map, Value as Json, from_value};
use std::{borrow::Cow, cmp::Ordering, collections::BTreeSet};

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Condition {
    /// Every one holds.
    All {
        all: Vec<Condition>,
    },
    /// At least one holds.
    Any {
        any: Vec<Condition>,
    },
    /// It does not hold.
    Not {
        not: Box<Condition>,
    },
    Test(Comparison),
}

/// `slot op value`. Besides the tree's slots, `$ai` (a model is connected and consented to) can be asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    pub slot: SlotPath,
    pub op: Op,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Of `value`, for `matches`.
    #[serde(skip)]
    #[schemars(skip)]
    pub pattern: Compiled,
}

/// A range (money, numbers, days) compares only if every value in it does: "R$ 3 a 8 mil" is neither
/// `gte` nor `lte` 5 mil. `none_of` is below any amount. A slot that is not set is `empty` and `ne`
/// to everything; nothing else holds of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    Eq,
    Ne,
    Gt,
    Gte,
    Lt,
    Lte,
    /// The slot's value is one of the listed ones.
    In,
    /// The slot's value (a list, a multi-choice, a text) contains the value.
    Contains,
    Empty,
    Set,
    /// A regular expression.
    Matches,
}

/// The pseudo-slot that tells whether a model is connected and consented to.
pub const AI: &str = "$ai";

/// By hand, so that a mistake in one comparison is told as what it is.
impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let mut keys = Map::deserialize(d)?;
        let mut only = |key: &str| match keys.remove(key) {
            Some(value) if keys.is_empty() => Ok(Some(value)),
            Some(_) => Err(D::Error::custom(format!("a condition with `{key}` has no other key"))),
            None => Ok(None),
        };
        let (all, any, not) = (only("all")?, only("any")?, only("not")?);
        match (all, any, not) {
            (Some(all), ..) => from_value(all).map(|all| Self::All { all }),
            (_, Some(any), _) => from_value(any).map(|any| Self::Any { any }),
            (.., Some(not)) => from_value(not).map(|not| Self::Not { not }),
            _ => from_value(Json::Object(keys)).map(Self::Test),
        }
        .map_err(D::Error::custom)
    }
}

impl Condition {
    /// Whether it holds of the values that `get` knows by slot path.
    pub fn holds<'v>(&self, get: &dyn Fn(&str) -> Option<Cow<'v, Value>>) -> bool {
        match self {
            Self::All { all } => all.iter().all(|condition| condition.holds(get)),
            Self::Any { any } => any.iter().any(|condition| condition.holds(get)),
            Self::Not { not } => !not.holds(get),
            Self::Test(test) => test.holds(get(&test.slot).as_deref()),
        }
    }

    /// Every slot that it reads, `$ai` included.
    pub fn slots(&self) -> BTreeSet<&str> {
        let mut slots = BTreeSet::new();
        self.each(&mut |test| {
            slots.insert(test.slot.as_str());
        });
        slots
    }

    /// Visits every comparison.
    pub fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a Comparison)) {
        match self {
            Self::All { all: many } | Self::Any { any: many } => many.iter().for_each(|one| one.each(visit)),
            Self::Not { not } => not.each(visit),
            Self::Test(test) => visit(test),
        }
    }
}

impl Comparison {
    fn holds(&self, left: Option<&Value>) -> bool {
        let left = left.filter(|value| !value.is_empty());
        match (self.op, left, &self.value) {
            (Op::Empty, left, _) => left.is_none(),
            (Op::Set, left, _) => left.is_some(),
            (Op::Ne, left, right) => !left.zip(right.as_ref()).is_some_and(|(l, r)| same(l, r)),
            (_, None, _) | (_, _, None) => false,
            (Op::Eq, Some(left), Some(right)) => same(left, right),
            (Op::In, Some(left), Some(right)) => members(right).any(|one| same(left, one)),
            (Op::Contains, Some(left), Some(right)) => contains(left, right),
            (Op::Matches, Some(left), Some(right)) => {
                let both = left.as_text().zip(right.as_text());
                both.is_some_and(|(text, pattern)| self.pattern.is_match(pattern, text))
            }
            (Op::Gt, Some(left), Some(right)) => compare(left, right).is_some_and(|(low, _)| low.is_gt()),
            (Op::Gte, Some(left), Some(right)) => compare(left, right).is_some_and(|(low, _)| low.is_ge()),
            (Op::Lt, Some(left), Some(right)) => compare(left, right).is_some_and(|(_, high)| high.is_lt()),
            (Op::Lte, Some(left), Some(right)) => compare(left, right).is_some_and(|(_, high)| high.is_le()),
        }
    }
}

/// Equal as values: item ids do not count, and an option is its id however it was written.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::None(none), Value::Text(id)) | (Value::Text(id), Value::None(none)) => none.none == *id,
        (Value::Items(_) | Value::Many(_) | Value::Object(_), _) => {
            left.without_item_ids() == right.without_item_ids()
        }
        _ => left == right,
    }
}

fn contains(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Text(text), Value::Text(part)) => text.to_lowercase().contains(&part.to_lowercase()),
        (left, Value::Many(parts)) => parts.iter().all(|part| contains(left, part)),
        (Value::Items(items), part) => items.items.iter().any(|item| same(&item.value, part)),
        (Value::Many(many), part) => many.iter().any(|one| same(one, part)),
        (Value::None(_), part) => same(left, part),
        _ => false,
    }
}

/// The values of a list, or the one value itself.
fn members(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::Many(many) => many.as_slice(),
        one => std::slice::from_ref(one),
    }
    .iter()
}

/// How the lowest and the highest value of `left` stand to `right`; `None` where they cannot be compared.
fn compare(left: &Value, right: &Value) -> Option<(Ordering, Ordering)> {
    match (left, right) {
        (Value::None(_), Value::Money(_) | Value::Number(_) | Value::Range(_)) => {
            Some((Ordering::Less, Ordering::Less))
        }
        (Value::Money(l), Value::Money(r)) if l.currency == r.currency => {
            let high = r.max_minor.unwrap_or(r.minor);
            Some((l.minor.cmp(&high), l.max_minor.unwrap_or(l.minor).cmp(&r.minor)))
        }
        (Value::Number(_) | Value::Range(_), Value::Number(_) | Value::Range(_)) => {
            let ((l_min, l_max), (r_min, r_max)) = (bounds(left)?, bounds(right)?);
            l_min.partial_cmp(&r_max).zip(l_max.partial_cmp(&r_min))
        }
        _ => {
            let ((l_from, l_to), (r_from, r_to)) = (days(left)?, days(right)?);
            Some((l_from.cmp(&r_to), l_to.cmp(&r_from)))
        }
    }
}

fn bounds(value: &Value) -> Option<(f64, f64)> {
    match value {
        Value::Number(number) => Some((*number, *number)),
        Value::Range(range) => Some((range.min, range.max)),
        _ => None,
    }
}

/// An open end is as early, or as late, as a day can be.
fn days(value: &Value) -> Option<(Date, Date)> {
    match value {
        Value::Dates(range) => Some((range.from.unwrap_or(Date::MIN), range.to.unwrap_or(Date::MAX))),
        value => value.as_day().map(|day| (day, day)),
    }
}
