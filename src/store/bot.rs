//! Telegram bots of a workspace.

use super::{StoreError, Workspace};
use crate::{id::BotId, time::Millis};

/// A bot. Its token is an opaque, sealed text to the store.
#[derive(Clone, PartialEq, Eq)]
pub struct Bot {
    pub id: BotId,
    pub name: String,
    pub sealed_token: String,
    pub created_at: Millis,
}

impl std::fmt::Debug for Bot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bot").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}

impl Workspace<'_> {
    pub async fn create_bot(&self, bot: &Bot) -> Result<(), StoreError> {
        let _ = bot;
        todo!()
    }

    /// The workspace's bots by name.
    pub async fn bots(&self) -> Result<Vec<Bot>, StoreError> {
        todo!()
    }
}
