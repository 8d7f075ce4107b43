//! Pieces in a chat: decided on, asked about, written anew, started.

use super::{Halt, refused, reply, say, told};
use crate::{
    channel::telegram::{
        board::{self, Seat},
        desk::Desk,
        limits::{Limit, clipped},
        render::{self, Rich, Show, Style},
        state::{Asking, Next},
        withdrawn, words,
    },
    deliverable::{
        board::{Act, Choice, Decision, Scope},
        view::PieceView,
    },
    id::PieceId,
    production::{self, Wish},
    store::WatchKind,
    turn::{self, Code, Once, Rejection},
};
use std::collections::BTreeMap;

/// A version of a piece that a button names.
type Named<'a> = (&'a str, u32, String);

/// A button below a piece. `false` if it can be pressed again.
pub(super) async fn pressed(
    desk: &mut Desk,
    (piece, version, sha256): (String, u32, String),
    act: &str,
) -> Result<bool, Halt> {
    let Some((id, seat)) = found(desk, &piece).await? else { return Ok(false) };
    if let Some(path) = act.strip_prefix("edit:") {
        let path = path.to_owned();
        return ask(desk, (&seat, &id), Next::Line { piece, version, sha256, path }).await;
    }
    match act {
        "show" => return show(desk, &seat, &id).await.map(|()| false),
        "variations" => return variations(desk, &seat, &id).await.map(|()| false),
        "request" | "reject" => {
            let next = Next::Comment { piece, version, sha256, act: act.into() };
            return ask(desk, (&seat, &id), next).await;
        }
        "edit" => return edit(desk, (&seat, &id), (piece, version, sha256)).await,
        _ => {}
    }
    let Some(wish) = wish((&piece, version, sha256), act, "") else { return Ok(false) };
    self::act(desk, (&seat, &id), wish).await
}

/// The piece, if whoever is in this chat may do something with it.
async fn found(desk: &mut Desk, piece: &str) -> Result<Option<(PieceId, Seat)>, Halt> {
    let Some(id) = PieceId::parse(piece) else { return Ok(None) };
    let Some(seat) = board::seat_of(desk, &id).await? else {
        let key = match &desk.chat.member {
            // What was shown in their own chat, and may not be seen there any more, was asked of them and taken back.
            Some(_) if !desk.chat.is_group => withdrawn::told(desk, &id).await?,
            _ => "old_button",
        };
        desk.answers(key);
        return Ok(None);
    };
    let asked = seat.watch.as_ref().is_some_and(|watch| watch.kind == WatchKind::Approver);
    if asked && !decides(desk).await? {
        desk.answers("not_approver");
        return Ok(None);
    }
    Ok(Some((id, seat)))
}

/// Whether this chat's member is somebody who decides, today.
pub(super) async fn decides(desk: &Desk) -> Result<bool, Halt> {
    let Some(member) = &desk.chat.member else { return Ok(false) };
    let member = desk.office.app.store.workspace(&desk.office.workspace).member(member).await?;
    Ok(member.is_some_and(|member| member.role.decides()))
}

/// The act with its words.
pub(super) async fn commented(
    desk: &mut Desk,
    named: Named<'_>,
    act: &str,
    comment: &str,
) -> Result<(), Halt> {
    let Some((id, seat)) = found(desk, named.0).await? else { return Ok(()) };
    let Some(wish) = wish(named, act, comment) else { return Ok(()) };
    let is_done = self::act(desk, (&seat, &id), wish).await?;
    // In the chat of whoever made the brief, the conversation itself says what follows.
    if is_done && act == "request" && seat.watch.is_some() {
        return say(desk, "request_noted");
    }
    Ok(())
}

/// Another text for a line. `false` if this text was not taken, and another one would be.
pub(super) async fn lined(
    desk: &mut Desk,
    (piece, version): (&str, u32),
    path: String,
    text: &str,
) -> Result<bool, Halt> {
    let Some((id, seat)) = found(desk, piece).await? else { return Ok(true) };
    let wish = Wish::edit(id.clone(), version, BTreeMap::from([(path, text.trim().to_owned())]));
    let is_done = act(desk, (&seat, &id), wish).await?;
    let can = |view: &PieceView| view.version == version && view.actions.contains(&"edit");
    Ok(is_done || !board::view(desk, &seat, &id, None).await.is_ok_and(|view| can(&view)))
}

