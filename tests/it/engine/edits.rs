//! An edited conversation equals a fresh one that was given the edited facts; back changes nothing by itself.

use super::person::{Talk, Will, answer, context, trees, value};
use pauta::{
    engine::{
        self,
        brief::{ChangeKind, Field, FieldState},
        effect::Effect,
        input::{Args, Body, Decision, Input, Resolve},
        state::{AssistStage, FactKind, State},
    },
    tree::{Tree, json::CommandName, value::Value},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What two conversations that know the same have in common.
#[derive(Debug, PartialEq)]
pub struct Known {
    pub pending: Option<(String, String)>,
    pub fields: Vec<(String, Option<Value>, FieldState)>,
}

impl Known {
    /// What was put again and kept is confirmed by that, whatever it was before.
    pub fn confirm(&mut self, paths: &[String]) {
        let doubtful = |state: &FieldState| matches!(state, FieldState::Stale | FieldState::Assumed);
        for (_, _, state) in
            self.fields.iter_mut().filter(|field| paths.contains(&field.0) && doubtful(&field.2))
        {
            *state = FieldState::Settled;
        }
    }
}

pub fn known(talk: &Talk<'_>) -> Known {
    // What lies ahead of the pending question is remembered, or not yet asked: no part of what both know.
    let said = |field: &Field| !matches!(field.state, FieldState::Ahead | FieldState::Missing);
    let fields = talk.brief().fields.into_iter().filter(said);
    let mut fields: Vec<_> =
        fields.map(|f| (f.path, f.value.map(|v| v.without_item_ids()), f.state)).collect();
    fields.sort_by(|a, b| a.0.cmp(&b.0));
    Known { pending: talk.pending().map(|view| (view.node, view.path)), fields }
}

/// Answers everything as the facts of `edited` say, and stops where they have nothing to say.
fn retell<'a>(tree: &'a Tree, context: &'a engine::context::Context, edited: &State) -> Talk<'a> {
    let mut talk = Talk::begin(tree, context, &edited.locale);
    while let Some(pending) = talk.state.pending.clone() {
        let Some(input) = from_facts(&talk, &pending.place, edited) else { break };
        talk.act(input);
        if talk.state.pending.as_ref() == Some(&pending) {
            break;
        }
    }
    talk
}

fn from_facts(talk: &Talk<'_>, place: &str, edited: &State) -> Option<Input> {
    let options =
        |id: &str| Some(Input::Answer { ask: None, path: None, body: Body::Options(vec![id.into()]) });
    let parts: Vec<_> = edited
        .facts
        .iter()
        .filter_map(|(at, fact)| Some((at.strip_prefix(place)?.strip_prefix('.')?.to_owned(), fact)))
        .collect();
    if !parts.is_empty() {
        if parts.iter().any(|(_, fact)| fact.reopened) {
            return None;
        }
        let values = parts.into_iter().filter_map(|(part, fact)| match &fact.kind {
            FactKind::Answered { value, .. } => Some((part, value.clone())),
            _ => None,
        });
        let whole = Value::Object(values.collect());
        return Some(Input::Answer { ask: None, path: None, body: Body::Value(whole) });
    }
    let fact = edited.facts.get(place).filter(|fact| !fact.reopened)?;
    match &fact.kind {
        FactKind::Answered { value: Value::Text(id), .. } => {
            let is_option = talk.pending()?.input.options.iter().any(|option| option.id == *id);
            let body = if is_option { Body::Options(vec![id.clone()]) } else { Body::Value(Value::text(id)) };
            Some(Input::Answer { ask: None, path: None, body })
        }
        FactKind::Answered { value, .. } => {
            Some(Input::Answer { ask: None, path: None, body: Body::Value(value.clone()) })
        }
        FactKind::Skipped => options("skip"),
        FactKind::Unsure => options("unsure"),
        // Once more what cannot be read: the second time it is given up.
        FactKind::Exhausted => options("no such option"),
        FactKind::Assist(assist) => {
            let (decision, content) = match &assist.stage {
                AssistStage::Accepted(_) => (Decision::Accept, BTreeMap::new()),
                AssistStage::Edited(values) => (Decision::Edit, values.clone()),
                AssistStage::Rejected => (Decision::Keep, BTreeMap::new()),
                _ => return None,
            };
            let content = content.into_iter().map(|(path, value)| (path, Some(value))).collect();
            Some(Input::Decide { card: place.into(), version: None, decision, content })
        }
        FactKind::Reviewed => options("confirm"),
        _ => None,
    }
}

/// A conversation that has answered `turns` questions.
pub fn answered<'a>(
    tree: &'a Tree,
    context: &'a engine::context::Context,
    will: &mut Will,
    turns: usize,
) -> Talk<'a> {
    let mut talk = Talk::begin(tree, context, "pt-BR");
    for _ in 0..turns {
        let Some(view) = talk.pending() else { break };
        if view.buttons.iter().any(|button| button.id == "confirm") {
            break;
        }
        talk.act(answer(&view, will));
    }
    talk
}

