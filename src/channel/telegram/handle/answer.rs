//! A text: the answer to what is pending, or what was asked for beside it.

use super::{Halt, colleague, piece, reply, turn};
use crate::{
    channel::telegram::{desk::Desk, render, state::Next},
    engine::input::{Body, Decision, Input},
    tree::value::Value,
    turn as conversation,
};
use std::collections::BTreeMap;

pub(super) async fn text(desk: &mut Desk, text: &str) -> Result<(), Halt> {
    let (next, wanted) = (desk.state.next.take(), desk.state.wanted.clone());
    if let Some(next) = &next {
        reply::taken(desk, next);
    }
    match next {
        None => answer(desk, Body::Text(text.to_owned())).await,
        Some(Next::Help { question }) => {
            colleague::answered(desk, &question, Body::Text(text.to_owned())).await
        }
        Some(Next::Reword { card, version, path }) => {
            let content = BTreeMap::from([(path, Some(Value::Text(text.trim().to_owned())))]);
            let input = Input::Decide { card, version: Some(version), decision: Decision::Edit, content };
            turn(desk, input).await.map(drop)
        }
        Some(Next::Comment { piece, version, sha256, act }) => {
            piece::commented(desk, (&piece, version, sha256), &act, text).await
        }
        Some(Next::Line { piece, version, sha256, path }) => {
            if !piece::lined(desk, (&piece, version), path.clone(), text).await? {
                // It can be written again at once.
                desk.state.next = Some(Next::Line { piece, version, sha256, path });
                desk.state.wanted = wanted;
            }
            Ok(())
        }
    }
}

/// Answers what is pending; of a composite the part that was asked for.
pub(super) async fn answer(desk: &mut Desk, body: Body) -> Result<(), Halt> {
    let part = match desk.peer() {
        Some(peer) => match conversation::standing(&desk.office.app, &peer).await {
            Ok(standing) => standing.pending.as_ref().and_then(render::part).map(str::to_owned),
            Err(_) => None,
        },
        None => None,
    };
    turn(desk, Input::Answer { ask: None, path: part, body }).await.map(drop)
}
