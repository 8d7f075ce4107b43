//! How the walk passes an assist, or stops at it.

use super::{AssistAt, At, Passed, Step, Stop, Visit, Walker};
use crate::{
    engine::{
        env::Live,
        fingerprint,
        input::Body,
        parse::words::bare,
        state::{AssistFact, AssistStage, Fact, FactKind, Source, Who},
    },
    tree::{
        json::{Assist, AssistOutcome, AssistTask, Node, Outcome, SlotPath},
        value::Value,
    },
};
use std::{borrow::Cow, collections::BTreeSet};

impl Step<'_> {
    /// The slots that it fills, as the conversation's own tree knows them: an assist may fill several.
    pub fn slots(&self) -> Vec<&str> {
        let Some(first) = self.slot.as_deref() else { return Vec::new() };
        match self.node {
            Node::Assist(assist) if assist.out.first().is_some_and(|out| out == first) => {
                assist.out.iter().map(String::as_str).collect()
            }
            _ => vec![first],
        }
    }
}

impl<'t> Walker<'t, '_> {
    pub(super) fn assist(&mut self, at: At<'t>, node: &'t Node, assist: &'t Assist) -> Visit<'t> {
        if !self.holds(assist.when.as_ref()) {
            return Visit::Go(&assist.next);
        }
        let inputs: Vec<Cow<'t, str>> = assist.input.iter().map(|slot| self.frame().resolve(slot)).collect();
        if !inputs.is_empty() && !inputs.iter().any(|slot| self.env().is_set(slot)) {
            return Visit::Go(outcome(assist, AssistOutcome::Error));
        }
        let fingerprint = fingerprint::of(self.env(), inputs.iter().map(|slot| &**slot)).unwrap_or_default();
        let here = AssistAt { at: at.clone(), assist, fingerprint };
        let Some((fact, decided)) = self.decided(&at) else { return Visit::Stop(Stop::Start(here)) };
        let changed = fact.fingerprint.as_deref() != Some(&here.fingerprint);
        let stage = &decided.stage;
        match stage {
            AssistStage::Accepted(values) | AssistStage::Edited(values) => {
                if changed && assist.task == AssistTask::Extract {
                    return Visit::Stop(Stop::Start(here));
                }
                let edited = matches!(stage, AssistStage::Edited(_));
                // What a pasted text gave is not live: it waits for its questions.
                if assist.task != AssistTask::Extract {
                    let taken = values.iter().map(|(slot, value)| {
                        let source = source(assist, decided, slot, value);
                        (slot.clone(), value.clone(), source)
                    });
                    let (taken, who) = (taken.collect(), fact.who.clone());
                    self.take_proposed(&here, taken, &who, changed);
                }
                let slot = assist.out.first().and_then(|out| self.root_path(&self.frame().resolve(out)));
                let passed = if changed { Passed::Stale } else { Passed::Fact };
                self.steps.push(Step { at, node, slot, passed, now: Some(here.fingerprint) });
                Visit::Go(outcome(assist, if edited { AssistOutcome::Edit } else { AssistOutcome::Accept }))
            }
            _ if changed => Visit::Stop(Stop::Start(here)),
            AssistStage::Running if assist.wait => Visit::Stop(Stop::Waiting(here)),
            AssistStage::Proposed if assist.wait || fact.reopened => Visit::Stop(Stop::Proposal(here)),
            AssistStage::Running | AssistStage::Proposed => {
                self.pass(at, node, None, Passed::Silent);
                Visit::Go(&assist.next)
            }
            AssistStage::Rejected => {
                self.pass(at, node, None, Passed::Fact);
                Visit::Go(outcome(assist, AssistOutcome::Reject))
            }
            AssistStage::Error => {
                self.pass(at, node, None, Passed::Silent);
                Visit::Go(outcome(assist, AssistOutcome::Error))
            }
        }
    }

    fn decided(&self, at: &At<'t>) -> Option<(&Fact, &AssistFact)> {
        let fact = self.state.facts.get(&*at.place)?;
        match &fact.kind {
            FactKind::Assist(assist) => Some((fact, assist)),
            _ => None,
        }
    }

    /// Makes live what was accepted.
    fn take_proposed(
        &mut self,
        here: &AssistAt<'t>,
        taken: Vec<(SlotPath, Value, Source)>,
        who: &Who,
        stale: bool,
    ) {
        for (slot, value, source) in taken {
            let path = self.frame().resolve(&slot).into_owned();
            let place = Some(here.at.place.clone());
            let live = Live { value, source, who: who.clone(), place, stale, warning: None };
            self.env_mut().set(path.into(), live);
        }
    }
}

/// Whose words an accepted value is.
fn source(assist: &Assist, decided: &AssistFact, slot: &SlotPath, value: &Value) -> Source {
    let suggested = decided.proposal.as_ref().and_then(|proposal| proposal.slots.get(slot));
    match (assist.task, suggested.map(|suggested| &suggested.body)) {
        (_, Some(Body::Value(was))) if is_rather_own(was, value) => Source::Person,
        (AssistTask::Recall, _) => Source::Kit,
        _ => Source::Suggestion,
    }
}

/// Whether most of the words are others than those that were suggested. A suggestion that was touched up still is one.
fn is_rather_own(was: &Value, now: &Value) -> bool {
    let words = |value| serde_json::to_string(value).map(|json| bare(&json)).unwrap_or_default();
    let (was, now) = (words(was), words(now));
    let was: BTreeSet<&str> = was.split(' ').collect();
    2 * now.split(' ').filter(|word| was.contains(word)).count() < now.split(' ').count()
}

/// Where an outcome leads; a `reask` leads nowhere by itself: it takes facts away when it is decided.
fn outcome(assist: &Assist, outcome: AssistOutcome) -> &str {
    match assist.outcomes.get(&outcome) {
        Some(Outcome::Node(node)) => node,
        _ => &assist.next,
    }
}
