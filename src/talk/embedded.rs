//! The conversations that a tree promises: its `tests`.

use super::{
    Heard, TODAY, Talk,
    coverage::{Coverage, Part, Survey},
};
use crate::{
    engine::{
        context::{Context, Entry},
        input::Args,
        state::Status,
    },
    tree::{
        Tree,
        json::{Act, Collection, CommandName, Test, TestTurn, World},
        value::Value,
    },
};

use std::collections::BTreeMap;

/// What came of a tree's tests.
#[derive(Debug)]
pub struct Outcome {
    pub tests: usize,
    /// A sentence each, with the transcript.
    pub failures: Vec<String>,
    pub coverage: Coverage,
}

impl Outcome {
    pub fn summary(&self) -> String {
        format!("{} of {} tests hold", self.tests - self.failures.len(), self.tests)
    }
}

impl Coverage {
    /// The parts by name.
    pub fn parts(&self) -> [(&'static str, &Part); 3] {
        [("nodes", &self.nodes), ("edges", &self.edges), ("options", &self.options)]
    }
}

/// Holds every conversation. A test on a recorded model (`cassette`) is not held here.
pub fn run(tree: &Tree) -> Outcome {
    let mut survey = Survey::of(tree);
    let tests = tree.doc().tests.iter().filter(|test| test.llm == "rules");
    let (mut held, mut failures) = (0, Vec::new());
    for test in tests {
        held += 1;
        if let Err(failure) = hold(tree, test, &mut survey) {
            failures.push(failure);
        }
    }
    Outcome { tests: held, failures, coverage: survey.finish() }
}

fn hold(tree: &Tree, test: &Test, survey: &mut Survey<'_>) -> Result<(), String> {
    let (mut talk, _) = Talk::begin_in(tree, &test.locale, world(&test.given));
    if test.given.silent {
        talk.silence();
    }
    survey.note(&talk);
    for (at, turn) in test.turns.iter().enumerate() {
        let heard = take(&mut talk, turn);
        survey.note(&talk);
        let wrong = heard.refused.map(|refusal| format!("it was refused: {}", refusal.message));
        if let Some(wrong) = wrong.or_else(|| talk.broken().map(|broken| broken.to_string())) {
            return Err(told(&talk, test, &format!("turn {} ({turn:?}): {wrong}", at + 1)));
        }
    }
    match unmet(&talk, test) {
        unmet if unmet.is_empty() => Ok(()),
        unmet => Err(told(&talk, test, &unmet.join("; "))),
    }
}

fn world(given: &World) -> Context {
    let brands = given.kits.keys().map(|name| Entry { id: name.clone(), label: name.clone() }).collect();
    Context {
        today: TODAY,
        ai: given.ai,
        collections: BTreeMap::from([(Collection::Brands, brands)]),
        kits: given.kits.clone().into_iter().collect(),
        ..Context::default()
    }
}

fn told(talk: &Talk<'_>, test: &Test, what: &str) -> String {
    format!("test “{}”: {what}\n{}", test.name, talk.transcript())
}

fn take(talk: &mut Talk<'_>, turn: &TestTurn) -> Heard {
    match turn {
        TestTurn::Say(text) => talk.say(text),
        TestTurn::Choose(id) => talk.press(std::slice::from_ref(id)),
        TestTurn::ChooseMany(ids) => talk.press(ids),
        TestTurn::Value(value) => talk.form(value.clone()),
        TestTurn::Command(name) => talk.command(*name, Args::default()),
        TestTurn::Edit { path, say } => talk.edit(path, say),
        TestTurn::SkipChapter(id) => {
            talk.command(CommandName::Skip, Args { chapter: Some(id.clone()), ..Args::default() })
        }
        TestTurn::Act(act) => {
            let has =
                |id: &str| talk.pending().is_some_and(|ask| ask.buttons.iter().any(|button| button.id == id));
            let id = match act {
                Act::Accept => "accept",
                Act::Reject => "keep",
                Act::NoMore => "no_more",
                Act::Unsure => "unsure",
                Act::Skip => "skip",
                // An offered value is confirmed by keeping it.
                Act::Confirm if has("confirm") || !has("keep") => "confirm",
                Act::Confirm => "keep",
            };
            talk.press(&[id.to_owned()])
        }
    }
}

/// What the test expects and does not find.
fn unmet(talk: &Talk<'_>, test: &Test) -> Vec<String> {
    let expect = &test.expect;
    let mut unmet = Vec::new();
    for (path, wanted) in &expect.slots {
        let value = talk.value(path);
        if value.as_ref().map(Value::without_item_ids) != Some(wanted.without_item_ids()) {
            let json = |value| serde_json::to_string(&value).unwrap_or_default();
            unmet.push(format!("{path} is {}, not {}", json(value), json(Some(wanted.clone()))));
        }
    }
    for path in &expect.unset {
        if let Some(value) = talk.shown(path) {
            unmet.push(format!("{path} is set: {value}"));
        }
    }
    let way = Survey::on_the_way(talk);
    let last = |id: &String| id.rsplit('/').next().unwrap_or(id).to_owned();
    for id in expect.visited.iter().filter(|id| !way.contains(&last(id))) {
        unmet.push(format!("{id} is not on the way"));
    }
    for id in expect.not_visited.iter().filter(|id| way.contains(&last(id))) {
        unmet.push(format!("{id} is on the way"));
    }
    let pending = talk.pending().map(|ask| ask.node);
    if expect.pending.is_some() && expect.pending != pending {
        unmet.push(format!("the pending question is {pending:?}, not {:?}", expect.pending));
    }
    let status = match talk.status() {
        Status::Active => "active",
        Status::Stopped => "stopped",
        Status::Completed => "completed",
    };
    if let Some(wanted) = expect.status.as_ref().filter(|wanted| *wanted != status) {
        unmet.push(format!("the conversation is {status}, not {wanted}"));
    }
    let score = talk.brief().score.value;
    if let Some(least) = expect.score_at_least.filter(|least| score < *least) {
        unmet.push(format!("the score is {score}, below {least}"));
    }
    unmet
}
