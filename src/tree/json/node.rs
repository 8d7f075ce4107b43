//! The steps of a conversation: nodes of closed kinds, and what each kind carries.

use super::{Choice, NodeId, SlotPath, Text};
use crate::tree::{condition::Condition, pattern::Compiled, value::Value};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The kinds, for those who wrote another one.
pub const KINDS: &str =
    "a node's kind is one of say, ask, assist, verify, branch, each, call, review, produce, end";

/// A step of the conversation. The kinds are closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Node {
    /// Says something and goes on.
    Say(Say),
    /// Puts a question and waits for its answer.
    Ask(Box<Ask>),
    /// Has something proposed, which the person accepts, edits or rejects.
    Assist(Box<Assist>),
    /// Has an answer looked into; never blocks, a late "no" becomes a warning on the field.
    Verify(Verify),
    /// Goes where the first case that holds says.
    Branch(Branch),
    /// Walks its body once per item of a list.
    Each(Each),
    /// Walks another tree with an environment of its own.
    Call(Call),
    /// Shows everything, and waits for the confirmation.
    Review(Review),
    /// Freezes the brief as a version.
    Produce(Produce),
    /// Ends the item, the called tree, or the conversation.
    End(End),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Say {
    pub text: Text,
    /// The node is passed over unless this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    pub next: NodeId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chapter: Option<String>,
    /// The slot, or a part of an object (`kit/tone`), or inside `each` a part of the item (`rival/note`).
    pub slot: SlotPath,
    /// One question, at most 140 characters in shipped trees.
    pub prompt: Text,
    /// Why it is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Text>,
    /// An answer that would do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<Text>,
    /// More help than `why` and `example`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// The slot's options as this question words them (the same ids): a simpler question for the same slot.
    /// Empty: as the slot words them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// How long answering takes, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    /// The question is passed over unless this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub validations: Vec<Validation>,
    /// Said when the answer could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unrecognised: Option<Text>,
    /// After how many answers that could not be read the question is given up. Default 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_attempts: Option<u32>,
    /// Where to go then; without one, `next`. The slot stays open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_exhausted: Option<NodeId>,
    /// Whether a value known from a pasted brief or a kit passes the question silently.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub skip_if_set: bool,
    /// What "não sei" does; without it the slot stays open and the walk goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure: Option<Unsure>,
    /// Slots whose change makes this answer stale, besides those the prompt names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub derives_from: Vec<SlotPath>,
    pub next: Next,
}

/// Where an ask leads: one node, or a node per option with `else` for the rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "it names a node, or a node per option: {\"launch\": \"product\", \"else\": \"rivals\"}"
)]
pub enum Next {
    Node(NodeId),
    ByOption(IndexMap<String, NodeId>),
}

/// What "não sei" does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "it names a node, or a value to assume: {\"assume\": …, \"because\": {…}}")]
pub enum Unsure {
    /// Goes to a node (a simpler question, an assist).
    Node(NodeId),
    /// Takes a value as a marked assumption.
    Assume { assume: Value, because: Text },
}

/// A rule on an answer, with what to say when it fails.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Validation {
    pub rule: Rule,
    /// The bound (`min_length`, `max`, …), the pattern (`matches`), or the other slot (`not_before`, `after`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    pub message: Text,
    /// Of `value`, for `matches`: `validation.pattern.is_match(pattern, text)` compiles it once.
    #[serde(skip)]
    #[schemars(skip)]
    pub pattern: Compiled,
}

