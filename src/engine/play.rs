//! One turn: an input, and at once every assist that needs no waiting.

use super::{
    Scene,
    effect::{AssistCall, Effect},
    input::{AssistResult, Input},
    state::State,
    step::step,
};

/// Assists answered within one turn. Trees are acyclic, so only an assist that keeps restarting gets here.
const ASSISTS_PER_TURN_MAX: usize = 32;

/// What a turn came to.
#[derive(Debug)]
pub struct Played {
    /// In the order in which they follow.
    pub effects: Vec<Effect>,
    /// The input, and the assists' results that were taken with it: what a replay needs.
    pub inputs: Vec<Input>,
}

pub(super) fn play(
    scene: &Scene<'_>,
    state: &mut State,
    input: Input,
    assist: &mut dyn FnMut(&AssistCall) -> Option<AssistResult>,
) -> Played {
    state.turn += 1;
    let mut played = Played { effects: step(scene, state, input.clone()), inputs: vec![input] };
    if played.effects.iter().any(|effect| matches!(effect, Effect::Refuse(_))) {
        state.turn -= 1;
        return played;
    }
    let mut from = 0;
    for _ in 0..ASSISTS_PER_TURN_MAX {
        let answered = played.effects[from..].iter().enumerate().find_map(|(n, effect)| match effect {
            Effect::Assist(call) => Some((from + n, call.task, call.fingerprint.clone(), assist(call)?)),
            _ => None,
        });
        let Some((at, task, fingerprint, result)) = answered else { break };
        played.effects.remove(at);
        from = at;
        let done = Input::AssistDone { task, fingerprint, result };
        played.inputs.push(done.clone());
        played.effects.extend(step(scene, state, done));
    }
    played
}
