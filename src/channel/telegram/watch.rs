//! Shows a chat the pieces of conversations that it is not in: an approver's, a group's. Of their rows only those
//! that tell of pieces.

use super::{
    board,
    desk::Desk,
    held,
    render::{self, Row},
    tail,
};
use crate::{
    id::ConversationId,
    production,
    store::{StoreError, Watch},
};

/// Rows that are read at once.
const READ_AT: u32 = 100;

/// Looks at what came since the last look.
///
/// # Errors
/// When the rows cannot be read.
pub async fn show(desk: &mut Desk) -> Result<(), StoreError> {
    for watch in desk.watches.clone() {
        let conversation = &watch.conversation;
        if desk.chat.conversation.as_ref() == Some(conversation) {
            // The chat shows it anyway.
            desk.looks(conversation, desk.chat.seen);
        } else if !decides(desk, &watch).await? {
            // Shown again should they decide again.
        } else if watch.seen == 0 {
            begin(desk, &watch).await?;
        } else {
            go_on(desk, conversation, watch.seen).await?;
        }
    }
    Ok(())
}

/// Whether a chat still belongs to somebody who decides: a group, to whoever brought the pieces there.
pub async fn decides(desk: &Desk, watch: &Watch) -> Result<bool, StoreError> {
    let member = if desk.chat.is_group { Some(&watch.member) } else { desk.chat.member.as_ref() };
    let Some(member) = member else { return Ok(false) };
    let member = desk.office.app.store.workspace(&desk.office.workspace).member(member).await?;
    Ok(member.is_some_and(|member| member.role.decides()))
}

/// The first look: what waits now, not all that ever was.
async fn begin(desk: &mut Desk, watch: &Watch) -> Result<(), StoreError> {
    let conversation = &watch.conversation;
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let Some(found) = rows.conversation(conversation).await? else { return Ok(()) };
    let Some(seat) = board::seat(desk, conversation).await? else { return Ok(()) };
    let Ok(listed) = production::listed(&desk.office.app, &seat.peer).await else { return Ok(()) };
    if !desk.chat.is_group {
        desk.state.asked.push(conversation.clone());
    }
    for line in listed.pieces.iter().filter(|line| line.state.waits()) {
        // One that has a card here has it from before this was asked: it comes again, and the other is over.
        held::find(desk, conversation, &line.id.to_string(), found.line.seq);
    }
    desk.looks(conversation, found.line.seq);
    Ok(())
}

async fn go_on(desk: &mut Desk, conversation: &ConversationId, mut seen: u64) -> Result<(), StoreError> {
    loop {
        let rows = desk.office.app.store.workspace(&desk.office.workspace);
        let rows = rows.messages_after(conversation, seen, READ_AT).await?;
        for row in &rows {
            seen = row.seq;
            match render::read(row) {
                Ok(Row::Piece(change)) => {
                    if let Some(seat) = board::seat(desk, conversation).await? {
                        board::changed(desk, &seat, &change).await;
                    }
                }
                Ok(Row::Message(message)) => {
                    if let Some(note) = message.piece.filter(|note| note.version > 0 && !tail::is_left(note))
                    {
                        held::hold(desk, conversation, &note.id, row.seq);
                    }
                }
                Ok(Row::Card(_)) => {}
                Err(error) => tracing::warn!(seq = row.seq, %error, "a row cannot be shown in Telegram"),
            }
        }
        desk.looks(conversation, seen);
        if rows.len() < READ_AT as usize {
            return Ok(());
        }
    }
}
