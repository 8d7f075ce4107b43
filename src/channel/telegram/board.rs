//! The pieces of a conversation in a chat: who may do what, a card each or one message for many, and what becomes of
//! them.

use super::{
    desk::Desk,
    outgoing::Draft,
    render::{self, Rich, Show},
    state::{Held, Put},
    words,
};
use crate::{
    deliverable::{board::Actor, view::PieceView},
    engine::{state::Who, told::PieceChange},
    id::{AssetId, ConversationId, MemberId, PieceId},
    production::{self, Listed, PieceLine, Production, list::Stage},
    store::{StoreError, Watch},
    time::Millis,
    turn::{self, Code, Peer, Rejection},
};

/// Pieces that a chat is shown one by one; more that wait are one message.
pub const CARDS_MAX: usize = 5;

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
    let (title, keys) = match &view {
        Ok(view) if view.version == change.version && view.state.name() == change.state => {
            (view.title.as_str(), render::after(view, link.as_deref(), &show))
        }
        Ok(view) => (view.title.as_str(), Vec::new()),
        Err(_) => ("", Vec::new()),
    };
    let edited = render::piece_changed((&put.html, put.caption), (title, change), keys, &show);
    desk.about = Some(seat.peer.conversation.clone());
    desk.settle_with(&put, edited.html, &edited.keys, format!("a{}.{}", put.send, change.seq));
    desk.about = None;
}

/// A row told of a piece: it is shown with the others.
pub fn hold(desk: &mut Desk, conversation: &ConversationId, piece: &str, seq: u64) {
    let held = Held { conversation: conversation.clone(), piece: piece.to_owned(), seq, look: None };
    keep(desk, held);
}

/// A piece waits already when a chat is first shown those of its conversation, which are told up to the row `seq`.
pub fn find(desk: &mut Desk, conversation: &ConversationId, piece: &str, seq: u64) {
    let look = Some(desk.chat.version);
    let held = Held { conversation: conversation.clone(), piece: piece.to_owned(), seq, look };
    keep(desk, held);
}

fn keep(desk: &mut Desk, held: Held) {
    desk.state.held.retain(|other| other.piece != held.piece);
    desk.state.held.push(held);
}

/// Pieces that have one message together get one each.
async fn part(desk: &mut Desk) -> Result<(), StoreError> {
    for piece in desk.state.part() {
        let Some(id) = PieceId::parse(&piece) else { continue };
        let rows = desk.office.app.store.workspace(&desk.office.workspace);
        if let Some(conversation) = rows.conversation_of_piece(&id).await? {
            find(desk, &conversation, &piece, 0);
        }
    }
    Ok(())
}

/// Shows what is held, as far as its time has come.
///
/// # Errors
/// When the rows cannot be read.
pub async fn flush(desk: &mut Desk) -> Result<(), StoreError> {
    part(desk).await?;
    let held = std::mem::take(&mut desk.state.held);
    let mut conversations = desk.state.asked.clone();
    for one in &held {
        if !conversations.contains(&one.conversation) {
            conversations.push(one.conversation.clone());
        }
    }
    for conversation in conversations {
        let of = held.iter().filter(|held| held.conversation == conversation).cloned().collect::<Vec<_>>();
        let Some(seat) = seat(desk, &conversation).await? else { continue };
        let wake = seat.watch.as_ref().and_then(|_| morning(desk));
        desk.wakes(&conversation, wake);
        if wake.is_some() {
            desk.state.held.extend(of);
            continue;
        }
        greet(desk, &seat).await?;
        match production::listed(&desk.office.app, &seat.peer).await {
            Ok(listed) => show(desk, &seat, of, &listed).await,
            Err(error) => {
                tracing::warn!(code = error.code.as_str(), "pieces cannot be shown now");
                desk.state.held.extend(of);
            }
        }
    }
    Ok(())
}

/// Says who asks for a decision, and on what, before the first piece of it.
async fn greet(desk: &mut Desk, seat: &Seat) -> Result<(), StoreError> {
    let conversation = &seat.peer.conversation;
    let (Some(watch), true) = (&seat.watch, desk.state.asked.contains(conversation)) else {
        return Ok(());
    };
    desk.state.asked.retain(|asked| asked != conversation);
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let by = rows.member(&watch.member).await?.map(|member| member.name).unwrap_or_default();
    let name = called(desk, seat).await;
    let text = words::fill(desk.locale(), "asked_to_approve", &[("by", &by), ("name", &name)]);
    desk.put(Draft::text(Rich::of(&text).html()), format!("w{conversation}.{}", desk.occasion()), 0);
    Ok(())
}

/// What the campaign goes by; nothing where it cannot be read now.
pub async fn called(desk: &Desk, seat: &Seat) -> String {
    turn::called(&desk.office.app, &seat.peer).await.unwrap_or_default()
}

/// When the quiet hours end, in them. Whoever has just asked for the pieces is shown them at any hour.
fn morning(desk: &Desk) -> Option<Millis> {
    desk.office.app.quiet_until().filter(|_| !desk.asked)
}

