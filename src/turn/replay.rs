//! Replays a conversation from its events: the same inputs in the same world give the same state.

use super::world;
use crate::{
    engine::{
        self, Scene,
        context::Context,
        effect::AssistCall,
        input::{AssistResult, Input},
        state::{State, Who},
    },
    store::Event,
    tree::{Tree, json::Locale},
};
use serde::{Deserialize, Serialize};
use std::iter::Peekable;

/// What an event keeps as its input.
#[derive(Debug, Serialize, Deserialize)]
pub struct Record {
    /// Of the first event: the language that the conversation began in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// What came in, and after it what each assist had to say.
    pub inputs: Vec<Input>,
}

/// An event that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    #[error("the {what} of turn {version} cannot be read")]
    Unreadable { what: &'static str, version: u64, source: serde_json::Error },
    #[error("the first event has no context")]
    NoContext,
}

/// The state after the last event.
pub fn replay(tree: &Tree, events: &[Event]) -> Result<State, ReplayError> {
    let mut state: Option<State> = None;
    let mut context: Option<Context> = None;
    for event in events {
        let unreadable =
            |what| move |source| ReplayError::Unreadable { what, version: event.version, source };
        if !event.context.is_empty() {
            context = Some(world::replayed(&event.context).map_err(unreadable("context"))?);
        }
        let context = context.as_ref().ok_or(ReplayError::NoContext)?;
        let record: Record = serde_json::from_str(&event.input).map_err(unreadable("input"))?;
        let person: Who = serde_json::from_str(&event.who).map_err(unreadable("author"))?;
        let locale = record.locale.as_ref().unwrap_or(tree.default_locale());
        let state = state.get_or_insert_with(|| State::new(locale.clone()));
        let mut inputs = record.inputs.into_iter().peekable();
        let Some(input) = inputs.next() else { continue };
        let scene = Scene { tree, context, who: &person, now: event.at };
        engine::play(&scene, state, input, &mut |call| said(call, &mut inputs));
    }
    Ok(state.unwrap_or_else(|| State::new(tree.default_locale().clone())))
}

/// What the assist had to say then within the turn, in the order in which it was asked. What a model said comes
/// with a later event.
fn said(call: &AssistCall, recorded: &mut Peekable<impl Iterator<Item = Input>>) -> Option<AssistResult> {
    let own = |input: &Input| matches!(input, Input::AssistDone { task, .. } if *task == call.task);
    match recorded.next_if(own) {
        Some(Input::AssistDone { result, .. }) => Some(result),
        _ => None,
    }
}
