//! Shows a chat what its conversation has and it was not shown: each row once, whoever said it, at whichever door.

use super::{
    board, daily,
    desk::Desk,
    held,
    outgoing::Draft,
    package,
    render::{self, Row, Show},
    state::{Put, Waits},
    watch,
};
use crate::{
    deliverable::State,
    engine::{
        effect::{CardChange, From, Message, MessageKind},
        told::PieceNote,
    },
    id::ConversationId,
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
    if desk.chat.gone_at.is_some() {
        return Ok(());
    }
    if let Some(peer) = desk.peer() {
        own(desk, peer).await?;
    }
    watch::show(desk).await?;
    held::flush(desk).await?;
    daily::show(desk).await
}

/// The rows of the chat's own conversation.
async fn own(desk: &mut Desk, peer: Peer) -> Result<(), StoreError> {
    if desk.state.joins {
        join(desk, &peer).await;
    }
    loop {
        let store = desk.office.app.store.workspace(&peer.workspace);
        let rows = store.messages_after(&peer.conversation, desk.chat.seen, READ_AT).await?;
        // Whichever door changed it: what is said around the rows is in their language.
        if !rows.is_empty()
            && let Some(locale) = store.conversation_locale(&peer.conversation).await?
        {
            desk.chat.locale = locale;
        }
        let comes =
            Coming { asked_again: rows.iter().any(|row| row.kind == "reprompt"), stays: stays(desk, &rows) };
        for row in &rows {
            one(desk, &peer, row, comes).await?;
            desk.chat.seen = row.seq;
        }
        if !rows.is_empty() {
            package::started(desk, &peer).await;
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
    let from_browser = std::mem::take(&mut desk.state.from_browser);
    desk.say(render::joined(&standing, from_browser, &show));
    held::join(desk, peer, standing.seq).await;
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
    let Some(message) = message(desk, &peer.conversation, ask.id).await else { return };
    let drafts = render::row(&message, &show);
    if let Some(put) = desk.say(drafts) {
        remember(desk, &message, Put { id: ask.id, ..put });
    }
}

/// A row of a conversation by its number, if it is a message and can be read now.
pub async fn message(desk: &Desk, conversation: &ConversationId, seq: u64) -> Option<Box<Message>> {
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let rows = rows.messages_after(conversation, seq.saturating_sub(1), 1).await.ok()?;
    match render::read(rows.first()?) {
        Ok(Row::Message(message)) => Some(message),
        _ => None,
    }
}

/// What is in the rows that are shown together.
#[derive(Clone, Copy)]
struct Coming {
    /// The question is put once more, with what was wrong.
    asked_again: bool,
    /// The question stays as it stands: something else was pressed above it.
    stays: bool,
}

/// Whether the question that was put last stays where it is: a press elsewhere leaves no words below it.
fn stays(desk: &Desk, rows: &[store::Message]) -> bool {
    let Some(put) = &desk.state.ask else { return false };
    let stands_last = desk.state.last.as_ref() == Some(&put.send) && desk.pressed.as_ref() != Some(&put.send);
    desk.is_press
        && stands_last
        && rows.iter().any(|row| matches!(render::read(row), Ok(Row::Message(message)) if is_aside(&message)))
}

/// A note that something else was taken in, which leaves the pending question as it is.
fn is_aside(message: &Message) -> bool {
    message.kind == MessageKind::Say && message.ask.as_ref().is_some_and(|view| !view.path.is_empty())
}

async fn one(desk: &mut Desk, peer: &Peer, row: &store::Message, comes: Coming) -> Result<(), StoreError> {
    match render::read(row) {
        Ok(Row::Message(message)) => said(desk, peer, &message, comes).await?,
        Ok(Row::Card(change)) => card_changed(desk, &change),
        Ok(Row::Piece(change)) => {
            if let Some(seat) = board::seat(desk, &peer.conversation).await? {
                board::changed(desk, &seat, &change).await;
            }
        }
        // An older version's row, or a newer one's: the web shows it.
        Err(error) => tracing::warn!(seq = row.seq, %error, "a row cannot be shown in Telegram"),
    }
    Ok(())
}

async fn said(desk: &mut Desk, peer: &Peer, message: &Message, comes: Coming) -> Result<(), StoreError> {
    let own = desk.state.own.contains(&message.seq);
    if message.from == From::Person && !comes.stays {
        answered(desk, message, comes.asked_again);
    }
    if comes.stays && is_aside(message) {
        aside(desk, message);
        return Ok(());
    }
    if let Some(note) = message.piece.as_ref().filter(|note| note.version > 0 && !is_left(note)) {
        held::hold(desk, &peer.conversation, &note.id, message.seq);
        return Ok(());
    }
    let locale = desk.chat.locale.clone();
    let question = question(desk, peer, message).await;
    let show = Show { own, question: question.as_deref(), ..Show::first(&locale) };
    if message.kind == MessageKind::Plan {
        let known = production::production(&desk.office.app, peer).await.ok().flatten();
        let drafts = render::plan(&message.text, known.as_ref(), &show);
        let started = known.map_or(0, |known| u64::from(known.started));
        desk.state.plan = put(desk, drafts, message.seq).map(|put| Put { id: started, ..put });
        return Ok(());
    }
    let files = if own { Vec::new() } else { files(desk, peer, message, &show).await? };
    // Where the words are only what the files are called, the files say it.
    let names: Vec<&str> = message.files.iter().map(|file| file.file.as_str()).collect();
    let is_named = message.from == From::Person && message.text == names.join(", ");
    if files.len() < names.len() || !is_named || own {
        let drafts = render::row(message, &show);
        if let Some(put) = put(desk, drafts, message.seq) {
            remember(desk, message, put);
        }
    }
    for (nth, draft) in files.into_iter().enumerate() {
        desk.put(draft, format!("f{}.{}.{nth}", peer.conversation, message.seq), message.seq);
    }
    Ok(())
}

/// Whether a row says who asked for a change that is left to a person: of that there is no card to be shown.
pub fn is_left(note: &PieceNote) -> bool {
    note.state == State::ChangesRequested.name()
}

/// The words of the question that a row puts once more: its controls alone do not say what is asked.
async fn question(desk: &Desk, peer: &Peer, message: &Message) -> Option<String> {
    let view = message.ask.as_ref().filter(|_| message.kind != MessageKind::Ask && message.card.is_none())?;
    let standing = turn::standing(&desk.office.app, peer).await.ok()?;
    standing.question.filter(|_| standing.pending.is_some_and(|pending| pending.id == view.id))
}

/// The files that came with a row, each as what it is.
async fn files(
    desk: &Desk,
    peer: &Peer,
    message: &Message,
    show: &Show<'_>,
) -> Result<Vec<Draft>, StoreError> {
    if message.files.is_empty() {
        return Ok(Vec::new());
    }
    let rows = desk.office.app.store.workspace(&peer.workspace);
    let kept = rows.files(&peer.conversation).await?;
    let link = desk.office.brief(&peer.conversation);
    let mut drafts = Vec::new();
    for sent in &message.files {
        let Some(file) = kept.iter().find(|file| sent.id.as_deref() == Some(file.id.as_str())) else {
            continue;
        };
        let by = rows.sender_name(&file.visitor).await?;
        let by = (by.as_deref(), message.from != From::Person);
        drafts.push(render::file(file, by, link.as_deref(), show));
    }
    Ok(drafts)
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
    if let Some(view) = &message.ask {
        // What is said with a question that nothing answers asks to wait.
        let waits = message.kind == MessageKind::Say && view.path.is_empty();
        desk.state.waits = waits.then(|| Waits { put: put.clone(), markup: desk.below.clone() });
        if let Some(former) = desk.state.ask.replace(put)
            && former.has_keys
            && !desk.state.cards.values().any(|card| card.send == former.send)
        {
            desk.settle(&former, former.html.clone(), format!("a{}.{}", former.send, message.seq));
        }
    }
}

/// Says what was noted as the press's answer; the question keeps its message, and has its buttons anew.
fn aside(desk: &mut Desk, message: &Message) {
    let (Some(put), Some(view)) = (desk.state.ask.take(), &message.ask) else { return };
    desk.toast.get_or_insert_with(|| message.text.clone());
    let (locale, mut ticked) = (desk.chat.locale.clone(), Vec::new());
    if let Some(picked) = desk.state.picked.as_mut().filter(|picked| picked.ask == put.id) {
        picked.ask = view.id;
        ticked.clone_from(&picked.ids);
    }
    let keys = render::keys(view, &Show { ticked: &ticked, ..Show::first(&locale) });
    if put.has_keys {
        desk.settle_with(&put, put.html.clone(), &keys, format!("a{}.{}", put.send, message.seq));
    }
    desk.state.ask = Some(Put { id: view.id, has_keys: put.has_keys && !keys.is_empty(), ..put });
}

/// The question that was open is answered: its buttons go, and after a press of one of them it says what was chosen.
/// What was written stands in the chat already, and a press below another message is none of its answers.
fn answered(desk: &mut Desk, message: &Message, asked_again: bool) {
    let Some(put) = desk.state.ask.take() else { return };
    desk.state.waits = None;
    let locale = desk.chat.locale.clone();
    if desk.state.cards.values().any(|card| card.send == put.send) {
        return;
    }
    let html = match desk.pressed.as_ref() == Some(&put.send) && !asked_again {
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
