//! Loads a conversation with its pinned tree and the world around it.

use super::{Code, Peer, Rejection, rejection::phrases, replay, world};
use crate::{
    app::{
        App,
        talks::{Talk, World},
        trees::TreeError,
    },
    engine::state::{ENGINE, State},
    store::{Conversation, StoreError},
    tree::Tree,
};

/// The talk on this seat, loaded if it is not there or has not heard of the row `seq` yet. One of
/// somebody else reads as a missing one.
pub async fn loaded<'a>(
    app: &App,
    peer: &Peer,
    held: &'a mut Option<Talk>,
    seq: u64,
) -> Result<&'a mut Talk, Rejection> {
    if let Some(talk) = held.as_ref()
        && !is_own(app, peer, talk).await?
    {
        *held = None;
    }
    let mut talk = match held.take() {
        Some(talk) if talk.state.seq >= seq => talk,
        _ => load(app, peer).await?,
    };
    world::refresh(app, peer, &mut talk).await?;
    Ok(held.insert(talk))
}

/// The talk on this seat as the database has it now, whatever another process did since.
pub async fn current<'a>(
    app: &App,
    peer: &Peer,
    held: &'a mut Option<Talk>,
) -> Result<&'a mut Talk, Rejection> {
    if let Some(talk) = held.as_ref()
        && !(is_own(app, peer, talk).await? && is_current(app, peer, talk).await?)
    {
        *held = None;
    }
    loaded(app, peer, held, 0).await
}

/// Whether no other process took a turn since the talk was loaded.
pub async fn is_current(app: &App, peer: &Peer, talk: &Talk) -> Result<bool, Rejection> {
    let row = app.store.workspace(&peer.workspace).conversation_of(&peer.visitor, &peer.conversation).await;
    let row = row.map_err(|error| Rejection::store(&error, &peer.locale))?;
    Ok(row.is_some_and(|row| row.line.version == talk.version))
}

/// Whether it is this peer's, or of another browser of the same member, for as long as they are a member. What
/// is not is loaded again, for it may have been handed over since; what is somebody else's then reads exactly as
/// what is not there.
pub async fn is_own(app: &App, peer: &Peer, talk: &Talk) -> Result<bool, Rejection> {
    if talk.workspace != peer.workspace || talk.visitor == peer.visitor {
        return Ok(talk.workspace == peer.workspace);
    }
    let same = app.store.workspace(&peer.workspace).same_person(&peer.visitor, &talk.visitor).await;
    same.map_err(|error| Rejection::store(&error, &peer.locale))
}

/// The conversation as the database has it.
pub async fn load(app: &App, peer: &Peer) -> Result<Talk, Rejection> {
    let world = world::load(app, peer).await.map_err(|error| Rejection::store(&error, &peer.locale))?;
    let talk = stored(app, peer, world).await?;
    app.talks.weigh(&peer.conversation, &talk);
    Ok(talk)
}

/// The same in a world that is known.
pub async fn stored(app: &App, peer: &Peer, world: World) -> Result<Talk, Rejection> {
    let failed = |error: StoreError| Rejection::store(&error, &peer.locale);
    let rows = app.store.workspace(&peer.workspace);
    let row = rows.conversation_of(&peer.visitor, &peer.conversation).await.map_err(failed)?;
    let row = row.ok_or_else(|| Rejection::new(Code::UnknownConversation, &peer.locale))?;
    let tree = app.trees.pinned(&app.store, &peer.workspace, &row.line.tree).await;
    let tree = tree.map_err(|error| without_tree(&error, &peer.locale))?;
    let state = state(app, peer, &tree, &row).await?;
    Ok(Talk {
        workspace: peer.workspace.clone(),
        visitor: row.visitor,
        version: row.line.version,
        tree,
        state,
        bytes: row.state.len(),
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
        TreeError::Unpublished(_) => {
            Rejection::told(Code::BadFrame, phrases().say(locale, "no_tree").to_owned())
        }
        error => {
            tracing::error!(%error, "no tree to walk");
            Rejection::new(Code::Unavailable, locale)
        }
    }
}
