//! Reads what a person answered: once, here, by the slot's type and the conversation's language.

mod amount;
mod bounds;
mod choice;
mod confirm;
mod contact;
pub mod currency;
mod day;
mod file;
mod glean;
mod impossible;
mod list;
mod many;
pub mod misread;
mod month;
mod named;
mod object;
mod period;
mod quantity;
pub mod said;
mod split;
mod strict;
mod text;
mod token;
mod validate;
pub mod words;

pub use confirm::plain_yes_or_no;
pub use contact::link;
pub use misread::{Misread, MisreadCode};
pub use validate::validate;

use super::{context::Context, input::Body};
use crate::tree::{
    Tree,
    json::{Slot, SlotType},
    value::{NoneOf, Value},
};
use words::{bare, clean, is_unsure, listed, near};

/// What an answer is read against.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    pub tree: &'a Tree,
    pub context: &'a Context,
    pub locale: &'a str,
    /// Makes the ids of new list items: `i{seed}_{n}`.
    pub seed: u64,
    /// The value that the slot had, for a list that gets another item.
    pub before: Option<&'a Value>,
}

/// How an answer was read.
#[derive(Clone, Debug, PartialEq)]
pub enum Read {
    /// A value. Of a composite, the parts that could be read.
    Value(Value),
    /// "Não sei".
    Unsure,
    /// "Não tem mais", "só isso": the list is closed as it is.
    NoMore,
}

/// Reads an answer. Total: any body gives a value, a wish ("não sei") or a sentence on what is wrong.
pub fn read(r: &Reading<'_>, slot: &Slot, body: &Body) -> Result<Read, Misread> {
    match body {
        Body::Text(text) => words(r, slot, &clean(text)),
        Body::Value(value) => strict::value(r, slot, value).map(Read::Value),
        Body::Options(ids) => strict::options(r, slot, ids),
        Body::Files(files) => file::sent(r, slot, files),
    }
}

/// An option's own words come first, then "não sei" and "só isso", then whatever the type reads.
fn words(r: &Reading<'_>, slot: &Slot, text: &str) -> Result<Read, Misread> {
    if text.is_empty() {
        return Err(Misread::empty(r.locale));
    }
    let said = bare(text);
    if let Some(value) = labelled(r, slot, text, &said) {
        return Ok(Read::Value(value));
    }
    if slot.kind == SlotType::List && (listed("no_more", &said) || listed("none", &said)) {
        return Ok(Read::NoMore);
    }
    if is_unsure(text, &said) {
        return Ok(Read::Unsure);
    }
    by_type(r, slot, text).map(Read::Value)
}

/// The value of the option whose id, label or synonym the whole answer is, or of "none of them".
fn labelled(r: &Reading<'_>, slot: &Slot, text: &str, said: &str) -> Option<Value> {
    /// A shorter label must be typed exactly where the answer may be anything else.
    const NEAR_FROM: usize = 6;
    let known = choice::candidates(r, slot);
    let typo = |slot: &Slot| !matches!(slot.kind, SlotType::Text | SlotType::LongText | SlotType::List);
    let near = || {
        let mut close =
            known.iter().filter(|c| c.phrases.iter().any(|p| p.len() >= NEAR_FROM && near(said, p)));
        close.next().filter(|_| typo(slot) && close.next().is_none())
    };
    if let Some(option) = choice::exact(&known, text, said).or_else(near) {
        let many = matches!(slot.kind, SlotType::MultiChoice | SlotType::Rank);
        let several = many && !matches!(option.value, Value::None(_));
        let value = option.value.clone();
        return match (several, slot.kind) {
            (true, _) => many::settled(r, slot, vec![value]).ok(),
            (_, SlotType::List) if !matches!(value, Value::None(_)) => list::grown(r, slot, vec![value]).ok(),
            _ => Some(value),
        };
    }
    let none = slot.none_of.as_ref().filter(|_| listed("none", said))?;
    Some(Value::None(NoneOf { none: none.id.clone() }))
}

/// Reads words by the slot's type alone.
fn by_type(r: &Reading<'_>, slot: &Slot, text: &str) -> Result<Value, Misread> {
    match slot.kind {
        SlotType::Text | SlotType::LongText => text::read(r, slot, text),
        SlotType::Number | SlotType::Money | SlotType::Percent => amount::read(r, slot, text),
        SlotType::Date => day::read(r, text),
        SlotType::DateRange => period::read(r, text),
        SlotType::Confirm => confirm::read(r, text),
        SlotType::Choice => choice::read(r, slot, text),
        SlotType::MultiChoice | SlotType::Rank => many::read(r, slot, text),
        SlotType::Url => contact::url(r, text),
        SlotType::Email => contact::email(r, text),
        SlotType::Phone => contact::phone(r, text),
        SlotType::File => file::linked(r, text),
        SlotType::Object => object::read(r, slot, text),
        SlotType::List => list::read(r, slot, text),
    }
}
