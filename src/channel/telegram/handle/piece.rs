//! Pieces in a chat: decided on, asked about, started.

use super::{Halt, refused};
use crate::{
    channel::telegram::{
        desk::Desk,
        outgoing::Draft,
        render::{self, Rich, Show},
        state::Next,
        tail, words,
    },
    deliverable::{
        board::{Act, Actor, Choice, Decision, Scope},
        view::PieceView,
    },
    id::{MemberId, PieceId},
    production::{self, Wish},
    turn::{Code, Once, Peer, Rejection},
};

/// A version of a piece that a button names.
type Named<'a> = (&'a str, u32, String);

/// Whoever acts in this chat.
async fn actor(desk: &Desk, peer: &Peer) -> Result<Actor, Rejection> {
    let who = desk.presser.as_ref().or(desk.chat.member.as_ref());
    of_door(desk, peer, who).await
}

async fn of_door(desk: &Desk, peer: &Peer, member: Option<&MemberId>) -> Result<Actor, Rejection> {
    let mut actor = production::actor(&desk.office.app, peer, member).await?;
    actor.door = "telegram".into();
    if actor.name.is_empty() {
        actor.name.clone_from(&desk.chat.name);
    }
    Ok(actor)
}

/// A button below a piece. `false` if it can be pressed again.
pub(super) async fn pressed(
    desk: &mut Desk,
    (piece, version, sha256): (String, u32, String),
    act: &str,
) -> Result<bool, Halt> {
    let Some(id) = PieceId::parse(&piece) else { return Ok(false) };
    match act {
        "show" | "variations" => return show(desk, &id, act == "variations").await.map(|()| false),
        "request" => return ask(desk, &id, Next::Comment { piece, version, sha256, act: act.into() }).await,
        "reject" => return ask(desk, &id, Next::Comment { piece, version, sha256, act: act.into() }).await,
        "edit" => return edit(desk, &id, (piece, version, sha256)).await,
        _ => {}
    }
    let Some(wish) = wish((&piece, version, sha256), act, "") else { return Ok(false) };
    self::act(desk, wish).await.map(|()| true)
}

/// The act with its words.
pub(super) async fn commented(
    desk: &mut Desk,
    named: Named<'_>,
    act: &str,
    comment: &str,
) -> Result<(), Halt> {
    match wish(named, act, comment) {
        Some(wish) => self::act(desk, wish).await,
        None => Ok(()),
    }
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

/// Does it, in the name of whoever pressed.
pub(super) async fn act(desk: &mut Desk, wish: Wish) -> Result<(), Halt> {
    let Some(peer) = desk.peer() else { return Ok(()) };
    let actor = match actor(desk, &peer).await {
        Ok(actor) => actor,
        Err(rejection) => return refused(desk, rejection),
    };
    let once = Once::new(&desk.once(), &format!("{wish:?}"));
    match production::act(&desk.office.app, &peer, &actor, once, wish).await {
        Ok(_) => {
            desk.toast = Some(words::say(desk.locale(), "saved").to_owned());
            Ok(())
        }
        Err(rejection) if desk.chat.is_group => {
            // A group is not told of each other's slips: only who pressed is.
            desk.toast = Some(rejection.message);
            Ok(())
        }
        Err(rejection) => refused(desk, rejection),
    }
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
    act(desk, Wish::Start { package: None, without: Vec::new() }).await.map(|()| true)
}

async fn view(desk: &mut Desk, piece: &PieceId) -> Result<Option<PieceView>, Halt> {
    let Some(peer) = desk.peer() else { return Ok(None) };
    let seen = match actor(desk, &peer).await {
        Ok(actor) => production::view(&desk.office.app, &peer, &actor, piece, (None, None)).await,
        Err(rejection) => Err(rejection),
    };
    match seen {
        Ok(view) => Ok(Some(view)),
        Err(rejection) => refused(desk, rejection).map(|()| None),
    }
}

async fn show(desk: &mut Desk, piece: &PieceId, variations: bool) -> Result<(), Halt> {
    let Some(view) = view(desk, piece).await? else { return Ok(()) };
    if variations {
        let (Some(peer), of) = (desk.peer(), view.variations.len()) else { return Ok(()) };
        let locale = desk.chat.locale.clone();
        for (n, version) in view.variations.iter().enumerate() {
            let Ok(actor) = actor(desk, &peer).await else { continue };
            let app = desk.office.app.clone();
            if let Ok(one) = production::view(&app, &peer, &actor, piece, (Some(*version), None)).await {
                desk.say(render::variation(&one, (n + 1, of), None, &Show::first(&locale)));
            }
        }
        return Ok(());
    }
    let drafts = tail::drafts(desk, &view).await;
    if let Some(put) = desk.say(drafts) {
        let put = crate::channel::telegram::state::Put { id: u64::from(view.version), ..put };
        desk.state.pieces.insert(view.id.to_string(), put);
    }
    Ok(())
}

/// The words for an act are asked for as a reply.
async fn ask(desk: &mut Desk, piece: &PieceId, next: Next) -> Result<bool, Halt> {
    let Some(view) = view(desk, piece).await? else { return Ok(false) };
    let (key, placeholder) = match &next {
        Next::Comment { act, .. } if act == "reject" => ("ask_reason", "placeholder_reason"),
        Next::Line { .. } => ("ask_text", "placeholder_answer"),
        _ => ("ask_change", "placeholder_change"),
    };
    let version = view.version.to_string();
    let text = words::fill(desk.locale(), key, &[("title", &view.title), ("version", &version)]);
    let placeholder = words::say(desk.locale(), placeholder).to_owned();
    desk.say(vec![Draft::asking(Rich::of(&text).html(), placeholder)]);
    desk.state.next = Some(next);
    Ok(false)
}

/// The text of a piece that has one; a piece of many lines is edited where they can be seen side by side.
async fn edit(
    desk: &mut Desk,
    piece: &PieceId,
    (name, version, sha256): (String, u32, String),
) -> Result<bool, Halt> {
    let Some(view) = view(desk, piece).await? else { return Ok(false) };
    let longest = view.lines.iter().max_by_key(|line| line.text.chars().count());
    let Some(path) = longest.map(|line| line.path.clone()) else { return Ok(false) };
    ask(desk, piece, Next::Line { piece: name, version, sha256, path }).await
}
