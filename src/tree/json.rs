//! The wire form `pauta.tree/1`: the only shape in which a tree is stored, edited, exported and imported.

mod node;
mod slot;
mod test;

pub use node::*;
pub use slot::*;
pub use test::*;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The format that this version reads and writes.
pub const FORMAT: &str = "pauta.tree/1";

/// A language tag such as `pt-BR` or `en`.
pub type Locale = String;
/// One text in every language of the tree.
pub type Text = IndexMap<Locale, String>;

/// Things by their id, in the order of the file. A walk looks them up by the hundred.
pub type ById<T> = IndexMap<String, T, foldhash::fast::RandomState>;
/// The key of a node in `nodes`.
pub type NodeId = String;
/// A slot, or a part of one: `budget`, `kit/tone`.
pub type SlotPath = String;

/// A dialogue tree. Ids are stable snake_case keys; names are labels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TreeDoc {
    /// Where an editor finds the JSON Schema. Not part of the content hash.
    #[serde(default, rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Always `pauta.tree/1`.
    pub format: String,
    pub id: String,
    pub title: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// The languages in which every text is written.
    pub locales: Vec<Locale>,
    pub default_locale: Locale,
    /// What the tree works better with. A tree always runs: without it, rules stand in or say what to connect.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<IndexMap<String, String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chapters: Vec<Chapter>,
    /// Named sets of fields, for slots of type `object` that share them.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub schemas: ById<ById<Slot>>,
    pub slots: ById<Slot>,
    pub start: NodeId,
    pub nodes: ById<Node>,
    /// More words for the commands that work at every question, per locale.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub commands: IndexMap<CommandName, IndexMap<Locale, Vec<String>>>,
    /// What the quality score (0–100) is made of; the points add up to 100.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub score: Vec<ScoreRule>,
    /// Where an editor draws each node. Not part of the content hash.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub layout: BTreeMap<NodeId, [f64; 2]>,
    /// Conversations that the tree promises. Not part of the content hash.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<Test>,
}

/// A part of the briefing with a title; a person may skip one whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    pub id: String,
    pub title: Text,
}

/// The commands that work at every question: words, buttons and Telegram commands alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommandName {
    Back,
    Edit,
    Skip,
    Help,
    Repeat,
    Restart,
    Summary,
    Language,
    Human,
    Stop,
    Resume,
    Reopen,
    Cancel,
    /// A text, or a file with one, from which answers are to be taken.
    Paste,
    /// Gives consent to a model, or takes it back.
    Ai,
}

/// A part of the quality score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreRule {
    pub id: String,
    pub rule: ScoreKind,
    pub points: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<SlotPath>,
    /// Why points are missing, and what would earn them.
    pub reason: Text,
}

/// How a part of the score is earned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScoreKind {
    /// The share of required slots on the path that are set; with `slots`, of those.
    Complete,
    /// The share of the slots that hold a number, a name or a date.
    Specific,
    /// The slot holds one idea: one sentence, no enumeration.
    OneIdea,
    /// The share of list items that come with a source or file.
    Proof,
    /// Metric, target and date are all there.
    Smart,
    /// The share of the slots that are set at all.
    Present,
}
