//! The built-in rules: what stands in for a model. Pure; they invent nothing.

use crate::engine::{effect::AssistCall, input::AssistResult};

/// What the rules have to say to a call: a proposal made of the person's own words, or nothing.
pub fn assist(call: &AssistCall) -> AssistResult {
    let _ = call;
    AssistResult::Nothing
}
