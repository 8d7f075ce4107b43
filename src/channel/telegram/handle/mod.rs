//! What becomes of an update: a turn of the conversation, an act on a piece, or a sentence that says what to do.

mod answer;
mod begin;
mod colleague;
mod command;
mod file;
mod group;
mod link;
mod piece;
mod press;
mod reply;
mod resume;

pub use link::LINK_MS;

use super::{
    desk::Desk,
    incoming::{Incoming, What},
    limits::Limit,
    outgoing::{Draft, Key},
    press::Action,
    render::Rich,
    state::ChatState,
    words,
};
use crate::{
    engine::input::{Body, Input},
    outside::telegram::BotApi,
    store::{BotChat, StoreError},
    turn::{self, Code, Inbound, Rejection, Reply},
};

/// Why an update is not answered yet: it is looked at again, and nothing of it is lost.
#[derive(Debug, thiserror::Error)]
pub enum Halt {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("not now: {0}")]
    Later(String),
}

/// A chat that nobody has written in yet.
pub fn new_chat(heard: &Incoming) -> BotChat {
    let locale = heard.from.as_ref().and_then(|from| from.locale.clone()).unwrap_or_default();
    BotChat {
        chat: heard.chat,
        is_group: heard.is_group,
        name: heard.name.clone(),
        locale: spoken(&locale).to_owned(),
        visitor: None,
        member: None,
        conversation: None,
        seen: 0,
        state: ChatState::default().json(),
        gone_at: None,
        version: 0,
    }
}

/// The language for sentences before a conversation has one.
fn spoken(locale: &str) -> &'static str {
    if locale.starts_with("pt") || locale.is_empty() { "pt-BR" } else { "en" }
}

/// Answers one update.
///
/// # Errors
/// When it cannot be answered now.
pub async fn handle(desk: &mut Desk, api: &BotApi, heard: &Incoming) -> Result<(), Halt> {
    desk.chat.name.clone_from(&heard.name);
    desk.is_press = heard.query().is_some();
    match &heard.what {
        What::Left => {
            desk.chat.gone_at = Some(desk.now());
            return if heard.is_group { group::left(desk).await } else { Ok(()) };
        }
        What::Came if heard.is_group && desk.chat.gone_at.is_some() => {
            desk.chat.gone_at = None;
            return say(desk, "group_again");
        }
        What::Came | What::Nothing | What::Moved(_) => {
            back(desk);
            return Ok(());
        }
        _ => back(desk),
    }
    if heard.is_group {
        return group::handle(desk, api, heard).await;
    }
    begin::visitor(desk).await?;
    if !matches!(heard.what, What::File(_)) {
        desk.state.files = None;
    }
    if let Some(wanted) = reply::wanted(desk, heard).await? {
        desk.state.next = Some(wanted.next);
    }
    match &heard.what {
        What::Text { text } if reply::is_to_question(desk, heard).await? => {
            answer::answer(desk, Body::Text(text.clone())).await
        }
        What::Text { text } => answer::text(desk, text).await,
        What::Command { name, rest, .. } => command::command(desk, name, rest).await,
        What::Press { data, .. } => press::press(desk, heard, data).await,
        What::File(file) => file::file(desk, api, file).await,
        What::Edited => say(desk, "edited"),
        What::Sticker => say(desk, "sticker"),
        What::Location => say(desk, "location"),
        What::Other => say(desk, "unreadable_kind"),
        What::Came | What::Left | What::Nothing | What::Moved(_) => Ok(()),
    }
}

/// Somebody who had gone is there again: they are shown where their conversation is.
fn back(desk: &mut Desk) {
    desk.is_back = desk.chat.gone_at.take().is_some();
    if desk.is_back && desk.chat.conversation.is_some() {
        desk.state.joins = true;
    }
}

/// A sentence of the door's own.
fn say(desk: &mut Desk, key: &str) -> Result<(), Halt> {
    let megabytes = (Limit::Download.max() >> 20).to_string();
    let text = words::fill(desk.locale(), key, &[("megabytes", &megabytes), ("minutes", "2")]);
    told(desk, &text);
    Ok(())
}

fn told(desk: &mut Desk, text: &str) {
    desk.say(vec![Draft::text(Rich::of(text).html())]);
}

/// A sentence with buttons.
fn offer(desk: &mut Desk, text: &str, keys: Vec<Vec<Key>>) {
    desk.say(vec![Draft { body: super::outgoing::Body::Text(Rich::of(text).html()), keys, reply: None }]);
}

/// A turn of the chat's conversation. `None` where it was refused, and the person was told why.
async fn turn(desk: &mut Desk, input: Input) -> Result<Option<Reply>, Halt> {
    let Some(peer) = desk.peer() else {
        begin::greet(desk).await?;
        return Ok(None);
    };
    let inbound = Inbound { client_msg_id: desk.once(), input, expect: None };
    match turn::turn(&desk.office.app, &peer, inbound).await {
        Ok(reply) => {
            desk.state.own.push(reply.accepted.seq);
            Ok(Some(reply))
        }
        Err(rejection) => refused(desk, rejection).map(|()| None),
    }
}

/// Why something was not taken, as a sentence; what may work later is tried later.
fn refused(desk: &mut Desk, rejection: Rejection) -> Result<(), Halt> {
    match rejection.code {
        Code::Unavailable | Code::ReadOnly | Code::RateLimited => Err(Halt::Later(rejection.message)),
        Code::StaleAsk => say(desk, "old_button"),
        Code::Closed => {
            let key = |label: &str, name: &str| {
                Key::press(words::say(desk.locale(), label), Action::Command { name: name.into() })
            };
            let keys = vec![vec![key("reopen_brief", "reopen"), key("see_summary", "summary")]];
            offer(desk, &rejection.message, keys);
            Ok(())
        }
        _ => {
            told(desk, &rejection.message);
            Ok(())
        }
    }
}
