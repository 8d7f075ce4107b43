//! Recorded answers for the tests of a tree that want them.

use crate::{
    assist::{Assistant, Job, Model},
    engine::{effect::AssistCall, input::AssistResult},
    id::{ConversationId, WorkspaceId},
    llm::{
        Asked, CallError, Purpose, Reply, Say,
        cassette::{CassetteError, Cassettes},
    },
};
use futures_util::FutureExt;
use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// The folder beside a tree's file.
const FOLDER: &str = "cassettes";
/// Nobody is waited for.
const WITHIN: Duration = Duration::from_secs(60);

pub struct Recorded {
    player: Player,
    workspace: WorkspaceId,
    conversation: ConversationId,
}

impl Recorded {
    /// Those beside the file of a tree.
    pub fn beside(tree: &Path) -> Result<Self, CassetteError> {
        let cassettes = Cassettes::read(tree.with_file_name(FOLDER))?;
        let player = Player { cassettes, missing: Arc::default() };
        Ok(Self { player, workspace: WorkspaceId::new(), conversation: ConversationId::new() })
    }

    /// The files that are no recorded answers, and why.
    pub fn notes(&self) -> &[String] {
        self.player.cassettes.notes()
    }

    /// What the recorded model proposes, or which of its answers is not there.
    pub fn answer(&self, call: &AssistCall) -> Result<AssistResult, String> {
        let job = Job {
            workspace: self.workspace.clone(),
            conversation: self.conversation.clone(),
            call: call.clone(),
            images: Vec::new(),
            deadline: Instant::now() + WITHIN,
        };
        let proposed = Assistant::new(self.player.clone()).propose(job, &mut |_| {}).now_or_never();
        match (self.player.missing().take(), proposed) {
            (Some(prompt), _) => Err(format!("there is no recorded answer to this request ({prompt})")),
            (None, Some(result)) => Ok(result),
            (None, None) => Err("a recorded answer was waited for".to_owned()),
        }
    }
}

/// Plays recorded answers, and notes which are missing: a test does not go on with other words.
#[derive(Clone)]
struct Player {
    cassettes: Cassettes,
    missing: Arc<Mutex<Option<String>>>,
}

impl Player {
    fn missing(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Model for Player {
    fn serves(&self, _: Purpose) -> bool {
        true
    }

    async fn ask(&self, asked: Asked, say: &mut Say<'_>) -> Result<Reply, CallError> {
        self.cassettes.answer(&asked, String::new(), say).ok_or_else(|| {
            *self.missing() = Some(asked.prompt);
            CallError::NoModel
        })
    }
}
