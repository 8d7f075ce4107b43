//! The assists that this process works on, so that they can be cancelled.

use crate::id::ConversationId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio_util::sync::CancellationToken;

type Key = (ConversationId, u64);

/// What is worked on here. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Assists(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    /// Names this process to the others.
    holder: String,
    running: Mutex<HashMap<Key, CancellationToken>>,
}

/// A place among them, given up when dropped.
#[derive(Debug)]
pub struct Entered {
    assists: Assists,
    key: Key,
    /// Cancelled when the result is no longer wanted.
    pub cancelled: CancellationToken,
}

impl Default for Assists {
    fn default() -> Self {
        Self(Arc::new(Parts { holder: ConversationId::new().to_string(), running: Mutex::default() }))
    }
}

impl Assists {
    pub fn holder(&self) -> &str {
        &self.0.holder
    }

    /// Enters a task; `None` if it is worked on here already.
    pub fn enter(&self, conversation: &ConversationId, task: u64) -> Option<Entered> {
        let key = (conversation.clone(), task);
        let cancelled = CancellationToken::new();
        let mut running = self.running();
        if running.contains_key(&key) {
            return None;
        }
        running.insert(key.clone(), cancelled.clone());
        Some(Entered { assists: self.clone(), key, cancelled })
    }

    /// Cancels a task, if it is worked on here.
    pub fn cancel(&self, conversation: &ConversationId, task: u64) {
        if let Some(token) = self.running().get(&(conversation.clone(), task)) {
            token.cancel();
        }
    }

    fn running(&self) -> MutexGuard<'_, HashMap<Key, CancellationToken>> {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.assists.running().remove(&self.key);
    }
}