fn wish((piece, version, sha256): Named<'_>, act: &str, comment: &str) -> Option<Wish> {
    let id = PieceId::parse(piece)?;
    let comment = comment.trim().to_owned();
    let decide = |decision, ticked| Act::Decide {
        piece: id.clone(),
        version,
        sha256: sha256.clone(),
        decision,
        comment: comment.clone(),
        lines: Vec::new(),
        ticked,
    };
    Some(Wish::from(match act {
        "approve" => decide(Decision::Approve, false),
        "ticked" => decide(Decision::Approve, true),
        "hold" => decide(Decision::Hold, false),
        "lift" => decide(Decision::Lift, false),
        "reject" => decide(Decision::Reject, false),
        "reopen" => decide(Decision::Reopen, false),
        "request" => {
            Act::Request { piece: id, version, scope: Scope::Piece, text: comment, tags: Vec::new() }
        }
        "vary" => Act::Vary { piece: id, version },
        "pick" => return Some(Wish::pick(id, version)),
        "undo" => Act::Undo { piece: id },
        "retry" => Act::Retry { piece: id },
        "cancel" => Act::Cancel { piece: id },
        "keep" => Act::Resolve { pieces: vec![id], choice: Choice::Keep },
        "update" => Act::Resolve { pieces: vec![id], choice: Choice::Update },
        _ => return None,
    }))
}

/// Does it, in the name of whoever pressed. `false` if it was refused, and they were told why.
async fn act(desk: &mut Desk, (seat, id): (&Seat, &PieceId), wish: Wish) -> Result<bool, Halt> {
    let once = Once::new(&desk.once(), &format!("{wish:?}"));
    let done = match board::actor(desk, &seat.peer).await {
        Ok(actor) => production::act(&desk.office.app, &seat.peer, &actor, once, wish).await,
        Err(rejection) => Err(rejection),
    };
    match done {
        Ok(_) => {
            desk.toast = Some(words::say(desk.locale(), "saved").to_owned());
            Ok(true)
        }
        Err(rejection) => refuse(desk, (seat, id), rejection).await.map(|()| false),
    }
}

/// Why not, where it was pressed. Of a version that is over, the newest is shown.
async fn refuse(desk: &mut Desk, (seat, id): (&Seat, &PieceId), rejection: Rejection) -> Result<(), Halt> {
    if rejection.code == Code::StaleVersion
        && let Ok(view) = board::view(desk, seat, id, None).await
    {
        let version = view.version.to_string();
        let text = words::fill(desk.locale(), "old_version", &[("version", &version)]);
        desk.notes(&text);
        board::card(desk, seat, &view, None).await;
        return Ok(());
    }
    let later = matches!(rejection.code, Code::Unavailable | Code::ReadOnly | Code::RateLimited);
    if later || !desk.is_press {
        return refused(desk, rejection);
    }
    desk.notes(&clipped(&rejection.message, Limit::CallbackAnswer.max()));
    Ok(())
}

/// Starts the package that comes next.
pub(super) async fn start(desk: &mut Desk, unknown_cost: bool) -> Result<bool, Halt> {
    let Some(peer) = desk.peer() else { return Ok(false) };
    let known = production::production(&desk.office.app, &peer).await;
    if !unknown_cost && known.is_ok_and(|known| known.is_some_and(|known| known.estimate.unknown)) {
        let message = production::PHRASES.say(desk.locale(), "tick_cost").to_owned();
        refused(desk, Rejection::told(Code::NotTicked, message))?;
        return Ok(false);
    }
    let wish = Wish::Start { package: None, without: Vec::new() };
    let once = Once::new(&desk.once(), &format!("{wish:?}"));
    let done = match board::actor(desk, &peer).await {
        Ok(actor) => production::act(&desk.office.app, &peer, &actor, once, wish).await,
        Err(rejection) => Err(rejection),
    };
    match done {
        Ok(_) => Ok(true),
        Err(rejection) => refused(desk, rejection).map(|()| false),
    }
}

async fn view(desk: &mut Desk, seat: &Seat, id: &PieceId) -> Result<Option<PieceView>, Halt> {
    match board::view(desk, seat, id, None).await {
        Ok(view) => Ok(Some(view)),
        Err(rejection) => refused(desk, rejection).map(|()| None),
    }
}

async fn show(desk: &mut Desk, seat: &Seat, id: &PieceId) -> Result<(), Halt> {
    if let Some(view) = view(desk, seat, id).await? {
        board::card(desk, seat, &view, None).await;
    }
    Ok(())
}

async fn variations(desk: &mut Desk, seat: &Seat, id: &PieceId) -> Result<(), Halt> {
    let Some(newest) = view(desk, seat, id).await? else { return Ok(()) };
    let (of, locale) = (newest.variations.len(), desk.chat.locale.clone());
    for (n, version) in newest.variations.iter().enumerate() {
        let Ok(one) = board::view(desk, seat, id, Some(*version)).await else { continue };
        let picture = board::picture(desk, seat, &one).await;
        let drafts = render::variation(&one, (n + 1, of), picture.as_deref(), &Show::first(&locale));
        desk.about = Some(seat.peer.conversation.clone());
        desk.say(drafts);
        desk.about = None;
    }
    Ok(())
}

