//! What is kept of a conversation: facts, keyed by their place. Where the conversation stands is computed from them.

use super::input::Proposal;
use crate::{
    time::Millis,
    tree::{
        json::{Locale, SlotPath},
        value::Value,
    },
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};

/// The version of the engine that wrote a snapshot; another one replays the events.
pub const ENGINE: u32 = 1;

/// Where a fact belongs: a node's id, after the ids of the calls (`kit_call/tone`) and of the items
/// (`each_rival/i3/note`) around it; `.part` for a part of a composite (`lead_form.owner`).
pub type Place = String;

/// The snapshot of a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// See [`ENGINE`].
    pub engine: u32,
    pub locale: Locale,
    pub status: Status,
    /// Turns so far: the optimistic lock of the row. Counted by [`super::play`].
    pub turn: u64,
    /// The `seq` of the last message.
    pub seq: u64,
    /// The last id given to a task.
    pub task: u64,
    pub facts: BTreeMap<Place, Fact>,
    /// Values known before their question was reached: pasted, recalled, duplicated. They become live
    /// when the walk reaches the question.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub given: BTreeMap<SlotPath, Given>,
    /// Chapters left out whole; their required questions are asked all the same.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub skipped_chapters: BTreeSet<String>,
    /// What was put last and waits for an answer. Not a fact: it never moves the position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Pending>,
    /// Whether the person agreed that a model is asked; `None`: they have not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ai: Option<bool>,
    /// Whether it has been said that the rules stand in for a model that does not answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stood_in: bool,
    /// What those are called who answered in somebody's stead, by their ids.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub helpers: BTreeMap<String, String>,
    /// The frozen versions so far.
    #[serde(default)]
    pub versions: u32,
    /// What the last frozen version showed, by path: what a new version is compared with.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub frozen: BTreeMap<SlotPath, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Active,
    /// The person said stop; anything they say resumes it.
    Stopped,
    /// The brief is frozen; `reopen` opens it again.
    Completed,
}

/// One thing that is so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    #[serde(flatten)]
    pub kind: FactKind,
    pub who: Who,
    pub at: Millis,
    /// The turn that made it, for "the last answer".
    pub turn: u64,
    /// Of the values that it derives from; another one now means stale. Absent where it derives from nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Whether the walk stops here once more, the old value offered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reopened: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum FactKind {
    Answered {
        /// The words, or `None` for a button or a form.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raw: Option<String>,
        value: Value,
        source: Source,
        /// A list that may get another item: the walk stays.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        more: bool,
    },
    Skipped,
    /// "Não sei".
    Unsure,
    /// Given up after too many answers that could not be read.
    Exhausted,
    /// A colleague was asked, and has not answered yet.
    Asked {
        /// Under which the question is known to those who carry it.
        question: String,
        /// The member, by id, and the name by which people know them.
        of: String,
        name: String,
    },
    /// Told.
    Said,
    /// An assist was started, or has proposed.
    Assist(AssistFact),
    /// A verification was started, or has an answer.
    Verify {
        task: u64,
        ok: Option<bool>,
    },
    /// The review was confirmed.
    Reviewed,
    /// The brief was frozen as this version.
    Produced {
        version: u32,
    },
}

/// How far an assist has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssistFact {
    pub task: u64,
    /// Which proposal on the same inputs this is: 1, and one more for each "another".
    pub round: u32,
    /// The version of the card: one more for each proposal at this place, whatever its inputs.
    pub version: u32,
    pub stage: AssistStage,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Proposal>,
    /// What was taken of an earlier proposal, which stays if this one is not taken.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub former: BTreeMap<SlotPath, Value>,
    /// The text that it works on, where that is no answer: one that was pasted. Gone once it is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pasted: Option<String>,
    /// What was proposed on the same inputs before, as texts that a model is not to propose again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<String>,
}

impl AssistFact {
    /// One that is started.
    pub fn running(round: u32) -> Self {
        Self {
            task: 0,
            round,
            version: 0,
            stage: AssistStage::Running,
            proposal: None,
            former: BTreeMap::new(),
            pasted: None,
            refused: Vec::new(),
        }
    }

    /// What was taken, of this proposal or of an earlier one.
    pub fn taken(&self) -> &BTreeMap<SlotPath, Value> {
        match &self.stage {
            AssistStage::Accepted(values) | AssistStage::Edited(values) => values,
            _ => &self.former,
        }
    }

    /// Whether there was ever a card to decide on.
    pub(super) fn was_proposed(&self) -> bool {
        let came_to_nothing = matches!(self.stage, AssistStage::Running | AssistStage::Error);
        !came_to_nothing || self.proposal.is_some() || self.version > 1
    }

    /// No result comes: what was taken of an earlier proposal stays.
    pub(super) fn give_up(&mut self) {
        self.stage = if self.former.is_empty() {
            AssistStage::Error
        } else {
            AssistStage::Edited(self.former.clone())
        };
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssistStage {
    Running,
    Proposed,
    /// Accepted or edited: the values that became live.
    Accepted(BTreeMap<SlotPath, Value>),
    Edited(BTreeMap<SlotPath, Value>),
    Rejected,
    /// Nothing could be said, or it came too late.
    Error,
}

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The person's own answer.
    Person,
    /// A proposal that the person accepted.
    Suggestion,
    /// Taken because the person did not know; marked until confirmed.
    Assumption,
    /// From a text the person pasted.
    Pasted,
    /// From the brand's kit.
    Kit,
    /// From the briefing this one was copied from.
    Copied,
    /// From before a restart: offered again, never taken silently.
    Former,
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The conversation's own person.
    Person,
    /// A member of the workspace, by id.
    Member(String),
    /// Pauta itself.
    Engine,
}

/// A value known before its question was reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Given {
    pub value: Value,
    pub source: Source,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
}

/// What waits for an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    /// The ask's id: the `seq` of the message that put it.
    pub ask: u64,
    pub place: Place,
    /// The part that is asked, for a composite taken part by part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Answers to it that could not be read.
    #[serde(default)]
    pub attempts: u32,
}

impl State {
    /// A conversation in which nothing has happened yet.
    pub fn new(locale: impl Into<Locale>) -> Self {
        Self {
            engine: ENGINE,
            locale: locale.into(),
            status: Status::Active,
            turn: 0,
            seq: 0,
            task: 0,
            facts: BTreeMap::new(),
            given: BTreeMap::new(),
            skipped_chapters: BTreeSet::new(),
            pending: None,
            ai: None,
            stood_in: false,
            helpers: BTreeMap::new(),
            versions: 0,
            frozen: BTreeMap::new(),
        }
    }

    /// Whether something was said of a part of the composite at `place`.
    pub(super) fn has_parts(&self, place: &str) -> bool {
        let behind = self.facts.range::<str, _>((Bound::Excluded(place), Bound::Unbounded));
        let mut near = behind.map(|(at, _)| at).take_while(|at| at.starts_with(place));
        near.any(|at| at.as_bytes().get(place.len()) == Some(&b'.'))
    }
}
