//! Pieces that are to be shown: held until their time has come, then a card each, or one message for many.

use super::{
    board::{Seat, called, card, link, seat, view},
    desk::Desk,
    outgoing::Draft,
    package,
    render::{self, Rich, Show},
    state::Held,
    words,
};
use crate::{
    deliverable::State,
    id::{ConversationId, PieceId},
    production::{self, Listed, PieceLine, list::Stage},
    store::StoreError,
    time::Millis,
    turn::{Code, Peer},
};

/// Pieces that a chat is shown one by one; more that wait are one message.
const CARDS_MAX: usize = 5;

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

/// When the quiet hours end, in them. Whoever has just asked for the pieces is shown them at any hour.
fn morning(desk: &Desk) -> Option<Millis> {
    desk.office.app.quiet_until().filter(|_| !desk.asked)
}

async fn show(desk: &mut Desk, seat: &Seat, held: Vec<Held>, listed: &Listed) {
    let is_running = listed.production.as_ref().is_some_and(|production| production.state == Stage::Running);
    let is_told = |held: &Held, line: &PieceLine| held.look.is_none() && !line.state.runs();
    let line = |piece: &str| listed.pieces.iter().find(|line| line.id.to_string() == piece);
    let (mut now, mut fresh): (Vec<Held>, Vec<Held>) = (Vec::new(), Vec::new());
    for held in held {
        match line(&held.piece) {
            Some(line) if line.state.waits() && !desk.state.pieces.contains_key(&held.piece) => {
                fresh.push(held);
            }
            Some(line) if line.state.waits() => now.push(held),
            // Drafts and what did not come are for whoever writes; what is being written again comes again.
            Some(line) if seat.watch.is_none() && (is_told(&held, line) || is_unread(desk, line)) => {
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
        package::next(desk, seat, production);
        package::gate(desk, seat, production);
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
        package::plan(desk, &production, name);
    }
    let wanted = |line: &&PieceLine| line.state.waits() || is_unread(desk, line);
    let wanted: Vec<&PieceLine> = pieces.iter().filter(wanted).collect();
    for line in wanted {
        find(desk, &peer.conversation, &line.id.to_string(), seq);
    }
}

/// Something for whoever writes that this chat was not shown: a draft, what did not come, a change to be made.
fn is_unread(desk: &Desk, line: &PieceLine) -> bool {
    let is_theirs = matches!(line.state, State::Draft | State::GenerationFailed | State::ChangesRequested);
    is_theirs && (desk.is_back || !desk.state.pieces.contains_key(&line.id.to_string()))
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
