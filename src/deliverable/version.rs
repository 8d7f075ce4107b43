//! A version of a piece: made once, never changed.

use super::{Check, Kind, Level};
use crate::{engine::state::Who, id::PieceId, time::Millis, tree::json::Locale};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A version with everything that it was made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    pub piece: PieceId,
    pub kind: Kind,
    /// From 1.
    pub number: u32,
    /// The one that it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<u32>,
    pub locale: Locale,
    /// Of the kind's shape: see [`super::content`].
    pub content: Value,
    /// SHA-256 (hex) over the content's JSON.
    pub sha256: String,
    pub brief: u32,
    pub kit: u32,
    /// The versions of other pieces that went into it.
    pub inputs: Vec<Made>,
    pub by: By,
    /// The prompt's name and version; absent for what no model wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    #[serde(default)]
    pub cost: Price,
    pub checks: Vec<Check>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// Why it is as it is, in the piece's language.
    #[serde(default)]
    pub rationale: String,
    /// What is for colleagues' eyes only.
    #[serde(default)]
    pub notes: String,
    pub at: Millis,
}

/// A version of another piece.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    pub piece: PieceId,
    pub version: u32,
}

/// Whose words they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Arranged by the built-in rules from what was said.
    Rules,
    /// A model, by its id.
    Model(String),
    /// A person's edit.
    Person(Who),
    /// Written beforehand, for the example.
    Example,
}

/// What it cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Price {
    #[default]
    Nothing,
    /// Nano-dollars.
    Nanos(i64),
    /// There is no price for it. That is not nothing.
    Unknown,
}

impl Price {
    /// Of two together: what has an unknown part is unknown.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Nothing, one) | (one, Self::Nothing) => one,
            (Self::Nanos(one), Self::Nanos(other)) => Self::Nanos(one.saturating_add(other)),
        }
    }
}

/// Where something that it says comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The answer of the brief, by its path; empty for what lies elsewhere.
    pub path: String,
    pub label: String,
    pub quote: String,
}

impl Version {
    /// The worst that was found.
    pub fn worst(&self) -> Option<Level> {
        self.checks.iter().map(|check| check.level).max()
    }
}

/// The hash that a decision is bound to.
pub fn hash(content: &Value) -> String {
    hex::encode(Sha256::digest(content.to_string()))
}
