//! The words of an assist while they are written: the message that asks to wait is edited with them now and then.
//! Nothing of it is kept; the row of the result comes as every row does.

use super::{
    super::{
        desk::Office,
        limits::{Limit, length},
        render::{Rich, Style},
        state::Waits,
    },
    pace::Pace,
};
use crate::{
    id::ConversationId,
    outside::{
        bus::News,
        telegram::{BotApi, CallError},
    },
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use teloxide::{
    payloads::{EditMessageText, EditMessageTextSetters},
    types::{ChatId, MessageId, ParseMode},
};
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;

/// How often a message is edited with more words: Telegram asks for one message a second in a chat.
const EDIT_EVERY: Duration = Duration::from_millis(1_500);
/// When it is tried again where the message itself is still on its way.
const UNSENT_AGAIN: Duration = Duration::from_millis(200);
/// No assist takes longer.
const WITHIN: Duration = Duration::from_secs(300);

/// The chats that are shown words on their way.
#[derive(Clone)]
pub(super) struct Streams {
    pace: Arc<Pace>,
    all: Arc<Mutex<HashMap<i64, Stream>>>,
}

type Stream = (CancellationToken, JoinHandle<()>);

impl Streams {
    pub fn new(pace: Arc<Pace>) -> Self {
        Self { pace, all: Arc::default() }
    }

    fn all(&self) -> std::sync::MutexGuard<'_, HashMap<i64, Stream>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the words of a chat, once an edit that is under way has come to its end: it must not overtake what follows.
    pub async fn stop(&self, chat: i64) {
        let stream = self.all().remove(&chat);
        if let Some((stop, task)) = stream {
            stop.cancel();
            let _ = task.await;
        }
    }

    /// Shows the words of whatever the chat's conversation waits for.
    pub fn start(&self, office: &Office, api: &BotApi, chat: i64, waits: (ConversationId, Waits)) {
        let stop = office.app.draining.child_token();
        let (office, ends, pace) = (office.clone(), stop.clone(), self.pace.clone());
        let line = Line { api: api.clone(), pace, chat };
        let tasks = office.app.tasks.clone();
        let task = tasks.spawn(async move { show(&office, &line, waits, ends).await });
        self.all().insert(chat, (stop, task));
    }
}

/// The way to one chat.
#[derive(Clone)]
struct Line {
    api: BotApi,
    pace: Arc<Pace>,
    chat: i64,
}

async fn show(
    office: &Office,
    line: &Line,
    (conversation, waits): (ConversationId, Waits),
    stop: CancellationToken,
) {
    let mut listener = office.app.bus.subscribe(&conversation);
    let (mut words, mut shown) = (String::new(), 0);
    let (end, mut next) = (Instant::now() + WITHIN, Instant::now());
    loop {
        for news in listener.news() {
            match news {
                News::Began(_) => words.clear(),
                News::Said { delta, .. } => words.push_str(&delta),
                News::Ended(..) => return,
            }
        }
        if words.len() > shown && next <= Instant::now() {
            next = Instant::now() + EDIT_EVERY;
            // Where there is no room, the next one has more words.
            if line.pace.spare(line.chat) {
                // One that has begun ends: cut off in the middle it could arrive after what comes next.
                let edit = edit(office.clone(), line.clone(), waits.clone(), words.clone());
                match office.app.tasks.spawn(edit).await {
                    Ok(Ok(false)) => next = Instant::now() + UNSENT_AGAIN,
                    Ok(Err(CallError::Wait(wait))) => next = Instant::now() + wait,
                    _ => shown = words.len(),
                }
            }
        }
        let again = if words.len() > shown { next } else { end };
        tokio::select! {
            () = listener.after(u64::MAX) => {}
            () = sleep_until(again) => {}
            () = stop.cancelled() => return,
        }
        if end <= Instant::now() {
            return;
        }
    }
}

/// `false` if the message was not sent yet.
async fn edit(
    office: Office,
    Line { api, chat, .. }: Line,
    waits: Waits,
    words: String,
) -> Result<bool, CallError> {
    let rows = office.app.store.workspace(&office.workspace);
    let found = rows.message_of(&office.bot.id, chat, &waits.put.send).await.ok().flatten();
    let Some(message) = found.and_then(|found| i32::try_from(found).ok()) else { return Ok(false) };
    let lead = Rich::parse(&waits.put.html).paragraph();
    let room = Limit::Message.max().saturating_sub(length(lead.text()) + 8);
    let html = lead.styled(Style::Italic, &last(&words, room)).html();
    let mut call = EditMessageText::new(ChatId(chat), MessageId(message), html).parse_mode(ParseMode::Html);
    call.reply_markup = waits.markup.map(super::perform::keyboard);
    api.call(&call).await.map(|_| true)
}

/// The end of a text, as much as there is room for.
fn last(words: &str, room: usize) -> String {
    if length(words) <= room {
        return words.to_owned();
    }
    let mut from = words.len();
    let mut taken = 1;
    for (at, letter) in words.char_indices().rev() {
        taken += letter.len_utf16();
        if taken > room {
            break;
        }
        from = at;
    }
    format!("…{}", &words[from..])
}
