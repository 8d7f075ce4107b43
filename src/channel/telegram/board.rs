//! The pieces of a conversation in a chat: who may do what, the card of each, and what becomes of it.

use super::{
    desk::Desk,
    outgoing::Draft,
    render::{self, Show},
    state::{Held, Put},
};
use crate::{
    deliverable::{State, board::Actor, view::PieceView},
    engine::{state::Who, told::PieceChange},
    id::{AssetId, ConversationId, MemberId, PieceId},
    production,
    store::{StoreError, Watch},
    turn::{self, Peer, Rejection},
};

/// The pieces of a conversation from this chat.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Whoever's conversation it is, or somebody who was let in.
    pub peer: Peer,
    /// The chat is shown them beside its own conversation: not whoever is in it, but a role decides.
    pub watch: Option<Watch>,
}

/// The pieces of a conversation, if this chat may see them.
pub async fn seat(desk: &Desk, conversation: &ConversationId) -> Result<Option<Seat>, StoreError> {
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let zone = Some(desk.office.app.config.budget.time_zone.as_str().into());
    if let Some(visitor) = &desk.chat.visitor
        && rows.may_see(visitor, conversation).await?
    {
        let peer = desk.peer_in(conversation.clone());
        return Ok(peer.map(|peer| Seat { peer: Peer { zone, ..peer }, watch: None }));
    }
    let Some(watch) = desk.watches.iter().find(|watch| watch.conversation == *conversation) else {
        return Ok(None);
    };
    let Some(found) = rows.conversation(conversation).await? else { return Ok(None) };
    let peer = Peer {
        workspace: desk.office.workspace.clone(),
        visitor: found.visitor,
        conversation: conversation.clone(),
        zone,
        locale: desk.chat.locale.clone(),
    };
    Ok(Some(Seat { peer, watch: Some(watch.clone()) }))
}

/// The pieces of the conversation that a piece is of.
pub async fn seat_of(desk: &Desk, piece: &PieceId) -> Result<Option<Seat>, StoreError> {
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    match rows.conversation_of_piece(piece).await? {
        Some(conversation) => seat(desk, &conversation).await,
        None => Ok(None),
    }
}

/// Whoever acts in this chat.
pub async fn actor(desk: &Desk, peer: &Peer) -> Result<Actor, Rejection> {
    let who = desk.presser.as_ref().or(desk.chat.member.as_ref());
    let mut actor = production::actor(&desk.office.app, peer, who, production::TELEGRAM).await?;
    if actor.name.is_empty() {
        actor.name.clone_from(&desk.chat.name);
    }
    Ok(actor)
}

/// A piece as this chat may see it; `version`: not the newest one. In a group as an approver sees it.
pub async fn view(
    desk: &Desk,
    seat: &Seat,
    piece: &PieceId,
    version: Option<u32>,
) -> Result<PieceView, Rejection> {
    let actor = match &seat.watch {
        Some(watch) if desk.chat.is_group && desk.presser.is_none() => {
            let (app, member) = (&desk.office.app, Some(&watch.member));
            production::actor(app, &seat.peer, member, production::TELEGRAM).await?
        }
        _ => actor(desk, &seat.peer).await?,
    };
    production::view(&desk.office.app, &seat.peer, &actor, piece, (version, None)).await
}

/// The messages that a piece becomes.
pub async fn drafts(desk: &Desk, seat: &Seat, view: &PieceView) -> Vec<Draft> {
    let link = link(desk, seat);
    let picture = picture(desk, seat, view).await;
    let of = match &seat.watch {
        Some(_) => Some(called(desk, seat).await).filter(|of| !of.is_empty()),
        None => None,
    };
    let around = render::Around { link: link.as_deref(), picture: picture.as_deref(), of: of.as_deref() };
    render::piece(view, around, &Show::first(&desk.chat.locale))
}

/// The page of the pieces, for those who can open it.
pub fn link(desk: &Desk, seat: &Seat) -> Option<String> {
    seat.watch.is_none().then(|| desk.office.campaign(&seat.peer.conversation)).flatten()
}

/// The blob of a version's first picture.
pub async fn picture(desk: &Desk, seat: &Seat, view: &PieceView) -> Option<String> {
    let id = AssetId::parse(view.assets.first()?.url.rsplit('/').next()?)?;
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let found = rows.piece_asset(&seat.peer.conversation, &view.id, &id).await;
    found.ok().flatten().map(|asset| asset.key)
}

/// A piece as it stands, with what can be done with it: as the answer to a press, or because it was `held`. Several
/// may be held because of one row, so the names of their sends have the piece in them.
pub async fn card(desk: &mut Desk, seat: &Seat, view: &PieceView, held: Option<&Held>) {
    let (piece, locale) = (view.id.to_string(), desk.chat.locale.clone());
    let drafts = drafts(desk, seat, view).await;
    if let Some(former) = desk.state.pieces.remove(&piece) {
        let occasion = held.map_or_else(|| desk.occasion(), Held::occasion);
        let name = format!("o{}.{occasion}", former.send);
        let is_newer = former.id < u64::from(view.version);
        let html = match is_newer {
            true => render::superseded((&former.html, former.caption), view.version, &Show::first(&locale)),
            false => former.html.clone(),
        };
        desk.settle(&former, html, name);
    }
    desk.about = Some(seat.peer.conversation.clone());
    let put = match held {
        None => desk.say(drafts),
        Some(held) => {
            let mut last = None;
            for (part, draft) in drafts.into_iter().enumerate() {
                let name = format!("k{piece}.{}.{}.{part}", view.version, held.occasion());
                last = Some(desk.put(draft, name, 0));
            }
            last
        }
    };
    desk.about = None;
    if let Some(put) = put {
        desk.state.pieces.insert(piece, Put { id: u64::from(view.version), ..put });
    }
}

/// Something became of a piece: its message says what, and has what can be done now.
pub async fn changed(desk: &mut Desk, seat: &Seat, change: &PieceChange) {
    let Some(put) = desk.state.pieces.get(&change.piece).cloned() else { return };
    let Some(id) = PieceId::parse(&change.piece) else { return };
    if put.id != u64::from(change.version) {
        // Its newer version comes as a card of its own.
        return;
    }
    let presser = desk.presser.clone();
    if desk.chat.is_group
        && let Who::Member(member) = &change.by
    {
        // Whoever decided may take it back.
        desk.presser = MemberId::parse(member);
    }
    let view = view(desk, seat, &id, None).await;
    desk.presser = presser;
    let (locale, link) = (desk.chat.locale.clone(), link(desk, seat));
    let show = Show::first(&locale);
    let (title, asked, keys) = match &view {
        Ok(view) if view.version == change.version && view.state.name() == change.state => {
            let asked = view.request.as_ref().filter(|_| view.state == State::ChangesRequested);
            let asked = asked.map(|request| request.text.as_str());
            (view.title.as_str(), asked, render::after(view, link.as_deref(), &show))
        }
        Ok(view) => (view.title.as_str(), None, Vec::new()),
        Err(_) => ("", None, Vec::new()),
    };
    let edited = render::piece_changed((&put.html, put.caption), (title, change, asked), keys, &show);
    desk.about = Some(seat.peer.conversation.clone());
    desk.settle_with(&put, edited.html, &edited.keys, format!("a{}.{}", put.send, change.seq));
    desk.about = None;
}

/// What the campaign goes by; nothing where it cannot be read now.
pub async fn called(desk: &Desk, seat: &Seat) -> String {
    turn::called(&desk.office.app, &seat.peer).await.unwrap_or_default()
}
