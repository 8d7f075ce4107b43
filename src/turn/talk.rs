//! Loads a conversation with its pinned tree and the world around it.

use super::{Code, Peer, Rejection, replay, world};
use crate::{
    app::{App, talks::Talk, trees::TreeError},
    engine::state::{ENGINE, State},
    store::{Conversation, StoreError},
    tree::Tree,
};

/// The talk on this seat, loaded if it is not there. One of somebody else reads as a missing one.
pub async fn loaded<'a>(
    app: &App,
    peer: &Peer,
    held: &'a mut Option<Talk>,
) -> Result<&'a mut Talk, Rejection> {
    if let Some(talk) = held.as_ref()
        && (talk.workspace != peer.workspace || talk.visitor != peer.visitor)
    {
        return Err(Rejection::new(Code::UnknownConversation, &peer.locale));
    }
    let mut talk = match held.take() {
        Some(talk) => talk,
        None => load(app, peer).await?,
    };
    world::refresh(app, peer, &mut talk).await?;
    Ok(held.insert(talk))
}

/// The conversation as the database has it.
pub async fn load(app: &App, peer: &Peer) -> Result<Talk, Rejection> {
    let failed = |error: StoreError| Rejection::store(&error, &peer.locale);
    let rows = app.store.workspace(&peer.workspace);
    let row = rows.conversation_of(&peer.visitor, &peer.conversation).await.map_err(failed)?;
    let row = row.ok_or_else(|| Rejection::new(Code::UnknownConversation, &peer.locale))?;
    let tree = app.trees.pinned(&app.store, &peer.workspace, &row.line.tree).await;
    let tree = tree.map_err(|error| without_tree(&error, &peer.locale))?;
    let state = state(app, peer, &tree, &row).await?;
    let world = world::load(app, peer).await.map_err(failed)?;
    Ok(Talk {
        workspace: peer.workspace.clone(),
        visitor: row.visitor,
        version: row.line.version,
        tree,
        state,
        world,
        shown: None,
    })
}

/// The snapshot; one that another engine wrote is made anew from the events.
async fn state(app: &App, peer: &Peer, tree: &Tree, row: &Conversation) -> Result<State, Rejection> {
    if let Ok(state) = serde_json::from_str::<State>(&row.state)
        && state.engine == ENGINE
    {
        return Ok(state);
    }
    let events = app.store.workspace(&peer.workspace).events(&peer.conversation).await;
    let events = events.map_err(|error| Rejection::store(&error, &peer.locale))?;
    replay(tree, &events).map_err(|error| {
        tracing::error!(%error, conversation = %peer.conversation, "the conversation cannot be replayed");
        Rejection::new(Code::Unavailable, &peer.locale)
    })
}

/// What a person is told when the tree is not to be had.
pub fn without_tree(error: &TreeError, locale: &str) -> Rejection {
    match error {
        TreeError::Store(error) => Rejection::store(error, locale),
        error => {
            tracing::error!(%error, "no tree to walk");
            Rejection::new(Code::Unavailable, locale)
        }
    }
}
