//! The bus: wake-ups between those who commit and those who watch. A hint, never content: whoever is
//! woken reads the rows after its cursor, so a lost, late or doubled hint does no harm.

use crate::id::ConversationId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

/// Where wake-ups go. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Bus(Arc<Arm>);

#[derive(Debug)]
enum Arm {
    /// One process: a watch channel per open conversation.
    InProcess(Mutex<HashMap<ConversationId, watch::Sender<u64>>>),
}

impl Bus {
    pub fn in_process() -> Self {
        Self(Arc::new(Arm::InProcess(Mutex::default())))
    }

    /// Says that the conversation now has rows up to `seq`.
    pub fn wake(&self, conversation: &ConversationId, seq: u64) {
        if let Some(sender) = self.topics().get(conversation) {
            sender.send_if_modified(|known| {
                let newer = seq > *known;
                *known = seq.max(*known);
                newer
            });
        }
    }

    /// Listens to a conversation. Subscribe first and read the rows then, and nothing is missed.
    pub fn subscribe(&self, conversation: &ConversationId) -> Subscription {
        let mut topics = self.topics();
        let sender = topics.entry(conversation.clone()).or_insert_with(|| watch::Sender::new(0));
        Subscription {
            receiver: Some(sender.subscribe()),
            conversation: conversation.clone(),
            bus: self.clone(),
        }
    }

    /// The conversations that somebody listens to.
    pub fn watched(&self) -> Vec<ConversationId> {
        self.topics().keys().cloned().collect()
    }

    fn topics(&self) -> MutexGuard<'_, HashMap<ConversationId, watch::Sender<u64>>> {
        let Arm::InProcess(topics) = &*self.0;
        topics.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One listener; gone when dropped.
#[derive(Debug)]
pub struct Subscription {
    receiver: Option<watch::Receiver<u64>>,
    conversation: ConversationId,
    bus: Bus,
}

impl Subscription {
    /// Waits until there may be rows after `cursor`. Cancel-safe.
    pub async fn after(&mut self, cursor: u64) {
        let Some(receiver) = &mut self.receiver else { return std::future::pending().await };
        if receiver.wait_for(|seq| *seq > cursor).await.is_err() {
            // The sender lives as long as the bus does; without one there is nothing to wait for.
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut topics = self.bus.topics();
        self.receiver = None;
        if topics.get(&self.conversation).is_some_and(|sender| sender.receiver_count() == 0) {
            topics.remove(&self.conversation);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hint_reaches_those_who_are_behind_and_leaves_nothing_behind() {
        let bus = Bus::in_process();
        let id = ConversationId::new();
        bus.wake(&id, 3);
        let mut listener = bus.subscribe(&id);
        bus.wake(&id, 5);
        bus.wake(&id, 4);
        listener.after(4).await;
        let waits = tokio::time::timeout(std::time::Duration::from_millis(20), listener.after(5)).await;
        assert!(waits.is_err(), "nobody is behind");
        drop(listener);
        assert!(bus.watched().is_empty());
    }
}
