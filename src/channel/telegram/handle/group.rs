//! Groups: the bot speaks when it is addressed, and of pieces that are decided on there. Only approvers decide.

use super::{Halt, link, piece, press, say};
use crate::{
    channel::telegram::{
        desk::Desk,
        incoming::{Incoming, What},
        press::Action,
        words,
    },
    store::Role,
};

pub(super) async fn handle(desk: &mut Desk, heard: &Incoming) -> Result<(), Halt> {
    match &heard.what {
        What::Press { data, .. } => decide(desk, heard, data).await,
        What::Command { name, to, rest } => {
            let is_ours = to.as_ref().is_none_or(|to| to.eq_ignore_ascii_case(&desk.office.bot.username));
            match (is_ours, name.as_str()) {
                (false, _) => Ok(()),
                (true, "start") if !rest.is_empty() => link::opened(desk, rest).await,
                // In a group several bots may be called so: one that was not meant stays silent.
                (true, _) if to.is_some() || name == "help" || name == "start" => {
                    say(desk, "group_addressed")
                }
                (true, _) => Ok(()),
            }
        }
        What::File(_) | What::Text { .. } | What::Edited | What::Sticker | What::Location | What::Other => {
            Ok(())
        }
        What::Came | What::Left | What::Nothing | What::Moved(_) => Ok(()),
    }
}

/// Whoever presses has to be an approver whose account is linked: it is looked at with each press.
async fn decide(desk: &mut Desk, heard: &Incoming, data: &str) -> Result<(), Halt> {
    let found = press::pressed(desk, data).await?;
    let (mut keyboard, action) = match found {
        Ok(found) => found,
        Err(key) => {
            desk.toast = Some(words::say(desk.locale(), key).to_owned());
            return Ok(());
        }
    };
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let from = heard.from.as_ref().map_or(0, |from| from.id);
    // The number of a private chat is the person's.
    let own = rows.bot_chat(&desk.office.bot.id, from).await?;
    let member = match own.and_then(|chat| chat.member) {
        Some(member) => rows.member(&member).await?,
        None => None,
    };
    let approver = member.filter(|member| matches!(member.role, Role::Owner | Role::Approver));
    let Some(approver) = approver else {
        desk.toast = Some(words::say(desk.locale(), "not_approver").to_owned());
        return Ok(());
    };
    desk.presser = Some(approver.id);
    let Action::Piece { piece, version, sha256, act } = action else {
        desk.toast = Some(words::say(desk.locale(), "old_button").to_owned());
        return Ok(());
    };
    // What wants words is asked for in a chat of their own.
    if matches!(act.as_str(), "request" | "reject" | "edit") {
        desk.toast = Some(words::say(desk.locale(), "words_alone").to_owned());
        return Ok(());
    }
    if piece::pressed(desk, (piece, version, sha256), &act).await? {
        keyboard.used_at = Some(desk.now());
        desk.keep(keyboard);
    }
    Ok(())
}
