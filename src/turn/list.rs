//! A person's conversations, each in a line: what it is about, how far it is, what it waits for.

use super::{Peer, Rejection, scene, talk, world};
use crate::{
    app::{App, talks::World},
    engine::{self, overview::Overview},
    store::{ConversationLine, StoreError},
};

/// Conversations that are looked into, the last touched first.
const LOOKED_INTO_MAX: u32 = 100;
/// Lines of a list.
const LINES_MAX: usize = 50;

/// One conversation of a list.
#[derive(Clone, Debug)]
pub struct Line {
    pub row: ConversationLine,
    pub overview: Overview,
    /// Of its brief, frozen so far.
    pub versions: u32,
}

/// The conversations of this person in which something was said, the last touched first. Which conversation
/// `whose` names does not matter.
pub async fn conversations(app: &App, whose: &Peer) -> Result<Vec<Line>, Rejection> {
    let failed = |error: StoreError| Rejection::store(&error, &whose.locale);
    let rows = app.store.workspace(&whose.workspace);
    let found = rows.conversations_of(&whose.visitor, LOOKED_INTO_MAX).await.map_err(failed)?;
    let world = world::load(app, whose).await.map_err(failed)?;
    let mut lines = Vec::new();
    // One at a time: a long conversation's state is large.
    for row in found {
        let peer = Peer { conversation: row.id.clone(), ..whose.clone() };
        match line(app, &peer, row, &world).await {
            Ok(Some(line)) => lines.push(line),
            Ok(None) => {}
            // Not to be read now: the others are still worth showing.
            Err(rejection) => {
                tracing::warn!(code = rejection.code.as_str(), conversation = %peer.conversation, "left out of a list");
            }
        }
        if lines.len() == LINES_MAX {
            break;
        }
    }
    Ok(lines)
}

async fn line(
    app: &App,
    peer: &Peer,
    row: ConversationLine,
    world: &World,
) -> Result<Option<Line>, Rejection> {
    let talk = talk::stored(app, peer, world.clone()).await?;
    let overview = engine::overview(&scene(app, &talk), &talk.state);
    let versions = talk.state.versions;
    Ok(overview.begun.then_some(Line { row, overview, versions }))
}
