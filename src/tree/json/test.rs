//! The conversations that a tree promises to hold.

use super::{CommandName, Locale, NodeId, SlotPath};
use crate::tree::value::Value;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A conversation that the tree promises to hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Test {
    pub name: String,
    pub locale: Locale,
    /// `rules` (the built-in rules) or `cassette` (a recorded answer).
    #[serde(default = "rules")]
    pub llm: String,
    #[serde(default, skip_serializing_if = "World::is_plain")]
    pub given: World,
    pub turns: Vec<TestTurn>,
    #[serde(default)]
    pub expect: Expect,
}

/// What the world is like, where it is not the plain one: no model, no brand known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// A model is connected and consented to (`$ai`); what it would say, the rules say.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ai: bool,
    /// A model is connected, and the person has not said yet whether it may be asked: the notice comes first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub notice: bool,
    /// Assists have nothing to say, as when a model does not answer in time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub silent: bool,
    /// What each brand said last time, by the brand's name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub kits: IndexMap<String, IndexMap<String, Value>>,
}

impl World {
    fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}

fn rules() -> String {
    "rules".into()
}

/// One thing the person does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TestTurn {
    /// Types something.
    Say(String),
    /// Presses an option, by id.
    Choose(String),
    /// Ticks options.
    ChooseMany(Vec<String>),
    /// Sends a value as a form does.
    Value(Value),
    /// Presses a button that is no option.
    Act(Act),
    /// Uses a command.
    Command(CommandName),
    /// Changes an earlier answer.
    Edit { path: SlotPath, say: String },
    /// Leaves a chapter out.
    SkipChapter(String),
}

/// The buttons that are no options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Takes the proposal.
    Accept,
    /// Keeps one's own words.
    Reject,
    /// Closes a list.
    NoMore,
    /// "Não sei".
    Unsure,
    Skip,
    /// Confirms the review, or an offered value.
    Confirm,
}

/// What must hold after the last turn.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub slots: IndexMap<SlotPath, Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unset: Vec<SlotPath>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub visited: Vec<NodeId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_visited: Vec<NodeId>,
    /// The node whose question is pending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<NodeId>,
    /// `active`, `stopped` or `completed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score_at_least: Option<u32>,
}
