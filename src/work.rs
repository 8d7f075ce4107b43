//! What is done beside the conversations, as a row names it: ids, never data.

use crate::id::{ConversationId, DeliveryId, PieceId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// One piece of work for a worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Work {
    /// Makes the plan of a frozen brief and offers it in the chat.
    Offer { conversation: ConversationId, brief: u32 },
    /// Writes the next version of a piece; `round` counts what was asked of it, from 1.
    Generate { conversation: ConversationId, piece: PieceId, round: u32 },
    /// Reminds those who have to decide on a version.
    Remind { conversation: ConversationId, piece: PieceId, version: u32, nth: u32 },
    /// What may follow from a decision once it can no longer be undone.
    Settle { conversation: ConversationId, piece: PieceId, version: u32 },
    /// Makes a message of something that happened, for each webhook that wants to know.
    Tell { conversation: ConversationId, happened: Happened },
    /// Sends one message to a webhook.
    Deliver { delivery: DeliveryId },
    /// Nothing, for measuring the queue; `told` has a row written for it.
    Nothing { conversation: Option<ConversationId>, told: bool },
}

/// Something that other systems may want to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// A version of the brief was completed.
    Completed { brief: u32 },
    /// A version of a piece waits to be looked at.
    Ready { piece: PieceId, version: u32 },
    /// A decision on a piece, by its place from 1, that can no longer be undone.
    Decided { piece: PieceId, nth: u32 },
    /// Approved pieces, by their versions, left as an export of this name.
    Exported { export: String, pieces: Vec<(PieceId, u32)> },
}

impl Happened {
    /// Every event, as webhooks name it.
    pub const EVENTS: [&'static str; 4] =
        ["brief.completed", "piece.ready", "piece.decided", "pieces.exported"];

    /// An export of these versions: of the same ones it is the same.
    pub fn exported(mut pieces: Vec<(PieceId, u32)>) -> Self {
        pieces.sort_unstable_by(|one, other| (one.0.as_str(), one.1).cmp(&(other.0.as_str(), other.1)));
        let mut hash = Sha256::new();
        for (piece, version) in &pieces {
            hash.update(format!("{piece}/{version} "));
        }
        let export = hex::encode(&hash.finalize()[..16]);
        Self::Exported { export, pieces }
    }

    pub fn event(&self) -> &'static str {
        match self {
            Self::Completed { .. } => Self::EVENTS[0],
            Self::Ready { .. } => Self::EVENTS[1],
            Self::Decided { .. } => Self::EVENTS[2],
            Self::Exported { .. } => Self::EVENTS[3],
        }
    }

    /// What tells it from everything else that happens in its workspace.
    pub fn key(&self, conversation: &ConversationId) -> String {
        let event = self.event();
        match self {
            Self::Completed { brief } => format!("{event}/{conversation}/{brief}"),
            Self::Ready { piece, version: nth } | Self::Decided { piece, nth } => {
                format!("{event}/{piece}/{nth}")
            }
            Self::Exported { export, .. } => format!("{event}/{conversation}/{export}"),
        }
    }
}

impl Work {
    /// Its kind as rows and metrics name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Offer { .. } => "offer",
            Self::Generate { .. } => "generate",
            Self::Remind { .. } => "remind",
            Self::Settle { .. } => "settle",
            Self::Tell { .. } => "tell",
            Self::Deliver { .. } => "deliver",
            Self::Nothing { .. } => "nothing",
        }
    }

    /// The conversation that it belongs to.
    pub fn conversation(&self) -> Option<&ConversationId> {
        match self {
            Self::Offer { conversation, .. }
            | Self::Generate { conversation, .. }
            | Self::Remind { conversation, .. }
            | Self::Tell { conversation, .. }
            | Self::Settle { conversation, .. } => Some(conversation),
            Self::Nothing { conversation, .. } => conversation.as_ref(),
            Self::Deliver { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_read_as_it_was_written() {
        let work = Work::Generate { conversation: ConversationId::new(), piece: PieceId::new(), round: 2 };
        let json = serde_json::to_string(&work).unwrap();
        assert!(json.contains("\"kind\":\"generate\""));
        assert_eq!((serde_json::from_str::<Work>(&json).unwrap(), work.kind()), (work, "generate"));
    }
}
