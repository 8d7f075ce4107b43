//! What channels take, as data: `limits.json` has every row with its source and date, and
//! `docs/limits.md` shows them.

mod measure;
mod reach;

pub use measure::{Measure, VARIABLE};
pub use reach::{Overrun, judged};

use super::{Kind, content::SocialChannel};
use serde::Deserialize;
use std::sync::LazyLock;

/// One row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    pub name: String,
    /// Absent where no piece has such a thing yet.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// For a post or a script: only there.
    #[serde(default)]
    pub channel: Option<SocialChannel>,
    /// A JSON pointer into the content; `*` stands for every entry of a list. In a later row, what it will be of.
    pub path: String,
    #[serde(default)]
    pub min: Option<u32>,
    #[serde(default)]
    pub max: Option<u32>,
    pub unit: Measure,
    /// Of the type, where pixels are counted.
    #[serde(default)]
    pub size: Option<u32>,
    pub level: Strength,
    #[serde(default)]
    pub of: Of,
    #[serde(default)]
    pub when: Option<When>,
    pub source: Origin,
    /// Which row of the catalogue it comes from.
    pub from: String,
    /// Its own, where it was looked up later than the rest.
    #[serde(default)]
    date: Option<String>,
    /// A phrase that says better what goes wrong than that it is too long.
    #[serde(default)]
    pub message: Option<String>,
    /// Nothing is held against it yet.
    #[serde(default)]
    pub later: bool,
}

/// What happens beyond it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// The rest is folded away until somebody asks for it.
    Fold,
    /// It is shown cut, or does less.
    Soft,
    /// The channel refuses it.
    Hard,
}

/// How many of the texts have to keep to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    #[default]
    Each,
    One,
}

/// Only for such contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    Media,
    NoMedia,
    Gsm7,
    Ucs2,
}

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Origin {
    /// Official documentation.
    #[serde(rename = "o")]
    Official,
    #[serde(rename = "3")]
    ThirdParty,
    /// Seen in an open repository.
    #[serde(rename = "r")]
    Repository,
    /// General knowledge.
    #[serde(rename = "k")]
    Known,
    /// Asked for by whoever ordered the catalogue.
    #[serde(rename = "s")]
    Asked,
}

#[derive(Debug, Deserialize)]
struct Table {
    date: String,
    limits: Vec<Limit>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_json::from_str(include_str!("limits.json")).expect("the compiled-in limits are valid JSON")
});

/// Every row, in the order of the catalogue.
pub fn all() -> &'static [Limit] {
    &TABLE.limits
}

impl Limit {
    /// When it was looked up.
    pub fn date(&self) -> &str {
        self.date.as_deref().unwrap_or(&TABLE.date)
    }

    /// The length of a text as this row counts.
    pub fn length(&self, text: &str) -> u32 {
        self.unit.length(text, self.size)
    }
}
