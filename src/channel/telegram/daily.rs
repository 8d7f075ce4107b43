//! The one digest a day: whoever is shown pieces beside their own conversation, a group above all, is told once in
//! the morning what waits for a decision; nothing, if nothing does.

use super::{board, desk::Desk, render, watch};
use crate::{
    app::App,
    production::{self, PieceLine},
    store::{DigestDay, StoreError},
    turn::Code,
};

/// From which hour on, in the workspace's zone; in quiet hours once they are over, if that is still the same day.
const HOUR: i8 = 9;

/// The day whose digest is due now.
pub fn due(app: &App) -> Option<DigestDay> {
    let (now, zone) = (app.clock.now(), app.config.budget.time_zone.as_str());
    let is_due = now.local_in(zone).hour() >= HOUR && app.quiet_until().is_none();
    is_due.then(|| DigestDay { day: now.day_in(zone).to_string(), due: now.at_hour_in(zone, HOUR) })
}

/// Tells a chat what waits, if it is to be told that today and was not.
///
/// # Errors
/// When the rows cannot be read: then the next look finds it.
pub async fn show(desk: &mut Desk) -> Result<(), StoreError> {
    let Some(digest) = due(&desk.office.app).filter(|_| !desk.watches.is_empty()) else { return Ok(()) };
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let chat = Some(desk.chat.chat);
    if rows.chats_to_tell(&desk.office.bot.id, &digest, chat, 1).await?.is_empty() {
        return Ok(());
    }
    let Some(waiting) = waiting(desk).await? else { return Ok(()) };
    let locale = desk.chat.locale.clone();
    for (part, draft) in render::daily(&waiting, &render::Show::first(&locale)).into_iter().enumerate() {
        desk.put(draft, format!("g{}.{part}", digest.day), 0);
    }
    desk.told = Some(digest.day);
    Ok(())
}

/// The pieces that wait for this chat's decision, by campaign. `None` if that cannot be known now.
///
/// # Errors
/// When the rows cannot be read.
pub async fn waiting(desk: &Desk) -> Result<Option<Vec<(String, Vec<PieceLine>)>>, StoreError> {
    let mut waiting = Vec::new();
    for of in desk.watches.clone() {
        if !watch::decides(desk, &of).await? {
            continue;
        }
        let Some(seat) = board::seat(desk, &of.conversation).await? else { continue };
        match production::listed(&desk.office.app, &seat.peer).await {
            Ok(listed) => {
                let lines = listed.pieces.into_iter().filter(|line| line.state.waits()).collect::<Vec<_>>();
                if !lines.is_empty() {
                    waiting.push((board::called(desk, &seat).await, lines));
                }
            }
            Err(error) if error.code == Code::Unavailable => return Ok(None),
            Err(error) => tracing::warn!(code = error.code.as_str(), "pieces cannot be told of today"),
        }
    }
    Ok(Some(waiting))
}