/// The rules a validation may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    MinLength,
    MaxLength,
    Min,
    Max,
    MinItems,
    MaxItems,
    /// A regular expression that the text must match.
    Matches,
    /// The day must not be in the past.
    NotPast,
    /// The day must not be before the day in another slot (`value` names it).
    NotBefore,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assist {
    pub task: AssistTask,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chapter: Option<String>,
    /// What it is given; a change of any of these makes what was accepted stale.
    #[serde(rename = "in")]
    pub input: Vec<SlotPath>,
    /// The slots that its proposal may fill.
    #[serde(with = "one_or_many")]
    #[schemars(with = "OneOrMany")]
    pub out: Vec<SlotPath>,
    /// Whether the walk waits for the person's decision; otherwise the card stands beside the next question.
    pub wait: bool,
    /// Said above the proposal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// After how long without a result the outcome is `error`. Default 60.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline_seconds: Option<u32>,
    /// Where each outcome leads; `next` for those that are not named.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub outcomes: IndexMap<AssistOutcome, Outcome>,
    pub next: NodeId,
}

/// What an assist is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssistTask {
    /// Feature → benefit → proof, from the person's own words.
    Refine,
    /// Personas from an audience.
    Expand,
    /// Names, one message, channels, KPIs.
    Suggest,
    /// Claims, proof, SMART, budget against KPI.
    Check,
    /// Fill slots from a pasted text.
    Extract,
    /// What is known of competitors.
    Research,
    /// What the brand said last time.
    Recall,
    /// Two probing questions, and what may be assumed, for somebody who does not know.
    Question,
    /// What is known, in a few sentences.
    Summarise,
    /// What can be seen in pictures that were sent.
    Describe,
}

impl AssistTask {
    /// Its name in a tree.
    pub fn name(self) -> &'static str {
        match self {
            Self::Refine => "refine",
            Self::Expand => "expand",
            Self::Suggest => "suggest",
            Self::Check => "check",
            Self::Extract => "extract",
            Self::Research => "research",
            Self::Recall => "recall",
            Self::Question => "question",
            Self::Summarise => "summarise",
            Self::Describe => "describe",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssistOutcome {
    Accept,
    Edit,
    Reject,
    Error,
}

/// Where an outcome leads: to a node, or back to questions whose answers it takes away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "it names a node, or questions to ask again: {\"reask\": [\"product_text\"]}")]
pub enum Outcome {
    Node(NodeId),
    Reask { reask: Vec<SlotPath> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    pub slot: SlotPath,
    pub check: VerifyCheck,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The warning on the field when the answer is "no".
    pub warning: Text,
    pub next: NodeId,
}

/// What can be looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerifyCheck {
    /// Whether the address answers.
    Reachable,
    /// Whether the name is free.
    NameFree,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    pub cases: Vec<Case>,
    #[serde(rename = "else")]
    pub otherwise: NodeId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub when: Condition,
    pub next: NodeId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Each {
    /// A list slot.
    pub over: SlotPath,
    /// How the body names the item: its parts are `<as>/<field>`.
    #[serde(rename = "as")]
    pub item: String,
    /// The first node of the body, which ends at an `end`.
    pub body: NodeId,
    pub next: NodeId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The id of the tree that is walked.
    pub tree: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The callee's slot ← the caller's.
    #[serde(default, rename = "with", skip_serializing_if = "IndexMap::is_empty")]
    pub with: IndexMap<SlotPath, SlotPath>,
    /// The caller's slot ← the callee's.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub out: IndexMap<SlotPath, SlotPath>,
    pub next: NodeId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Said above the summary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    pub next: NodeId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Produce {
    /// The name of the plan that turns the brief into pieces.
    pub plan: String,
    /// The brand whose kit is remembered for next time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remember: Option<Remember>,
    pub next: NodeId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remember {
    /// The slot that names the brand.
    pub brand: SlotPath,
    /// The object slot that is its kit.
    pub kit: SlotPath,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct End {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "it names a slot, or several: [\"a\", \"b\"]")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// `"out": "x"` and `"out": ["x", "y"]` alike; one is written as one.
mod one_or_many {
    use super::OneOrMany;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(many: &[String], s: S) -> Result<S::Ok, S::Error> {
        match many {
            [one] => one.serialize(s),
            many => many.serialize(s),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<String>, D::Error> {
        Ok(match OneOrMany::deserialize(d)? {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        })
    }
}
