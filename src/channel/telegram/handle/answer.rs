//! A text: the answer to what is pending, or what was asked for beside it.

use super::{Halt, colleague, piece, turn};
use crate::{
    channel::telegram::{desk::Desk, render, state::Next},
    engine::input::{Body, Decision, Input},
    tree::value::Value,
    turn as conversation,
};
use std::collections::BTreeMap;

pub(super) async fn text(desk: &mut Desk, text: &str) -> Result<(), Halt> {
    match desk.state.next.take() {
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
        Some(Next::Line { piece, version, path, .. }) => {
            piece::lined(desk, (&piece, version), path, text).await
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
