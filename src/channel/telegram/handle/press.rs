//! A button was pressed. What it does stands in a row; the press itself only names the row.

use super::{Halt, begin, colleague, command, link, piece, reply, resume, turn};
use crate::{
    channel::telegram::{
        call,
        desk::Desk,
        held,
        incoming::Incoming,
        outgoing::Key,
        press::Action,
        render::{self, Show},
        state::{Asking, Next, Picked, Put, toggle},
        tail, words,
    },
    engine::{
        effect::Message,
        input::{Args, Body, Input},
    },
    store::Keyboard,
    tree::json::CommandName,
    turn::{self as conversation, Standing},
};

/// The button, as far as it is one of this chat's that can still be pressed; else what the person is told.
pub(super) async fn pressed(
    desk: &mut Desk,
    data: &str,
) -> Result<Result<(Keyboard, Action), &'static str>, Halt> {
    let Some((token, place)) = call::pressed(data) else { return Ok(Err("old_button")) };
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let keyboard = rows.keyboard(&desk.office.bot.id, token).await?;
    let Some(keyboard) = keyboard.filter(|keyboard| keyboard.chat == desk.chat.chat) else {
        return Ok(Err("old_button"));
    };
    let Some(action) = action(&keyboard, place) else { return Ok(Err("old_button")) };
    if matches!(action, Action::Piece { .. }) {
        // Its version is bound to what was seen, and the board itself says who was faster; whether this chat may
        // decide on it is looked at then, whichever conversation it shows.
        return Ok(Ok((keyboard, action)));
    }
    if keyboard.used_at.is_some() && !action.is_idle() {
        return Ok(Err("pressed_before"));
    }
    let elsewhere = keyboard.conversation != desk.chat.conversation && !is_digest(&keyboard);
    Ok(if elsewhere && action.is_of_conversation() { Err("old_button") } else { Ok((keyboard, action)) })
}

fn action(keyboard: &Keyboard, place: usize) -> Option<Action> {
    actions(keyboard).into_iter().nth(place)
}

/// The rows of a keyboard.
fn keys(keyboard: &Keyboard) -> Vec<Vec<Key>> {
    serde_json::from_str(&keyboard.keys).unwrap_or_default()
}

fn actions(keyboard: &Keyboard) -> Vec<Action> {
    let action = |key| match key {
        Key::Press { action, .. } => Some(action),
        Key::Link { .. } => None,
    };
    keys(keyboard).into_iter().flatten().filter_map(action).collect()
}

/// What of a keyboard leads to a page.
fn links(keyboard: &Keyboard) -> Vec<Vec<Key>> {
    keys(keyboard).into_iter().filter(|row| row.iter().all(|key| matches!(key, Key::Link { .. }))).collect()
}

/// Whether it stands below a list of pieces that wait.
fn is_digest(keyboard: &Keyboard) -> bool {
    actions(keyboard).iter().any(|action| matches!(action, Action::Piece { .. }))
}

pub(super) async fn press(desk: &mut Desk, heard: &Incoming, data: &str) -> Result<(), Halt> {
    let (mut keyboard, action) = match pressed(desk, data).await? {
        Ok(found) => found,
        Err(key) => {
            desk.toast = Some(words::say(desk.locale(), key).to_owned());
            return Ok(());
        }
    };
    if !only_shows(&action) {
        desk.state.next = None;
    }
    desk.pressed = match action {
        // Whom to ask is chosen below a message of its own; what comes of it is said where the question stands.
        Action::Ask { .. } => desk.state.ask.as_ref().map(|put| put.send.clone()),
        _ => Some(keyboard.send.clone()),
    };
    let begins = matches!(&action, Action::Command { name } if name == "new");
    let repeats = matches!(action, Action::Command { .. } | Action::Edit { .. }) && !begins;
    let idle = action.is_idle() || repeats;
    let asked =
        of_list(&action).map(|key| (words::say(desk.locale(), key).to_owned(), label(&keyboard, &action)));
    let done = act(desk, heard, &keyboard, action).await?;
    if let Some((asked, chosen)) = asked.filter(|_| done) {
        outcome(desk, &keyboard, &asked, &chosen);
    }
    if begins {
        // What it begins is begun once; what only leads elsewhere can still be followed.
        desk.turn_over(&keyboard, &links(&keyboard));
    }
    if done && !idle {
        keyboard.used_at = Some(desk.now());
        desk.keep(keyboard);
    }
    Ok(())
}

