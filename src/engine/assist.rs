//! Assists: started, and come back. A result counts only if it is still the one wanted, on the same inputs.

use super::{
    effect::{AssistCall, CardState, Effect, Given as GivenTo, Wanted},
    input::{AssistResult, Body, Proposal, Suggested},
    parse::{self, Read, Reading},
    paste,
    state::{AssistFact, AssistStage, FactKind, Who},
    step::Turn,
    view,
    walk::{AssistAt, Stop, Walk},
    words::fold,
};
use crate::{
    time::Millis,
    tree::{
        Tree,
        json::{AssistTask, Collection, Node, SlotPath},
        value::Value,
    },
};
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// How long a result is waited for where the tree does not say.
const DEADLINE_SECONDS: u32 = 60;

impl<'t> Turn<'t, '_> {
    /// Starts an assist. Whether nothing more can be said before it comes back: without a model it does so at once.
    pub fn start_assist(&mut self, start: &AssistAt<'t>, walk: &Walk<'t>) -> bool {
        let version = match self.state.facts.get(&*start.at.place).map(|fact| &fact.kind) {
            Some(FactKind::Assist(former)) => {
                let (version, open) = (former.version, former.stage == AssistStage::Proposed);
                if former.stage == AssistStage::Running {
                    self.effects.push(Effect::Cancel { task: former.task });
                }
                if open {
                    self.card_changed(&start.at.place, version, CardState::Superseded, Who::Engine);
                }
                version
            }
            _ => 0,
        };
        self.run(start, 1, version + 1);
        if start.assist.task == AssistTask::Recall {
            let (task, fingerprint) = (self.state.task, start.fingerprint.clone());
            let result = self.recall(start, walk);
            self.settle(task, &fingerprint, result);
            return false;
        }
        self.call(start, 1, walk);
        !self.scene.context.ai
    }

    pub fn run(&mut self, start: &AssistAt<'t>, round: u32, version: u32) {
        self.state.task += 1;
        let (former, pasted) = match self.state.facts.get(&*start.at.place).map(|fact| &fact.kind) {
            Some(FactKind::Assist(assist)) => (assist.taken().clone(), assist.pasted.clone()),
            _ => (BTreeMap::new(), None),
        };
        let task = self.state.task;
        let fact = AssistFact { task, version, former, pasted, ..AssistFact::running(round) };
        self.fact(start.at.place.to_string(), FactKind::Assist(fact), Some(start.fingerprint.clone()));
    }

    pub fn call(&mut self, start: &AssistAt<'t>, round: u32, walk: &Walk<'t>) {
        let (tree, env) = (start.at.scope.tree, walk.env_at(&start.at));
        let given = start.assist.input.iter().filter_map(|slot| {
            let path = start.at.scope.resolve(slot);
            let value = env.get(&path)?.into_owned();
            let text = self.show(tree, &path, &value);
            Some(GivenTo { path: slot.clone(), label: self.label(tree, &path), value, text })
        });
        let pasted = self.pasted(start);
        let wanted = start.assist.out.iter().filter_map(|slot| {
            let path = start.at.scope.resolve(slot);
            if pasted.is_some() && self.is_answered(walk, &path) {
                return None;
            }
            let of = tree.slot(&path)?;
            Some(Wanted {
                path: slot.clone(),
                label: self.label(tree, &path),
                kind: of.kind,
                headings: of.headings.values().flatten().cloned().collect(),
                options: view::options(self.scene, tree, of, &self.state.locale),
                value: env.get(&path).map(std::borrow::Cow::into_owned),
                input: Some(Box::new(view::control(self.scene, tree, of, &self.state.locale))),
            })
        });
        let wanted = wanted.collect();
        let call = AssistCall {
            task: self.state.task,
            kind: start.assist.task,
            fingerprint: start.fingerprint.clone(),
            locale: self.state.locale.clone(),
            given: pasted.unwrap_or_else(|| given.collect()),
            known: Vec::new(),
            wanted,
            refused: Vec::new(),
            round,
        };
        let task = call.task;
        self.effects.push(Effect::Assist(call));
        if self.scene.context.ai {
            let seconds = start.assist.deadline_seconds.unwrap_or(DEADLINE_SECONDS);
            let at = Millis(self.scene.now.0 + i64::from(seconds) * 1_000);
            self.effects.push(Effect::Wake { task, at });
        }
    }

    /// What the brand said last time.
    fn recall(&self, start: &AssistAt<'t>, walk: &Walk<'t>) -> AssistResult {
        let env = walk.env_at(&start.at);
        let brand = start.assist.input.first().and_then(|slot| env.get(&start.at.scope.resolve(slot)));
        let kit = brand.as_deref().and_then(|brand| self.kit_of(brand));
        let (Some(kit), Some(out)) = (kit, start.assist.out.first()) else { return AssistResult::Nothing };
        let suggested = Suggested { body: Body::Value(Value::Object(kit)), quote: None, confidence: None };
        AssistResult::Proposed(Proposal {
            slots: BTreeMap::from([(out.clone(), suggested)]),
            by: "kit".into(),
            ..Proposal::default()
        })
    }

    fn kit_of(&self, brand: &Value) -> Option<IndexMap<String, Value>> {
        let context = self.scene.context;
        let name = fold(brand.as_text()?);
        let brands = context.collections.get(&Collection::Brands)?;
        let known = brands
            .iter()
            .find(|entry| entry.id == *brand.as_text().unwrap_or("") || fold(&entry.label) == name)?;
        context.kits.get(&known.id).filter(|kit| !kit.is_empty()).cloned()
    }

    /// A result that came back: taken only if this task is still the one wanted, on these inputs.
    pub fn assist_done(&mut self, task: u64, fingerprint: &str, result: AssistResult) {
        let place = self.running(task);
        if !self.settle(task, fingerprint, result) {
            return;
        }
        if let Some(place) = place.as_deref().filter(|place| paste::is_apart(place)) {
            self.show_apart(place);
            return self.advance();
        }
        let walk = self.walk();
        let waited = matches!(&walk.stop, Stop::Proposal(p) if Some(&*p.at.place) == place.as_deref());
        if let Some(place) = place
            && !waited
        {
            self.show_card(&place);
        }
        self.advance();
    }

    pub fn running(&self, task: u64) -> Option<String> {
        self.state.facts.iter().find_map(|(place, fact)| match &fact.kind {
            FactKind::Assist(a) if a.task == task && a.stage == AssistStage::Running => Some(place.clone()),
            _ => None,
        })
    }

    fn settle(&mut self, task: u64, fingerprint: &str, result: AssistResult) -> bool {
        let Some(place) = self.running(task) else { return false };
        if self.state.facts[&place].fingerprint.as_deref() != Some(fingerprint) {
            return false;
        }
        let read = match result {
            AssistResult::Proposed(proposal) => self.readable(&place, proposal),
            AssistResult::Nothing => None,
        };
        if let Some(fact) = self.state.facts.get_mut(&place)
            && let FactKind::Assist(assist) = &mut fact.kind
        {
            assist.stage = if read.is_some() { AssistStage::Proposed } else { AssistStage::Error };
            assist.proposal = read;
        }
        true
    }

    /// The proposal with every value read by its slot's type; what cannot be read is not proposed.
    fn readable(&self, place: &str, proposal: Proposal) -> Option<Proposal> {
        let tree = self.tree_of(place);
        let mut unread = Vec::new();
        let slots: BTreeMap<SlotPath, Suggested> = proposal
            .slots
            .into_iter()
            .zip(1..)
            .filter_map(|((slot, suggested), n)| {
                let of = tree.slot(&slot)?;
                let reading = Reading { seed: self.state.seq * 100 + n, ..self.reading(tree) };
                match parse::read(&reading, of, &suggested.body) {
                    Ok(Read::Value(value)) => {
                        Some((slot, Suggested { body: Body::Value(value), ..suggested }))
                    }
                    _ => {
                        unread.push(self.label(tree, &slot));
                        None
                    }
                }
            })
            .collect();
        if matches!(tree.node(place.rsplit('/').next()?), Some(Node::Assist(of)) if of.task == AssistTask::Extract)
        {
            let unread: Vec<&str> = unread.iter().map(String::as_str).collect();
            return self.note_extracted(place, Proposal { slots, ..proposal }, &unread);
        }
        let says = !slots.is_empty() || !proposal.why.is_empty() || !proposal.questions.is_empty();
        says.then_some(Proposal { slots, ..proposal })
    }

    /// The tree that the node at `place` stands in.
    pub fn tree_of(&self, place: &str) -> &'t Tree {
        let mut tree = self.scene.tree;
        for id in place.split('/') {
            if let Some(Node::Call(call)) = tree.node(id)
                && let Some(called) = tree.call(&call.tree)
            {
                tree = called;
            }
        }
        tree
    }
}
