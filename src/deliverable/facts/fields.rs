//! The fields of a brief by their paths, however deep a value lies.

use crate::{
    engine::{
        brief::{Brief, Field, FieldState},
        show,
    },
    tree::value::{NoneOf, Value},
};

/// The fields that somebody settled, or took as an assumption.
pub(super) struct Fields<'a> {
    brief: &'a Brief,
}

impl<'a> Fields<'a> {
    pub fn of(brief: &'a Brief) -> Self {
        Self { brief }
    }

    pub fn locale(&self) -> &'a str {
        &self.brief.locale
    }

    pub fn all(&self) -> impl Iterator<Item = (&'a Field, &'a Value)> {
        self.brief.fields.iter().filter(|field| holds(field)).filter_map(|it| Some((it, it.value.as_ref()?)))
    }

    pub fn field(&self, path: &str) -> Option<&'a Field> {
        self.all().map(|(field, _)| field).find(|field| field.path == path)
    }

    /// The value at a path: a field's own, or one inside of a field's.
    pub fn value(&self, path: &str) -> Option<&'a Value> {
        let inside = |(field, value): (&'a Field, &'a Value)| match path.strip_prefix(field.path.as_str())? {
            "" => Some(value),
            rest => value.at(rest.strip_prefix('/')?),
        };
        self.all().find_map(inside)
    }

    /// Whether the "none of these" of that id was said.
    pub fn is_none_of(&self, path: &str, id: &str) -> bool {
        matches!(self.value(path), Some(Value::None(NoneOf { none })) if none == id)
    }

    /// A single text in the person's words.
    pub fn text(&self, path: &str) -> Option<String> {
        self.value(path).and_then(text)
    }

    /// As a person reads it: a choice's label, a day, an amount.
    pub fn shown(&self, path: &str) -> Option<String> {
        self.field(path)?.shown.clone().filter(|shown| !shown.is_empty())
    }

    /// A day or an amount inside of an object, as a person reads it.
    pub fn plain(&self, path: &str) -> Option<String> {
        match self.value(path)? {
            Value::Money(money) => Some(show::money(money, None, self.locale())),
            Value::Dates(range) => Some(show::dates(range, self.locale())),
            value => self.day_or_number(value),
        }
    }

    pub fn day_or_number(&self, value: &Value) -> Option<String> {
        match value {
            Value::Number(number) => Some(show::number(*number, self.locale())),
            Value::Range(range) => {
                let end = |number| show::number(number, self.locale());
                Some(format!("{}–{}", end(range.min), end(range.max)))
            }
            value => Some(match value.as_day() {
                Some(day) => show::day(day, self.locale()),
                None => text(value)?,
            }),
        }
    }

    /// The items of a list, a ranking or a choice of several.
    pub fn items(&self, path: &str) -> Vec<&'a Value> {
        match self.value(path) {
            Some(Value::Items(items)) => items.items.iter().map(|item| &item.value).collect(),
            Some(Value::Many(many)) => many.iter().collect(),
            Some(one @ (Value::Text(_) | Value::New(_) | Value::Object(_))) => vec![one],
            _ => Vec::new(),
        }
    }

    pub fn texts(&self, path: &str) -> Vec<String> {
        self.items(path).into_iter().filter_map(text).collect()
    }

    /// Every text inside of a value, days and amounts as a person reads them.
    pub fn leaves(&self, value: &Value) -> Vec<String> {
        match value {
            Value::Many(many) => many.iter().flat_map(|value| self.leaves(value)).collect(),
            Value::Items(items) => items.items.iter().flat_map(|item| self.leaves(&item.value)).collect(),
            Value::Object(parts) => parts.values().flat_map(|value| self.leaves(value)).collect(),
            Value::Money(money) => vec![show::money(money, None, self.locale())],
            Value::Dates(range) => vec![show::dates(range, self.locale())],
            value => self.day_or_number(value).into_iter().collect(),
        }
    }
}

fn holds(field: &Field) -> bool {
    matches!(field.state, FieldState::Settled | FieldState::Assumed)
}

/// A text without what a gap is marked by.
pub(super) fn text(value: &Value) -> Option<String> {
    let text = crate::deliverable::gap::harmless(value.as_text()?).trim().to_owned();
    (!text.is_empty()).then_some(text)
}
