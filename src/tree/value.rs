//! What an answer is once it has been read: one closed set of values, compared as values and never as strings.

use indexmap::IndexMap;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The value of a slot. On the wire it is plain JSON; the shapes are told apart by their keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "wanted is a value: true, 12.5, \"text\", {\"minor\": 150000, \"currency\": \"BRL\"} …"
)]
pub enum Value {
    /// `confirm`.
    Bool(bool),
    /// `number` and `percent` (12.5 is 12.5 %).
    Number(#[serde(serialize_with = "plain")] f64),
    /// `text`, `long_text`, `url`, `email`, `phone`, an option's id (`choice`), a day (`date`, as 2026-03-15).
    Text(String),
    /// `multi_choice`, `rank`: in the person's order.
    // Before every struct, because a struct is read from a list too.
    Many(Vec<Value>),
    /// `money`; with `max_minor` a range.
    Money(Money),
    /// `date_range`; either end may be open.
    Dates(DateRange),
    /// A range where a number was asked ("5 a 10").
    Range(NumberRange),
    /// The slot's `none_of` option, by its id.
    None(NoneOf),
    /// A choice that is not among the options, where `allow_new` permits it.
    New(NewOption),
    /// `file`: an upload or a link.
    File(FileRef),
    /// `list`: items with ids that stay when others are added or removed.
    Items(Items),
    /// `object`: a value per answered field.
    Object(IndexMap<String, Value>),
}

/// An amount in minor units: R$ 1.500,50 is `{"minor":150050,"currency":"BRL"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    pub minor: i64,
    /// The upper end where the answer is a range ("5 a 10 mil").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_minor: Option<i64>,
    /// ISO 4217.
    pub currency: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DateRange {
    // `deserialize_with` makes the key itself compulsory, so that `{}` is not a range of dates.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schemars(with = "Option<String>")]
    pub from: Option<Date>,
    #[serde(deserialize_with = "Option::deserialize")]
    #[schemars(with = "Option<String>")]
    pub to: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberRange {
    #[serde(serialize_with = "plain")]
    pub min: f64,
    #[serde(serialize_with = "plain")]
    pub max: f64,
}

/// Writes 40 as `40` and not as `40.0`, as people do.
pub(super) fn plain<S: serde::Serializer>(number: &f64, s: S) -> Result<S::Ok, S::Error> {
    /// Up to here every whole number has an `f64` of its own.
    const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < WHOLE_MAX {
        return s.serialize_i64(*number as i64);
    }
    s.serialize_f64(*number)
}

/// [`plain`], where there may be none.
pub(super) fn plain_or_none<S: serde::Serializer>(number: &Option<f64>, s: S) -> Result<S::Ok, S::Error> {
    match number {
        Some(number) => plain(number, s),
        None => s.serialize_none(),
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoneOf {
    pub none: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOption {
    pub new: String,
}

/// A file that was sent (`id`) or pointed at (`link`); one of the two is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileRef {
    pub file: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Items {
    pub items: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub id: String,
    pub value: Value,
}

impl Value {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Every file in it.
    pub fn files(&self) -> Vec<&FileRef> {
        match self {
            Self::File(file) => vec![file],
            Self::Many(values) => values.iter().flat_map(Self::files).collect(),
            Self::Items(items) => items.items.iter().flat_map(|item| item.value.files()).collect(),
            Self::Object(fields) => fields.values().flat_map(Self::files).collect(),
            _ => Vec::new(),
        }
    }

    pub fn day(day: Date) -> Self {
        Self::Text(day.to_string())
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::New(new) => Some(&new.new),
            _ => None,
        }
    }

    pub fn as_day(&self) -> Option<Date> {
        self.as_text()?.parse().ok()
    }

    /// Whether there is nothing in it: empty text, no items, no fields.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Many(many) => many.is_empty(),
            Self::Items(items) => items.items.is_empty(),
            Self::Object(fields) => fields.is_empty(),
            _ => false,
        }
    }

    /// The value at `path` inside this one: an object's field, a list's item by id.
    pub fn at(&self, path: &str) -> Option<&Value> {
        if path.is_empty() {
            return Some(self);
        }
        let (head, rest) = path.split_once('/').unwrap_or((path, ""));
        match self {
            Self::Object(fields) => fields.get(head)?.at(rest),
            Self::Items(items) => items.items.iter().find(|item| item.id == head)?.value.at(rest),
            _ => None,
        }
    }

    /// The same value with the ids of list items left out: what two people who said the same have in common.
    pub fn without_item_ids(&self) -> Value {
        match self {
            Self::Items(items) => {
                Self::Many(items.items.iter().map(|i| i.value.without_item_ids()).collect())
            }
            Self::Many(many) => Self::Many(many.iter().map(Value::without_item_ids).collect()),
            Self::Object(fields) => {
                Self::Object(fields.iter().map(|(k, v)| (k.clone(), v.without_item_ids())).collect())
            }
            other => other.clone(),
        }
    }
}
