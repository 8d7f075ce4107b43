//! Who acts on a board, by the door that they came through.

use super::board;
use crate::{
    app::App,
    deliverable::board::{Actor, Decision, Role},
    engine::state::Who,
    id::MemberId,
    store,
    turn::{Peer, Rejection},
};

/// The door of the widget and of the pages.
pub const WEB: &str = "web";
/// The door of Telegram.
pub const TELEGRAM: &str = "telegram";

/// Whether a member has decided anything on the pieces of a conversation that was not taken back.
pub async fn has_decided(app: &App, peer: &Peer, member: &MemberId) -> Result<bool, Rejection> {
    let on = board::load(app, peer).await?;
    let who = Who::Member(member.to_string());
    Ok(on.is_some_and(|on| {
        let mut decisions = on.pieces.values().flat_map(|piece| &piece.decisions);
        decisions.any(|one| one.by.who == who && !one.undone && one.decision != Decision::Undo)
    }))
}

/// Somebody at a door: the visitor, or the member whose browser or chat it is.
pub async fn actor(
    app: &App,
    peer: &Peer,
    member: Option<&MemberId>,
    door: &str,
) -> Result<Actor, Rejection> {
    let nobody = || Actor {
        who: Who::Person,
        name: String::new(),
        role: Role::Author,
        door: door.into(),
        key: peer.visitor.to_string(),
    };
    let Some(id) = member else { return Ok(nobody()) };
    let member = app.store.workspace(&peer.workspace).member(id).await;
    let Some(member) = member.map_err(|error| Rejection::store(&error, &peer.locale))? else {
        return Ok(nobody());
    };
    let role = match member.role {
        store::Role::Owner | store::Role::Approver => Role::Approver,
        store::Role::Marketer => Role::Author,
        store::Role::Client => Role::Client,
    };
    Ok(Actor {
        who: Who::Member(member.id.to_string()),
        name: member.name,
        role,
        door: door.into(),
        key: member.id.to_string(),
    })
}
