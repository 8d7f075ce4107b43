//! Answers updates and shows rows, each chat in its own order, several chats at once.

use super::super::{
    colleague, daily,
    desk::{Desk, Office},
    handle::{self, Halt},
    incoming::{self, Incoming, What},
    tail,
};
use super::{pace::Pace, stream::Streams};
use crate::{
    id::ConversationId,
    outside::telegram::{BotApi, CallError},
    store::{BotUpdate, ChatWritten, StoreError},
};
use futures_util::FutureExt;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use teloxide::{
    payloads::{AnswerCallbackQuery, AnswerCallbackQuerySetters},
    types::CallbackQueryId,
};
use tokio::{
    sync::broadcast::error::RecvError,
    task::{JoinError, JoinSet},
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;

/// How often it is looked for what no hint told of.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// That look is at every chat: where there are so many that it takes long, it is taken for so many times as long less
/// often, and at the latest after so long.
const LOOK_SHARE: u32 = 50;
const LOOK_RARELY: Duration = Duration::from_secs(20);
/// The time between two looks: what comes meanwhile is looked at together, however much that is.
const LOOK_APART: Duration = Duration::from_millis(20);
/// Updates that are looked at together.
const LOOK_AT: u32 = 500;
/// Chats that are answered at once.
const AT_ONCE: usize = 32;
/// How long a chat that could not be answered is left alone.
const AGAIN: Duration = Duration::from_secs(1);
/// How often an update may make its answering fall over before it is left behind.
const FALLS_MAX: u32 = 3;
/// How often a chat is computed again because somebody else wrote it.
const ATTEMPTS_MAX: u32 = 10;

pub(super) async fn work(office: &Office, api: &BotApi, pace: &Arc<Pace>, stop: &CancellationToken) {
    let hands = Hands {
        office: office.clone(),
        api: api.clone(),
        streams: Streams::new(pace.clone()),
        falls: Arc::default(),
    };
    let mut crew =
        Crew { office, hands, busy: HashSet::new(), doing: JoinSet::new(), behind: HashSet::new() };
    let mut bell = office.app.bell.listen();
    let mut moved = office.app.bus.listen();
    let mut heard_of = HashSet::new();
    let mut look = Instant::now();
    while !stop.is_cancelled() {
        bell.borrow_and_update();
        if look <= Instant::now() {
            let began = Instant::now();
            crew.look_behind().await;
            look = Instant::now() + (began.elapsed() * LOOK_SHARE).clamp(LOOK_EVERY, LOOK_RARELY);
        }
        crew.begin().await;
        let apart = Instant::now() + LOOK_APART;
        tokio::select! {
            _ = bell.changed() => {}
            heard = moved.recv() => match heard {
                Ok(conversation) => { heard_of.insert(conversation); }
                // So much happened that some of it was missed.
                Err(RecvError::Lagged(_)) => look = Instant::now(),
                Err(RecvError::Closed) => sleep(LOOK_EVERY).await,
            },
            Some(done) = crew.doing.join_next(), if !crew.doing.is_empty() => crew.is_done(done),
            () = sleep_until(look) => {}
            () = stop.cancelled() => {}
        }
        stop.run_until_cancelled(sleep_until(apart)).await;
        // One at a time, hints of a busy hour would be followed long after it.
        while let Ok(conversation) = moved.try_recv() {
            heard_of.insert(conversation);
        }
        for conversation in heard_of.drain() {
            crew.hear(&conversation).await;
        }
        while let Some(done) = crew.doing.try_join_next() {
            crew.is_done(done);
        }
    }
    // What was begun ends: a turn that is committed has its answer.
    while crew.doing.join_next().await.is_some() {}
}

/// What answering a chat needs.
#[derive(Clone)]
struct Hands {
    office: Office,
    api: BotApi,
    streams: Streams,
    /// How often in a row each chat was not answered because of a mistake of ours.
    falls: Arc<Mutex<HashMap<i64, u32>>>,
}

impl Hands {
    /// A chat was answered.
    fn calm(&self, chat: i64) {
        self.falls.lock().unwrap_or_else(PoisonError::into_inner).remove(&chat);
    }

    /// A chat was not answered because of a mistake of ours. What brings it about again and again is left behind, so
    /// that what comes after it is answered.
    async fn fell_over(&self, chat: i64, first: Option<i64>) {
        let times = {
            let mut falls = self.falls.lock().unwrap_or_else(PoisonError::into_inner);
            let times = falls.entry(chat).or_default();
            *times += 1;
            *times
        };
        if let Some(update) = first.filter(|_| times >= FALLS_MAX) {
            tracing::error!(chat, update, "an update is left unanswered: the log says where it fell over");
            let rows = self.office.app.store.workspace(&self.office.workspace);
            if let Err(error) =
                rows.drop_update(&self.office.bot.id, update, self.office.app.clock.now()).await
            {
                tracing::warn!(%error, "it is looked at again");
            }
            self.calm(chat);
        }
        sleep(AGAIN).await;
    }
}

struct Crew<'a> {
    office: &'a Office,
    hands: Hands,
    /// Chats that somebody works on.
    busy: HashSet<i64>,
    doing: JoinSet<i64>,
    /// Chats whose conversation has rows that they were not shown.
    behind: HashSet<i64>,
}

