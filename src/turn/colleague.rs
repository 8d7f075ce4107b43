//! A question goes to a colleague, and their answer comes back: a turn of theirs in a conversation that is not.
//!
//! The row by which they are told is kept before the turn that asks; the conversation decides whether it holds. So
//! a row without its turn, or one that was not ended with it, is put right by whoever looks next ([`helping`]).

use super::{Code, Inbound, Peer, Rejection, Reply, crowded, rejection::phrases, scene, talk, turn, turn_of};
use crate::{
    app::App,
    engine::{
        self, Help,
        input::{Body, Input},
        state::Who,
    },
    id::{MemberId, WorkspaceId},
    store::{ColleagueQuestion, QuestionState, Role},
};
use sha2::{Digest, Sha256};

/// How long a row may be without its turn: the turn is written right after it.
const UNDER_WAY_MS: i64 = 60_000;

/// Somebody who can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    pub id: MemberId,
    pub name: String,
    pub role: Role,
}

/// A question as somebody who was asked finds it.
#[derive(Clone, Debug)]
pub enum Helper {
    /// It waits for them.
    Wanted(Box<Help>),
    /// The turn that asks is not there yet.
    UnderWay,
    /// It ended, this way.
    Over(QuestionState),
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    Whole,
    /// Another part of the same question waits.
    InPart,
    /// They have no answer after all.
    Declined,
}

/// Whom the peer can ask: nobody, unless they are a member themselves.
pub async fn colleagues(app: &App, peer: &Peer) -> Result<Vec<Colleague>, Rejection> {
    let failed = |error| Rejection::store(&error, &peer.locale);
    let rows = app.store.workspace(&peer.workspace);
    let Some(own) = rows.member_of(&peer.visitor).await.map_err(failed)? else { return Ok(Vec::new()) };
    let members = rows.colleagues().await.map_err(failed)?.into_iter();
    let members = members.map(|(id, name, role)| Colleague { id, name, role });
    Ok(members.filter(|colleague| colleague.id != own.id).collect())
}

/// Passes the pending question on to a colleague.
pub async fn pass_on(
    app: &App,
    peer: &Peer,
    client_msg_id: &str,
    (ask, member): (u64, &MemberId),
) -> Result<Reply, Rejection> {
    let failed = |error| Rejection::store(&error, &peer.locale);
    let rows = app.store.workspace(&peer.workspace);
    let asker = rows.member_of(&peer.visitor).await.map_err(failed)?;
    let known = colleagues(app, peer).await?.into_iter().find(|colleague| colleague.id == *member);
    let (Some(asker), Some(colleague)) = (asker, known) else {
        let message = phrases().say(&peer.locale, "no_colleague").to_owned();
        return Err(Rejection::told(Code::Forbidden, message));
    };
    let question = name_of(peer, client_msg_id);
    let standing = super::standing(app, peer).await?;
    let label = |path: &str| {
        let field = standing.brief.slots.iter().map(|seen| &seen.field).find(|field| field.path == path);
        field.map_or_else(String::new, |field| field.label.clone())
    };
    let pending = standing.pending.clone().filter(|pending| pending.id == ask);
    if let Some(view) = pending.filter(|view| !view.path.is_empty()) {
        let row = ColleagueQuestion {
            id: question.clone(),
            conversation: peer.conversation.clone(),
            visitor: peer.visitor.clone(),
            label: label(&view.path),
            path: view.path,
            why: view.why.unwrap_or_default(),
            member: member.clone(),
            asker: asker.name,
            state: QuestionState::Waiting,
            at: app.clock.now(),
            is_put: false,
        };
        rows.keep_colleague_question(&row).await.map_err(failed)?;
    }
    let input = Input::Ask { ask, question, of: member.to_string(), name: colleague.name };
    turn(app, peer, Inbound { client_msg_id: client_msg_id.to_owned(), input, expect: None }).await
}

/// The same sending is the same question.
fn name_of(peer: &Peer, client_msg_id: &str) -> String {
    let hash = Sha256::digest(format!("{}/{client_msg_id}", peer.conversation));
    hex::encode(&hash[..16])
}

