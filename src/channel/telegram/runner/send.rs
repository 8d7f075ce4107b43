//! Sends what waits, each chat strictly in order, all within Telegram's limits.

use super::super::{call::Call, desk::Office};
use super::{
    pace::Pace,
    perform::{Performed, perform},
};
use crate::{
    outside::telegram::BotApi,
    store::{BotSend, Sent},
    time::Millis,
};
use std::{collections::HashSet, time::Duration};
use tokio::{
    task::{JoinError, JoinSet},
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;

/// How often it is looked for what no hint told of.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The time between two looks: what is written meanwhile is looked at together.
const LOOK_APART: Duration = Duration::from_millis(20);
/// Sends that are looked at together, of as many chats.
const LOOK_AT: u32 = 200;
/// The longest wait before what got no answer is tried again.
const BACKOFF_MAX: Duration = Duration::from_secs(30);
/// How often it is counted what waits.
const COUNT_EVERY: Duration = Duration::from_secs(10);

pub(super) async fn send(office: &Office, api: &BotApi, pace: &Pace, stop: &CancellationToken) {
    let mut post = Post { office, api, pace, busy: HashSet::new(), doing: JoinSet::new() };
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
            Some(done) = post.doing.join_next(), if !post.doing.is_empty() => post.is_done(done),
            () = sleep_until(next) => {}
            () = stop.cancelled() => {}
        }
        stop.run_until_cancelled(sleep_until(apart)).await;
        while let Some(done) = post.doing.try_join_next() {
            post.is_done(done);
        }
    }
    // Of what is on its way the answer is still heard: else nobody knows whether it came.
    while post.doing.join_next().await.is_some() {}
}

struct Post<'a> {
    office: &'a Office,
    api: &'a BotApi,
    pace: &'a Pace,
    busy: HashSet<i64>,
    doing: JoinSet<i64>,
}

impl Post<'_> {
    fn is_done(&mut self, chat: Result<i64, JoinError>) {
        if let Ok(chat) = chat {
            self.busy.remove(&chat);
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
            if let Err(wait) = self.pace.room(send.chat) {
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
