//! Frozen briefs: immutable, numbered from 1 in their conversation.

use super::{StoreError, Workspace};
use crate::{id::ConversationId, time::Millis};

/// A frozen brief without its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BriefLine {
    pub version: u32,
    pub hash: String,
    pub at: Millis,
}

/// A frozen brief.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    pub line: BriefLine,
    /// The brief, as JSON.
    pub body: String,
}

impl Workspace<'_> {
    pub async fn brief(&self, id: &ConversationId, version: u32) -> Result<Option<Brief>, StoreError> {
        let _ = (id, version);
        todo!()
    }

    /// The versions of a conversation's brief, the first first.
    pub async fn briefs(&self, id: &ConversationId) -> Result<Vec<BriefLine>, StoreError> {
        let _ = id;
        todo!()
    }
}
