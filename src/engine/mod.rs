//! The engine: one pure, total [`step`]. It never fails, never awaits, and reads no clock, id or environment.

pub mod input;
pub mod effect;
pub mod state;
pub mod context;
pub mod calendar;
pub mod brief;
mod play;
mod step;
mod walk;
mod env;
mod fingerprint;
mod advance;
mod answer;
mod composite;
mod open;
mod colleague;
mod command;
mod words;
mod back;
mod copy;
mod assist;
mod card;
mod decide;
mod paste;
mod probe;
mod waiting;
mod consent;
mod running;
mod review;
mod edit;
mod impact;
mod view;
pub mod told;
mod draft;
mod remaining;
mod summary;
pub mod overview;
pub mod parse;
pub mod score;
pub mod show;

use crate::{
    time::Millis,
    tree::{Tree, json::Slot},
};
use brief::{Brief, Impact, Progress};
pub use colleague::Help;
use context::Context;
use effect::{AskView, AssistCall, Control, Effect, Refusal};
use input::{AssistResult, Body, Input};
use overview::Overview;
pub use play::Played;
pub use running::Running;
use state::{State, Who};
pub use walk::Visited;

/// What a step is played on: the pinned tree, the world as it was loaded, who acts, and when.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    pub tree: &'a Tree,
    pub context: &'a Context,
    pub who: &'a Who,
    pub now: Millis,
}

impl Scene<'_> {
    /// Whether a model is asked: one is connected, and the person agreed to it.
    pub fn ai(&self, state: &State) -> bool {
        self.context.model.is_some() && state.ai == Some(true)
    }
}

/// Plays one turn: counts it, takes the input, and has `assist` answer at once what it can (the built-in rules);
/// an assist for which it returns `None` is left among the effects.
/// One that is a model's ([`AssistCall::model`]) comes back by an input of its own.
pub fn play(
    scene: &Scene<'_>,
    state: &mut State,
    input: Input,
    assist: &mut dyn FnMut(&AssistCall) -> Option<AssistResult>,
) -> Played {
    play::play(scene, state, input, assist)
}

/// Takes one input and returns everything that follows from it. Total: what cannot be taken is an
/// [`Effect::Refuse`] or a reprompt, never an error.
pub fn step(scene: &Scene<'_>, state: &mut State, input: Input) -> Vec<Effect> {
    step::step(scene, state, input)
}

/// What changing the answer at `path` would change elsewhere. Writes nothing.
///
/// # Errors
/// A path that the tree does not have, or a body that cannot be read.
pub fn impact(scene: &Scene<'_>, state: &State, path: &str, body: &Body) -> Result<Impact, Refusal> {
    impact::impact(scene, state, path, body)
}

/// The brief as it stands.
pub fn brief(scene: &Scene<'_>, state: &State) -> Brief {
    draft::brief(scene, state)
}

/// The conversation in one line.
pub fn overview(scene: &Scene<'_>, state: &State) -> Overview {
    overview::overview(scene, state)
}

/// How far the conversation is.
pub fn progress(scene: &Scene<'_>, state: &State) -> Progress {
    remaining::progress(scene, state, &walk::look_ahead(scene, state))
}

/// The brief and how far it is, for one look ahead.
pub fn brief_and_progress(scene: &Scene<'_>, state: &State) -> (Brief, Progress) {
    let walk = walk::look_ahead(scene, state);
    (draft::of_walk(scene, state, &walk), remaining::progress(scene, state, &walk))
}

/// The control that fits a slot of the scene's tree: what an editor of a single field shows.
pub fn control(scene: &Scene<'_>, slot: &Slot, locale: &str) -> Control {
    view::control(scene, scene.tree, slot, locale)
}

/// The question that is pending, as a channel that has just opened needs it.
pub fn pending(scene: &Scene<'_>, state: &State) -> Option<AskView> {
    view::pending(scene, state)
}

/// The words of the question that is pending.
pub fn question(scene: &Scene<'_>, state: &State) -> Option<String> {
    overview::pending_question(scene, state)
}

/// A question that a colleague was asked, as long as it waits for them.
pub fn help(scene: &Scene<'_>, state: &State, question: &str) -> Option<Help> {
    colleague::help(scene, state, question)
}

/// The assists whose results are waited for.
pub fn running(scene: &Scene<'_>, state: &State) -> Vec<Running> {
    running::running(scene, state)
}

/// Whether the result of this task, on these inputs, is still wanted.
pub fn is_wanted(state: &State, task: u64, fingerprint: Option<&str>) -> bool {
    running::is_wanted(state, task, fingerprint)
}

/// What a task that runs was asked, made anew: for whoever takes it over.
pub fn call(scene: &Scene<'_>, state: &State, task: u64) -> Option<AssistCall> {
    running::call(scene, state, task)
}

/// The nodes that the conversation came to, in order, called trees and items included: what a test covers.
pub fn trail<'t>(scene: &Scene<'t>, state: &State) -> Vec<Visited<'t>> {
    walk::walk(scene, state).trail
}