impl Crew<'_> {
    fn is_done(&mut self, chat: Result<i64, JoinError>) {
        if let Ok(chat) = chat {
            self.busy.remove(&chat);
        }
    }

    async fn hear(&mut self, conversation: &ConversationId) {
        let rows = self.office.app.store.workspace(&self.office.workspace);
        match rows.chats_to_show(&self.office.bot.id, conversation).await {
            Ok(chats) => self.behind.extend(chats),
            Err(error) => tracing::debug!(%error, "the next look finds it"),
        }
    }

    async fn look_behind(&mut self) {
        let rows = self.office.app.store.workspace(&self.office.workspace);
        match rows.chats_behind(&self.office.bot.id, self.office.app.clock.now(), LOOK_AT).await {
            Ok(chats) => self.behind.extend(chats),
            Err(error) => tracing::warn!(%error, "chats that are behind cannot be looked for"),
        }
        if let Some(digest) = daily::due(&self.office.app) {
            match rows.chats_to_tell(&self.office.bot.id, &digest, None, LOOK_AT).await {
                Ok(chats) => self.behind.extend(chats),
                Err(error) => tracing::warn!(%error, "who is to be told what waits cannot be looked for"),
            }
        }
        match rows.chats_asked(&self.office.bot.id).await {
            Ok(chats) => self.behind.extend(chats),
            Err(error) => tracing::warn!(%error, "questions for colleagues cannot be looked for"),
        }
    }

    /// Begins with every chat that has something to do and nobody who does it.
    async fn begin(&mut self) {
        let rows = self.office.app.store.workspace(&self.office.workspace);
        let waiting = match rows.waiting_updates(&self.office.bot.id, LOOK_AT).await {
            Ok(waiting) => waiting,
            Err(error) => {
                tracing::warn!(%error, "updates cannot be read");
                return;
            }
        };
        let mut chats: BTreeMap<i64, Vec<BotUpdate>> = BTreeMap::new();
        for update in waiting {
            chats.entry(update.chat).or_default().push(update);
        }
        for chat in &self.behind {
            chats.entry(*chat).or_default();
        }
        for (chat, updates) in chats {
            if self.doing.len() >= AT_ONCE || self.busy.contains(&chat) {
                continue;
            }
            self.behind.remove(&chat);
            self.busy.insert(chat);
            let hands = self.hands.clone();
            self.doing.spawn(async move {
                // A panic of one chat is not the others'.
                let first = updates.first().map(|update| update.update_id);
                let answering = AssertUnwindSafe(answer(&hands, chat, updates).boxed()).catch_unwind();
                match answering.await {
                    Ok(Ok(())) => hands.calm(chat),
                    Ok(Err(())) => sleep(AGAIN).await,
                    Err(_) => hands.fell_over(chat, first).await,
                }
                chat
            });
        }
    }
}

