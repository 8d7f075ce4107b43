//! "Não sei" at a question that may stay open, where a model is there to help: two easier questions and, where it can,
//! a value to go on with meanwhile. It runs beside the conversation; its card belongs to no node of the tree, and
//! what is taken of it is an assumption.

use super::{
    answer::Answer,
    assist,
    effect::{AssistCall, Button, CardState, Effect, Given as GivenTo, RefusalCode},
    fingerprint,
    input::{Decision, Proposal},
    state::{AssistFact, AssistStage, FactKind, Source, State, Who},
    step::Turn,
    view,
    walk::{AskAt, At, Scope, Walk, sources},
    words::{self, Press},
};
use crate::tree::{
    Tree,
    json::{Ask, AssistTask, Node, SlotPath, SlotType},
    value::Value,
};
use std::collections::BTreeMap;

/// What stands before the id of the question that it is about. No node is called so.
const APART: &str = "~unsure/";

/// Whether what is at `place` helps somebody who did not know.
pub(super) fn is_apart(place: &str) -> bool {
    place.starts_with(APART)
}

/// The question that the help at `place` is about, and its id.
pub(super) fn question<'t>(tree: &'t Tree, place: &str) -> Option<(&'t str, &'t Ask)> {
    let id = place.strip_prefix(APART)?;
    tree.doc().nodes.iter().find_map(|(known, node)| match node {
        Node::Ask(ask) if known == id => Some((known.as_str(), &**ask)),
        _ => None,
    })
}

/// What can be pressed on its card.
pub(super) fn buttons<V>(state: &State, assumes: &BTreeMap<SlotPath, V>) -> Vec<Button> {
    let all = [Press::Accept, Press::Edit, Press::Keep];
    let mut buttons = view::press(state, if assumes.is_empty() { &all[2..] } else { &all });
    for button in &mut buttons {
        let key = match Press::of_id(&button.id) {
            Some(Press::Accept) => "button_assume",
            Some(Press::Keep) => "button_leave_open",
            _ => continue,
        };
        button.label = words::phrases().say(&state.locale, key).to_owned();
    }
    buttons
}

