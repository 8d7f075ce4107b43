//! One attempt of a task, as a worker hands it on, and how it ended.

use crate::{
    app::App,
    id::{ConversationId, WorkspaceId},
    store::{Fence, StoreError},
    turn::{Code, Peer, Rejection},
};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// One attempt.
#[derive(Clone, Debug)]
pub struct Errand {
    pub app: App,
    pub workspace: WorkspaceId,
    /// What the turn that is its result carries.
    pub fence: Fence,
    /// No other attempt follows.
    pub last: bool,
    /// What takes longer is broken off soon after.
    pub deadline: Instant,
    /// Cancelled when nobody wants the result any more.
    pub cancelled: CancellationToken,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// A turn ended it, or the task is somebody else's by now.
    Committed,
    /// There was nothing to be done.
    Nothing,
    /// It may work later. The text is for operators and has nothing of people's words.
    Retry(String),
}

impl From<Rejection> for Ended {
    fn from(rejection: Rejection) -> Self {
        match rejection.code {
            // The conversation is gone, or has used up its turns: no attempt changes that.
            Code::UnknownConversation | Code::BudgetExhausted => Self::Nothing,
            code => Self::Retry(format!("the turn was refused: {}", code.as_str())),
        }
    }
}

impl From<StoreError> for Ended {
    fn from(error: StoreError) -> Self {
        Self::Retry(error.to_string())
    }
}

impl Errand {
    /// The conversation as its own person sees it; `None` if there is none.
    pub async fn peer(&self, conversation: &ConversationId) -> Result<Option<Peer>, StoreError> {
        own_peer(&self.app, &self.workspace, conversation).await
    }
}

/// A conversation as its own person sees it; `None` if there is none.
pub(super) async fn own_peer(
    app: &App,
    workspace: &WorkspaceId,
    conversation: &ConversationId,
) -> Result<Option<Peer>, StoreError> {
    let row = app.store.workspace(workspace).conversation(conversation).await?;
    Ok(row.map(|row| Peer {
        workspace: workspace.clone(),
        visitor: row.visitor,
        conversation: conversation.clone(),
        zone: None,
        locale: row.line.locale,
    }))
}