/// A message that asked becomes what was chosen; its buttons go, for they would do nothing more.
pub(super) fn outcome(desk: &mut Desk, keyboard: &Keyboard, asked: &str, chosen: &str) {
    let locale = desk.chat.locale.clone();
    let html = render::answered(&render::Rich::of(asked).html(), chosen, false, &Show::first(&locale));
    let send = keyboard.send.clone();
    let put = Put { id: 0, send, html: String::new(), caption: false, has_keys: true };
    desk.settle(&put, html, format!("a{}.chosen", keyboard.send));
}

/// What a list asks of which something is chosen, by the words' name.
fn of_list(action: &Action) -> Option<&'static str> {
    Some(match action {
        Action::Ask { .. } => "ask_whom",
        Action::Resume { .. } => "choose_resume",
        Action::Language { .. } => "choose_language",
        _ => return None,
    })
}

/// What stands on a button.
fn label(keyboard: &Keyboard, of: &Action) -> String {
    let is_it = |key: &Key| matches!(key, Key::Press { action, .. } if action == of);
    let mut keys = keys(keyboard).into_iter().flatten();
    keys.find(is_it).map(|key| key.label().to_owned()).unwrap_or_default()
}

/// Whether it leaves what was asked for as it is.
fn only_shows(action: &Action) -> bool {
    match action {
        Action::Piece { act, .. } => matches!(act.as_str(), "show" | "variations"),
        // What was asked for is the command's to end.
        Action::Command { name } => matches!(name.as_str(), "help" | "summary"),
        action => matches!(action, Action::Tick { .. } | Action::Page { .. }),
    }
}

/// Does it. `false` if nothing came of it, so that the button can be pressed again.
async fn act(desk: &mut Desk, heard: &Incoming, keyboard: &Keyboard, action: Action) -> Result<bool, Halt> {
    match action {
        Action::Choose { ask, id, part } => choose(desk, (ask, part), Body::Options(vec![id])).await,
        Action::Say { ask, text } => choose(desk, (ask, None), Body::Text(text)).await,
        Action::Tick { ask, id, .. } => tick(desk, keyboard, ask, id).await.map(|()| false),
        Action::Done { ask, part } => {
            let ids = picked(desk, ask);
            if ids.is_empty() {
                desk.toast = Some(words::say(desk.locale(), "nothing_ticked").to_owned());
                return Ok(false);
            }
            choose(desk, (ask, part), Body::Options(ids)).await
        }
        Action::Page { page } => turn_page(desk, keyboard, page).await.map(|()| false),
        Action::Decide { card, version, decision } => {
            let input = Input::Decide { card, version: Some(version), decision, content: Default::default() };
            Ok(turn(desk, input).await?.is_some())
        }
        Action::Reword { card, version, path } => {
            let label = field_of(desk, keyboard, &path).await.unwrap_or_default();
            let text = words::fill(desk.locale(), "write_new", &[("label", &label)]);
            let placeholder = words::say(desk.locale(), "placeholder_answer").to_owned();
            let asking = Asking { html: render::Rich::of(text.trim()).html(), placeholder };
            reply::ask(desk, asking, Next::Reword { card, version, path });
            Ok(false)
        }
        Action::Edit { path } => {
            let args = Args { path: Some(path), ..Args::default() };
            Ok(turn(desk, Input::Command { name: CommandName::Edit, args }).await?.is_some())
        }
        Action::Piece { piece, version, sha256, act } => {
            piece::pressed(desk, (piece, version, sha256), &act).await
        }
        Action::Ask { ask, member } => colleague::pass_on(desk, ask, &member).await,
        Action::Help { question, then } => colleague::pressed(desk, keyboard, &question, *then).await,
        Action::Start { unknown_cost } => piece::start(desk, unknown_cost).await,
        Action::Command { name } => command::command(desk, &name, "").await.map(|()| true),
        Action::Resume { conversation } => resume::resume(desk, &conversation).await.map(|()| true),
        Action::Language { locale } => command::speak(desk, &locale).await.map(|()| true),
        Action::Link { code, yes } => {
            link::confirmed(desk, heard, keyboard, (&code, yes)).await.map(|()| true)
        }
    }
}

