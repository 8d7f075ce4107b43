//! What a chat remembers between two updates, beside the conversation itself.

use super::call::Markup;
use crate::{
    id::ConversationId,
    tree::{json::SlotPath, value::FileRef},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Kept with the chat, as JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChatState {
    /// What the next text is taken for; an answer, if nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Next>,
    /// The words that people were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wanted: Vec<Wanted>,
    /// Rows that this chat said itself: they stand in it already.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<u64>,
    /// The message that puts the pending question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<Put>,
    /// The name of the send that was put last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
    /// The messages of pieces that can be decided on, by the piece.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub pieces: BTreeMap<String, Put>,
    /// The message that offers to start pieces; its id counts the packages that were started before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Put>,
    /// Conversations that somebody was asked to decide on, and was not told yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<ConversationId>,
    /// Pieces that are to be shown, and were not yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Held>,
    /// The messages of proposals that can be decided on, by the card.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub cards: BTreeMap<String, Put>,
    /// The message that asks to wait for an assist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits: Option<Waits>,
    /// The files that answered a question just now: those that follow belong to them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<Files>,
    /// An album of which it was said that it is not taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub album: Option<String>,
    /// The person was told what is kept of what they write here.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub noticed: bool,
    /// What is ticked of the options of the pending question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picked: Option<Picked>,
    /// What is ticked of a question that a colleague asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub helping: Option<Picked>,
    /// The conversation came from another door, and was not shown here yet.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub joins: bool,
    /// That door was a browser, which shows it still.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub from_browser: bool,
}

/// Words that one person was asked for: their reply to the message that asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// The number of their account.
    pub by: i64,
    /// The name of the send that asked.
    pub send: String,
    pub next: Next,
    /// How it was asked, where it can be asked once more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asking: Option<Asking>,
}

/// A message that asks for words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    pub html: String,
    pub placeholder: String,
}

/// A message with buttons that will be edited to its outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Put {
    /// The ask, or the version of what is shown.
    pub id: u64,
    /// The name of its send.
    pub send: String,
    /// What it shows.
    pub html: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub caption: bool,
    /// There is something to press below it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_keys: bool,
}

/// A message whose words change while something is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waits {
    pub put: Put,
    /// What stays below it.
    pub markup: Option<Markup>,
}

/// Files that came one after the other, as phones send them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Files {
    pub path: SlotPath,
    pub files: Vec<FileRef>,
    /// Of a colleague, if they answered one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// By which those are known that were sent together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub album: Option<String>,
}

impl Files {
    /// Whether a file was chosen together with these.
    pub fn goes_with(&self, album: Option<&String>) -> bool {
        album.is_some() && self.album.as_ref() == album
    }
}

/// A piece that is to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub conversation: ConversationId,
    pub piece: String,
    /// The row that told of it.
    pub seq: u64,
    /// No row told of it: it waited already when the chat was looked at, which was at this version of the chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look: Option<u64>,
}

impl Held {
    /// What brought it about, as names of sends have it: a row, or a look at what waits.
    pub fn occasion(&self) -> String {
        match self.look {
            Some(look) => format!("{}v{look}", self.seq),
            None => self.seq.to_string(),
        }
    }
}

/// Ticks, in the order in which they were made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picked {
    pub ask: u64,
    pub ids: Vec<String>,
}

/// Ticks an option, or takes its tick away.
pub fn toggle(ids: &mut Vec<String>, id: String) {
    match ids.iter().position(|known| *known == id) {
        Some(at) => drop(ids.remove(at)),
        None => ids.push(id),
    }
}

/// What a text is taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Next {
    /// One's own words for a field of a proposal.
    Reword { card: String, version: u32, path: SlotPath },
    /// What is to change on a piece, or why it is not taken: `request`, `reject`, `approve_with_changes`.
    Comment { piece: String, version: u32, sha256: String, act: String },
    /// The answer to a question that a colleague asked.
    Help { question: String },
    /// Another text for a line of a piece.
    Line { piece: String, version: u32, sha256: String, path: String },
}

impl ChatState {
    /// What cannot be read is forgotten: the conversation itself is elsewhere.
    pub fn read(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// Takes out the pieces that have one message together, and says which: the sends of several cards once had the
    /// same name, so that one of them was sent, and nobody knows which.
    pub fn part(&mut self) -> Vec<String> {
        let is_shared = |put: &Put| self.pieces.values().filter(|other| other.send == put.send).count() > 1;
        let shared = self.pieces.iter().filter(|(_, put)| is_shared(put));
        let shared: Vec<String> = shared.map(|(piece, _)| piece.clone()).collect();
        self.pieces.retain(|piece, _| !shared.contains(piece));
        shared
    }

    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("a chat's state is JSON: its keys are strings")
    }
}
