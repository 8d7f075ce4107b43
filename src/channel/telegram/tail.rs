//! Shows a chat what its conversation has and it was not shown: each row once, whoever said it, at whichever door.

use super::{
    desk::Desk,
    outgoing::Draft,
    render::{self, Row, Show},
    state::{Put, Waits},
};
use crate::{
    deliverable::view::PieceView,
    engine::{
        effect::{CardChange, From, Message, MessageKind},
        told::{PieceChange, PieceNote},
    },
    id::{AssetId, PieceId},
    production,
    store::{self, StoreError},
    turn::{self, Peer},
};

/// Rows that are read at once.
const READ_AT: u32 = 100;

/// Shows everything up to the last row.
///
/// # Errors
/// When the rows cannot be read: then nothing of it is written, and the next look finds it.
pub async fn show(desk: &mut Desk) -> Result<(), StoreError> {
    let Some(peer) = desk.peer() else { return Ok(()) };
    if desk.chat.gone_at.is_some() {
        return Ok(());
    }
    if desk.state.joins {
        join(desk, &peer).await;
    }
    loop {
        let rows = desk.office.app.store.workspace(&peer.workspace);
        let rows = rows.messages_after(&peer.conversation, desk.chat.seen, READ_AT).await?;
        let asked_again = rows.iter().any(|row| row.kind == "reprompt");
        for row in &rows {
            one(desk, &peer, row, asked_again).await;
            desk.chat.seen = row.seq;
        }
        if rows.len() < READ_AT as usize {
            return Ok(());
        }
    }
}

/// A door that joins is told where this is, and put the question that is open; not all that was said.
async fn join(desk: &mut Desk, peer: &Peer) {
    let Ok(standing) = turn::standing(&desk.office.app, peer).await else { return };
    desk.state.joins = false;
    desk.chat.locale.clone_from(&standing.locale);
    desk.chat.seen = standing.seq;
    let show = Show::first(&standing.locale);
    desk.say(render::joined(&standing, &show));
    put_pending(desk, peer, standing).await;
}

/// Puts the pending question of this chat's own conversation once more, after something else was spoken of.
pub async fn again(desk: &mut Desk) {
    let Some(peer) = desk.peer().filter(|_| !desk.state.joins) else { return };
    if let Ok(standing) = turn::standing(&desk.office.app, &peer).await
        && standing.pending.is_some()
    {
        put_pending(desk, &peer, standing).await;
    }
}

async fn put_pending(desk: &mut Desk, peer: &Peer, standing: turn::Standing) {
    let show = Show::first(&standing.locale);
    let Some(ask) = standing.pending else { return };
    let rows = desk.office.app.store.workspace(&peer.workspace);
    let row = rows.messages_after(&peer.conversation, ask.id.saturating_sub(1), 1).await;
    if let Some(row) = row.ok().and_then(|rows| rows.into_iter().next())
        && let Ok(Row::Message(message)) = render::read(&row)
    {
        let drafts = render::row(&message, &show);
        if let Some(put) = desk.say(drafts) {
            remember(desk, &message, Put { id: ask.id, ..put });
        }
    }
}

async fn one(desk: &mut Desk, peer: &Peer, row: &store::Message, asked_again: bool) {
    match render::read(row) {
        Ok(Row::Message(message)) => said(desk, peer, &message, asked_again).await,
        Ok(Row::Card(change)) => card_changed(desk, &change),
        Ok(Row::Piece(change)) => piece_changed(desk, &change),
        // An older version's row, or a newer one's: the web shows it.
        Err(error) => tracing::warn!(seq = row.seq, %error, "a row cannot be shown in Telegram"),
    }
}

async fn said(desk: &mut Desk, peer: &Peer, message: &Message, asked_again: bool) {
    let own = desk.state.own.contains(&message.seq);
    if message.from == From::Person {
        answered(desk, message, asked_again);
    }
    if desk.chat.is_group && !matches!(message.kind, MessageKind::Plan | MessageKind::Piece) {
        return;
    }
    if let Some(note) = message.piece.as_ref().filter(|note| note.version > 0)
        && let Some(view) = view(desk, peer, note).await
    {
        return piece(desk, &view, message.seq).await;
    }
    let locale = desk.chat.locale.clone();
    let show = Show { own, ..Show::first(&locale) };
    let drafts = render::row(message, &show);
    if let Some(put) = put(desk, drafts, message.seq) {
        remember(desk, message, put);
    }
}

fn put(desk: &mut Desk, drafts: Vec<Draft>, seq: u64) -> Option<Put> {
    let conversation = desk.chat.conversation.clone()?;
    let mut last = None;
    for (part, draft) in drafts.into_iter().enumerate() {
        last = Some(desk.put(draft, format!("c{conversation}.{seq}.{part}"), seq));
    }
    last
}

