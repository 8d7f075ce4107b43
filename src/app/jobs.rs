//! The jobs that this process works on, and the hint that there are more.

use crate::{id::TaskId, store::Fence};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{Notify, futures::Notified};
use tokio_util::sync::CancellationToken;

/// What is worked on here. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Jobs(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    /// Names this process to the others.
    holder: String,
    enqueued: Notify,
    held: Mutex<HashMap<Fence, CancellationToken>>,
}

/// An attempt that is held; given up when dropped.
#[derive(Debug)]
pub struct Holding {
    jobs: Jobs,
    pub fence: Fence,
    /// Cancelled when the attempt is no longer wanted, or no longer this process's.
    pub cancelled: CancellationToken,
}

impl Default for Jobs {
    fn default() -> Self {
        let (holder, enqueued) = (TaskId::new().to_string(), Notify::new());
        Self(Arc::new(Parts { holder, enqueued, held: Mutex::default() }))
    }
}

impl Jobs {
    pub fn holder(&self) -> &str {
        &self.0.holder
    }

    /// Something was enqueued. Only a hint: whoever misses it looks by themselves a little later.
    pub fn hint(&self) {
        self.0.enqueued.notify_waiters();
    }

    /// Completes at the next hint. To be enabled before looking for work.
    pub fn hinted(&self) -> Notified<'_> {
        self.0.enqueued.notified()
    }

    pub fn hold(&self, fence: Fence) -> Holding {
        let cancelled = CancellationToken::new();
        self.of().insert(fence.clone(), cancelled.clone());
        Holding { jobs: self.clone(), fence, cancelled }
    }

    /// Every attempt that is held here.
    pub fn held(&self) -> Vec<Fence> {
        self.of().keys().cloned().collect()
    }

    pub fn holds(&self, fence: &Fence) -> bool {
        self.of().contains_key(fence)
    }

    /// Tells whoever works on the task here to leave it.
    pub fn cancel(&self, task: &TaskId) {
        for (_, token) in self.of().iter().filter(|(fence, _)| fence.task == *task) {
            token.cancel();
        }
    }

    fn of(&self) -> MutexGuard<'_, HashMap<Fence, CancellationToken>> {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        self.jobs.of().remove(&self.fence);
    }
}
