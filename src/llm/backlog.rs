//! What waits to be written behind its callers' backs. Whoever finds nobody at work starts the work, which ends by
//! itself: a stopping server that waits for its tasks has everything written.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Entries in the order in which they came.
pub(super) struct Backlog<T>(Mutex<Waiting<T>>);

struct Waiting<T> {
    entries: VecDeque<T>,
    is_worked_on: bool,
}

impl<T> Default for Backlog<T> {
    fn default() -> Self {
        Self(Mutex::new(Waiting { entries: VecDeque::new(), is_worked_on: false }))
    }
}

impl<T> Backlog<T> {
    /// Adds entries. `true` if nobody is at work: whoever added them starts it.
    #[must_use]
    pub fn add(&self, entries: impl IntoIterator<Item = T>) -> bool {
        let mut waiting = self.lock();
        waiting.entries.extend(entries);
        !std::mem::replace(&mut waiting.is_worked_on, true)
    }

    /// The next ones, at most `size`. `None` if nothing waits: the work is over.
    pub fn batch(&self, size: usize) -> Option<Vec<T>> {
        let mut waiting = self.lock();
        let size = waiting.entries.len().min(size);
        if size == 0 {
            waiting.is_worked_on = false;
            return None;
        }
        Some(waiting.entries.drain(..size).collect())
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.lock().entries.len()
    }

    fn lock(&self) -> MutexGuard<'_, Waiting<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Backlog;

    #[test]
    fn one_at_a_time_is_at_work_until_nothing_waits() {
        let backlog = Backlog::default();
        assert!(backlog.add([1, 2]), "nobody is at work");
        assert!(!backlog.add([3]), "somebody is");
        assert_eq!(backlog.batch(2), Some(vec![1, 2]));
        assert_eq!(backlog.len(), 1);
        assert_eq!(backlog.batch(2), Some(vec![3]));
        assert_eq!(backlog.batch(2), None);
        assert!(backlog.add([4]), "it was over");
    }
}
