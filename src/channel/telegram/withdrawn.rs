//! Pieces that somebody is asked no more to decide on: their cards say so, and have nothing left to press.

use super::{
    board,
    desk::{Desk, Office},
    render::{self, Show},
};
use crate::{
    app::App,
    id::{ConversationId, MemberId, PieceId, WorkspaceId},
    production,
    store::{ChatWritten, StoreError},
    turn::Peer,
};
use std::sync::Arc;

/// Takes back that a member was asked to decide on the pieces of a conversation. The cards in their private chats say
/// so; what was decided stays.
///
/// # Errors
/// When the rows cannot be read or written. Whoever was asked is asked no more even where only the cards were not
/// reached: those say it once they are pressed.
pub async fn withdraw(
    app: &App,
    workspace: &WorkspaceId,
    conversation: &ConversationId,
    member: &MemberId,
) -> Result<(), StoreError> {
    let rows = app.store.workspace(workspace);
    rows.end_watches_of(conversation, member).await?;
    for (bot, chat) in rows.chats_of_member(member).await? {
        let Some(found) = rows.bot(&bot).await? else { continue };
        let office = Office { app: app.clone(), workspace: workspace.clone(), bot: Arc::new(found) };
        loop {
            let Some(row) = rows.bot_chat(&bot, chat.chat).await? else { break };
            let watches = rows.watches(&bot, chat.chat).await?;
            let mut desk = Desk::new(&office, row, watches, None);
            if !leave(&mut desk, conversation).await? {
                break;
            }
            // Somebody else may have written the chat, and so went on: this ends.
            if desk.close().await? != ChatWritten::Again {
                app.outbox.ring();
                break;
            }
        }
    }
    Ok(())
}

/// The chat has nothing more to do with the pieces of a conversation. `false` if it has, or had nothing.
async fn leave(desk: &mut Desk, conversation: &ConversationId) -> Result<bool, StoreError> {
    if board::seat(desk, conversation).await?.is_some() {
        return Ok(false);
    }
    let waited = desk.state.held.len() + desk.state.asked.len();
    desk.state.held.retain(|held| held.conversation != *conversation);
    desk.state.asked.retain(|asked| asked != conversation);
    let mut changed = waited > desk.state.held.len() + desk.state.asked.len();
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let mut pieces = Vec::new();
    for piece in desk.state.pieces.keys().filter_map(|piece| PieceId::parse(piece)) {
        if rows.conversation_of_piece(&piece).await?.as_ref() == Some(conversation) {
            pieces.push(piece);
        }
    }
    for piece in pieces {
        changed |= taken(desk, conversation, &piece).await?;
    }
    Ok(changed)
}

/// The card of a piece loses its buttons and says why; one that tells how it was decided says that already. `false`
/// without one.
async fn taken(desk: &mut Desk, conversation: &ConversationId, piece: &PieceId) -> Result<bool, StoreError> {
    let Some(put) = desk.state.pieces.remove(piece.as_str()) else { return Ok(false) };
    let Some(peer) = peer(desk, conversation).await? else { return Ok(true) };
    let listed = production::listed(&desk.office.app, &peer).await;
    let is_over =
        listed.is_ok_and(|listed| listed.pieces.iter().any(|line| line.id == *piece && !line.state.waits()));
    if !is_over {
        let key = key(desk, &peer).await;
        let html = render::withdrawn((&put.html, put.caption), key, &Show::first(&desk.chat.locale));
        desk.settle(&put, html, format!("b{}.withdrawn", put.send));
    }
    Ok(true)
}

/// A piece was pressed, or written about, that is not this chat's to decide on any more. What the person is told.
pub async fn told(desk: &mut Desk, piece: &PieceId) -> Result<&'static str, StoreError> {
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let Some(conversation) = rows.conversation_of_piece(piece).await? else { return Ok("withdrawn") };
    taken(desk, &conversation, piece).await?;
    match peer(desk, &conversation).await? {
        Some(peer) => Ok(key(desk, &peer).await),
        None => Ok("withdrawn"),
    }
}

/// Only somebody who has decided something hears that it holds.
async fn key(desk: &Desk, peer: &Peer) -> &'static str {
    let Some(member) = &desk.chat.member else { return "withdrawn" };
    match production::has_decided(&desk.office.app, peer, member).await {
        Ok(true) => "withdrawn_holds",
        _ => "withdrawn",
    }
}

/// Whoever's conversation it is.
async fn peer(desk: &Desk, conversation: &ConversationId) -> Result<Option<Peer>, StoreError> {
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let found = rows.conversation(conversation).await?;
    Ok(found.map(|found| Peer {
        workspace: desk.office.workspace.clone(),
        visitor: found.visitor,
        conversation: conversation.clone(),
        zone: None,
        locale: desk.chat.locale.clone(),
    }))
}
