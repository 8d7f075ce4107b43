//! What of a board may leave the house now.

use super::board;
use crate::{
    app::App,
    deliverable::{
        board::{Decision, Role},
        export::{Item, Package, Picture, leaving},
        view::PieceView,
    },
    engine::brief::Brief,
    id::PieceId,
    store::AssetRow,
    turn::{Code, Peer, Rejection},
};

/// The package with the rows of its pictures, by item.
#[derive(Debug)]
pub struct Leaving {
    pub package: Package,
    pub pictures: Vec<Vec<AssetRow>>,
    pub brief: Brief,
}

/// Every approved piece whose minute for taking it back is over. `None` before anything was offered.
pub async fn leaving_now(app: &App, peer: &Peer) -> Result<Option<Leaving>, Rejection> {
    let Some(on) = board::load(app, peer).await? else { return Ok(None) };
    let Some(brief) = brief(app, peer, on.brief).await? else { return Ok(None) };
    let (out, left) = leaving(&on, app.clock.now());
    let rows = app.store.workspace(&peer.workspace);
    let (mut items, mut pictures) = (Vec::new(), Vec::new());
    for (node, piece) in out {
        let Some(version) = board::version(app, peer, &piece.id, piece.version).await? else { continue };
        let assets = rows.piece_assets(&peer.conversation, &piece.id, piece.version).await;
        let assets = assets.map_err(board::failed(peer))?;
        let picture = |row: &AssetRow| Picture { name: row.name.clone(), mime: row.mime.clone() };
        let named = assets.iter().map(picture).collect();
        items.push(Item { node: node.clone(), piece: piece.clone(), version, pictures: named });
        pictures.push(assets);
    }
    let zone = peer.zone.as_deref().unwrap_or("UTC").to_owned();
    let package = Package { campaign: String::new(), locale: on.locale.clone(), zone, items, left };
    Ok(Some(Leaving { package, pictures, brief }))
}

/// The frozen brief that the board of a conversation comes from.
pub async fn frozen(app: &App, peer: &Peer) -> Result<Option<Brief>, Rejection> {
    match board::load(app, peer).await? {
        Some(on) => brief(app, peer, on.brief).await,
        None => Ok(None),
    }
}

async fn brief(app: &App, peer: &Peer, version: u32) -> Result<Option<Brief>, Rejection> {
    let row = app.store.workspace(&peer.workspace).brief(&peer.conversation, version).await;
    row.map_err(board::failed(peer))?.map(|row| board::read(&row.body, peer)).transpose()
}

/// Whether a client can be asked to decide on these versions, each of them the newest of its piece.
pub async fn can_be_asked(app: &App, peer: &Peer, pieces: &[(PieceId, u32)]) -> Result<(), Rejection> {
    let unknown = || Rejection::new(Code::UnknownPiece, &peer.locale);
    let on = board::load(app, peer).await?.ok_or_else(unknown)?;
    for (id, version) in pieces {
        let piece = on.pieces.get(id).ok_or_else(unknown)?;
        if piece.version != *version {
            return Err(Rejection::new(Code::StaleVersion, &peer.locale));
        }
        // With a stage of their own, what still waits for the team comes to the client after it.
        if !piece.state.waits() {
            return Err(Rejection::new(Code::NotNow, &peer.locale));
        }
    }
    Ok(())
}

/// What a client does by a link; everything else is the team's.
const A_CLIENTS: [&str; 5] = ["approve", "approve_with_changes", "request", "reject", "undo"];

/// A piece as a client sees it: without what colleagues said among themselves and what it cost.
pub fn for_client(mut view: PieceView) -> PieceView {
    let is_newest = view.version == view.latest;
    view.actions.retain(|act| is_newest && A_CLIENTS.contains(act));
    view.cost = String::new();
    view.sources.clear();
    view.variations.clear();
    view.stale = None;
    view.decisions.retain(|handled| handled.by.role == Role::Client || handled.decision == Decision::Approve);
    for handled in &mut view.decisions {
        if handled.by.role != Role::Client {
            handled.comment.clear();
        }
        handled.by.key.clear();
        handled.kept = None;
    }
    let has_decided = view.decisions.iter().any(|handled| handled.by.role == Role::Client);
    if !has_decided {
        view.changes.clear();
    }
    view.request = view.request.filter(|request| request.by.role == Role::Client);
    if let Some(request) = &mut view.request {
        request.by.key.clear();
    }
    view.history.retain(|line| line.version == view.version);
    view
}