/// A settled field, and another value for it.
pub fn change(talk: &Talk<'_>, will: &mut Will) -> Option<(String, Body)> {
    let fields = talk.brief().fields;
    let settled: Vec<_> = fields.iter().filter(|f| f.state == FieldState::Settled && !f.internal).collect();
    let field = settled.get(will.below(settled.len().max(1)))?;
    let slot = talk.tree.slot(&field.path)?;
    let control = engine::control(&talk.scene(), slot, "pt-BR");
    Some((field.path.clone(), Body::Value(value(&control, will))))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn an_edited_conversation_equals_a_fresh_one(
        numbers in prop::collection::vec(any::<u16>(), 0..200),
        turns in 1usize..40,
    ) {
        let context = context();
        for (tree, name) in trees() {
            let mut will = Will::new(numbers.clone());
            let mut talk = answered(&tree, &context, &mut will, turns);
            let Some((path, body)) = change(&talk, &mut will) else { continue };
            let impact = engine::impact(&talk.scene(), &talk.state, &path, &body);
            let impact = impact.map_err(|refusal| TestCaseError::fail(format!("{name} {path} {body:?}: {refusal:?}")))?;
            let stale = impact.changes.iter().filter(|change| change.kind == ChangeKind::Stale);
            let resolve = stale.map(|change| (change.path.clone(), Resolve::Ask)).collect();
            let played = talk.act(Input::Edit { path: path.clone(), body: body.clone(), resolve });
            let taken = played.effects.iter().any(|e| matches!(e, Effect::Understood(u) if u.understood));
            if let (true, Some(said), Some(now)) = (taken, &impact.value, field(&talk, &path)) {
                prop_assert!(says(&now, said), "{}: {} is {:?} and not {:?}", name, path, now, said);
            }
            let fresh = retell(&tree, &context, &talk.state);
            prop_assert_eq!(known(&talk), known(&fresh), "{}: {} = {:?}", name, path, body);
        }
    }

    #[test]
    fn kept_answers_are_stale_no_more(numbers in prop::collection::vec(any::<u16>(), 0..200), turns in 1usize..40) {
        let context = context();
        for (tree, name) in trees() {
            let mut will = Will::new(numbers.clone());
            let mut talk = answered(&tree, &context, &mut will, turns);
            let Some((path, body)) = change(&talk, &mut will) else { continue };
            let impact = engine::impact(&talk.scene(), &talk.state, &path, &body);
            let Ok(impact) = impact else { continue };
            let stale: Vec<_> = impact.changes.iter().filter(|c| c.kind == ChangeKind::Stale).map(|c| c.path.clone()).collect();
            let resolve = stale.iter().map(|path| (path.clone(), Resolve::Keep)).collect();
            talk.act(Input::Edit { path: path.clone(), body, resolve });
            for field in talk.brief().fields.iter().filter(|field| stale.contains(&field.path)) {
                prop_assert_ne!(field.state, FieldState::Stale, "{}: {}", name, field.path);
            }
        }
    }

    #[test]
    fn an_impact_changes_nothing(numbers in prop::collection::vec(any::<u16>(), 0..120), turns in 1usize..30) {
        let context = context();
        for (tree, _) in trees() {
            let mut will = Will::new(numbers.clone());
            let talk = answered(&tree, &context, &mut will, turns);
            let before = talk.state.clone();
            if let Some((path, body)) = change(&talk, &mut will) {
                let _ = engine::impact(&talk.scene(), &talk.state, &path, &body);
            }
            prop_assert_eq!(before, talk.state);
        }
    }

    #[test]
    fn back_and_keep_leaves_everything_as_it_was(
        numbers in prop::collection::vec(any::<u16>(), 0..120),
        turns in 2usize..30,
    ) {
        let context = context();
        for (tree, name) in trees() {
            let mut will = Will::new(numbers.clone());
            let mut talk = answered(&tree, &context, &mut will, turns);
            let before = known(&talk);
            let command = |name| Input::Command { name, args: Args::default() };
            talk.act(command(CommandName::Back));
            let Some(view) = talk.pending() else { continue };
            if !view.buttons.iter().any(|button| button.id == "keep") || view.path.is_empty() {
                continue;
            }
            let keep = Body::Options(vec!["keep".into()]);
            talk.act(Input::Answer { ask: Some(view.id), path: None, body: keep });
            prop_assert_eq!(before, known(&talk), "{}", name);
        }
    }
}

#[test]
fn a_list_edited_whole_answers_the_questions_about_its_items() {
    let context = context();
    let (tree, _) = trees().pop().expect("the tree of scopes");
    let mut talk = Talk::begin(&tree, &context, "pt-BR");
    let say = |text: &str| Input::Answer { ask: None, path: None, body: Body::Text(text.into()) };
    for text in ["Casa Lume", "Padaria Real", "pronto", "Vende barato"] {
        talk.act(say(text));
    }
    let Some(Value::Items(mut rivals)) = field(&talk, "rivals") else {
        panic!("no rivals: {:?}", talk.state.facts)
    };
    let note = |text: &str| {
        Value::Object(
            [("name", "Padaria Real"), ("note", text)].map(|(k, v)| (k.into(), Value::text(v))).into(),
        )
    };
    assert_eq!(rivals.items[0].value, note("Vende barato"));
    rivals.items[0].value = note("Vende caro");
    let body = Body::Value(Value::Items(rivals));
    talk.act(Input::Edit { path: "rivals".into(), body, resolve: BTreeMap::new() });
    let Some(Value::Items(rivals)) = field(&talk, "rivals") else { panic!("the rivals are gone") };
    assert_eq!(rivals.items[0].value, note("Vende caro"));
}

/// Whether a value is what was said; of a composite, in the parts that were.
fn says(now: &Value, said: &Value) -> bool {
    match (now, said) {
        (Value::Object(now), Value::Object(said)) => {
            said.iter().all(|(part, said)| now.get(part).is_some_and(|now| says(now, said)))
        }
        _ => now.without_item_ids() == said.without_item_ids(),
    }
}

fn field(talk: &Talk<'_>, path: &str) -> Option<Value> {
    talk.brief().fields.into_iter().find(|field| field.path == path)?.value
}
