//! How much a bot may say, and how fast.

use super::world::Place;
use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};
use tokio::time::Instant;

/// So many in so long.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    pub many: usize,
    pub within: Duration,
}

#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub bot: Pace,
    /// One so often, …
    pub chat: Duration,
    /// … and so many at once.
    pub burst: u32,
    pub group: Pace,
}

impl Limits {
    /// As Telegram tells them: 30 a second, 1 a second in a chat (with a small burst), 20 a minute in a group.
    pub const fn told() -> Self {
        Self {
            bot: Pace { many: 30, within: Duration::from_secs(1) },
            chat: Duration::from_secs(1),
            burst: 3,
            group: Pace { many: 20, within: Duration::from_secs(60) },
        }
    }

    /// The same, fifty times as fast: for long conversations.
    pub const fn fast() -> Self {
        Self::times(50)
    }

    /// The same, so many times as fast.
    pub const fn times(times: u64) -> Self {
        Self {
            bot: Pace { many: 30, within: Duration::from_millis(1_000 / times) },
            chat: Duration::from_millis(1_000 / times),
            burst: 3,
            group: Pace { many: 20, within: Duration::from_millis(60_000 / times) },
        }
    }

    /// None at all.
    pub const fn none() -> Self {
        let free = Pace { many: usize::MAX, within: Duration::ZERO };
        Self { bot: free, chat: Duration::ZERO, burst: 3, group: free }
    }
}

/// What was said, by whom and where.
#[derive(Debug, Default)]
pub struct Meter {
    bots: BTreeMap<i64, VecDeque<Instant>>,
    groups: BTreeMap<(i64, Place), VecDeque<Instant>>,
    /// When the chat will be as if nothing had been said in it.
    chats: BTreeMap<(i64, Place), Instant>,
}

impl Meter {
    /// Counts an edit, which only a bot's own limit is for; or how long to wait before it may be made.
    pub fn takes_edit(&mut self, limits: Limits, bot: i64) -> Result<(), Duration> {
        let now = Instant::now();
        let made = self.bots.entry(bot).or_default();
        let wait = full(made, limits.bot, now);
        if !wait.is_zero() {
            return Err(wait);
        }
        made.push_back(now);
        Ok(())
    }

    /// Counts one more; or how long to wait before it may be said.
    pub fn takes(&mut self, limits: Limits, bot: i64, place: Place) -> Result<(), Duration> {
        let now = Instant::now();
        let mut wait = full(self.bots.entry(bot).or_default(), limits.bot, now);
        if let Place::Group(_) = place {
            wait = wait.max(full(self.groups.entry((bot, place)).or_default(), limits.group, now));
        }
        let free = *self.chats.entry((bot, place)).or_insert(now);
        let ahead = free.saturating_duration_since(now) + limits.chat;
        wait = wait.max(ahead.saturating_sub(limits.chat * limits.burst));
        if !wait.is_zero() {
            return Err(wait);
        }
        self.chats.insert((bot, place), now + ahead);
        self.bots.entry(bot).or_default().push_back(now);
        if let Place::Group(_) = place {
            self.groups.entry((bot, place)).or_default().push_back(now);
        }
        Ok(())
    }
}

fn full(said: &mut VecDeque<Instant>, pace: Pace, now: Instant) -> Duration {
    while said.front().is_some_and(|first| now.duration_since(*first) >= pace.within) {
        said.pop_front();
    }
    match said.front() {
        Some(first) if said.len() >= pace.many => pace.within - now.duration_since(*first),
        _ => Duration::ZERO,
    }
}
