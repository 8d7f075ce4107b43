//! The brief: what the live facts on the path add up to, field by field.

use super::state::{Source, Who};
use crate::tree::{
    json::{Locale, SlotPath},
    value::Value,
};
use serde::{Deserialize, Serialize};

/// The brief as the person sees it at a moment, and as it is frozen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    pub tree: String,
    pub title: String,
    pub locale: Locale,
    pub fields: Vec<Field>,
    /// The chapters that the fields belong to, in the order of the conversation.
    #[serde(default)]
    pub chapters: Vec<Heading>,
    /// Share of the fields on the path that are settled, 0–100.
    pub completeness: u32,
    pub score: Score,
}

impl Brief {
    /// What is shown, by path.
    pub fn shown(&self) -> std::collections::BTreeMap<SlotPath, String> {
        self.fields.iter().filter_map(|f| Some((f.path.clone(), f.shown.clone()?))).collect()
    }
}

/// A chapter's title in the brief's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    pub id: String,
    pub title: String,
}

/// One slot on the path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    pub path: SlotPath,
    pub label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chapter: Option<String>,
    /// As a machine reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// As a person reads it, in the conversation's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Who said it, where that was not the conversation's own person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Who>,
    /// What they are called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What the colleague is called who was asked and has not answered yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<String>,
    pub state: FieldState,
    pub required: bool,
    /// Whether it only steers the conversation and is no part of the frozen brief.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub internal: bool,
    /// Who could answer it, while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_whom: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldState {
    /// Answered, or a suggestion accepted.
    Settled,
    /// Taken as an assumption.
    Assumed,
    /// What it derives from has changed.
    Stale,
    /// Skipped, or "não sei": em aberto.
    Open,
    /// Known, but behind a question that is asked first.
    Ahead,
    /// Not answered yet.
    Missing,
}

/// How good the brief is, and why not better.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// 0–100.
    pub value: u32,
    pub reasons: Vec<Reason>,
}

/// A part of the score that is not full.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    pub id: String,
    /// Points that are missing.
    pub missing: u32,
    pub text: String,
}

/// How far the conversation is: questions answered on the path, and the longest way that remains.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub answered: u32,
    pub remaining: u32,
    /// Seconds that the remaining questions take.
    pub seconds: u32,
}

/// What an edit would change, told before it happens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Impact {
    pub path: SlotPath,
    /// The value as it was read; absent for "não sei".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The turn that this was computed on; an edit that expects another one is a conflict.
    pub version: u64,
    pub changes: Vec<Change>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub path: SlotPath,
    pub label: String,
    pub kind: ChangeKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What the person may choose for it; empty where there is nothing to choose.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<super::input::Resolve>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// The answer itself.
    Changed,
    /// It derives from the answer and would be stale.
    Stale,
    /// Its question is no longer on the path; the answer is kept aside.
    Parked,
    /// Its question comes (back) onto the path.
    Returns,
    /// A new question that has no answer yet.
    Asked,
}
