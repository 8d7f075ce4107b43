//! The wire form `pauta.tree/1`: the only shape in which a tree is stored, edited, exported and imported.

use super::{condition::Condition, value::Value};
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
/// The key of a node in `nodes`.
pub type NodeId = String;
/// A slot, or a part of one: `budget`, `kit/tone`.
pub type SlotPath = String;

/// A dialogue tree. Ids are stable snake_case keys; names are labels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TreeDoc {
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
    pub schemas: IndexMap<String, IndexMap<String, Slot>>,
    pub slots: IndexMap<String, Slot>,
    pub start: NodeId,
    pub nodes: IndexMap<NodeId, Node>,
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
    pub fields: IndexMap<String, Slot>,
    /// An object's fields by the name of a schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The id this slot had in the former version of the tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
    /// Headings under which a pasted brief answers it ("Público", "Audience").
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub headings: IndexMap<Locale, Vec<String>>,
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
#[serde(untagged)]
pub enum Next {
    Node(NodeId),
    ByOption(IndexMap<String, NodeId>),
}

/// What "não sei" does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
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
    pub pattern: super::pattern::Compiled,
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
#[serde(untagged)]
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

/// A conversation that the tree promises to hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Test {
    pub name: String,
    pub locale: Locale,
    /// `rules` (the built-in rules) or `cassette` (a recorded answer).
    #[serde(default = "rules")]
    pub llm: String,
    pub turns: Vec<TestTurn>,
    #[serde(default)]
    pub expect: Expect,
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

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
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