async fn choose(desk: &mut Desk, (ask, part): (u64, Option<String>), body: Body) -> Result<bool, Halt> {
    let input = Input::Answer { ask: Some(ask), path: part, body };
    Ok(turn(desk, input).await?.is_some())
}

fn picked(desk: &Desk, ask: u64) -> Vec<String> {
    desk.state.picked.as_ref().filter(|picked| picked.ask == ask).map_or_else(Vec::new, |p| p.ids.clone())
}

/// The question that a keyboard belongs to, if it is still pending.
async fn pending(desk: &mut Desk, keyboard: &Keyboard) -> Option<Standing> {
    let peer = desk.peer()?;
    let standing = conversation::standing(&desk.office.app, &peer).await.ok()?;
    let is_ask = desk.state.ask.as_ref().is_some_and(|put| put.send == keyboard.send);
    (is_ask && standing.pending.is_some()).then_some(standing)
}

/// The proposal that a keyboard stands below, as its row has it.
async fn proposal(desk: &Desk, keyboard: &Keyboard) -> Option<Box<Message>> {
    let put = desk.state.cards.values().find(|put| put.send == keyboard.send)?;
    tail::message(desk, desk.chat.conversation.as_ref()?, put.id).await
}

/// What a field of a proposal is called.
async fn field_of(desk: &Desk, keyboard: &Keyboard, path: &str) -> Option<String> {
    let card = proposal(desk, keyboard).await?.card?;
    card.fields.into_iter().find(|field| &*field.path == path).map(|field| field.label)
}

async fn tick(desk: &mut Desk, keyboard: &Keyboard, ask: u64, id: String) -> Result<(), Halt> {
    let view = pending(desk, keyboard).await.and_then(|standing| standing.pending);
    let Some(view) = view.filter(|view| view.id == ask) else {
        desk.toast = Some(words::say(desk.locale(), "old_button").to_owned());
        return Ok(());
    };
    let mut ids = picked(desk, ask);
    toggle(&mut ids, id);
    desk.state.picked = Some(Picked { ask, ids: ids.clone() });
    let (locale, page) = (desk.chat.locale.clone(), keyboard.picked.parse().unwrap_or_default());
    let keys = render::keys(&view, &Show { page, ticked: &ids, ..Show::first(&locale) });
    desk.turn_over(keyboard, &keys);
    Ok(())
}

/// Another page below the same message. It has a token of its own: what was on the former page stays what it was,
/// should it be pressed before the new one is seen.
pub(super) async fn turn_page(desk: &mut Desk, keyboard: &Keyboard, page: u32) -> Result<(), Halt> {
    if let Some(conversation) = keyboard.conversation.as_ref().filter(|_| is_digest(keyboard)) {
        if let Some(draft) = held::leaf(desk, conversation, page).await? {
            desk.replace(keyboard, draft, page);
        }
        return Ok(());
    }
    let locale = desk.chat.locale.clone();
    if let Some(message) = proposal(desk, keyboard).await {
        let drafts = render::row(&message, &Show { page, ..Show::first(&locale) });
        if let Some(draft) = drafts.into_iter().next_back() {
            desk.leaf(keyboard, &draft.keys, page);
        }
        return Ok(());
    }
    if let Some(view) = pending(desk, keyboard).await.and_then(|standing| standing.pending) {
        let ids = picked(desk, view.id);
        let keys = render::keys(&view, &Show { page, ticked: &ids, ..Show::first(&locale) });
        desk.leaf(keyboard, &keys, page);
        return Ok(());
    }
    let Some(peer) = desk.peer() else { return begin::greet(desk).await };
    if let Ok(standing) = conversation::standing(&desk.office.app, &peer).await {
        let drafts = render::summary(&standing, &Show { page, ..Show::first(&locale) });
        if let Some(draft) = drafts.into_iter().next_back() {
            desk.replace(keyboard, draft, page);
        }
    }
    Ok(())
}
