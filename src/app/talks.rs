//! Conversations in memory: one seat each, which orders the turns of this process, and holds what was
//! loaded. The version check of the commit is what decides; a stale or lost entry costs a read, no more.

use crate::{
    engine::{
        brief::{Brief, Field, Progress},
        context::Context,
        state::State,
    },
    id::{ConversationId, VisitorId, WorkspaceId},
    store::Brand,
    time::Millis,
    tree::Tree,
};
use quick_cache::{Weighter, sync::Cache};
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};
use tokio::sync::{Mutex, MutexGuard};

/// Turns of one conversation that may wait in this process. A person has one or two in flight.
const WAITING_MAX: u32 = 64;
/// What an entry takes besides its state and its brief: the seat, its key and the world.
const ENTRY_BYTES: u64 = 1024;
/// A state that was read takes so many times its JSON.
const STATE_PER_JSON: u64 = 3;
/// What a field of the brief takes: itself, its label and what is shown.
const FIELD_BYTES: u64 = size_of::<Field>() as u64 + 128;

/// What is known of a conversation between two turns.
#[derive(Debug)]
pub struct Talk {
    pub workspace: WorkspaceId,
    pub visitor: VisitorId,
    pub tree: Arc<Tree>,
    pub state: State,
    /// Of the state's JSON, as it is stored.
    pub bytes: usize,
    /// Turns committed: the row's optimistic lock.
    pub version: u64,
    pub world: World,
    pub shown: Option<Shown>,
}

impl Talk {
    /// About the bytes that it takes, with the brief that sooner or later is shown.
    fn weight(&self) -> u64 {
        let fields = self.tree.doc().slots.len() as u64;
        ENTRY_BYTES + STATE_PER_JSON * self.bytes as u64 + FIELD_BYTES * fields
    }
}

/// The context as it was loaded, and whether the last event has it already.
#[derive(Clone, Debug)]
pub struct World {
    pub context: Arc<Context>,
    /// The brands that the context offers, with whose they are.
    pub brands: Vec<Brand>,
    /// Whether an event since loading recorded it; the next ones need not repeat it.
    pub recorded: bool,
    pub loaded_at: Millis,
}

impl World {
    /// The brand that was meant by an option's id, or by its name.
    pub fn brand(&self, said: &str) -> Option<&Brand> {
        self.brands.iter().find(|brand| brand.id.as_str() == said || brand.name.eq_ignore_ascii_case(said))
    }
}

/// The brief as it was last computed, with the `seq` at which each part last changed.
#[derive(Debug)]
pub struct Shown {
    pub brief: Brief,
    pub progress: Progress,
    pub seq: u64,
    /// Per field.
    pub changed: Vec<u64>,
    /// When the list of fields, or of their chapters, last changed.
    pub order: u64,
    /// When the score, the completeness or the progress last changed.
    pub figures: u64,
    /// Who has seen less than this gets the whole brief.
    pub since: u64,
}

/// Where the turns of a conversation queue.
#[derive(Debug, Default)]
pub struct Seat {
    waiting: AtomicU32,
    talk: Mutex<Option<Talk>>,
}

impl Seat {
    /// Waits for its turn; `None` if too many wait already. Whoever takes the talk out puts it back
    /// only if it is still true, so that a dropped future leaves an empty seat and not a wrong one.
    pub async fn sit(&self) -> Option<MutexGuard<'_, Option<Talk>>> {
        let queued = Queued::join(&self.waiting)?;
        let guard = self.talk.lock().await;
        drop(queued);
        Some(guard)
    }
}

/// A place in the queue, given back even if the wait is cut short.
struct Queued<'a>(&'a AtomicU32);

impl<'a> Queued<'a> {
    fn join(waiting: &'a AtomicU32) -> Option<Self> {
        let queued = Self(waiting);
        (waiting.fetch_add(1, Ordering::Relaxed) < WAITING_MAX).then_some(queued)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A seat and what it weighed when it was put into the cache; the cache needs a weight that stands.
#[derive(Clone, Debug)]
struct Weighed {
    seat: Arc<Seat>,
    bytes: u64,
}

#[derive(Clone, Debug)]
struct Bytes;

impl Weighter<ConversationId, Weighed> for Bytes {
    fn weight(&self, _: &ConversationId, entry: &Weighed) -> u64 {
        entry.bytes
    }
}

/// Every seat, bounded by the bytes of what they hold.
#[derive(Debug)]
pub struct Talks {
    seats: Cache<ConversationId, Weighed, Bytes>,
    /// The context that was loaded last: most people see the same world.
    context: std::sync::Mutex<Arc<Context>>,
}

impl Talks {
    pub fn new(bytes: u64) -> Self {
        let entries = usize::try_from(bytes / (8 * ENTRY_BYTES)).unwrap_or(usize::MAX);
        Self { seats: Cache::with_weighter(entries, bytes, Bytes), context: std::sync::Mutex::default() }
    }

    pub fn seat(&self, id: &ConversationId) -> Arc<Seat> {
        if let Some(entry) = self.seats.get(id) {
            return entry.seat;
        }
        let entry = Weighed { seat: Arc::default(), bytes: ENTRY_BYTES };
        self.seats.insert(id.clone(), entry.clone());
        entry.seat
    }

    /// One copy for all who see the same.
    pub fn share(&self, context: Context) -> Arc<Context> {
        let mut last = self.context.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if **last != context {
            *last = Arc::new(context);
        }
        last.clone()
    }

    /// Tells how large a talk has become, if it is still kept.
    pub fn weigh(&self, id: &ConversationId, talk: &Talk) {
        self.note_weight(id, talk.weight());
    }

    fn note_weight(&self, id: &ConversationId, bytes: u64) {
        if let Some(entry) = self.seats.peek(id)
            && bytes > entry.bytes + entry.bytes / 4
        {
            self.seats.insert(id.clone(), Weighed { bytes, ..entry });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_queue_has_an_end_and_a_cut_wait_gives_its_place_back() {
        let seat = Seat::default();
        let held = seat.sit().await.unwrap();
        let mut waiting: Vec<_> = (0..WAITING_MAX).map(|_| Box::pin(seat.sit())).collect();
        for wait in &mut waiting {
            assert!(futures_util::poll!(wait).is_pending());
        }
        assert!(seat.sit().await.is_none(), "the queue is full");
        drop(waiting);
        drop(held);
        assert!(seat.sit().await.is_some());
    }

    #[test]
    fn the_cache_is_bounded_in_bytes() {
        let talks = Talks::new(1 << 20);
        for _ in 0..1000 {
            let id = ConversationId::new();
            talks.seat(&id);
            talks.note_weight(&id, 10_000);
        }
        assert!(talks.seats.weight() <= 1 << 20);
    }
}