/// Whoever asked, for a turn in their conversation. Whether the colleague may is in the row.
fn asker(workspace: &WorkspaceId, row: &ColleagueQuestion, locale: &str) -> Peer {
    Peer {
        workspace: workspace.clone(),
        visitor: row.visitor.clone(),
        conversation: row.conversation.clone(),
        zone: None,
        locale: locale.to_owned(),
    }
}

impl ColleagueQuestion {
    /// Whoever asked it.
    pub fn peer(&self, workspace: &WorkspaceId, locale: &str) -> Peer {
        asker(workspace, self, locale)
    }
}

/// How a question stands, whatever its row says.
pub async fn helping(app: &App, peer: &Peer, row: &ColleagueQuestion) -> Result<Helper, Rejection> {
    if row.state != QuestionState::Waiting {
        return Ok(Helper::Over(row.state));
    }
    let seat = app.talks.seat(&peer.conversation);
    let mut held = seat.sit().await.ok_or_else(|| crowded(peer))?;
    let talk = talk::current(app, peer, &mut held).await?;
    if let Some(help) = engine::help(&scene(app, talk), &talk.state, &row.id) {
        return Ok(Helper::Wanted(Box::new(help)));
    }
    let is_new = app.clock.now().0 - row.at.0 < UNDER_WAY_MS;
    Ok(if is_new && !row.is_put { Helper::UnderWay } else { Helper::Over(QuestionState::TakenBack) })
}

/// The answer of a colleague, known by what it is sent under.
pub async fn help(
    app: &App,
    peer: &Peer,
    row: &ColleagueQuestion,
    (client_msg_id, name, body): (&str, &str, Body),
) -> Result<Answered, Rejection> {
    let input = Input::Helped { question: row.id.clone(), name: name.to_owned(), body };
    answer(app, peer, row, (client_msg_id, input)).await
}

/// More of what a colleague answered, for as long as the answer is theirs. `false` if it is not any more.
pub async fn help_on(
    app: &App,
    peer: &Peer,
    row: &ColleagueQuestion,
    (client_msg_id, path, body): (&str, &str, Body),
) -> Result<bool, Rejection> {
    let who = Who::Member(row.member.to_string());
    let standing = super::standing(app, peer).await?;
    let mut fields = standing.brief.slots.iter().map(|seen| &seen.field);
    if !fields.any(|field| field.path == path && field.who.as_ref() == Some(&who)) {
        return Ok(false);
    }
    let input = Input::Edit { path: path.to_owned(), body, resolve: Default::default() };
    let inbound = Inbound { client_msg_id: client_msg_id.to_owned(), input, expect: None };
    turn_of(app, peer, &who, inbound).await.map(|_| true)
}

/// A colleague has no answer.
pub async fn decline(
    app: &App,
    peer: &Peer,
    row: &ColleagueQuestion,
    (client_msg_id, name): (&str, &str),
) -> Result<Answered, Rejection> {
    let input = Input::Declined { question: row.id.clone(), name: name.to_owned() };
    answer(app, peer, row, (client_msg_id, input)).await
}

async fn answer(
    app: &App,
    peer: &Peer,
    row: &ColleagueQuestion,
    (client_msg_id, input): (&str, Input),
) -> Result<Answered, Rejection> {
    let inbound = Inbound { client_msg_id: client_msg_id.to_owned(), input, expect: None };
    let who = Who::Member(row.member.to_string());
    let reply = turn_of(app, peer, &who, inbound).await?;
    let (after, state) = match helping(app, peer, row).await? {
        _ if !reply.accepted.understood => (Answered::Declined, QuestionState::Declined),
        Helper::Wanted(_) => return Ok(Answered::InPart),
        _ => (Answered::Whole, QuestionState::Answered),
    };
    let rows = app.store.workspace(&peer.workspace);
    let ended = rows.end_colleague_question(&row.id, state, app.clock.now()).await;
    ended.map_err(|error| Rejection::store(&error, &peer.locale))?;
    Ok(after)
}
