//! Going on with another conversation of the same person's in this chat.

use super::{Halt, offer, say};
use crate::{
    channel::telegram::{desk::Desk, outgoing::Key, press::Action, words},
    id::ConversationId,
    turn::{self, Peer},
};

/// Conversations that are offered.
const OFFERED_MAX: usize = 8;

pub(super) async fn choose(desk: &mut Desk) -> Result<(), Halt> {
    let Some(visitor) = desk.chat.visitor.clone() else { return Ok(()) };
    // The list is the visitor's: which conversation it is asked in does not matter.
    let whose = Peer {
        workspace: desk.office.workspace.clone(),
        visitor,
        conversation: desk.chat.conversation.clone().unwrap_or_default(),
        zone: None,
        locale: desk.chat.locale.clone(),
    };
    let lines = match turn::conversations(&desk.office.app, &whose).await {
        Ok(lines) => lines,
        Err(rejection) => return super::refused(desk, rejection),
    };
    let mut keys = super::colleague::waiting(desk).await?;
    let is_open = |id: &ConversationId| desk.chat.conversation.as_ref() == Some(id);
    let is_only = match lines.as_slice() {
        // Nothing was said in it yet.
        [] => desk.chat.conversation.is_some(),
        [only] => is_open(&only.row.id),
        _ => false,
    };
    if is_only && keys.is_empty() {
        // There is nothing to choose from.
        desk.state.joins = true;
        return Ok(());
    }
    let offered = &lines[..lines.len().min(OFFERED_MAX)];
    let key = |line: &turn::Line| {
        let action = Action::Resume { conversation: line.row.id.to_string() };
        vec![Key::press(called(desk, line, offered), action)]
    };
    keys.extend(offered.iter().map(key));
    if keys.is_empty() {
        return say(desk, "nothing_to_resume");
    }
    let text = words::say(desk.locale(), "choose_resume").to_owned();
    offer(desk, &text, keys);
    Ok(())
}

pub(super) async fn resume(desk: &mut Desk, conversation: &str) -> Result<(), Halt> {
    let Some(id) = ConversationId::parse(conversation) else { return say(desk, "old_button") };
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let Some(visitor) = &desk.chat.visitor else { return Ok(()) };
    if !rows.may_see(visitor, &id).await? {
        return say(desk, "old_button");
    }
    desk.enter(id);
    desk.state.joins = true;
    Ok(())
}

/// What a conversation goes by among the others: with the day on which it began, and the hour, where another one is
/// called the same.
fn called(desk: &Desk, line: &turn::Line, among: &[turn::Line]) -> String {
    let name = &line.overview.name;
    if among.iter().filter(|other| other.overview.name == *name).count() < 2 {
        return name.clone();
    }
    let at = line.row.created_at.local_in(desk.office.app.config.budget.time_zone.as_str());
    let key = if desk.locale().starts_with("pt") { "%d/%m %H:%M" } else { "%-d %B %H:%M" };
    format!("{name} · {}", at.strftime(key))
}
