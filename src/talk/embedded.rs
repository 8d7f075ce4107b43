//! The conversations that a tree promises: its `tests`.

use super::{
    Answers, Heard, TODAY, Talk,
    coverage::{Coverage, Part, Survey},
    turns,
};
use crate::{
    engine::{
        context::{Context, Entry, Model},
        input::Args,
        state::Status,
    },
    tree::{
        Tree,
        json::{Collection, CommandName, Test, TestTurn, World},
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

/// Holds every conversation on the rules. A test on recorded answers (`cassette`) is not held without them.
pub fn run(tree: &Tree) -> Outcome {
    run_with(tree, None)
}

/// Holds every conversation, those on recorded answers with these.
pub fn run_with(tree: &Tree, recorded: Option<Answers<'_>>) -> Outcome {
    let mut survey = Survey::of(tree);
    let tests = tree.doc().tests.iter().filter(|test| recorded.is_some() || !is_recorded(test));
    let (mut held, mut failures) = (0, Vec::new());
    for test in tests {
        held += 1;
        let answers = recorded.filter(|_| is_recorded(test));
        if let Err(failure) = hold(tree, test, answers, &mut survey) {
            failures.push(failure);
        }
    }
    Outcome { tests: held, failures, coverage: survey.finish() }
}

/// Whether a test is on recorded answers.
pub fn is_recorded(test: &Test) -> bool {
    test.llm == "cassette"
}

fn hold<'t>(
    tree: &'t Tree,
    test: &Test,
    answers: Option<Answers<'t>>,
    survey: &mut Survey<'_>,
) -> Result<(), String> {
    let agreed = (!test.given.notice && (test.given.ai || answers.is_some())).then_some(true);
    let world = world(&test.given, answers.is_some());
    let (mut talk, _) = Talk::begin_in(tree, &test.locale, world, agreed);
    if let Some(answers) = answers {
        talk.answered_by(answers);
    }
    if test.given.silent {
        talk.silence();
    }
    survey.note(&talk);
    for (at, turn) in test.turns.iter().enumerate() {
        if let Some(wrong) = turned(&mut talk, turn, survey) {
            return Err(told(&talk, test, &format!("turn {}, {}: {wrong}", at + 1, turns::words(turn))));
        }
    }
    match unmet(&talk, test) {
        unmet if unmet.is_empty() => Ok(()),
        unmet => Err(told(&talk, test, &unmet.join("; "))),
    }
}

/// Takes a turn, and says why it does not hold.
fn turned(talk: &mut Talk<'_>, turn: &TestTurn, survey: &mut Survey<'_>) -> Option<String> {
    if let Some(absent) = turns::absent(talk, turn) {
        return Some(absent);
    }
    let heard = take(talk, turn);
    survey.note(talk);
    let refused = heard.refused.map(|refusal| format!("it was refused: {}", refusal.message));
    let unanswered = || talk.unanswered().map(str::to_owned);
    refused.or_else(unanswered).or_else(|| talk.broken().map(|broken| broken.to_string()))
}

/// A recorded answer is one of a model that is connected.
fn world(given: &World, has_model: bool) -> Context {
    let brands = given.kits.keys().map(|name| Entry { id: name.clone(), label: name.clone() }).collect();
    Context {
        today: TODAY,
        model: (given.ai || given.notice || has_model).then(Model::default),
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
        TestTurn::Choose(_) | TestTurn::ChooseMany(_) | TestTurn::Act(_) => {
            let ids = turns::pressed(talk, turn);
            talk.press(&ids)
        }
        TestTurn::Value(value) => talk.form(value.clone()),
        TestTurn::Command(name) => talk.command(*name, Args::default()),
        TestTurn::Edit { path, say } => talk.edit(path, say),
        TestTurn::SkipChapter(id) => {
            talk.command(CommandName::Skip, Args { chapter: Some(id.clone()), ..Args::default() })
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
            let json = |value: Value| serde_json::to_string(&value).unwrap_or_default();
            let is =
                value.map_or_else(|| "not set; wanted is".into(), |value| format!("{}, not", json(value)));
            unmet.push(format!("{path} is {is} {}", json(wanted.clone())));
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
    if let Some(wanted) = expect.pending.as_ref().filter(|wanted| pending.as_ref() != Some(wanted)) {
        let is = pending.map_or_else(|| "none".into(), |id| format!("that of `{id}`"));
        unmet.push(format!("the pending question is {is}, not that of `{wanted}`"));
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
