//! What is done beside the conversations, as a row names it: ids, never data.

use crate::id::{ConversationId, DeliveryId, PieceId};
use serde::{Deserialize, Serialize};

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
    /// Sends one webhook.
    Deliver { delivery: DeliveryId },
    /// Nothing, for measuring the queue; `told` has a row written for it.
    Nothing { conversation: Option<ConversationId>, told: bool },
}

impl Work {
    /// Its kind as rows and metrics name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Offer { .. } => "offer",
            Self::Generate { .. } => "generate",
            Self::Remind { .. } => "remind",
            Self::Settle { .. } => "settle",
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
