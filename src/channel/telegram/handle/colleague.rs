//! A question goes to a colleague, and comes back from their own chat.

use super::{Halt, begin, offer, refused, say, told};
use crate::{
    channel::telegram::{
        colleague,
        desk::Desk,
        outgoing::Key,
        press::Action,
        render::{self, Show},
        state::{Next, Picked, toggle},
        tail, words,
    },
    engine::{Help, input::Body},
    id::MemberId,
    store::{ColleagueQuestion, Keyboard, QuestionState},
    turn::{self, Answered, Code, Helper, Peer, Rejection},
};

/// Colleagues that are offered.
const OFFERED_MAX: usize = 20;

/// `/ask`: who could answer the question that is pending.
pub(super) async fn choose(desk: &mut Desk) -> Result<(), Halt> {
    let Some(peer) = desk.peer() else { return begin::greet(desk).await };
    let pending = match turn::standing(&desk.office.app, &peer).await {
        Ok(standing) => standing.pending.filter(|view| !view.path.is_empty()),
        Err(rejection) => return refused(desk, rejection),
    };
    let Some(view) = pending else { return say(desk, "ask_nothing") };
    let colleagues = match turn::colleagues(&desk.office.app, &peer).await {
        Ok(colleagues) => colleagues,
        Err(rejection) => return refused(desk, rejection),
    };
    let key = |colleague: turn::Colleague| {
        let action = Action::Ask { ask: view.id, member: colleague.id.to_string() };
        vec![Key::press(colleague.name, action)]
    };
    let keys: Vec<_> = colleagues.into_iter().take(OFFERED_MAX).map(key).collect();
    if keys.is_empty() {
        return say(desk, "ask_nobody");
    }
    let text = words::say(desk.locale(), "ask_whom").to_owned();
    offer(desk, &text, keys);
    Ok(())
}

/// The question goes to this colleague.
pub(super) async fn pass_on(desk: &mut Desk, ask: u64, member: &str) -> Result<bool, Halt> {
    let (Some(peer), Some(member)) = (desk.peer(), MemberId::parse(member)) else { return Ok(false) };
    match turn::pass_on(&desk.office.app, &peer, &desk.once(), (ask, &member)).await {
        Ok(reply) => {
            desk.state.own.push(reply.accepted.seq);
            Ok(true)
        }
        Err(rejection) => refused(desk, rejection).map(|()| false),
    }
}

/// A button of a question that this chat's person was asked.
pub(super) async fn pressed(
    desk: &mut Desk,
    keyboard: &Keyboard,
    question: &str,
    then: Action,
) -> Result<bool, Halt> {
    let Some(row) = own(desk, question).await? else { return say(desk, "nothing_asked").map(|()| true) };
    let ids = match then {
        Action::Command { name } if name == "not_me" => {
            let name = name_of(desk, &row).await?;
            let peer = row.peer(&desk.office.workspace, desk.locale());
            let done = turn::decline(&desk.office.app, &peer, &row, (&desk.once(), &name)).await;
            return settled(desk, &row, done).await.map(|()| true);
        }
        Action::Command { name } if name == "later" => return say(desk, "help_later").map(|()| false),
        Action::Choose { id, .. } => vec![id],
        Action::Done { .. } if ticked(desk).is_empty() => {
            desk.toast = Some(words::say(desk.locale(), "nothing_ticked").to_owned());
            return Ok(false);
        }
        Action::Done { .. } => ticked(desk),
        Action::Say { text, .. } => return answered(desk, question, Body::Text(text)).await.map(|()| true),
        other => return look(desk, keyboard, &row, other).await.map(|()| false),
    };
    answered(desk, question, Body::Options(ids)).await.map(|()| true)
}

/// What changes nothing yet: the question is put, its pages turned, its options ticked.
async fn look(
    desk: &mut Desk,
    keyboard: &Keyboard,
    row: &ColleagueQuestion,
    then: Action,
) -> Result<(), Halt> {
    let Some(help) = wanted(desk, row).await? else { return Ok(()) };
    let mut ids = ticked(desk);
    match then {
        Action::Tick { id, .. } => {
            toggle(&mut ids, id);
            let page = keyboard.picked.parse().unwrap_or_default();
            let keys = keys(desk, &row.id, &help, (page, &ids));
            desk.state.helping = Some(Picked { ask: 0, ids });
            desk.turn_over(keyboard, &keys);
        }
        Action::Page { page } => {
            let keys = keys(desk, &row.id, &help, (page, &ids));
            desk.leaf(keyboard, &keys, page);
        }
        _ => {
            put(desk, &row.id, &help);
            return Ok(());
        }
    }
    desk.state.next = Some(Next::Help { question: row.id.clone() });
    Ok(())
}

/// What is ticked of the question that is being answered for somebody.
fn ticked(desk: &Desk) -> Vec<String> {
    desk.state.helping.as_ref().map_or_else(Vec::new, |picked| picked.ids.clone())
}

/// An answer to it, written or pressed.
pub(super) async fn answered(desk: &mut Desk, question: &str, body: Body) -> Result<(), Halt> {
    let Some(row) = own(desk, question).await? else { return say(desk, "nothing_asked") };
    let name = name_of(desk, &row).await?;
    let peer = row.peer(&desk.office.workspace, desk.locale());
    let done = turn::help(&desk.office.app, &peer, &row, (&desk.once(), &name, body)).await;
    settled(desk, &row, done).await
}

