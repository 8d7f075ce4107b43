//! Everything that can happen to a conversation. Reading this enum is reading what a person can do.

use super::{
    state::{Fact, Given, Place},
    told::ToldRow,
};
use crate::tree::{
    json::{CommandName, SlotPath},
    value::{FileRef, Value},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Input {
    // ── the person ──────────────────────────────────────────────
    /// The conversation begins: the first messages are put.
    Start,
    /// The conversation begins as a copy of another one of this person's.
    Copy { of: Box<Original> },
    /// An answer. `ask` is the id of the question it belongs to; without one, whatever is pending.
    Answer {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ask: Option<u64>,
        /// The part of a composite, relative to its slot (`owner`).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<String>,
        body: Body,
    },
    /// Changes an earlier answer. `resolve` says what becomes of each thing that depended on it.
    Edit {
        path: SlotPath,
        body: Body,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        resolve: BTreeMap<SlotPath, Resolve>,
    },
    /// One of the commands that work at every question.
    Command {
        name: CommandName,
        #[serde(default, skip_serializing_if = "Args::is_empty")]
        args: Args,
    },
    /// A decision on a proposal's card.
    Decide {
        card: String,
        /// The version the person saw; a decision on another one is refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u32>,
        decision: Decision,
        /// The person's own version, for `edit`: a value per slot, or none for one that is left out. What is not
        /// named stays as it was proposed.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        content: BTreeMap<SlotPath, Option<Value>>,
    },
    /// The question that is pending goes to a colleague, and the conversation goes on without it.
    Ask {
        ask: u64,
        /// Under which it is known from then on.
        question: String,
        of: String,
        name: String,
    },

    // ── a colleague ─────────────────────────────────────────────
    /// The answer of whoever was asked.
    Helped { question: String, name: String, body: Body },
    /// Whoever was asked has no answer.
    Declined { question: String, name: String },

    // ── the world ───────────────────────────────────────────────
    /// An assist came back.
    AssistDone { task: u64, fingerprint: String, result: AssistResult },
    /// A verification came back; `ok: false` becomes a warning on the field.
    Verified { task: u64, fingerprint: String, ok: bool },
    /// A timer that [`super::effect::Effect::Wake`] asked for.
    Woken { task: u64 },
    /// Something came of the frozen brief. Whatever the conversation is at stays as it is.
    Told { rows: Vec<ToldRow> },
}

/// What a copy takes along. It is all in the event, so that a replay needs no other conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Original {
    /// What the original goes by.
    pub name: String,
    /// The hash of its tree.
    pub tree: String,
    pub facts: BTreeMap<Place, Fact>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub given: BTreeMap<SlotPath, Given>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub skipped_chapters: BTreeSet<String>,
}

/// What an answer is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Words, read by the slot's type and the conversation's locale.
    Text(String),
    /// A value as a form sends it.
    Value(Value),
    /// Options by id; `none_of`'s id, and the ids of the ask's own [`super::effect::Button`]s, are among them.
    Options(Vec<String>),
    Files(Vec<FileRef>),
}

/// What becomes of an answer that depended on a changed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolve {
    /// It stays, as the person's own answer.
    Keep,
    /// It is asked again.
    Ask,
    /// It is proposed again.
    Regenerate,
}

/// A decision on a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Takes the proposal as it is.
    Accept,
    /// Takes it with the person's changes.
    Edit,
    /// Keeps one's own words.
    Keep,
    /// Asks for another proposal.
    Another,
}

/// What a command may carry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Args {
    /// For `edit`: which answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<SlotPath>,
    /// For `language`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// For `skip`: a whole chapter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chapter: Option<String>,
    /// For `cancel`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<u64>,
    /// For `paste`: the text, or the id of a file that was sent before, whose text is then put here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// What was read of that file. No client says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// For `ai`: consent given or taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<bool>,
}

/// A file out of which a text was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub name: String,
    /// There is more of it than was read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
}

impl Args {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What an assist came back with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssistResult {
    Proposed(Proposal),
    /// Nothing can be said; the walk goes on by the outcome `error`.
    Nothing,
    /// The same, and the person is told why: a model was asked, and the rules have nothing to say either.
    Failed(Instead),
}

/// What is proposed, and why. Nothing of it is an answer before the person accepts it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// A value per slot that would be filled.
    pub slots: BTreeMap<SlotPath, Suggested>,
    /// Why, in the person's language.
    #[serde(default)]
    pub why: Vec<String>,
    /// What is still missing, as questions in the person's language.
    #[serde(default)]
    pub questions: Vec<String>,
    /// What it takes for granted without the person having said so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<String>,
    /// Who proposes: `rules`, or a model's id.
    pub by: String,
    /// Why the rules propose although a model was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<Instead>,
}

/// Why there is nothing of a model's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Instead {
    /// It did not answer, or not in time.
    Silent,
    /// What may be spent on it is spent.
    OverBudget,
    /// It answered nothing that could be shown.
    Unfit,
}

/// One suggested value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suggested {
    /// A value, or words that are read by the slot's type.
    pub body: Body,
    /// The words of the person (or of the pasted text) that it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// How sure a model is that the quote says this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
}

/// How sure a model is of what it read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    High,
    Medium,
    Low,
}
