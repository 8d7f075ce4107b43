//! Assists: started, and come back. A result counts only if it is still the one wanted, on the same inputs.

use super::{
    effect::{AssistCall, CardState, Effect, Given as GivenTo, MessageKind, Wanted},
    env::Env,
    input::{AssistResult, Body, Instead, Proposal, Suggested},
    parse::{self, Read, Reading},
    paste, probe, running,
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
        json::{AssistTask, Collection, Node, SlotPath, SlotType},
        value::Value,
    },
};
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// Who proposes where no model does.
pub(super) const RULES: &str = "rules";
/// How long a result is waited for where the tree does not say.
const DEADLINE_SECONDS: u32 = 60;
/// Answers that a model is told besides those that it works on, and how much of each.
const KNOWN_MAX: usize = 40;
const KNOWN_CHARS_MAX: usize = 400;
/// Earlier proposals that a model is told not to repeat, the last ones.
const REFUSED_MAX: usize = 5;

/// Whether a model is the one to ask, where one is connected and agreed to. What a brand said last time is read,
/// not proposed.
pub(super) fn is_a_models(task: AssistTask) -> bool {
    task != AssistTask::Recall
}

/// When a result that was started at `from` comes too late.
pub(super) fn too_late(seconds: Option<u32>, from: Millis) -> Millis {
    Millis(from.0 + i64::from(seconds.unwrap_or(DEADLINE_SECONDS)) * 1_000)
}

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
        self.run(start, 1, version + 1, Vec::new());
        if start.assist.task == AssistTask::Recall {
            let (task, fingerprint) = (self.state.task, start.fingerprint.clone());
            let result = self.recall(start, walk);
            self.settle(task, &fingerprint, result);
            return false;
        }
        let goes_on = self.call(start, 1, walk);
        if goes_on && self.is_pending(&start.at, None) {
            // What was proposed before is no longer what waits.
            self.state.pending = None;
        }
        !goes_on
    }

    pub fn run(&mut self, start: &AssistAt<'t>, round: u32, version: u32, refused: Vec<String>) {
        self.state.task += 1;
        let (former, pasted) = match self.state.facts.get(&*start.at.place).map(|fact| &fact.kind) {
            Some(FactKind::Assist(assist)) => (assist.taken().clone(), assist.pasted.clone()),
            _ => (BTreeMap::new(), None),
        };
        let task = self.state.task;
        let fact = AssistFact { task, version, former, pasted, refused, ..AssistFact::running(round) };
        self.fact(start.at.place.to_string(), FactKind::Assist(fact), Some(start.fingerprint.clone()));
    }

    /// Asks for a proposal. Whether a model is asked, so that the conversation goes on meanwhile.
    pub fn call(&mut self, start: &AssistAt<'t>, round: u32, walk: &Walk<'t>) -> bool {
        let call = self.asked(start, self.state.task, round, walk);
        let (task, model) = (call.task, call.model);
        self.effects.push(Effect::Assist(call));
        if model {
            self.effects
                .push(Effect::Wake { task, at: too_late(start.assist.deadline_seconds, self.scene.now) });
        }
        model
    }

    /// What is asked of the rules or of a model.
    pub fn asked(&self, start: &AssistAt<'t>, task: u64, round: u32, walk: &Walk<'t>) -> AssistCall {
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
            self.wanted(tree, slot, &path, env.get(&path).map(std::borrow::Cow::into_owned))
        });
        let wanted = wanted.collect();
        let model = self.scene.ai(self.state) && is_a_models(start.assist.task);
        let own = start.assist.input.iter().chain(&start.assist.out);
        let own: Vec<_> = own.map(|slot| start.at.scope.resolve(slot)).collect();
        let refused = match self.state.facts.get(&*start.at.place).map(|fact| &fact.kind) {
            Some(FactKind::Assist(assist)) if model => assist.refused.clone(),
            _ => Vec::new(),
        };
        AssistCall {
            task,
            kind: start.assist.task,
            fingerprint: start.fingerprint.clone(),
            locale: self.state.locale.clone(),
            given: pasted.unwrap_or_else(|| given.collect()),
            known: if model { self.known(tree, env, &own) } else { Vec::new() },
            wanted,
            refused,
            round,
            model,
        }
    }

    /// A slot that may be filled, as it is called where it is proposed.
    pub fn wanted(&self, tree: &Tree, name: &str, path: &str, value: Option<Value>) -> Option<Wanted> {
        let of = tree.slot(path)?;
        Some(Wanted {
            path: name.to_owned(),
            label: self.label(tree, path),
            kind: of.kind,
            headings: of.headings.values().flatten().cloned().collect(),
            options: view::options(self.scene, tree, of, &self.state.locale),
            value,
            input: Some(Box::new(view::control(self.scene, tree, of, &self.state.locale))),
        })
    }

    /// What else was said, for a model to fit in with: as much as is useful, and not how a person is reached.
    pub fn known<S: AsRef<str>>(&self, tree: &Tree, env: &Env<'_>, own: &[S]) -> Vec<GivenTo> {
        let known = tree.doc().slots.iter().filter_map(|(path, slot)| {
            let personal = matches!(slot.kind, SlotType::Email | SlotType::Phone | SlotType::File);
            if slot.internal || personal || own.iter().any(|own| own.as_ref() == path) {
                return None;
            }
            let value = env.get(path).filter(|value| !value.is_empty())?.into_owned();
            let text: String = self.show(tree, path, &value).chars().take(KNOWN_CHARS_MAX).collect();
            Some(GivenTo { path: path.clone(), label: self.label(tree, path), value, text })
        });
        known.take(KNOWN_MAX).collect()
    }

    /// What a model is not to propose again: the earlier proposals of `former`, and its last one.
    pub fn refused(&self, start: &AssistAt<'t>, former: &AssistFact) -> Vec<String> {
        if !self.scene.ai(self.state) {
            return Vec::new();
        }
        let tree = start.at.scope.tree;
        let shown = former.proposal.iter().flat_map(|proposal| &proposal.slots).filter_map(|(slot, s)| {
            let Body::Value(value) = &s.body else { return None };
            Some(self.show(tree, &start.at.scope.resolve(slot), value))
        });
        let last: String = shown.collect::<Vec<_>>().join("\n").chars().take(KNOWN_CHARS_MAX).collect();
        let mut refused = former.refused.clone();
        refused.extend(Some(last).filter(|last| !last.is_empty()));
        refused.split_off(refused.len().saturating_sub(REFUSED_MAX))
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
        let (instead, failed) = match &result {
            AssistResult::Proposed(proposal) => (proposal.instead, false),
            AssistResult::Failed(why) => (Some(*why), true),
            AssistResult::Nothing => (None, false),
        };
        if !self.settle(task, fingerprint, result) {
            return;
        }
        let Some(place) = place else { return };
        let told = if failed { self.fails(instead) } else { self.stands_in(&place, instead) };
        if paste::is_apart(&place) {
            self.show_apart(&place);
            return self.advance();
        }
        if probe::is_apart(&place) {
            self.show_card(&place);
            return;
        }
        let waited = self.state.pending.as_ref().is_some_and(|pending| pending.place == place);
        if waited {
            // What is pending is that it was waited for.
            self.state.pending = None;
        }
        let walk = self.walk();
        let put = matches!(&walk.stop, Stop::Proposal(p) if *p.at.place == place);
        if !put && walk.steps.iter().any(|step| step.at.place == place) {
            let proposed = self.show_card(&place);
            if waited && !proposed && !told && self.scene.ai(self.state) {
                let text = self.phrase("no_suggestion").to_owned();
                self.tell(MessageKind::Say, text);
            }
        }
        self.advance();
    }

    /// Says once that the rules answer for a model that did not, until it does again. Whether it was said now.
    fn stands_in(&mut self, place: &str, instead: Option<Instead>) -> bool {
        let proposed = matches!(
            self.state.facts.get(place).map(|fact| &fact.kind),
            Some(FactKind::Assist(assist)) if assist.stage == AssistStage::Proposed
        );
        proposed
            && self.explain(instead, |why| match why {
                Instead::Silent => "stands_in",
                Instead::OverBudget => "stands_in_over_budget",
                Instead::Unfit => "stands_in_unfit",
            })
    }

    /// The same where the rules have nothing to say either.
    fn fails(&mut self, instead: Option<Instead>) -> bool {
        self.explain(instead, |why| match why {
            Instead::Silent => "fails",
            Instead::OverBudget => "fails_over_budget",
            Instead::Unfit => "fails_unfit",
        })
    }

    fn explain(&mut self, instead: Option<Instead>, key: impl Fn(Instead) -> &'static str) -> bool {
        if !self.scene.ai(self.state) {
            return false;
        }
        let news = instead.filter(|_| !self.state.stood_in);
        self.state.stood_in = instead.is_some();
        if let Some(why) = news {
            let text = self.phrase(key(why)).to_owned();
            self.tell(MessageKind::Say, text);
        }
        news.is_some()
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
            AssistResult::Proposed(proposal) if probe::is_apart(&place) => {
                self.readable(&place, self.assumable(proposal))
            }
            AssistResult::Proposed(proposal) => self.readable(&place, proposal),
            AssistResult::Nothing | AssistResult::Failed(_) => None,
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
        running::tree_of(self.scene.tree, place)
    }
}
