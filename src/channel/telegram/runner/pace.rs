//! How much a bot may say, and how fast: one measure for all its calls.

use crate::app::rates::Rates;
use std::hash::Hash;

/// Messages that a chat takes at once ("short bursts are allowed").
const BURST: f64 = 3.0;
/// How much of a limit is used: what goes out evenly need not arrive evenly.
const SHARE: f64 = 0.9;
/// How much of a limit over a while may go at once; the rest comes evenly, so that no while has more than the limit.
const AT_ONCE: f64 = 1.0 / 3.0;
/// What may be left out leaves so many for a message that may not.
const LEFT: f64 = 1.0;
/// The same share of what the bot may say to everybody.
const LEFT_SHARE: f64 = 0.5;

/// What is left to a bot, in all and to each chat.
pub(super) struct Pace {
    all: Rates<()>,
    chats: Rates<i64>,
    groups: Rates<i64>,
    left: f64,
}

impl Pace {
    pub(super) fn new(per_second: u32, per_chat_minute: u32, per_group_minute: u32) -> Self {
        let (all, group) = (f64::from(per_second), f64::from(per_group_minute));
        let chat = f64::from(per_chat_minute) / 60.0;
        Self {
            all: within(all, 1.0),
            chats: Rates::new(chat * SHARE, BURST),
            groups: within(group, 60.0),
            left: burst(all) * LEFT_SHARE,
        }
    }

    /// Room for one more to this chat; else in how many milliseconds there is.
    pub(super) fn room(&self, chat: i64) -> Result<(), u64> {
        let own = self.of(chat).bucket(chat);
        own.take()?;
        // What is not said to the chat now is not taken from what may be said to it.
        self.all.bucket(()).take().inspect_err(|_| own.give_back())
    }

    /// Room for something that is left out where there is none, and that keeps no message waiting.
    pub(super) fn spare(&self, chat: i64) -> bool {
        let own = self.of(chat).bucket(chat);
        if !own.take_beyond(LEFT) {
            return false;
        }
        let has = self.all.bucket(()).take_beyond(self.left);
        if !has {
            own.give_back();
        }
        has
    }

    /// Numbers of groups are negative.
    fn of(&self, chat: i64) -> &Rates<i64> {
        if chat < 0 { &self.groups } else { &self.chats }
    }
}

/// At most so many in any so many seconds.
fn within<K: Hash + Eq>(limit: f64, seconds: f64) -> Rates<K> {
    Rates::new(limit * SHARE * (1.0 - AT_ONCE) / seconds, burst(limit))
}

fn burst(limit: f64) -> f64 {
    (limit * SHARE * AT_ONCE).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::time::advance;

    #[tokio::test(start_paused = true)]
    async fn an_edit_that_may_be_left_out_keeps_no_message_waiting() {
        let pace = Pace::new(30, 60, 20);
        assert_eq!([pace.spare(1), pace.spare(1), pace.spare(1)], [true, true, false]);
        assert_eq!(pace.room(1), Ok(()), "there is room for a message all the same");
        assert!(pace.room(1).is_err() && !pace.spare(1));
        advance(Duration::from_secs(3)).await;
        assert_eq!(pace.room(1), Ok(()));
        // Many chats at once are one bot.
        let edits = (10..100).filter(|chat| pace.spare(*chat)).count();
        let messages = (100..200).filter(|chat| pace.room(*chat).is_ok()).count();
        assert!(edits <= 5 && messages >= 5 && edits + messages <= 10, "{edits} and {messages}");
        assert!((0..9).all(|_| pace.room(250).is_err()), "the bot has said all that it may");
        advance(Duration::from_secs(1)).await;
        assert!((0..3).all(|_| pace.room(250).is_ok()), "that the bot may not is not the chat's fault");
    }
}
