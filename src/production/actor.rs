//! Who acts on a board, by the door that they came through.

use crate::{
    app::App,
    deliverable::board::{Actor, Role},
    engine::state::Who,
    id::MemberId,
    store,
    turn::{Peer, Rejection},
};

/// Somebody at the widget or at the pages: the visitor, or the member whose browser it is.
pub async fn actor(app: &App, peer: &Peer, member: Option<&MemberId>) -> Result<Actor, Rejection> {
    let nobody = || Actor {
        who: Who::Person,
        name: String::new(),
        role: Role::Author,
        door: "web".into(),
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
        door: "web".into(),
        key: member.id.to_string(),
    })
}