/// The question as it waits for this chat's person; `None` if it does not, and they were told.
pub(super) async fn asked(desk: &mut Desk, question: &str) -> Result<Option<Box<Help>>, Halt> {
    match own(desk, question).await? {
        Some(row) => wanted(desk, &row).await,
        None => say(desk, "nothing_asked").map(|()| None),
    }
}

/// More of what was answered. `false` if the answer is no longer theirs, and they were told.
pub(super) async fn added(desk: &mut Desk, question: &str, (path, body): (&str, Body)) -> Result<bool, Halt> {
    let Some(row) = own(desk, question).await? else { return say(desk, "nothing_asked").map(|()| false) };
    let peer = row.peer(&desk.office.workspace, desk.locale());
    match turn::help_on(&desk.office.app, &peer, &row, (&desk.once(), path, body)).await {
        Ok(true) => Ok(true),
        Ok(false) => {
            let text = words::fill(desk.locale(), "help_over", &[("name", &row.asker)]);
            told(desk, &text);
            Ok(false)
        }
        Err(rejection) => refused(desk, rejection).map(|()| false),
    }
}

/// What the colleague is told of what became of it.
async fn settled(
    desk: &mut Desk,
    row: &ColleagueQuestion,
    done: Result<Answered, Rejection>,
) -> Result<(), Halt> {
    desk.state.helping = None;
    match done {
        Ok(Answered::Whole) => thanks(desk, "help_noted", row).await,
        Ok(Answered::Declined) => thanks(desk, "help_declined", row).await,
        Ok(Answered::InPart) => {
            if let Some(help) = wanted(desk, row).await? {
                put(desk, &row.id, &help);
            }
        }
        Err(rejection) if rejection.code == Code::BadFrame => {
            told(desk, &rejection.message);
            desk.state.next = Some(Next::Help { question: row.id.clone() });
        }
        Err(rejection) if matches!(rejection.code, Code::StaleAsk | Code::Closed) => {
            desk.ended.push((row.id.clone(), QuestionState::TakenBack));
            told(desk, &rejection.message);
        }
        Err(rejection) => return refused(desk, rejection),
    }
    Ok(())
}

async fn thanks(desk: &mut Desk, key: &str, row: &ColleagueQuestion) {
    let text = words::fill(desk.locale(), key, &[("name", &row.asker)]);
    told(desk, &text);
    // Their own question stands where it was; it is far above by now.
    tail::again(desk).await;
}

/// The question with its keyboard: the next text is the answer.
fn put(desk: &mut Desk, question: &str, help: &Help) {
    desk.state.helping = None;
    desk.state.next = Some(Next::Help { question: question.to_owned() });
    let locale = desk.chat.locale.clone();
    let keys = keys(desk, question, help, (0, &[]));
    let draft = render::helping(help, keys, &Show::first(&locale));
    desk.say(draft);
}

fn keys(desk: &Desk, question: &str, help: &Help, (page, ticked): (u32, &[String])) -> Vec<Vec<Key>> {
    let show = Show { page, ticked, ..Show::first(desk.locale()) };
    colleague::of_question(question, render::keys(&help.view, &show))
}

/// In whose conversation a question is that this chat's person was asked.
pub(super) async fn peer(desk: &Desk, question: &str) -> Result<Option<Peer>, Halt> {
    let row = own(desk, question).await?;
    Ok(row.map(|row| row.peer(&desk.office.workspace, desk.locale())))
}

/// The question, if it is one of this chat's person.
async fn own(desk: &Desk, question: &str) -> Result<Option<ColleagueQuestion>, Halt> {
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let row = rows.colleague_question(question).await?;
    Ok(row.filter(|row| desk.chat.member.as_ref() == Some(&row.member)))
}

/// The question as it is; `None` if it is not wanted any more, and the person was told.
async fn wanted(desk: &mut Desk, row: &ColleagueQuestion) -> Result<Option<Box<Help>>, Halt> {
    let peer = row.peer(&desk.office.workspace, desk.locale());
    match turn::helping(&desk.office.app, &peer, row).await {
        Ok(Helper::Wanted(help)) => Ok(Some(help)),
        Ok(Helper::UnderWay) => Err(Halt::Later("the question is being asked".into())),
        Ok(Helper::Over(state)) => {
            desk.ended.push((row.id.clone(), state));
            let text = words::fill(desk.locale(), "help_over", &[("name", &row.asker)]);
            told(desk, &text);
            Ok(None)
        }
        Err(rejection) => refused(desk, rejection).map(|()| None),
    }
}

/// What the colleague is called in the conversation.
async fn name_of(desk: &Desk, row: &ColleagueQuestion) -> Result<String, Halt> {
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let member = rows.member(&row.member).await?;
    Ok(member.map_or_else(|| desk.chat.name.clone(), |member| member.name))
}

/// What waits for this chat's person, to be offered beside their own conversations.
pub(super) async fn waiting(desk: &Desk) -> Result<Vec<Vec<Key>>, Halt> {
    let Some(member) = &desk.chat.member else { return Ok(Vec::new()) };
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let mut keys = Vec::new();
    for row in rows.questions_for(member).await? {
        let peer = row.peer(&desk.office.workspace, desk.locale());
        if let Ok(Helper::Wanted(help)) = turn::helping(&desk.office.app, &peer, &row).await {
            let args = [("name", row.asker.as_str()), ("label", help.label.as_str())];
            let label = words::fill(desk.locale(), "help_waits", &args);
            let then = Box::new(Action::Command { name: "answer".into() });
            keys.push(vec![Key::press(label, Action::Help { question: row.id, then })]);
        }
    }
    Ok(keys)
}
