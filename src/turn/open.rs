//! Starts a conversation: its row and its first messages are one turn.

use super::{Code, Peer, Rejection, Reply, play, scene, shown, talk, tree_and_locale, world, write};
use crate::{
    app::{App, talks::Talk, trees::TreeError},
    engine::{
        self,
        input::{Input, Original},
        state::{State, Who},
    },
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
    pub from: From,
}

/// What a conversation begins with.
#[derive(Clone, Debug)]
pub enum From {
    /// The tree that is published under this id.
    Tree(String),
    /// The answers of this conversation, if it is one of the visitor's own.
    Copy(ConversationId),
}

/// Starts a conversation. When this returns `Ok`, it is durable.
pub async fn start(app: &App, opening: Opening) -> Result<(Peer, Reply), Rejection> {
    let now = app.clock.now();
    let (tree, locale, input) = begins(app, &opening).await?;
    let peer = Peer {
        workspace: opening.workspace,
        visitor: opening.visitor,
        conversation: ConversationId::new(),
        zone: opening.zone,
        locale: locale.clone(),
    };
    let mut talk = blank(app, &peer, tree).await?;
    let played = play::play(now, &mut talk, &Who::Person, input)?;
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
    if let From::Copy(of) = &opening.from {
        let shared = app.store.workspace(&peer.workspace).share_files(of, &peer.conversation).await;
        shared.map_err(|error| Rejection::store(&error, &locale))?;
    }
    app.metrics.conversations.increment(1);
    let (before, brief) = shown::after_turn(app, &mut talk);
    if let Some(mut held) = seat.sit().await {
        *held = Some(talk);
    }
    Ok((peer, Reply { accepted, rows, brief, before }))
}

/// The tree, the language and the first input.
async fn begins(app: &App, opening: &Opening) -> Result<(Arc<Tree>, Locale, Input), Rejection> {
    let Opening { workspace, visitor, zone, locales, from, .. } = opening;
    let of = match from {
        From::Tree(id) => {
            let (tree, locale) = tree_and_locale(app, workspace, id, locales).await?;
            return Ok((tree, locale, Input::Start));
        }
        From::Copy(of) => of,
    };
    let whose = Peer {
        workspace: workspace.clone(),
        visitor: visitor.clone(),
        conversation: of.clone(),
        zone: zone.clone(),
        locale: locales.first().cloned().unwrap_or_default(),
    };
    let original = talk::load(app, &whose).await?;
    let name = engine::overview(&scene(app, &original), &original.state).name;
    let id = &original.tree.doc().id;
    let published = app.trees.published(&app.store, workspace, id, app.clock.now()).await;
    // One that is no longer published goes on where it is in use.
    let tree = match published {
        Err(TreeError::Unpublished(_)) => original.tree.clone(),
        published => published.map_err(|error| talk::without_tree(&error, &whose.locale))?,
    };
    let of = Original::of(&original.state, &original.tree, name);
    let locale = locale(&tree, locales);
    Ok((tree, locale, Input::Copy { of: Box::new(of) }))
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
