//! The commands of the menu.

use super::{Halt, begin, colleague, group, link, offer, reply, resume, say, turn};
use crate::{
    channel::telegram::{
        desk::Desk,
        outgoing::Key,
        press::Action,
        render::{self, Show},
        state::Next,
        words,
    },
    engine::input::{Args, Input},
    tree::json::CommandName,
    turn as conversation,
};

/// Commands that only show something: what was asked for is asked for still.
const SHOWS: [&str; 4] = ["help", "summary", "edit", "language"];

pub(super) async fn command(desk: &mut Desk, name: &str, rest: &str) -> Result<(), Halt> {
    let asked = desk.state.next.take();
    let stays = asked.clone().filter(|next| SHOWS.contains(&name) && reply::is_open(desk, next));
    if stays.is_none() && matches!(asked, Some(Next::Comment { .. })) {
        say(desk, "left_undecided")?;
    }
    match name {
        "start" if !rest.is_empty() => link::opened(desk, rest).await,
        "start" if desk.chat.conversation.is_some() => {
            desk.state.joins = true;
            Ok(())
        }
        "start" => begin::greet(desk).await,
        "new" => begin::new(desk).await,
        "resume" => resume::choose(desk).await,
        "ask" => colleague::choose(desk).await,
        "link" => link::to_browser(desk).await,
        "group" => group::link(desk).await,
        "language" => language(desk).await,
        "summary" | "edit" => summary(desk).await,
        "help" => help(desk, stays.is_some()).await,
        "back" => of_engine(desk, CommandName::Back).await,
        "skip" => of_engine(desk, CommandName::Skip).await,
        "stop" => of_engine(desk, CommandName::Stop).await,
        "repeat" => of_engine(desk, CommandName::Repeat).await,
        "restart" => of_engine(desk, CommandName::Restart).await,
        "reopen" => of_engine(desk, CommandName::Reopen).await,
        "human" => of_engine(desk, CommandName::Human).await,
        _ => say(desk, "unknown_command"),
    }?;
    if stays.is_some() {
        desk.state.next = stays;
        reply::again(desk);
    }
    Ok(())
}

async fn of_engine(desk: &mut Desk, name: CommandName) -> Result<(), Halt> {
    turn(desk, Input::Command { name, args: Args::default() }).await.map(drop)
}

/// The brief so far, every answer with its button.
async fn summary(desk: &mut Desk) -> Result<(), Halt> {
    let Some(peer) = desk.peer() else { return begin::greet(desk).await };
    match conversation::standing(&desk.office.app, &peer).await {
        Ok(standing) => {
            let locale = standing.locale.clone();
            desk.say(render::summary(&standing, &Show::first(&locale)));
            Ok(())
        }
        Err(rejection) => super::refused(desk, rejection),
    }
}

/// What there is to say here; on the pending question, what the tree says of it, unless other words are asked for.
async fn help(desk: &mut Desk, asks_else: bool) -> Result<(), Halt> {
    let commands = words::commands(desk.locale()).into_iter();
    let lines: Vec<String> = commands.map(|(name, about)| format!("/{name} – {about}")).collect();
    super::told(desk, &lines.join("\n"));
    if desk.chat.conversation.is_some() && !asks_else {
        return of_engine(desk, CommandName::Help).await;
    }
    Ok(())
}

async fn language(desk: &mut Desk) -> Result<(), Halt> {
    let languages = [("pt-BR", "language_pt"), ("en", "language_en")];
    let locale = desk.chat.locale.clone();
    let key = |(to, label): (&str, &str)| {
        vec![Key::press(words::say(&locale, label), Action::Language { locale: to.into() })]
    };
    let text = words::say(&locale, "choose_language").to_owned();
    offer(desk, &text, languages.into_iter().map(key).collect());
    Ok(())
}

/// Goes on in another language, here and in the conversation.
pub(super) async fn speak(desk: &mut Desk, locale: &str) -> Result<(), Halt> {
    locale.clone_into(&mut desk.chat.locale);
    if desk.chat.conversation.is_none() {
        return begin::greet(desk).await;
    }
    let args = Args { locale: Some(locale.to_owned()), ..Args::default() };
    turn(desk, Input::Command { name: CommandName::Language, args }).await.map(drop)
}
