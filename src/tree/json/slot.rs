//! What may be known: slots, their types and their options.

use super::{ById, Locale, Text, TreeDoc};
use crate::tree::value::{Value, plain_or_none};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The type of a slot's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SlotType {
    Text,
    LongText,
    Number,
    Money,
    Percent,
    Date,
    DateRange,
    Confirm,
    Choice,
    MultiChoice,
    /// An order: of `options`, or of the person's own words where there are none.
    Rank,
    Url,
    Email,
    Phone,
    File,
    /// Fields asked as one form; see `fields` and `schema`.
    Object,
    /// Items of one type; see `of`.
    List,
}

/// What may be known: its type, its bounds, its names. Which fields fit which type is checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    #[serde(rename = "type")]
    pub kind: SlotType,
    /// How the brief names it; without one, its id in plain words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Text>,
    /// For a field of a composite: how a channel that asks part by part puts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<Text>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// A named collection that supplies the options at the time of asking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options_from: Option<Collection>,
    /// Whether an answer that is no option is taken as a new one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub allow_new: bool,
    /// The answer "none at all" ("sem mídia"), which is a value and not a gap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub none_of: Option<Choice>,
    /// Whether "5 a 10 mil" is an answer (number, percent, money).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub range: bool,
    /// ISO 4217, for money without a currency of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Lowest value (number, percent; whole currency units for money).
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "plain_or_none")]
    pub min: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "plain_or_none")]
    pub max: Option<f64>,
    /// Characters, for text and long_text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    /// Items, for list, rank and multi_choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_items: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<usize>,
    /// For a list: whether "another?" is asked after a message with one item. Default true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_more: Option<bool>,
    /// The type of a list's items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Box<Slot>>,
    /// An object's fields, in the order of asking.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub fields: ById<Slot>,
    /// An object's fields by the name of a schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The id this slot had in the former version of the tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
    /// Headings under which a pasted brief answers it ("Público", "Audience").
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub headings: IndexMap<Locale, Vec<String>>,
    /// Whether it only steers the conversation (how deep, which door) and is no part of the frozen brief.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub internal: bool,
    /// Who could answer it when it stays open ("quem cuida das vendas").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_whom: Option<Text>,
    /// The pieces that need it (`ads`, `landing_page`, …).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feeds: Vec<String>,
}

/// One option: a stable id, a label, other words for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub id: String,
    pub label: Text,
    /// One more line on what it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Text>,
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub synonyms: IndexMap<Locale, Vec<String>>,
    /// The value that the option stands for, where the slot is not a choice (a range of money on a button).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

/// The collections that `options_from` may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Collection {
    Brands,
    Products,
    Members,
    Channels,
}

impl TreeDoc {
    /// The slot at `path`: `budget`, `kit/tone`; an item id (`rivals/i3/link`) stands for the list's item type.
    pub fn slot(&self, path: &str) -> Option<&Slot> {
        let mut parts = path.split('/');
        let mut slot = self.slots.get(parts.next()?)?;
        for part in parts {
            slot = match &slot.of {
                Some(of) => of,
                None => self.fields(slot).get(part)?,
            };
        }
        Some(slot)
    }

    /// An object's fields, its own or those of its schema.
    pub fn fields<'a>(&'a self, slot: &'a Slot) -> &'a ById<Slot> {
        slot.schema.as_ref().and_then(|name| self.schemas.get(name)).unwrap_or(&slot.fields)
    }
}

impl SlotType {
    /// Read as words: a pattern or a part of it can be looked for.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::LongText | Self::Url | Self::Email | Self::Phone)
    }

    /// Of options, one or several.
    pub fn is_choice(self) -> bool {
        matches!(self, Self::Choice | Self::MultiChoice | Self::Rank)
    }

    /// An amount: it can be more or less than another.
    pub fn is_amount(self) -> bool {
        matches!(self, Self::Number | Self::Percent | Self::Money)
    }

    pub fn is_day(self) -> bool {
        matches!(self, Self::Date | Self::DateRange)
    }

    /// Of several things.
    pub fn is_many(self) -> bool {
        matches!(self, Self::MultiChoice | Self::Rank | Self::List)
    }

    /// As it is written in a tree.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "long_text",
            Self::Number => "number",
            Self::Money => "money",
            Self::Percent => "percent",
            Self::Date => "date",
            Self::DateRange => "date_range",
            Self::Confirm => "confirm",
            Self::Choice => "choice",
            Self::MultiChoice => "multi_choice",
            Self::Rank => "rank",
            Self::Url => "url",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::File => "file",
            Self::Object => "object",
            Self::List => "list",
        }
    }
}
