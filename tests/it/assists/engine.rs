//! The engine alone, with results that come when the test says so.

use crate::harness::trees;
use pauta::{
    engine::{
        self, Scene,
        context::{Context, Model},
        effect::{AssistCall, Effect, Message},
        input::{Args, AssistResult, Body, Input, Proposal, Suggested},
        state::{State, Who},
    },
    rules,
    time::Millis,
    tree::{Tree, json::CommandName},
};
use std::sync::Arc;

struct Talk {
    tree: Arc<Tree>,
    context: Context,
    state: State,
    effects: Vec<Effect>,
}

impl Talk {
    /// With a model that was agreed to.
    fn begin() -> Self {
        let tree = Tree::load_str(&trees::helped(60).to_string(), &[]).unwrap();
        let model = Some(Model { by: "OpenAI".into(), ..Model::default() });
        let context = Context { today: jiff::civil::date(2026, 11, 16), model, ..Context::default() };
        let mut talk = Self { tree, context, state: State::new("en"), effects: Vec::new() };
        talk.act(Input::Start);
        talk.presses("ai_yes");
        talk
    }

    fn act(&mut self, input: Input) {
        let scene = Scene { tree: &self.tree, context: &self.context, who: &Who::Person, now: Millis(0) };
        let mut by_rules = |call: &AssistCall| (!call.model).then(|| rules::assist(call));
        self.effects = engine::play(&scene, &mut self.state, input, &mut by_rules).effects;
    }

    fn says(&mut self, text: &str) {
        self.act(Input::Answer { ask: None, path: None, body: Body::Text(text.into()) });
    }

    fn presses(&mut self, id: &str) {
        self.act(Input::Answer { ask: None, path: None, body: Body::Options(vec![id.into()]) });
    }

    fn commands(&mut self, name: CommandName) {
        self.act(Input::Command { name, args: Args::default() });
    }

    fn wanted(&self) -> AssistCall {
        let mut calls = self.effects.iter().rev().filter_map(|effect| match effect {
            Effect::Assist(call) => Some(call.clone()),
            _ => None,
        });
        calls.next().expect("an assist is wanted")
    }

    fn comes_back(&mut self, call: &AssistCall, text: &str) {
        let suggested = Suggested { body: Body::Text(text.into()), quote: None, confidence: None };
        let proposal = Proposal {
            slots: [(call.wanted[0].path.clone(), suggested)].into(),
            by: "gpt".into(),
            ..Proposal::default()
        };
        let result = AssistResult::Proposed(proposal);
        self.act(Input::AssistDone { task: call.task, fingerprint: call.fingerprint.clone(), result });
    }

    fn last(&self) -> &Message {
        let mut messages = self.effects.iter().rev().filter_map(|effect| match effect {
            Effect::Message(message) => Some(message),
            _ => None,
        });
        messages.next().expect("something is said")
    }

    fn pending(&self) -> String {
        let scene = Scene { tree: &self.tree, context: &self.context, who: &Who::Person, now: Millis(0) };
        engine::pending(&scene, &self.state).expect("something is pending").node
    }

    fn cancels(&self, task: u64) -> bool {
        self.effects.iter().any(|effect| matches!(effect, Effect::Cancel { task: t } if *t == task))
    }
}

#[test]
fn a_result_that_was_waited_for_is_what_is_asked_next() {
    let mut talk = Talk::begin();
    talk.says("Sourdough bread");
    let call = talk.wanted();
    assert_eq!(
        (talk.pending().as_str(), talk.last().ask.as_ref().unwrap().buttons[0].id.as_str()),
        ("refine", "skip")
    );
    assert!(
        talk.effects
            .iter()
            .any(|e| matches!(e, Effect::Wake { task, at } if *task == call.task && at.0 == 60_000))
    );
    talk.comes_back(&call, "Better bread");
    let put = talk.last();
    assert_eq!(put.card.as_ref().unwrap().fields[0].to, "Better bread");
    assert_eq!(put.ask.as_ref().unwrap().buttons[0].id, "accept");
    assert_eq!(talk.state.pending.as_ref().unwrap().ask, put.seq);
    talk.presses("accept");
    assert_eq!(talk.pending(), "ask2");
}

#[test]
fn nothing_that_comes_too_late_is_taken() {
    let mut talk = Talk::begin();
    talk.says("Sourdough bread");
    let call = talk.wanted();
    talk.act(Input::Woken { task: call.task });
    assert!(talk.cancels(call.task));
    assert_eq!(talk.pending(), "ask2");
    let before = talk.state.facts.clone();
    talk.comes_back(&call, "Too late");
    assert!(talk.effects.is_empty());
    assert_eq!(before, talk.state.facts);
    talk.act(Input::Woken { task: call.task });
    assert!(talk.effects.is_empty());
}

#[test]
fn a_step_back_while_it_runs_leaves_the_question_alone() {
    let mut talk = Talk::begin();
    talk.says("Sourdough bread");
    let call = talk.wanted();
    talk.commands(CommandName::Back);
    assert_eq!(talk.pending(), "ask1");
    let ask = talk.state.pending.clone();
    talk.comes_back(&call, "Better bread");
    assert!(talk.effects.is_empty(), "{:?}", talk.effects);
    assert_eq!(talk.state.pending, ask);
    talk.presses("keep");
    assert_eq!(talk.pending(), "refine");
    assert_eq!(talk.last().card.as_ref().unwrap().fields[0].to, "Better bread");
}

#[test]
fn a_model_is_told_what_else_is_known_and_how_nobody_is_reached() {
    let mut talk = Talk::begin();
    talk.says("Sourdough bread");
    let first = talk.wanted();
    assert!(first.known.is_empty() && first.model);
    talk.presses("skip");
    assert!(talk.cancels(first.task));
    talk.says("Families nearby");
    let second = talk.wanted();
    assert_eq!(second.given[0].text, "Families nearby");
    assert_eq!(second.known.iter().map(|k| k.text.as_str()).collect::<Vec<_>>(), ["Sourdough bread"]);
    let scene = Scene { tree: &talk.tree, context: &talk.context, who: &Who::Person, now: Millis(0) };
    assert_eq!(engine::call(&scene, &talk.state, second.task), Some(second.clone()), "it can be asked anew");
    assert_eq!(engine::running(&scene, &talk.state)[0].task, second.task);
}

#[test]
fn an_accepted_text_outlives_a_result_that_never_comes() {
    let mut talk = Talk::begin();
    talk.says("Sourdough bread");
    let call = talk.wanted();
    talk.comes_back(&call, "Better bread");
    talk.presses("accept");
    let resolve = [("product".to_owned(), engine::input::Resolve::Regenerate)].into();
    talk.act(Input::Edit { path: "product".into(), body: Body::Text("Rye bread".into()), resolve });
    talk.commands(CommandName::Cancel);
    let scene = Scene { tree: &talk.tree, context: &talk.context, who: &Who::Person, now: Millis(0) };
    let brief = engine::brief(&scene, &talk.state);
    let product = brief.fields.iter().find(|field| field.path == "product").unwrap();
    assert!(product.shown.is_some());
    assert_ne!(talk.pending(), "refine", "nothing is blocked");
}
