//! Conditions: a nested `all | any | not` of comparisons between a slot and a value.

use super::{json::SlotPath, value::Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Condition {
    All { all: Vec<Condition> },
    Any { any: Vec<Condition> },
    Not { not: Box<Condition> },
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
}

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