async fn show(desk: &mut Desk, seat: &Seat, held: Vec<Held>, listed: &Listed) {
    let is_running = listed.production.as_ref().is_some_and(|production| production.state == Stage::Running);
    let line = |piece: &str| listed.pieces.iter().find(|line| line.id.to_string() == piece);
    let (mut now, mut fresh): (Vec<Held>, Vec<Held>) = (Vec::new(), Vec::new());
    for held in held {
        match line(&held.piece) {
            Some(line) if line.state.waits() && !desk.state.pieces.contains_key(&held.piece) => {
                fresh.push(held);
            }
            Some(line) if line.state.waits() => now.push(held),
            // Drafts and what did not come are for whoever writes; what is being written again comes again.
            Some(line) if seat.watch.is_none() && held.look.is_none() && !line.state.runs() => {
                now.push(held);
            }
            _ => {}
        }
    }
    if fresh.len() > CARDS_MAX && !is_running {
        let seq = fresh.iter().map(|held| held.seq).max().unwrap_or_default();
        let lines: Vec<PieceLine> = fresh.iter().filter_map(|held| line(&held.piece).cloned()).collect();
        digest(desk, seat, &lines, seq).await;
        fresh.clear();
    } else if is_running {
        let open =
            |line: &&PieceLine| line.state.waits() && desk.state.pieces.contains_key(&line.id.to_string());
        let room = CARDS_MAX.saturating_sub(listed.pieces.iter().filter(open).count());
        let later = fresh.split_off(room.min(fresh.len()));
        desk.state.held.extend(later);
    }
    now.extend(fresh);
    for held in now {
        let Some(piece) = PieceId::parse(&held.piece) else { continue };
        match view(desk, seat, &piece, None).await {
            Ok(view) => card(desk, seat, &view, Some(&held)).await,
            Err(error) if error.code == Code::Unavailable => desk.state.held.push(held),
            Err(error) => tracing::warn!(code = error.code.as_str(), "a piece cannot be shown"),
        }
    }
    if let Some(production) = listed.production.as_ref().filter(|_| seat.watch.is_none()) {
        next(desk, seat, production);
        gate(desk, seat, production);
    }
}

/// All that can be made for now is there: what the rest waits for is said, once for a package.
fn gate(desk: &mut Desk, seat: &Seat, production: &Production) {
    let count = production.count;
    if production.state != Stage::Ready || count.done >= count.of || !production.waits_at_gate() {
        return;
    }
    let (done, of) = (count.done.to_string(), count.of.to_string());
    let text = words::fill(desk.locale(), "gate_waits", &[("done", &done), ("of", &of)]);
    let name = format!("g{}.{}.{}", seat.peer.conversation, production.brief, production.started);
    desk.put(Draft::text(Rich::of(&text).html()), name, 0);
}

/// Everything of a package is there: the next one is offered, once.
fn next(desk: &mut Desk, seat: &Seat, production: &Production) {
    let is_over = production.state == Stage::Ready && production.count.done >= production.count.of;
    if is_over && usize::try_from(production.started).is_ok_and(|n| n < production.packages.len()) {
        let name = format!("p{}.{}", seat.peer.conversation, production.started);
        plan(desk, production, name);
    }
}

/// Whoever started it, at whichever door: it cannot be started a second time.
pub async fn started(desk: &mut Desk, peer: &Peer) {
    let Some(put) = desk.state.plan.clone() else { return };
    let known = production::production(&desk.office.app, peer).await.ok().flatten();
    if known.is_some_and(|known| u64::from(known.started) > put.id) {
        desk.state.plan = None;
        desk.settle(&put, put.html.clone(), format!("a{}.started", put.send));
    }
}

/// What comes next of the plan, with what it may cost and the button that starts it.
pub fn plan(desk: &mut Desk, production: &Production, name: String) {
    let locale = desk.chat.locale.clone();
    let drafts = render::plan(&production.estimate.text, Some(production), &Show::first(&locale));
    let started = u64::from(production.started);
    for (part, draft) in drafts.into_iter().enumerate() {
        desk.state.plan = Some(desk.put(draft, format!("{name}.{part}"), started));
    }
}

/// A conversation that came from another door: what waits in it is shown here too, or how it goes on.
pub async fn join(desk: &mut Desk, peer: &Peer, seq: u64) {
    let Ok(Listed { production: Some(production), pieces }) =
        production::listed(&desk.office.app, peer).await
    else {
        return;
    };
    if production.state == Stage::Offered {
        let name = format!("p{}.0.{seq}.{}", peer.conversation, desk.occasion());
        plan(desk, &production, name);
    }
    for line in pieces.iter().filter(|line| line.state.waits()) {
        find(desk, &peer.conversation, &line.id.to_string(), seq);
    }
}

/// Many pieces that wait, in one message.
async fn digest(desk: &mut Desk, seat: &Seat, lines: &[PieceLine], seq: u64) {
    let name = called(desk, seat).await;
    let (locale, link) = (desk.chat.locale.clone(), link(desk, seat));
    let drafts = render::digest(lines, &name, link.as_deref(), &Show::first(&locale));
    desk.about = Some(seat.peer.conversation.clone());
    for (part, draft) in drafts.into_iter().enumerate() {
        desk.put(draft, format!("d{}.{seq}.{part}", seat.peer.conversation), 0);
    }
    desk.about = None;
}

/// Another page of such a message: what waits now.
pub async fn leaf(
    desk: &Desk,
    conversation: &ConversationId,
    page: u32,
) -> Result<Option<Draft>, StoreError> {
    let Some(seat) = seat(desk, conversation).await? else { return Ok(None) };
    let Ok(listed) = production::listed(&desk.office.app, &seat.peer).await else { return Ok(None) };
    let lines: Vec<PieceLine> = listed.pieces.into_iter().filter(|line| line.state.waits()).collect();
    let (locale, link) = (desk.chat.locale.clone(), link(desk, &seat));
    let name = called(desk, &seat).await;
    let drafts = render::digest(&lines, &name, link.as_deref(), &Show { page, ..Show::first(&locale) });
    Ok(drafts.into_iter().next_back())
}