/// The words for an act are asked for as a reply.
async fn ask(desk: &mut Desk, (seat, id): (&Seat, &PieceId), next: Next) -> Result<bool, Halt> {
    let Some(view) = view(desk, seat, id).await? else { return Ok(false) };
    let (Next::Comment { version: seen, .. } | Next::Line { version: seen, .. }) = &next else {
        return Ok(false);
    };
    if *seen != view.version {
        // Nobody writes for nothing.
        let stale = Rejection::new(Code::StaleVersion, &seat.peer.locale);
        return refuse(desk, (seat, id), stale).await.map(|()| false);
    }
    let version = view.version.to_string();
    let mut args = vec![("title", view.title.as_str()), ("version", &version)];
    if desk.chat.is_group {
        return ask_in_group(desk, &args, next).await.map(|()| false);
    }
    let (html, placeholder) = match &next {
        Next::Line { path, .. } => {
            let Some(line) = view.lines.iter().find(|line| line.path == *path) else { return Ok(false) };
            args.push(("label", &line.label));
            let asked = Rich::of(&words::fill(desk.locale(), "ask_line_was", &args));
            let was = render::in_words(&line.text, &Show::first(&desk.chat.locale));
            let was = clipped(&was, Limit::Message.max() / 2);
            (asked.line().styled(Style::Quote, &was).html(), "placeholder_answer")
        }
        Next::Comment { act, .. } if act == "reject" => {
            (Rich::of(&words::fill(desk.locale(), "ask_reason", &args)).html(), "placeholder_reason")
        }
        _ => (Rich::of(&to_change(desk, "ask_change", &args)).html(), "placeholder_change"),
    };
    let placeholder = words::say(desk.locale(), placeholder).to_owned();
    reply::ask(desk, Asking { html, placeholder }, next);
    Ok(false)
}

/// Whoever pressed is asked by their name: the words are their reply, written or spoken, and nobody else's.
async fn ask_in_group(desk: &mut Desk, of: &[(&str, &str)], next: Next) -> Result<(), Halt> {
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let who = match &desk.presser {
        Some(presser) => rows.member(presser).await?,
        None => None,
    };
    let name = who.map(|member| member.name).unwrap_or_default();
    let key = match &next {
        Next::Comment { act, .. } if act == "reject" => "group_ask_reason",
        _ => "group_ask_change",
    };
    let args: Vec<(&str, &str)> = of.iter().copied().chain([("name", name.as_str())]).collect();
    let text = match key {
        "group_ask_change" => to_change(desk, key, &args),
        _ => words::fill(desk.locale(), key, &args),
    };
    told(desk, &text);
    desk.state.next = Some(next);
    Ok(())
}

/// What should change is asked; to speak is offered where it is heard.
fn to_change(desk: &Desk, key: &str, args: &[(&str, &str)]) -> String {
    let asked = words::fill(desk.locale(), key, args);
    match turn::hears(&desk.office.app) {
        true => format!("{asked} {}", words::say(desk.locale(), "or_speak")),
        false => asked,
    }
}

/// The only text of a piece is asked for; of several, which.
async fn edit(
    desk: &mut Desk,
    at: (&Seat, &PieceId),
    (piece, version, sha256): (String, u32, String),
) -> Result<bool, Halt> {
    let Some(view) = view(desk, at.0, at.1).await? else { return Ok(false) };
    if let [line] = view.lines.as_slice() {
        let path = line.path.clone();
        return ask(desk, at, Next::Line { piece, version, sha256, path }).await;
    }
    if version != view.version {
        let stale = Rejection::new(Code::StaleVersion, &at.0.peer.locale);
        return refuse(desk, at, stale).await.map(|()| false);
    }
    let locale = desk.chat.locale.clone();
    desk.about = Some(at.0.peer.conversation.clone());
    desk.say(render::editable(&view, &Show::first(&locale)));
    desk.about = None;
    Ok(false)
}

impl Desk {
    /// Says something of the door's own where the person is: at the button, or in the chat.
    pub(super) fn answers(&mut self, key: &str) {
        let text = words::say(self.locale(), key).to_owned();
        self.notes(&text);
    }

    fn notes(&mut self, text: &str) {
        match self.is_press {
            true => self.toast = Some(text.to_owned()),
            false => told(self, text),
        }
    }
}
