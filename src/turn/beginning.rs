//! What a new conversation would begin with. Nothing is kept of it: a conversation comes to be when
//! somebody says something.

use super::{Ai, BriefChange, Peer, Rejection, open, play, scene, shown, talk, write};
use crate::{
    app::App,
    engine::{self, effect::AskView, input::Input, state::Who},
    id::{ConversationId, VisitorId, WorkspaceId},
    store::Message,
    tree::{Tree, json::Locale},
};
use std::sync::Arc;

/// The first rows as a real start makes them, with the same `seq` and the same ask.
#[derive(Clone, Debug)]
pub struct Beginning {
    pub locale: Locale,
    /// The languages that the conversation can be held in.
    pub locales: Vec<Locale>,
    pub rows: Vec<Message>,
    pub pending: Option<AskView>,
    pub brief: BriefChange,
    pub ai: Ai,
    /// Whether words can be made of speech.
    pub speech: bool,
}

/// The tree that is published under this id, and the language in which it would be walked.
pub async fn tree_and_locale(
    app: &App,
    workspace: &WorkspaceId,
    tree: &str,
    wanted: &[Locale],
) -> Result<(Arc<Tree>, Locale), Rejection> {
    let now = app.clock.now();
    let tree = app.trees.published(&app.store, workspace, tree, now).await;
    let tree = tree.map_err(|error| talk::without_tree(&error, wanted.first().map_or("", String::as_str)))?;
    let locale = open::locale(&tree, wanted);
    Ok((tree, locale))
}

/// Plays the start for somebody who is not known yet.
pub async fn beginning(
    app: &App,
    workspace: WorkspaceId,
    tree: Arc<Tree>,
    locale: Locale,
) -> Result<Beginning, Rejection> {
    let nobody = Peer {
        workspace,
        visitor: VisitorId::new(),
        conversation: ConversationId::new(),
        zone: None,
        locale: locale.clone(),
    };
    let mut talk = open::blank(app, &nobody, tree).await?;
    let played = play::play(app.clock.now(), &mut talk, &Who::Person, Input::Start)?;
    let pending = engine::pending(&scene(app, &talk), &talk.state);
    Ok(Beginning {
        locale,
        locales: talk.tree.doc().locales.clone(),
        rows: played.rows.iter().map(|row| write::message(row, played.at)).collect(),
        pending,
        ai: Ai::of(&talk),
        speech: super::hears(app),
        brief: shown::whole(app, &mut talk),
    })
}
