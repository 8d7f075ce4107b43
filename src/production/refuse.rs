//! What a board refuses, as the protocol says it.

use crate::{
    deliverable::board::Refusal,
    turn::{Code, Peer, Rejection},
};

/// Why an act came to nothing.
#[derive(Debug)]
pub enum Stop {
    /// The board refuses it.
    Refused(Refusal),
    /// It could not be tried, or was not readable.
    Rejected(Rejection),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Rejection> for Stop {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl Stop {
    /// In the language of whoever acted.
    pub fn rejection(self, peer: &Peer) -> Rejection {
        match self {
            Self::Rejected(rejection) => rejection,
            Self::Refused(refusal) => {
                let zone = peer.zone.as_deref().unwrap_or("UTC");
                let rejection = Rejection::told(code(&refusal), refusal.say(&peer.locale, zone));
                match refusal {
                    Refusal::AlreadyDecided { by, at, .. } => rejection.decided(by.who, at),
                    _ => rejection,
                }
            }
        }
    }
}

fn code(refusal: &Refusal) -> Code {
    match refusal {
        Refusal::UnknownPiece => Code::UnknownPiece,
        Refusal::StaleVersion { .. } => Code::StaleVersion,
        Refusal::AlreadyDecided { .. } => Code::AlreadyDecided,
        Refusal::Blocked => Code::Blocked,
        Refusal::NotTicked => Code::NotTicked,
        Refusal::NeedsComment | Refusal::Unreadable { .. } => Code::BadFrame,
        Refusal::OwnWork | Refusal::NotYours => Code::Forbidden,
        Refusal::NotNow { .. }
        | Refusal::TooLate
        | Refusal::GoesInCircles { .. }
        | Refusal::NothingChanged => Code::NotNow,
    }
}
