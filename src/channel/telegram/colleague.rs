//! Brings a question to the chat of whoever was asked, and tells them when it is wanted no more.

use super::{
    desk::Desk,
    outgoing::{Draft, Key},
    press::Action,
    render::{self, Rich, Show},
    words,
};
use crate::{
    store::{QuestionState, StoreError},
    turn::{self, Helper},
};

/// About how long a question takes that does not say so, in seconds.
const SECONDS: u32 = 60;

/// Shows a member's chat what waits for them. Each is sent under a name of its own, so that looking again after a
/// crash sends nothing twice.
///
/// # Errors
/// When the questions cannot be read: the next look finds them.
pub async fn show(desk: &mut Desk) -> Result<(), StoreError> {
    let Some(member) = desk.chat.member.clone().filter(|_| !desk.chat.is_group) else { return Ok(()) };
    if desk.chat.gone_at.is_some() {
        return Ok(());
    }
    let locale = desk.chat.locale.clone();
    let (office, show) = (desk.office.clone(), Show::first(&locale));
    for row in office.app.store.workspace(&office.workspace).questions_for(&member).await? {
        if desk.ended.iter().any(|(ended, _)| *ended == row.id) {
            continue;
        }
        let peer = row.peer(&office.workspace, &locale);
        match turn::helping(&office.app, &peer, &row).await {
            Ok(Helper::Wanted(help)) if !row.is_put => {
                let Ok(standing) = turn::standing(&office.app, &peer).await else { continue };
                let asked = (help.text.as_str(), help.view.why.as_deref());
                let seconds = help.view.seconds.unwrap_or(SECONDS);
                let drafts = render::assigned(&standing, &row.asker, asked, seconds, &show);
                for (part, draft) in drafts.into_iter().enumerate() {
                    let keys = of_question(&row.id, draft.keys.clone());
                    desk.put(Draft { keys, ..draft }, format!("q{}.{part}", row.id), 0);
                }
                desk.shown.push(row.id);
            }
            Ok(Helper::Over(state)) => {
                if row.is_put && state == QuestionState::TakenBack {
                    let text = words::fill(&locale, "help_over", &[("name", &row.asker)]);
                    desk.put(Draft::text(Rich::of(&text).html()), format!("q{}.over", row.id), 0);
                }
                desk.ended.push((row.id, state));
            }
            Ok(Helper::Wanted(_) | Helper::UnderWay) => {}
            Err(rejection) => tracing::warn!(code = rejection.code.as_str(), "a question cannot be brought"),
        }
    }
    Ok(())
}

/// The same keys, meaning this question wherever they are pressed.
pub fn of_question(question: &str, keys: Vec<Vec<Key>>) -> Vec<Vec<Key>> {
    let of = |key: Key| match key {
        Key::Press { label, action } => {
            Key::press(label, Action::Help { question: question.to_owned(), then: Box::new(action) })
        }
        link @ Key::Link { .. } => link,
    };
    keys.into_iter().map(|row| row.into_iter().map(of).collect()).collect()
}
