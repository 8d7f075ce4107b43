//! Everything a step can want of the world. Reading this enum is reading what Pauta does.

use super::{
    input::Confidence,
    state::Who,
    told::{Count, PieceChange, PieceNote},
};
use crate::{
    time::Millis,
    tree::{
        json::{AssistTask, Locale, SlotPath, SlotType, VerifyCheck},
        value::{FileRef, Value},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "nearly every effect is a message, the large one")]
pub enum Effect {
    // ── said to the person ──────────────────────────────────────
    /// A row of the conversation. Rows come in the order of their `seq`.
    Message(Message),
    /// A card changed: it was decided, superseded, or became stale.
    CardChanged(CardChange),
    /// The card of a piece changed.
    PieceChanged(PieceChange),
    /// How the answer was read. At most one a step, and only for answers and edits.
    Understood(Understood),
    /// The input cannot be a turn; nothing is stored.
    Refuse(Refusal),

    // ── wanted of the world ─────────────────────────────────────
    /// Have this proposed; answered by [`super::input::Input::AssistDone`].
    Assist(AssistCall),
    /// Have this looked into; answered by [`super::input::Input::Verified`].
    Verify { task: u64, check: VerifyCheck, value: Value, fingerprint: String },
    /// Answered by [`super::input::Input::Woken`] with the same task, not before `at`.
    Wake { task: u64, at: Millis },
    /// The result is no longer wanted.
    Cancel { task: u64 },

    // ── kept ────────────────────────────────────────────────────
    /// The brief is frozen as this version.
    Freeze(Frozen),
    /// What the brand said is remembered for its next briefing.
    RememberBrand { brand: Value, kit: Value },
}

/// One row of the conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Its place in the conversation, from 1 without a gap.
    pub seq: u64,
    pub from: From,
    pub kind: MessageKind,
    /// Plain text; a channel renders it.
    pub text: String,
    /// The question it puts, on at most the last message of a step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<AskView>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
    /// How the person's words were read, where that does not look like them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<ReadAs>,
    /// The whole of a text that was pasted, where the row's own text only says how long it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pasted: Option<String>,
    /// Files that came with it and that no answer had before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRef>,
    /// The piece that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub piece: Option<PieceNote>,
    /// With a plan or a piece: how many are there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<Count>,
}

/// What words were taken for: the slot, by which it is corrected, and the value as the brief shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadAs {
    pub path: SlotPath,
    pub shown: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum From {
    Person,
    Assistant,
    System,
}

/// What a message is, for those who show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// What the person said.
    Said,
    /// Something told.
    Say,
    /// A question.
    Ask,
    /// The same question once more, with what was wrong.
    Reprompt,
    /// Help on the question.
    Help,
    /// The summary before the freeze, or on demand.
    Summary,
    /// A proposal.
    Proposal,
    /// What an edit changed.
    Changed,
    /// The brief was frozen.
    Produced,
    /// What the brief can become, to be started.
    Plan,
    /// A piece, or that none came.
    Piece,
    /// The conversation is over, or stopped.
    Ended,
}

/// A question as a channel needs it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AskView {
    /// The `seq` of the message that put it: an ask put again is another ask.
    pub id: u64,
    pub node: String,
    /// The slot it fills.
    pub path: SlotPath,
    pub input: Control,
    pub required: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chapter: Option<String>,
    /// The value that is offered again after back, edit or paste.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered: Option<Value>,
    /// The same as a person reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered_shown: Option<String>,
    /// What can be pressed besides the options: no more, I don't know, skip, keep, confirm …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Button>,
}

/// The control that fits the slot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Control {
    #[serde(rename = "type")]
    pub kind: SlotType,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Button>,
    /// What an option means, where that is not its id: an amount, a text, none of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, Value>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub allow_new: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<usize>,
    /// What a list's items are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<Box<Control>>,
    /// The parts of a composite, or of a list's item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
}

/// One part of a composite.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    pub path: String,
    pub label: String,
    pub required: bool,
    pub input: Control,
}

/// Something to press. Its id never changes with the language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    pub id: String,
    pub label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// A proposal as a channel shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Stable over its versions.
    pub id: String,
    pub version: u32,
    pub state: CardState,
    pub task: AssistTask,
    /// Who proposes: `rules` or a model's id.
    pub by: String,
    pub fields: Vec<CardField>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<String>,
    /// What it takes for granted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<String>,
    pub buttons: Vec<Button>,
}

/// One slot of a proposal: what the person said, what is proposed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CardField {
    pub path: SlotPath,
    pub label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    pub to: String,
    pub value: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// How it is edited, where no question asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Box<Control>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardState {
    Open,
    Accepted,
    Edited,
    Rejected,
    Superseded,
    Stale,
}

/// A change of a card, as a row of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CardChange {
    pub seq: u64,
    pub card: String,
    pub version: u32,
    pub state: CardState,
    pub by: Who,
}

/// How an answer was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Understood {
    pub understood: bool,
    /// As the brief will show it ("R$ 1.500,00").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normalised: Option<String>,
}

/// Why an input cannot be a turn. The words are the person's language; the code is the protocol's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: RefusalCode,
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// The question is no longer the one that is pending.
    StaleAsk,
    UnknownPath,
    /// A preview of an edit that cannot be read; the message says how it could be.
    Unreadable,
    UnknownCard,
    /// The card has a newer version.
    StaleVersion,
    AlreadyDecided,
    /// The conversation is over; `reopen` opens it.
    Closed,
    BadFrame,
}

/// An assist that is wanted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssistCall {
    /// Names the task in `AssistDone`, `Wake` and `Cancel`.
    pub task: u64,
    pub kind: AssistTask,
    /// Of the inputs; a result with another one is no longer wanted.
    pub fingerprint: String,
    pub locale: Locale,
    /// What it is given: path, label, value, and the words it came from.
    pub given: Vec<Given>,
    /// What else the conversation knows, for a model to fit in with; the rules do not read it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<Given>,
    /// What it may fill.
    pub wanted: Vec<Wanted>,
    /// What was proposed before and is not to be proposed again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<String>,
    /// Which proposal of this assist this is: 1, and one more for each "another".
    pub round: u32,
    /// A model is to be asked, which takes time: the result comes by an input of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub model: bool,
}

/// Something an assist is given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Given {
    pub path: SlotPath,
    pub label: String,
    pub value: Value,
    pub text: String,
}

/// A slot that an assist may fill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wanted {
    pub path: SlotPath,
    pub label: String,
    pub kind: SlotType,
    /// Headings under which a pasted text answers it, in every language.
    pub headings: Vec<String>,
    pub options: Vec<Button>,
    /// The value it has now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// What may be put into it: bounds, parts, items. A model's answer is given this shape.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Box<Control>>,
}

/// The brief as it was when it was frozen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    /// 1, and one more for each time the conversation was reopened and confirmed again.
    pub version: u32,
    /// SHA-256 (hex) of the brief's canonical JSON.
    pub hash: String,
    pub brief: super::brief::Brief,
}