impl<'t> Turn<'t, '_> {
    /// Has a model help with a question that was just left open. One at a time: what was offered for another gives way.
    pub fn probe(&mut self, asked: &AskAt<'t>, walk: &Walk<'t>) {
        // A question inside a called tree or a list is known by more than its id.
        let own = asked.part.is_none() && *asked.at.place == *asked.at.id;
        if !own || !self.scene.ai(self.state) {
            return;
        }
        self.drop_probes(|_| true);
        let place = format!("{APART}{}", asked.at.id);
        let version = match self.state.facts.get(&place).map(|fact| &fact.kind) {
            Some(FactKind::Assist(former)) => former.version + 1,
            _ => 1,
        };
        self.state.task += 1;
        let task = self.state.task;
        let fact = AssistFact { task, version, ..AssistFact::running(1) };
        self.fact(place.clone(), FactKind::Assist(fact), Some(fingerprint::of_text(&place)));
        if let Some(call) = self.probe_call(&place, task, walk) {
            self.effects.push(Effect::Assist(call));
            self.effects.push(Effect::Wake { task, at: assist::too_late(None, self.scene.now) });
        }
    }

    /// What a model is asked about the question.
    pub fn probe_call(&self, place: &str, task: u64, walk: &Walk<'t>) -> Option<AssistCall> {
        let (id, ask) = question(self.scene.tree, place)?;
        let (tree, path) = (self.scene.tree, ask.slot.clone());
        let text = self.render(&ask.prompt, &own_place(tree, id), walk);
        let label = self.label(tree, &path);
        Some(AssistCall {
            task,
            kind: AssistTask::Question,
            fingerprint: self.state.facts.get(place)?.fingerprint.clone().unwrap_or_default(),
            locale: self.state.locale.clone(),
            known: self.known(tree, walk.env(), std::slice::from_ref(&path)),
            given: vec![GivenTo { path: path.clone(), label, value: Value::text(text.as_str()), text }],
            wanted: vec![self.wanted(tree, &path, &path, None)?],
            refused: Vec::new(),
            round: 1,
            model: true,
        })
    }

    /// What came back, without what nobody may assume.
    pub fn assumable(&self, proposal: Proposal) -> Proposal {
        let may = |path: &SlotPath| self.scene.tree.slot(path).is_some_and(|slot| may_be_assumed(slot.kind));
        let slots = proposal.slots.into_iter().filter(|(path, _)| may(path)).collect();
        Proposal { slots, ..proposal }
    }

    /// What is said above its card.
    pub fn probe_text(&self, place: &str) -> Option<String> {
        let (_, ask) = question(self.scene.tree, place)?;
        Some(self.fill("probe", &[("label", &self.label(self.scene.tree, &ask.slot))]))
    }

    /// Taken, it is an assumption; changed, it is the person's own answer; else the question stays open.
    pub fn decide_probe(
        &mut self,
        place: &str,
        assist: AssistFact,
        decision: Decision,
        mut values: BTreeMap<SlotPath, Value>,
    ) {
        let Some((id, ask)) = question(self.scene.tree, place) else {
            return self.refuse(RefusalCode::UnknownCard, "unknown_card");
        };
        let (card, source, stage) = match decision {
            Decision::Accept => {
                (CardState::Accepted, Source::Assumption, AssistStage::Accepted(values.clone()))
            }
            Decision::Edit => (CardState::Edited, Source::Person, AssistStage::Edited(values.clone())),
            Decision::Keep | Decision::Another => {
                values.clear();
                (CardState::Rejected, Source::Person, AssistStage::Rejected)
            }
        };
        self.card_changed(place, assist.version, card, self.scene.who.clone());
        let now = self.state.facts.get(place).and_then(|fact| fact.fingerprint.clone());
        self.fact(place.to_owned(), FactKind::Assist(AssistFact { stage, ..assist }), now);
        let told = match (values.remove(&ask.slot), source) {
            (Some(value), source) => {
                let answer = Answer { raw: None, value, source, more: false };
                self.answered(id.to_owned(), answer, self.derived_now(id, ask));
                if source == Source::Assumption { "assumed" } else { "decided" }
            }
            (None, _) => "decided",
        };
        self.go_on_with(self.phrase(told).to_owned());
    }

    /// The fingerprint of what an answer to this question derives from.
    fn derived_now(&self, id: &str, ask: &'t Ask) -> Option<String> {
        let walk = self.look_ahead();
        let env =
            walk.steps.iter().find(|step| *step.at.place == *id).map_or(walk.env(), |s| walk.env_at(&s.at));
        fingerprint::of(env, sources(self.scene.tree, ask))
    }

    /// Help with a question that was answered meanwhile is of no use any more.
    pub fn drop_settled_probes(&mut self) {
        let is_open = |id: &str| self.state.facts.get(id).is_some_and(|fact| fact.kind == FactKind::Unsure);
        let settled = |place: &&String| place.strip_prefix(APART).is_some_and(|id| !is_open(id));
        let helped = self.state.facts.range(APART.to_owned()..).map(|(place, _)| place);
        let settled: Vec<String> = helped.filter(settled).cloned().collect();
        self.drop_probes(|place| settled.iter().any(|one| one == place));
    }

    fn drop_probes(&mut self, is_dropped: impl Fn(&str) -> bool) {
        let mut dropped = Vec::new();
        for (place, fact) in self.state.facts.range_mut(APART.to_owned()..) {
            let FactKind::Assist(assist) = &mut fact.kind else { continue };
            let waits = matches!(assist.stage, AssistStage::Running | AssistStage::Proposed);
            if is_apart(place) && waits && is_dropped(place) {
                let was = std::mem::replace(&mut assist.stage, AssistStage::Error);
                dropped.push((place.clone(), assist.task, assist.version, was));
            }
        }
        for (place, task, version, was) in dropped {
            if was == AssistStage::Running {
                self.effects.push(Effect::Cancel { task });
            } else {
                self.card_changed(&place, version, CardState::Superseded, Who::Engine);
            }
        }
    }
}

/// A choice, a text or an amount may be assumed. Names, reasons, proof and addresses are somebody's to give.
fn may_be_assumed(kind: SlotType) -> bool {
    !matches!(
        kind,
        SlotType::List | SlotType::Rank | SlotType::File | SlotType::Url | SlotType::Email | SlotType::Phone
    )
}

/// Where a node of the conversation's own tree stands.
fn own_place<'t>(tree: &'t Tree, id: &'t str) -> At<'t> {
    At { place: id.into(), id, scope: Scope::of(tree) }
}
