//! Starts a conversation: its row and its first messages are one turn.

use super::{Code, Peer, Rejection, Reply, play, shown, tree_and_locale, world, write};
use crate::{
    app::{App, talks::Talk},
    engine::{input::Input, state::State},
    id::{ConversationId, SiteId, VisitorId, WorkspaceId},
    store::{Base, Committed},
    tree::{Tree, json::Locale},
};
use std::sync::Arc;

/// Who wants to begin, and with what.
#[derive(Clone, Debug)]
pub struct Opening {
    pub workspace: WorkspaceId,
    pub site: SiteId,
    pub visitor: VisitorId,
    pub zone: Option<Arc<str>>,
    /// The languages that the person reads, the best first.
    pub locales: Vec<Locale>,
    /// The id of the tree.
    pub tree: String,
}

/// Starts a conversation. When this returns `Ok`, it is durable.
pub async fn start(app: &App, opening: Opening) -> Result<(Peer, Reply), Rejection> {
    let now = app.clock.now();
    let (tree, locale) = tree_and_locale(app, &opening.workspace, &opening.tree, &opening.locales).await?;
    let peer = Peer {
        workspace: opening.workspace,
        visitor: opening.visitor,
        conversation: ConversationId::new(),
        zone: opening.zone,
        locale: locale.clone(),
    };
    let mut talk = blank(app, &peer, tree).await?;
    let played = play::play(now, &mut talk, Input::Start)?;
    let accepted = played.accepted();
    let recorded = played.recorded(Some(locale.clone()), None);
    let base = Base::New { visitor: peer.visitor.clone(), site: opening.site };
    // The commit weighs the talk where it will sit.
    let seat = app.talks.seat(&peer.conversation);
    let (committed, rows) = write::commit(app, &peer, base, &mut talk, recorded).await?;
    if committed != Committed::Done {
        tracing::error!(?committed, "a new conversation was taken for an old one");
        return Err(Rejection::new(Code::Unavailable, &locale).retry_after(1_000));
    }
    app.metrics.conversations.increment(1);
    let (before, brief) = shown::after_turn(app, &mut talk);
    if let Some(mut held) = seat.sit().await {
        *held = Some(talk);
    }
    Ok((peer, Reply { accepted, rows, brief, before }))
}

/// A talk in which nothing has happened yet.
pub async fn blank(app: &App, peer: &Peer, tree: Arc<Tree>) -> Result<Talk, Rejection> {
    let world = world::load(app, peer).await.map_err(|error| Rejection::store(&error, &peer.locale))?;
    Ok(Talk {
        workspace: peer.workspace.clone(),
        visitor: peer.visitor.clone(),
        tree,
        state: State::new(peer.locale.clone()),
        bytes: 0,
        version: 0,
        world,
        shown: None,
    })
}

/// The first language that the tree has, by tag or by language alone.
pub fn locale(tree: &Tree, wanted: &[Locale]) -> Locale {
    let has = &tree.doc().locales;
    let language = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let best = wanted.iter().find_map(|wanted| {
        let exact = has.iter().find(|has| has.eq_ignore_ascii_case(wanted));
        exact.or_else(|| has.iter().find(|has| language(has) == language(wanted)))
    });
    best.unwrap_or(tree.default_locale()).clone()
}
