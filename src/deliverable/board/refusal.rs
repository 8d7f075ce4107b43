//! Why an act is not possible: a sentence that says what to do, in the person's language.

use super::{Actor, Decision};
use crate::{deliverable::State, phrase::Phrases, time::Millis};
use std::sync::LazyLock;

/// What the board says.
pub static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("phrases.json")));

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    UnknownPiece,
    /// There is a newer version.
    StaleVersion {
        newest: u32,
    },
    /// Somebody was faster.
    AlreadyDecided {
        by: Actor,
        decision: Decision,
        at: Millis,
    },
    /// A finding blocks it; what it says comes from the version's checks.
    Blocked,
    /// It has warnings that were not ticked.
    NotTicked,
    /// Rejecting and asking for a change want a reason.
    NeedsComment,
    /// Four eyes: whoever wrote it does not approve it.
    OwnWork,
    /// It is not this person's to decide.
    NotYours,
    /// It cannot be done in this state.
    NotNow {
        state: State,
    },
    /// The minute is over.
    TooLate,
    /// Three rounds on the same field: edit it, or take a variation.
    GoesInCircles {
        path: String,
    },
    /// What the act has is not of the right shape.
    Unreadable {
        message: String,
    },
    /// Nothing was different.
    NothingChanged,
}

impl Refusal {
    /// The code of the protocol.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownPiece => "unknown_piece",
            Self::StaleVersion { .. } => "stale_version",
            Self::AlreadyDecided { .. } => "already_decided",
            Self::Blocked => "blocked",
            Self::NotTicked => "not_ticked",
            Self::NeedsComment => "needs_comment",
            Self::OwnWork => "own_work",
            Self::NotYours => "not_yours",
            Self::NotNow { .. } => "not_now",
            Self::TooLate => "too_late",
            Self::GoesInCircles { .. } => "goes_in_circles",
            Self::Unreadable { .. } => "unreadable",
            Self::NothingChanged => "nothing_changed",
        }
    }

    /// The sentence for a person, with times as their clock in `zone` (an IANA name) shows them.
    pub fn say(&self, locale: &str, zone: &str) -> String {
        match self {
            Self::StaleVersion { newest } => {
                PHRASES.fill(locale, "stale_version", &[("newest", &newest.to_string())])
            }
            Self::AlreadyDecided { by, decision, at } => {
                let key = format!("already_{}", decision.name());
                let name = by.name_or(PHRASES.say(locale, "somebody"));
                let at = at.local_in(zone).strftime("%H:%M").to_string();
                PHRASES.fill(locale, &key, &[("name", name), ("at", &at)])
            }
            Self::NotNow { state } => PHRASES.say(locale, &format!("not_now_{}", state.name())).to_owned(),
            Self::Unreadable { message } => PHRASES.fill(locale, "unreadable", &[("message", message)]),
            other => PHRASES.say(locale, other.code()).to_owned(),
        }
    }
}
