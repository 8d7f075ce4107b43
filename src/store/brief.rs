//! Frozen briefs: immutable, numbered from 1 in their conversation.

use super::{StoreError, Workspace, database::both, row::small};
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
        let row: Option<(i64, String, i64, String)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT b.version, b.hash, b.at, b.body FROM brief b JOIN conversation c ON c.id = b.conversation \
             WHERE c.workspace = $1 AND b.conversation = $2 AND b.version = $3")
            .bind(self.id.as_str())
            .bind(id.as_str())
            .bind(i64::from(version))
            .fetch_optional(db)
            .await)?;
        let brief = |(version, hash, at, body)| Ok(Brief { line: line((version, hash, at))?, body });
        row.map(brief).transpose()
    }

    /// The versions of a conversation's brief, the first first.
    pub async fn briefs(&self, id: &ConversationId) -> Result<Vec<BriefLine>, StoreError> {
        let rows: Vec<(i64, String, i64)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT b.version, b.hash, b.at FROM brief b JOIN conversation c ON c.id = b.conversation \
             WHERE c.workspace = $1 AND b.conversation = $2 ORDER BY b.version")
            .bind(self.id.as_str())
            .bind(id.as_str())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(line).collect()
    }
}

fn line((version, hash, at): (i64, String, i64)) -> Result<BriefLine, StoreError> {
    Ok(BriefLine { version: small(version)?, hash, at: Millis(at) })
}
