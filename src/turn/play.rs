//! Plays one input to its end: the step, and at once everything that the built-in rules are asked for.

use super::{Rejection, replay::Record};
use crate::{
    app::talks::Talk,
    engine::{
        self, Scene,
        effect::{AssistCall, CardChange, Effect, From, Frozen, Message, Refusal, Understood},
        input::Input,
        state::Who,
    },
    rules,
    store::Inbound as Stored,
    time::Millis,
    tree::value::Value,
};
use std::collections::VecDeque;

/// Assists that one turn may run. A tree has at most a few in a row; more is a loop.
const ASSISTS_MAX: usize = 16;

/// Everything that followed from one input.
#[derive(Debug, Default)]
pub struct Played {
    /// The moment of the turn: of its steps, its rows and its event.
    pub at: Millis,
    pub rows: Vec<Row>,
    /// The inputs that came of it: what each assist had to say.
    pub results: Vec<Input>,
    pub understood: Option<Understood>,
    pub frozen: Option<Frozen>,
    pub remember: Option<(Value, Value)>,
}

/// One row of the conversation.
#[derive(Debug)]
pub enum Row {
    Said(Box<Message>),
    Card(CardChange),
}

/// What is written besides the state.
#[derive(Debug)]
pub struct Recorded {
    pub played: Played,
    /// What the turn was played from, as JSON; see [`super::replay::Record`].
    pub record: String,
    pub inbound: Option<Stored>,
}

/// A turn that does not come to its end.
#[derive(Debug, thiserror::Error)]
#[error("a turn ran {ASSISTS_MAX} assists and wanted another")]
pub struct TooManyAssists;

/// Plays `input` on the talk's state, which is not to be used after an error.
pub fn play(now: Millis, talk: &mut Talk, input: Input) -> Result<Played, Rejection> {
    let mut played = Played { at: now, ..Played::default() };
    let mut calls = VecDeque::new();
    let scene = Scene { tree: &talk.tree, context: &talk.world.context, who: &Who::Person, now };
    played.gather(engine::step(&scene, &mut talk.state, input), &mut calls).map_err(Rejection::refused)?;
    let scene = Scene { who: &Who::Engine, ..scene };
    while let Some(call) = calls.pop_front() {
        if played.results.len() == ASSISTS_MAX {
            tracing::error!(error = %TooManyAssists, tree = talk.tree.hash(), "the turn was given up");
            return Err(Rejection::new(super::Code::Unavailable, &talk.state.locale));
        }
        let result = rules::assist(&call);
        let done = Input::AssistDone { task: call.task, fingerprint: call.fingerprint, result };
        played.results.push(done.clone());
        // A result that is no longer wanted is refused or says nothing; either way nothing follows.
        let _ = played.gather(engine::step(&scene, &mut talk.state, done), &mut calls);
    }
    Ok(played)
}

impl Played {
    fn gather(&mut self, effects: Vec<Effect>, calls: &mut VecDeque<AssistCall>) -> Result<(), Refusal> {
        for effect in effects {
            match effect {
                Effect::Message(message) => self.rows.push(Row::Said(Box::new(message))),
                Effect::CardChanged(change) => self.rows.push(Row::Card(change)),
                Effect::Understood(understood) => self.understood = Some(understood),
                Effect::Refuse(refusal) => return Err(refusal),
                Effect::Assist(call) => calls.push_back(call),
                Effect::Cancel { task } => calls.retain(|call| call.task != task),
                Effect::Freeze(frozen) => self.frozen = Some(frozen),
                Effect::RememberBrand { brand, kit } => self.remember = Some((brand, kit)),
                // The rules answer within the turn, so that no deadline is waited for; and this version
                // has nothing that could look into an address or a name.
                Effect::Wake { .. } | Effect::Verify { .. } => {}
            }
        }
        Ok(())
    }

    /// How the input was taken.
    pub fn accepted(&self) -> super::Accepted {
        let said = self.rows.iter().find_map(|row| match row {
            Row::Said(message) if message.from == From::Person => Some(message.seq),
            _ => None,
        });
        let understood = self.understood.as_ref();
        super::Accepted {
            seq: said.or_else(|| self.rows.last().map(Row::seq)).unwrap_or_default(),
            understood: understood.is_none_or(|u| u.understood),
            normalised: understood.and_then(|u| u.normalised.clone()),
        }
    }

    /// With what it was played from. `record` is complete but for what the assists had to say.
    pub fn recorded(mut self, mut record: Record, inbound: Option<Stored>) -> Recorded {
        record.inputs.append(&mut self.results);
        let record = serde_json::to_string(&record).expect("an input is JSON: its keys are strings");
        Recorded { played: self, record, inbound }
    }
}

impl Row {
    pub fn seq(&self) -> u64 {
        match self {
            Self::Said(message) => message.seq,
            Self::Card(change) => change.seq,
        }
    }
}
