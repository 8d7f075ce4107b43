//! The commands of the menu.

use super::{Halt, begin, colleague, group, link, offer, resume, say, turn};
use crate::{
    channel::telegram::{
        desk::Desk,
        outgoing::Key,
        press::Action,
        render::{self, Show},
        words,
    },
    engine::input::{Args, Input},
    tree::json::CommandName,
    turn as conversation,
};

pub(super) async fn command(desk: &mut Desk, name: &str, rest: &str) -> Result<(), Halt> {
    desk.state.next = None;
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
        "help" => help(desk).await,
        "back" => of_engine(desk, CommandName::Back).await,
        "skip" => of_engine(desk, CommandName::Skip).await,
        "stop" => of_engine(desk, CommandName::Stop).await,
        "repeat" => of_engine(desk, CommandName::Repeat).await,
        "restart" => of_engine(desk, CommandName::Restart).await,
        "reopen" => of_engine(desk, CommandName::Reopen).await,
        "human" => of_engine(desk, CommandName::Human).await,
        _ => say(desk, "unknown_command"),
    }
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

/// What there is to say here; on the pending question, what the tree says of it.
async fn help(desk: &mut Desk) -> Result<(), Halt> {
    let commands = words::commands(desk.locale()).into_iter();
    let lines: Vec<String> = commands.map(|(name, about)| format!("/{name} – {about}")).collect();
    super::told(desk, &lines.join("\n"));
    if desk.chat.conversation.is_some() {
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