/// Answers the updates of one chat in their order, or only shows what it was not shown.
async fn answer(hands: &Hands, chat: i64, updates: Vec<BotUpdate>) -> Result<(), ()> {
    hands.streams.stop(chat).await;
    if updates.is_empty() {
        return one(hands, chat, None, false).await.map(drop);
    }
    for update in &updates {
        if one(hands, chat, Some(update), false).await? {
            // Should it come to nothing here, the next look at chats that are behind finds it.
            one(hands, chat, None, true).await?;
        }
    }
    Ok(())
}

/// Answers an update, or only shows what was not shown; `asked`: somebody in the chat has just asked for it. `true` if
/// a link was used up by it: what that leads to is still to be shown.
async fn one(hands: &Hands, chat: i64, update: Option<&BotUpdate>, asked: bool) -> Result<bool, ()> {
    let Hands { office, api, streams, .. } = hands;
    let unwritten = |error: StoreError| halted(&error.into());
    for _ in 0..ATTEMPTS_MAX {
        let rows = office.app.store.workspace(&office.workspace);
        let found = rows.bot_chat(&office.bot.id, chat).await.map_err(unwritten)?;
        let heard = update.map(|update| incoming::read(&update.raw));
        if let (Some(None), Some(update)) = (&heard, update) {
            let now = office.app.clock.now();
            let dropped = rows.drop_update(&office.bot.id, update.update_id, now).await;
            return dropped.map(|()| false).map_err(unwritten);
        }
        let heard = heard.flatten();
        if let (Some(Incoming { what: What::Moved(to), .. }), Some(update)) = (&heard, update) {
            rows.move_chat(&office.bot.id, chat, *to).await.map_err(unwritten)?;
            let now = office.app.clock.now();
            let dropped = rows.drop_update(&office.bot.id, update.update_id, now).await;
            return dropped.map(|()| false).map_err(unwritten);
        }
        let Some(row) = found.or_else(|| heard.as_ref().map(handle::new_chat)) else { return Ok(false) };
        let watches = rows.watches(&office.bot.id, chat).await.map_err(unwritten)?;
        let mut desk = Desk::new(office, row, watches, update.map(|update| update.update_id));
        desk.asked = asked;
        if let Some(heard) = &heard {
            handle::handle(&mut desk, api, heard).boxed().await.map_err(|halt| halted(&halt))?;
        }
        // What a link leads to may be seen once the link is used up, and that is written with the chat.
        let claims = desk.claim.is_some();
        if !claims {
            tail::show(&mut desk).await.map_err(unwritten)?;
            colleague::show(&mut desk).await.map_err(unwritten)?;
        }
        let toast = desk.toast.take();
        let waits = desk.chat.conversation.clone().zip(desk.state.waits.clone());
        if desk.close().await.map_err(unwritten)? == ChatWritten::Done {
            office.app.outbox.ring();
            if let Some(waits) = waits {
                streams.stop(chat).await;
                streams.start(office, api, chat, waits);
            }
            if let Some(query) = heard.as_ref().and_then(|heard| heard.query()) {
                answer_press(api, query, toast).await;
            }
            return Ok(claims);
        }
    }
    Err(())
}

fn halted(halt: &Halt) {
    tracing::warn!(%halt, "a chat cannot be answered now");
}

/// Ends the waiting at a button. What it led to is in rows; this only stops the little clock.
async fn answer_press(api: &BotApi, query: &str, toast: Option<String>) {
    let mut call = AnswerCallbackQuery::new(CallbackQueryId(query.to_owned()));
    if let Some(toast) = toast {
        call = call.text(toast);
    }
    match api.call(&call).await {
        Ok(_) | Err(CallError::Refused(_)) => {}
        Err(error) => tracing::debug!(%error, "a press was not answered"),
    }
}
