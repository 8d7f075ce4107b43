//! Sends what waits, each chat strictly in order, all within Telegram's limits.

use super::super::{call::Call, desk::Office};
use super::perform::{Performed, perform};
use crate::{
    app::rates::Rates,
    outside::telegram::BotApi,
    store::{BotSend, Sent},
    time::Millis,
};
use std::{collections::HashSet, hash::Hash, time::Duration};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;

/// How often it is looked for what no hint told of.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The time between two looks: what is written meanwhile is looked at together.
const LOOK_APART: Duration = Duration::from_millis(20);
/// Sends that are looked at together, of as many chats.
const LOOK_AT: u32 = 200;
/// Messages that a chat takes at once ("short bursts are allowed").
const BURST: f64 = 3.0;
/// How much of a chat's rate is used: what goes out evenly need not arrive evenly.
const CHAT_SHARE: f64 = 0.95;
/// How much of a limit over a while may go at once; the rest comes evenly, so that no while has more than the limit.
const AT_ONCE: f64 = 1.0 / 3.0;
/// The longest wait before what got no answer is tried again.
const BACKOFF_MAX: Duration = Duration::from_secs(30);
/// How often it is counted what waits.
const COUNT_EVERY: Duration = Duration::from_secs(10);

pub(super) async fn send(office: &Office, api: &BotApi, stop: &CancellationToken) {
    let mut post = Post::new(office, api);
    let mut bell = office.app.outbox.listen();
    let mut count = Instant::now();
    while !stop.is_cancelled() {
        bell.borrow_and_update();
        if count <= Instant::now() {
            post.count().await;
            count = Instant::now() + COUNT_EVERY;
        }
        let next = post.begin().await;
        let apart = Instant::now() + LOOK_APART;
        tokio::select! {
            _ = bell.changed() => {}
            Some(done) = post.doing.join_next(), if !post.doing.is_empty() => {
                if let Ok(chat) = done {
                    post.busy.remove(&chat);
                }
            }
            () = sleep_until(next) => {}
            () = stop.cancelled() => {}
        }
        stop.run_until_cancelled(sleep_until(apart)).await;
    }
    // Of what is on its way the answer is still heard: else nobody knows whether it came.
    while post.doing.join_next().await.is_some() {}
}

struct Post<'a> {
    office: &'a Office,
    api: &'a BotApi,
    busy: HashSet<i64>,
    doing: JoinSet<i64>,
    all: Rates<()>,
    chats: Rates<i64>,
    groups: Rates<i64>,
}

impl<'a> Post<'a> {
    fn new(office: &'a Office, api: &'a BotApi) -> Self {
        let telegram = &office.app.config.telegram;
        let (all, group) = (f64::from(telegram.per_second), f64::from(telegram.per_group_minute));
        let chat = f64::from(telegram.per_chat_minute) / 60.0;
        Self {
            office,
            api,
            busy: HashSet::new(),
            doing: JoinSet::new(),
            all: within(all, 1.0),
            chats: Rates::new(chat * CHAT_SHARE, BURST),
            groups: within(group, 60.0),
        }
    }

    /// Begins to send what may be sent. Gives when there may be more.
    async fn begin(&mut self) -> Instant {
        let (now, later) = (self.office.app.clock.now(), Instant::now() + LOOK_EVERY);
        let rows = self.office.app.store.workspace(&self.office.workspace);
        let due = match rows.due_sends(&self.office.bot.id, now, LOOK_AT).await {
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(%error, "what is to be sent cannot be read");
                return later;
            }
        };
        let mut next = later;
        for send in due {
            if self.busy.contains(&send.chat) {
                continue;
            }
            if let Err(wait) = self.room(send.chat) {
                next = next.min(Instant::now() + Duration::from_millis(wait));
                continue;
            }
            self.busy.insert(send.chat);
            let (office, api) = (self.office.clone(), self.api.clone());
            self.doing.spawn(async move {
                let chat = send.chat;
                deliver(&office, &api, send).await;
                chat
            });
        }
        next
    }

    /// Room for one more to this chat; else in how many milliseconds there is.
    fn room(&self, chat: i64) -> Result<(), u64> {
        // Numbers of groups are negative.
        let own = if chat < 0 { &self.groups } else { &self.chats };
        own.bucket(chat).take()?;
        self.all.bucket(()).take()
    }

    async fn count(&self) {
        let rows = self.office.app.store.workspace(&self.office.workspace);
        if let Ok((waiting, oldest)) = rows.sends_waiting(&self.office.bot.id).await {
            let now = self.office.app.clock.now();
            let age = oldest.map_or(0, |oldest| (now.0 - oldest.0).max(0));
            self.office.app.metrics.telegram_waiting.set(f64::from(waiting));
            self.office.app.metrics.telegram_oldest.set(age as f64 / 1_000.0);
        }
    }
}

/// At most so many in any so many seconds.
fn within<K: Hash + Eq>(limit: f64, seconds: f64) -> Rates<K> {
    Rates::new(limit * (1.0 - AT_ONCE) / seconds, (limit * AT_ONCE).max(1.0))
}

async fn deliver(office: &Office, api: &BotApi, send: BotSend) {
    let rows = office.app.store.workspace(&office.workspace);
    let (bot, number) = (&office.bot.id, send.number);
    if let Err(error) = rows.begin_send(bot, number, office.app.clock.now()).await {
        tracing::warn!(%error, "what is to be sent cannot be noted");
        return;
    }
    if send.is_doubtful {
        tracing::info!(number, "sent again: nobody knows whether it came");
        office.app.metrics.telegram_doubtful.increment(1);
    }
    let done = match serde_json::from_str::<Call>(&send.call) {
        Ok(call) => perform(office, api, &send, call).await,
        Err(error) => Performed::Refused(format!("this version cannot read it: {error}")),
    };
    let now = office.app.clock.now();
    let sent = match done {
        Performed::Done(message) => Sent::Done(message),
        Performed::Later(wait, error) => {
            let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
            Sent::Later { not_before: Millis(now.0.saturating_add(wait)), error, is_doubtful: false }
        }
        Performed::Silent(error) => {
            let wait = i64::try_from(backoff(send.tried).as_millis()).unwrap_or(i64::MAX);
            Sent::Later { not_before: Millis(now.0.saturating_add(wait)), error, is_doubtful: true }
        }
        Performed::Refused(error) => {
            tracing::warn!(bot = office.bot.username, number, error, "Telegram does not take a message");
            Sent::Refused(error)
        }
        Performed::Moved => return,
    };
    // Until it is written nobody else sends to this chat; a process that dies here leaves it in doubt.
    while let Err(error) = rows.end_send(bot, number, &sent, now).await {
        tracing::warn!(%error, "what was sent cannot be noted");
        sleep(LOOK_EVERY).await;
    }
}

fn backoff(tried: u32) -> Duration {
    Duration::from_millis(500).saturating_mul(1 << tried.min(10)).min(BACKOFF_MAX)
}
