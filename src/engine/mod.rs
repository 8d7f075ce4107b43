//! The engine: one pure, total [`step`]. It never fails, never awaits, and reads no clock, id or environment.

pub mod brief;
pub mod context;
pub mod effect;
pub mod input;
pub mod parse;
pub mod score;
pub mod show;
pub mod state;

use crate::{time::Millis, tree::Tree};
use brief::{Brief, Impact, Progress};
use context::Context;
use effect::{Effect, Refusal};
use input::{Body, Input};
use state::{State, Who};

/// What a step is played on: the pinned tree, the world as it was loaded, who acts, and when.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    pub tree: &'a Tree,
    pub context: &'a Context,
    pub who: &'a Who,
    pub now: Millis,
}

/// Takes one input and returns everything that follows from it. Total: what cannot be taken is an
/// [`Effect::Refuse`] or a reprompt, never an error.
pub fn step(scene: &Scene<'_>, state: &mut State, input: Input) -> Vec<Effect> {
    let _ = (scene, state, input);
    todo!()
}

/// What changing the answer at `path` would change elsewhere. Writes nothing.
pub fn impact(scene: &Scene<'_>, state: &State, path: &str, body: &Body) -> Result<Impact, Refusal> {
    let _ = (scene, state, path, body);
    todo!()
}

/// The brief as it stands.
pub fn brief(scene: &Scene<'_>, state: &State) -> Brief {
    let _ = (scene, state);
    todo!()
}

/// How far the conversation is.
pub fn progress(scene: &Scene<'_>, state: &State) -> Progress {
    let _ = (scene, state);
    todo!()
}
