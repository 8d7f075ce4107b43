//! What a step must know of the world. `turn` loads it and records it in the event, so that a replay is exact.

use crate::tree::{json::Collection, value::Value};
use indexmap::IndexMap;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Context {
    /// The calendar day in the person's time zone: what "amanhã" is counted from.
    pub today: Date,
    /// The model that is connected, if one is. It is asked only where the person agreed: [`super::Scene::ai`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Model>,
    /// The named collections that supply options.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub collections: BTreeMap<Collection, Vec<Entry>>,
    /// What each brand said last time, by the brand's id in `collections`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kits: BTreeMap<String, IndexMap<String, Value>>,
    /// Days that people name: "Carnaval", "Black Friday".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<Holiday>,
}

/// The model that is connected, as a person has to know it before they agree to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// Who runs it, by the name that people know: "OpenAI".
    pub by: String,
    /// It runs on the server's own machine or network.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub local: bool,
    /// Days for which what was asked and answered is kept by Pauta; 0: not at all.
    #[serde(default)]
    pub retention_days: u32,
    /// Days for which whoever runs it keeps what it is sent, at most; `None`: not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keeps_days: Option<u32>,
    /// What it is asked and answers is also recorded for tests, without an end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recorded: bool,
    /// Its answers were recorded before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub simulated: bool,
}

/// A member of a collection, offered as an option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub id: String,
    pub label: String,
}

/// A named day or run of days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// Names in lower case without accents ("carnaval", "black friday").
    pub names: Vec<String>,
    pub from: Date,
    pub to: Date,
}
