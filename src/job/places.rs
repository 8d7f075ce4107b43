//! The places of a process, each for one attempt: how many are free, and whose jobs have the others.

use crate::{id::WorkspaceId, store::Spare};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, futures::Notified};

/// Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Places(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    all: Arc<Semaphore>,
    count: usize,
    /// How many each workspace has; none without one.
    taken: Mutex<HashMap<WorkspaceId, usize>>,
    freed: Notify,
}

/// A place with an attempt; free again when dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Places,
    workspace: WorkspaceId,
    permit: Option<OwnedSemaphorePermit>,
}

impl Places {
    pub fn new(count: usize) -> Self {
        let (all, taken, freed) = (Arc::new(Semaphore::new(count)), Mutex::default(), Notify::new());
        Self(Arc::new(Parts { all, count, taken, freed }))
    }

    /// Every free place, once there is one.
    pub async fn free(&self) -> Vec<OwnedSemaphorePermit> {
        let mut free: Vec<_> = self.0.all.clone().acquire_owned().await.into_iter().collect();
        while let Ok(place) = self.0.all.clone().try_acquire_owned() {
            free.push(place);
        }
        free
    }

    /// Completes when a place comes free. To be enabled before asking which are free.
    pub fn freed(&self) -> Notified<'_> {
        self.0.freed.notified()
    }

    /// Who may not have all the places that are free now: one stays for the others. What two workspaces share
    /// already cannot become one's alone.
    pub fn spare(&self) -> Spare {
        let taken = self.taken();
        let mut whose = taken.keys();
        match (self.0.count, whose.next(), whose.next()) {
            (0 | 1, ..) | (.., Some(_)) => Spare::None,
            (_, Some(workspace), None) => Spare::Of(workspace.clone()),
            (_, None, None) => Spare::OfEach,
        }
    }

    pub fn take(&self, permit: OwnedSemaphorePermit, workspace: &WorkspaceId) -> Place {
        *self.taken().entry(workspace.clone()).or_default() += 1;
        Place { places: self.clone(), workspace: workspace.clone(), permit: Some(permit) }
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<WorkspaceId, usize>> {
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        if let Some(count) = taken.get_mut(&self.workspace) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.workspace);
            }
        }
        drop(taken);
        // Before anybody hears of it: whoever wakes must find it free.
        drop(self.permit.take());
        self.places.0.freed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_place_is_spared_while_one_workspace_has_the_others() {
        let (ana, bia) = (WorkspaceId::new(), WorkspaceId::new());
        let places = Places::new(3);
        assert_eq!(places.spare(), Spare::OfEach);
        let mut free = places.free().await;
        assert_eq!(free.len(), 3);
        let one = places.take(free.pop().unwrap(), &ana);
        let two = places.take(free.pop().unwrap(), &ana);
        assert_eq!(places.spare(), Spare::Of(ana.clone()));
        let three = places.take(free.pop().unwrap(), &bia);
        assert_eq!(places.spare(), Spare::None);
        drop((one, three));
        assert_eq!(places.spare(), Spare::Of(ana));
        drop(two);
        assert_eq!((places.spare(), places.free().await.len()), (Spare::OfEach, 3));
        assert_eq!(Places::new(1).spare(), Spare::None, "who has one place gives it to whoever comes");
    }
}