/// What has buttons that will be over: the question, the proposal.
fn remember(desk: &mut Desk, message: &Message, put: Put) {
    if let Some(card) = &message.card {
        desk.state.cards.insert(card.id.clone(), put.clone());
    }
    if message.ask.is_some() {
        // What is said with a question, and is none, asks to wait.
        let waits = message.kind == MessageKind::Say;
        desk.state.waits = waits.then(|| Waits { put: put.clone(), markup: desk.below.clone() });
        if let Some(former) = desk.state.ask.replace(put)
            && former.has_keys
            && !desk.state.cards.values().any(|card| card.send == former.send)
        {
            desk.settle(&former, former.html.clone(), format!("a{}.{}", former.send, message.seq));
        }
    }
}

/// The question that was open is answered: its buttons go, and after a press it says what was chosen. What was
/// written stands in the chat already.
fn answered(desk: &mut Desk, message: &Message, asked_again: bool) {
    let Some(put) = desk.state.ask.take() else { return };
    desk.state.waits = None;
    let locale = desk.chat.locale.clone();
    if desk.state.cards.values().any(|card| card.send == put.send) {
        return;
    }
    let html = match desk.is_press && !asked_again {
        true => render::answered(&put.html, &message.text, put.caption, &Show::first(&locale)),
        false if put.has_keys => put.html.clone(),
        false => return,
    };
    desk.settle(&put, html, format!("a{}.{}", put.send, message.seq));
}

fn card_changed(desk: &mut Desk, change: &CardChange) {
    let Some(put) = desk.state.cards.remove(&change.card) else { return };
    let locale = desk.chat.locale.clone();
    let html = render::card_changed(&put.html, change.state, put.caption, &Show::first(&locale));
    desk.settle(&put, html, format!("a{}.{}", put.send, change.seq));
}

async fn view(desk: &Desk, peer: &Peer, note: &PieceNote) -> Option<PieceView> {
    let app = &desk.office.app;
    let actor = production::actor(app, peer, desk.chat.member.as_ref()).await.ok()?;
    let id = PieceId::parse(&note.id)?;
    let view = production::view(app, peer, &actor, &id, (None, None)).await;
    view.inspect_err(|error| tracing::warn!(code = error.code.as_str(), "a piece cannot be shown")).ok()
}

/// A piece as it stands, with what can be done with it.
pub async fn piece(desk: &mut Desk, view: &PieceView, seq: u64) {
    let Some(conversation) = desk.chat.conversation.clone() else { return };
    let drafts = drafts(desk, view).await;
    let piece = view.id.to_string();
    if let Some(former) = desk.state.pieces.remove(&piece)
        && former.id < u64::from(view.version)
    {
        desk.settle(&former, former.html.clone(), format!("o{}.{seq}", former.send));
    }
    let mut last = None;
    for (part, draft) in drafts.into_iter().enumerate() {
        last = Some(desk.put(draft, format!("c{conversation}.{seq}.{part}"), u64::from(view.version)));
    }
    if let Some(put) = last {
        desk.state.pieces.insert(piece, put);
    }
}

/// The messages that a piece becomes.
pub async fn drafts(desk: &Desk, view: &PieceView) -> Vec<Draft> {
    let locale = desk.chat.locale.clone();
    let link = desk.chat.conversation.as_ref().and_then(|conversation| desk.office.campaign(conversation));
    let picture = picture(desk, view).await;
    let around = render::Around { link: link.as_deref(), picture: picture.as_deref() };
    render::piece(view, around, &Show::first(&locale))
}

/// The blob of a piece's first picture.
async fn picture(desk: &Desk, view: &PieceView) -> Option<String> {
    let asset = view.assets.first()?;
    let id = AssetId::parse(asset.url.rsplit('/').next()?)?;
    let (workspace, conversation) = (&desk.office.workspace, desk.chat.conversation.as_ref()?);
    let rows = desk.office.app.store.workspace(workspace);
    rows.piece_asset(conversation, &view.id, &id).await.ok().flatten().map(|asset| asset.key)
}

fn piece_changed(desk: &mut Desk, change: &PieceChange) {
    let Some(put) = desk.state.pieces.get(&change.piece).cloned() else { return };
    let locale = desk.chat.locale.clone();
    let show = Show::first(&locale);
    let edited = render::piece_changed((&put.html, put.caption), ("", change), None, &show);
    desk.settle(&put, edited.html, format!("a{}.{}", put.send, change.seq));
}
