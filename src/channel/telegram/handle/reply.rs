//! Words that were asked for. A reply to the message that asked always counts, whatever was said in between; without
//! one, the next text does.

use super::Halt;
use crate::channel::telegram::{
    call::Call,
    desk::Desk,
    incoming::{Incoming, Replied},
    outgoing::Draft,
    render::Rich,
    state::{Asking, Next, Wanted},
};

/// Of how many messages in a chat replies are waited for at once.
const WANTED_MAX: usize = 20;

/// Asks for words in a chat with one person: the next text is it, and so is a reply at any time.
pub(super) fn ask(desk: &mut Desk, asking: Asking, next: Next) {
    let draft = Draft::asking(asking.html.clone(), asking.placeholder.clone());
    let Some(put) = desk.say(vec![draft]) else { return };
    desk.state.next = Some(next.clone());
    // The number of a private chat is the person's.
    want(desk, Wanted { by: desk.chat.chat, send: put.send, next, asking: Some(asking) });
}

/// Words are wanted from one person.
pub(super) fn want(desk: &mut Desk, one: Wanted) {
    let wanted = &mut desk.state.wanted;
    wanted.push(one);
    let over = wanted.len().saturating_sub(WANTED_MAX);
    wanted.drain(..over);
}

/// Puts once more what is still asked for, below what was shown in between.
pub(super) fn again(desk: &mut Desk) {
    let Some(next) = desk.state.next.clone() else { return };
    let asked = desk.state.wanted.iter().rev().find(|wanted| wanted.next == next);
    if let Some(asking) = asked.and_then(|wanted| wanted.asking.clone()) {
        ask(desk, asking, next);
    }
}

/// Whether words are asked for that [`again`] can ask for once more.
pub(super) fn is_open(desk: &Desk, next: &Next) -> bool {
    desk.state.wanted.iter().any(|wanted| wanted.next == *next && wanted.asking.is_some())
}

/// The words came: neither they nor a reply are waited for any more.
pub(super) fn taken(desk: &mut Desk, next: &Next) {
    desk.state.wanted.retain(|wanted| wanted.next != *next);
}

/// What somebody was asked for, if this is their reply to the message that asked.
pub(super) async fn wanted(desk: &Desk, heard: &Incoming) -> Result<Option<Wanted>, Halt> {
    let (Some(to), Some(from)) = (&heard.reply_to, &heard.from) else { return Ok(None) };
    for wanted in desk.state.wanted.iter().filter(|wanted| wanted.by == from.id) {
        if is_of(desk, &wanted.send, to).await? {
            return Ok(Some(wanted.clone()));
        }
    }
    Ok(None)
}

/// Whether something is a reply to the pending question, although other words are asked for.
pub(super) async fn is_to_question(desk: &Desk, heard: &Incoming) -> Result<bool, Halt> {
    match (&heard.reply_to, &desk.state.ask, &desk.state.next) {
        (Some(to), Some(put), Some(_)) => is_of(desk, &put.send, to).await,
        _ => Ok(false),
    }
}

/// Whether a message is what a send became.
async fn is_of(desk: &Desk, send: &str, to: &Replied) -> Result<bool, Halt> {
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let (bot, chat) = (&desk.office.bot.id, desk.chat.chat);
    if rows.is_waiting(bot, chat, send).await? {
        // Somebody may reply before it is noted which message it became.
        return Err(Halt::Later("a message of the bot is under way".into()));
    }
    Ok(rows.message_of(bot, chat, send).await? == Some(to.id) || is_copy(desk, send, to).await?)
}

/// Whether a message is the one that asked, sent before it was noted which message that became: then it came twice,
/// and people reply to either. It is known by its words, for no send is known to be it.
async fn is_copy(desk: &Desk, send: &str, to: &Replied) -> Result<bool, Halt> {
    if to.bot.as_ref().is_none_or(|bot| !bot.eq_ignore_ascii_case(&desk.office.bot.username)) {
        return Ok(false);
    }
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let call = rows.call_of_copy(&desk.office.bot.id, desk.chat.chat, send, to.id).await?;
    let Some(Ok(Call::Send { body, .. })) = call.map(|call| serde_json::from_str(&call)) else {
        return Ok(false);
    };
    let asked = Rich::parse(body.html());
    Ok(asked.text().split_whitespace().eq(to.text.split_whitespace()))
}
