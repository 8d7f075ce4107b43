//! What a button does. The data of a press itself is `t:<16 characters>:<n>`: the token of the keyboard's row, which
//! nobody can guess, and the place of the action in it.

use crate::{engine::input::Decision, tree::json::SlotPath};
use serde::{Deserialize, Serialize};

/// What is done when a button is pressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    /// Answers with one of the ask's options, or one of its own buttons, by id.
    Choose {
        ask: u64,
        id: String,
        /// The part of a composite that it answers, relative to its slot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<String>,
    },
    /// Answers with these words, as if they had been written.
    Say {
        ask: u64,
        text: String,
    },
    /// Ticks an option, or takes the tick away. In an order, the first tick is the first place.
    Tick {
        ask: u64,
        id: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<String>,
    },
    /// What is ticked is the answer.
    Done {
        ask: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<String>,
    },
    /// Another page of the same keyboard, the first is 0.
    Page {
        page: u32,
    },
    /// Decides on a proposal.
    Decide {
        card: String,
        version: u32,
        decision: Decision,
    },
    /// One's own words for a field of a proposal: the next text is it.
    Reword {
        card: String,
        version: u32,
        path: SlotPath,
    },
    /// Another answer to what was answered: the next text is it.
    Edit {
        path: SlotPath,
    },
    /// An act on a piece, by the protocol's name; besides `ticked` (approve, the warnings were seen), `show` (the
    /// whole of it) and `variations` (all that can be picked from).
    Piece {
        piece: String,
        version: u32,
        sha256: String,
        act: String,
    },
    /// Starts the package that comes next.
    Start {
        /// The person was told that nobody knows what it costs.
        unknown_cost: bool,
    },
    /// Passes the pending question on to a member.
    Ask {
        ask: u64,
        member: String,
    },
    /// The same as `then`, on a question that this person was asked by a colleague, whatever their chat shows.
    Help {
        question: String,
        then: Box<Action>,
    },
    /// A command as a button (`summary`, `help`), and the replies to being asked for help (`answer`, `not_me`, `later`).
    Command {
        name: String,
    },
    /// Goes on with a conversation in this chat.
    Resume {
        conversation: String,
    },
    Language {
        locale: String,
    },
    /// Confirms what a link between doors is for, or refuses it.
    Link {
        /// The hash of its code.
        code: String,
        yes: bool,
    },
}

impl Action {
    /// Whether it means the conversation that was shown when the button was: in another one it means nothing.
    pub fn is_of_conversation(&self) -> bool {
        !matches!(
            self,
            Self::Help { .. }
                | Self::Command { .. }
                | Self::Resume { .. }
                | Self::Language { .. }
                | Self::Link { .. }
        )
    }

    /// Whether it only turns pages or ticks: it may be pressed as often as one likes.
    pub fn is_idle(&self) -> bool {
        match self {
            Self::Help { then, .. } => then.is_idle(),
            action => matches!(action, Self::Tick { .. } | Self::Page { .. }),
        }
    }
}
