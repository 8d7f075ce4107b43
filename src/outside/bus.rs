//! The bus between those who commit or write and those who watch. Of rows it carries hints, never content:
//! whoever is woken reads the rows after its cursor, so a lost, late or doubled hint does no harm. Of assists it
//! carries the words so far, which are nobody's truth: the row that comes in the end is.

mod live;

pub use live::{Assist, Ending, News};

use crate::id::ConversationId;
use live::{Heard, Live};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{broadcast, watch};

/// Where wake-ups go. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Bus(Arc<Arm>, broadcast::Sender<ConversationId>);

/// Wake-ups that somebody who hears all of them may be behind.
const HEARD: usize = 4_096;

#[derive(Debug)]
enum Arm {
    /// One process: a topic per conversation that is watched, or in which an assist is under way.
    InProcess(Mutex<HashMap<ConversationId, Topic>>),
}

#[derive(Debug, Default)]
struct Topic {
    heads: watch::Sender<Heads>,
    live: Live,
}

/// How far a conversation is.
#[derive(Clone, Copy, Debug, Default)]
struct Heads {
    /// Its last row, as far as somebody said.
    seq: u64,
    /// Counts what happened to its assists.
    live: u64,
}

impl Topic {
    fn is_idle(&self) -> bool {
        self.heads.receiver_count() == 0 && self.live.is_empty()
    }
}

impl Bus {
    pub fn in_process() -> Self {
        Self(Arc::new(Arm::InProcess(Mutex::default())), broadcast::Sender::new(HEARD))
    }

    /// Hears which conversations of this process move on, whichever they are.
    pub fn listen(&self) -> broadcast::Receiver<ConversationId> {
        self.1.subscribe()
    }

    /// Says that the conversation now has rows up to `seq`.
    pub fn wake(&self, conversation: &ConversationId, seq: u64) {
        if self.1.receiver_count() > 0 {
            // Nobody who left in between misses it.
            let _ = self.1.send(conversation.clone());
        }
        if let Some(topic) = self.topics().get(conversation) {
            topic.heads.send_if_modified(|known| {
                let newer = seq > known.seq;
                known.seq = seq.max(known.seq);
                newer
            });
        }
    }

    /// An assist is under way.
    pub fn begins(&self, conversation: &ConversationId, assist: Assist) {
        let mut topics = self.topics();
        let topic = topics.entry(conversation.clone()).or_default();
        topic.heads.send_modify(|heads| {
            heads.live += 1;
            topic.live.begins(assist);
        });
    }

    /// Words of an assist that a person may read, as they come.
    pub fn says(&self, conversation: &ConversationId, task: u64, words: &str) {
        let mut topics = self.topics();
        if let Some(topic) = topics.get_mut(conversation)
            && topic.live.says(task, words)
        {
            topic.heads.send_modify(|heads| heads.live += 1);
        }
    }

    /// An assist came to its end. Said after the row that it made.
    pub fn ends(&self, conversation: &ConversationId, task: u64, ending: Ending) {
        let mut topics = self.topics();
        let Some(topic) = topics.get_mut(conversation) else { return };
        topic.heads.send_modify(|heads| {
            heads.live += 1;
            topic.live.ends(task, ending, heads.live);
        });
        if topic.is_idle() {
            topics.remove(conversation);
        }
    }

    /// Listens to a conversation. Subscribe first and read the rows then, and nothing is missed.
    pub fn subscribe(&self, conversation: &ConversationId) -> Subscription {
        let mut topics = self.topics();
        let topic = topics.entry(conversation.clone()).or_default();
        // What is under way is news to whoever comes.
        let live = topic.heads.borrow().live - u64::from(!topic.live.is_empty());
        Subscription {
            receiver: Some(topic.heads.subscribe()),
            conversation: conversation.clone(),
            bus: self.clone(),
            live,
            heard: Vec::new(),
        }
    }

    /// The conversations that somebody listens to.
    pub fn watched(&self) -> Vec<ConversationId> {
        self.topics().keys().cloned().collect()
    }

    fn topics(&self) -> MutexGuard<'_, HashMap<ConversationId, Topic>> {
        let Arm::InProcess(topics) = &*self.0;
        topics.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One listener; gone when dropped.
#[derive(Debug)]
pub struct Subscription {
    receiver: Option<watch::Receiver<Heads>>,
    conversation: ConversationId,
    bus: Bus,
    /// Up to where it knows what happened to the assists.
    live: u64,
    /// Up to where it has the words of each.
    heard: Vec<Heard>,
}

impl Subscription {
    /// Waits until there may be rows after `cursor`, or news of an assist. Cancel-safe.
    pub async fn after(&mut self, cursor: u64) {
        let live = self.live;
        let Some(receiver) = &mut self.receiver else { return std::future::pending().await };
        if receiver.wait_for(|heads| heads.seq > cursor || heads.live > live).await.is_err() {
            // The sender lives as long as the bus does; without one there is nothing to wait for.
            std::future::pending::<()>().await;
        }
    }

    /// Whether there may be rows after `cursor`.
    pub fn is_behind(&self, cursor: u64) -> bool {
        self.receiver.as_ref().is_some_and(|receiver| receiver.borrow().seq > cursor)
    }

    /// What happened to the assists since the last time this was asked. Who asks seldom gets more at once.
    pub fn news(&mut self) -> Vec<News> {
        let topics = self.bus.topics();
        let Some(topic) = topics.get(&self.conversation) else { return Vec::new() };
        let news = topic.live.since(self.live, &mut self.heard);
        self.live = topic.heads.borrow().live;
        news
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut topics = self.bus.topics();
        self.receiver = None;
        if topics.get(&self.conversation).is_some_and(Topic::is_idle) {
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

    #[tokio::test]
    async fn words_add_up_for_whoever_comes_when() {
        let (bus, id) = (Bus::in_process(), ConversationId::new());
        let assist = || Assist { task: 7, attempt: 1, path: "p".into(), label: "P".into(), kind: "refine" };
        let mut early = bus.subscribe(&id);
        assert_eq!(early.news(), []);
        bus.begins(&id, assist());
        early.after(0).await;
        bus.says(&id, 7, "Pão ");
        let said = |offset, delta: &str| News::Said { task: 7, attempt: 1, offset, delta: delta.into() };
        assert_eq!(early.news(), [News::Began(assist()), said(0, "Pão ")]);
        let mut late = bus.subscribe(&id);
        bus.says(&id, 7, &"ã".repeat(3_000));
        late.after(0).await;
        let heard = late.news();
        assert_eq!(heard.len(), 3, "no piece is larger than 4 KiB");
        assert_eq!(heard[1], said(0, &format!("Pão {}", "ã".repeat(2_045))));
        assert_eq!(heard[2], said(2_049, &"ã".repeat(955)));
        assert_eq!(early.news()[0], said(4, &"ã".repeat(2_048)));
        assert_eq!(early.news(), []);
        bus.ends(&id, 7, Ending::Done);
        let ended = News::Ended(assist(), Ending::Done);
        assert_eq!((early.news(), late.news()), (vec![ended.clone()], vec![ended]));
        assert_eq!(bus.subscribe(&id).news(), [], "who comes later reads the row");
        drop((early, late));
        assert!(bus.watched().is_empty());
    }
}
