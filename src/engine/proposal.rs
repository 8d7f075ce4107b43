//! Assists: started, come back, decided. A proposal is nothing but a proposal until the person takes it.

use super::{
    effect::{
        AssistCall, Button, Card, CardChange, CardField, CardState, Effect, Given as GivenTo, MessageKind, RefusalCode,
        Wanted,
    },
    input::{AssistResult, Body, Decision, Proposal, Suggested},
    parse::{self, Read, Reading},
    state::{AssistFact, AssistStage, FactKind, Given, Source, State, Status, Who},
    step::Turn,
    view,
    walk::{AssistAt, Stop, Walk},
    words::Press,
};
use crate::{
    time::Millis,
    tree::{
        json::{AssistOutcome, AssistTask, Collection, Outcome, SlotPath, SlotType},
        value::Value,
    },
};
use std::collections::BTreeMap;

/// How long a result is waited for where the tree does not say.
const DEADLINE_SECONDS: u32 = 60;

/// What can be pressed on a proposal.
pub(super) fn buttons(state: &State) -> Vec<Button> {
    view::press(state, &[Press::Accept, Press::Edit, Press::Keep, Press::Another])
}

impl<'t> Turn<'t, '_> {
    /// Starts an assist. Whether nothing more can be said before it comes back: without a model it does so at once.
    pub fn start_assist(&mut self, start: &AssistAt<'t>, walk: &Walk<'t>) -> bool {
        let version = match self.state.facts.get(&start.at.place).map(|fact| &fact.kind) {
            Some(FactKind::Assist(former)) => {
                let (version, open) = (former.version, former.stage == AssistStage::Proposed);
                if former.stage == AssistStage::Running {
                    self.effects.push(Effect::Cancel { task: former.task });
                }
                if open {
                    self.card_changed(&start.at.place.clone(), version, CardState::Superseded, Who::Engine);
                }
                version
            }
            _ => 0,
        };
        self.run(start, 1, version + 1, walk);
        if start.assist.task == AssistTask::Recall {
            let (task, fingerprint) = (self.state.task, start.fingerprint.clone());
            let result = self.recall(start, walk);
            self.settle(task, &fingerprint, result);
            return false;
        }
        self.call(start, 1, walk);
        !self.scene.context.ai
    }

    fn run(&mut self, start: &AssistAt<'t>, round: u32, version: u32, _walk: &Walk<'t>) {
        self.state.task += 1;
        let fact =
            AssistFact { task: self.state.task, round, version, stage: AssistStage::Running, proposal: None };
        self.fact(start.at.place.clone(), FactKind::Assist(fact), Some(start.fingerprint.clone()));
    }

    fn call(&mut self, start: &AssistAt<'t>, round: u32, walk: &Walk<'t>) {
        let (tree, env) = (start.at.scope.tree, walk.env_at(&start.at));
        let given = start.assist.input.iter().filter_map(|slot| {
            let path = start.at.scope.resolve(slot);
            let value = env.get(&path)?.into_owned();
            let text = self.show(tree, &path, &value);
            Some(GivenTo { path: slot.clone(), label: self.label(tree, &path), value, text })
        });
        let wanted = start.assist.out.iter().filter_map(|slot| {
            let path = start.at.scope.resolve(slot);
            let of = tree.slot(&path)?;
            Some(Wanted {
                path: slot.clone(),
                label: self.label(tree, &path),
                kind: of.kind,
                headings: of.headings.values().flatten().cloned().collect(),
                options: view::options(self.scene, tree, of, &self.state.locale),
                value: env.get(&path).map(std::borrow::Cow::into_owned),
            })
        });
        let call = AssistCall {
            task: self.state.task,
            kind: start.assist.task,
            fingerprint: start.fingerprint.clone(),
            locale: self.state.locale.clone(),
            given: given.collect(),
            wanted: wanted.collect(),
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
        let suggested = Suggested { body: Body::Value(Value::Object(kit)), quote: None };
        AssistResult::Proposed(Proposal {
            slots: BTreeMap::from([(out.clone(), suggested)]),
            by: "kit".into(),
            ..Proposal::default()
        })
    }

    fn kit_of(&self, brand: &Value) -> Option<indexmap::IndexMap<String, Value>> {
        let context = self.scene.context;
        let name = super::words::fold(brand.as_text()?);
        let brands = context.collections.get(&Collection::Brands)?;
        let known = brands.iter().find(|entry| entry.id == *brand.as_text().unwrap_or("") || super::words::fold(&entry.label) == name)?;
        context.kits.get(&known.id).filter(|kit| !kit.is_empty()).cloned()
    }

    /// A result that came back: taken only if this task is still the one wanted, on these inputs.
    pub fn assist_done(&mut self, task: u64, fingerprint: &str, result: AssistResult) {
        let place = self.running(task);
        if !self.settle(task, fingerprint, result) {
            return;
        }
        let walk = self.walk();
        let waited = matches!(&walk.stop, Stop::Proposal(p) if Some(&p.at.place) == place.as_ref());
        if let Some(place) = place
            && !waited
        {
            self.show_card(&place);
        }
        self.advance();
    }

    fn running(&self, task: u64) -> Option<String> {
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
        let reading = |seed| Reading {
            tree,
            context: self.scene.context,
            locale: &self.state.locale,
            seed,
            before: None,
        };
        let slots: BTreeMap<SlotPath, Suggested> = proposal
            .slots
            .into_iter()
            .zip(1..)
            .filter_map(|((slot, suggested), n)| {
                let of = tree.slot(&slot)?;
                match parse::read(&reading(self.state.seq * 100 + n), of, &suggested.body) {
                    Ok(Read::Value(value)) => Some((slot, Suggested { body: Body::Value(value), ..suggested })),
                    _ => None,
                }
            })
            .collect();
        let says = !slots.is_empty() || !proposal.why.is_empty() || !proposal.questions.is_empty();
        says.then_some(Proposal { slots, ..proposal })
    }

    /// The tree that the node at `place` stands in.
    fn tree_of(&self, place: &str) -> &'t crate::tree::Tree {
        let mut tree = self.scene.tree;
        for id in place.split('/') {
            if let Some(crate::tree::json::Node::Call(call)) = tree.node(id)
                && let Some(called) = tree.call(&call.tree)
            {
                tree = called;
            }
        }
        tree
    }

    // ── shown ───────────────────────────────────────────────────

    pub fn put_proposal(&mut self, proposed: &AssistAt<'t>, walk: &Walk<'t>) {
        if self.is_pending(&proposed.at, None) {
            return;
        }
        let Some(card) = self.card(&proposed.at.place) else { return };
        let text = proposed.assist.text.as_ref();
        let text = text.map_or_else(|| self.phrase("proposal").to_owned(), |t| self.render(t, &proposed.at, walk));
        let ask = view::decision(&proposed.at, card.buttons.clone());
        self.put(MessageKind::Proposal, text, ask, None, &proposed.at);
        if let Some(Effect::Message(message)) = self.effects.last_mut() {
            message.card = Some(card);
        }
    }

    /// The card of an assist that does not wait, beside the question that is pending.
    fn show_card(&mut self, place: &str) {
        let Some(card) = self.card(place) else { return };
        let text = self.phrase("proposal").to_owned();
        self.put_card(text, card, true);
    }

    fn card(&self, place: &str) -> Option<Card> {
        let FactKind::Assist(assist) = &self.state.facts.get(place)?.kind else { return None };
        let proposal = assist.proposal.as_ref()?;
        let node = place.rsplit('/').next()?;
        let tree = self.tree_of(place);
        let Some(crate::tree::json::Node::Assist(of)) = tree.node(node) else { return None };
        let walk = self.walk();
        let fields = proposal.slots.iter().filter_map(|(slot, suggested)| {
            let Body::Value(value) = &suggested.body else { return None };
            Some(CardField {
                path: slot.clone(),
                label: self.label(tree, slot),
                from: walk.env().get(slot).map(|value| self.show(tree, slot, &value)),
                to: self.show(tree, slot, value),
                value: value.clone(),
                quote: suggested.quote.clone(),
            })
        });
        Some(Card {
            id: place.to_owned(),
            version: assist.version,
            state: CardState::Open,
            task: of.task,
            by: proposal.by.clone(),
            fields: fields.collect(),
            why: proposal.why.clone(),
            questions: proposal.questions.clone(),
            buttons: if proposal.slots.is_empty() {
                view::press(self.state, &[Press::Keep])
            } else {
                buttons(self.state)
            },
        })
    }

    fn card_changed(&mut self, card: &str, version: u32, state: CardState, by: Who) {
        self.state.seq += 1;
        let seq = self.state.seq;
        self.effects.push(Effect::CardChanged(CardChange { seq, card: card.to_owned(), version, state, by }));
    }

    // ── decided ─────────────────────────────────────────────────

    pub fn decide(
        &mut self,
        card: &str,
        version: Option<u32>,
        decision: Decision,
        content: BTreeMap<SlotPath, Value>,
    ) {
        if self.state.status == Status::Completed {
            return self.refuse(RefusalCode::Closed, "closed");
        }
        let Some(FactKind::Assist(assist)) = self.state.facts.get(card).map(|fact| &fact.kind) else {
            return self.refuse(RefusalCode::UnknownCard, "unknown_card");
        };
        if version.is_some_and(|version| version != assist.version) {
            return self.refuse(RefusalCode::StaleVersion, "stale_card");
        }
        if assist.stage != AssistStage::Proposed {
            return self.refuse(RefusalCode::AlreadyDecided, "already_decided");
        }
        let walk = self.walk();
        let at = match &walk.stop {
            Stop::Proposal(proposed) if proposed.at.place == card => Some(proposed.clone()),
            _ => walk.steps.iter().find(|step| step.at.place == card).and_then(|step| match step.node {
                crate::tree::json::Node::Assist(assist) => {
                    let fingerprint = self.state.facts[card].fingerprint.clone().unwrap_or_default();
                    Some(AssistAt { at: step.at.clone(), assist, fingerprint })
                }
                _ => None,
            }),
        };
        let Some(at) = at else { return self.refuse(RefusalCode::UnknownCard, "unknown_card") };
        let said = self.phrase(decision_phrase(decision)).to_owned();
        self.heard(said);
        self.decide_at(&at, decision, content);
    }

    /// A decision, once what was said stands in the conversation.
    pub fn decide_at(&mut self, at: &AssistAt<'t>, decision: Decision, content: BTreeMap<SlotPath, Value>) {
        let place = at.at.place.clone();
        let Some(FactKind::Assist(assist)) = self.state.facts.get(&place).map(|fact| fact.kind.clone()) else {
            return;
        };
        if decision == Decision::Another {
            return self.propose_another(at, &assist);
        }
        let (stage, card, outcome) = match decision {
            Decision::Accept => (AssistStage::Accepted(proposed(&assist)), CardState::Accepted, AssistOutcome::Accept),
            Decision::Edit => match self.own_version(&place, &assist, content) {
                Ok(values) => (AssistStage::Edited(values), CardState::Edited, AssistOutcome::Edit),
                Err(message) => {
                    self.understood(false, None);
                    return self.tell_and_repeat(MessageKind::Reprompt, message);
                }
            },
            _ => (AssistStage::Rejected, CardState::Rejected, AssistOutcome::Reject),
        };
        let waited = self.state.pending.as_ref().is_some_and(|pending| pending.place == place);
        if let AssistStage::Accepted(values) | AssistStage::Edited(values) = &stage
            && at.assist.task == AssistTask::Extract
        {
            self.give(values, &assist);
        }
        self.card_changed(&place, assist.version, card, self.scene.who.clone());
        let fact = AssistFact { stage, ..assist };
        self.fact(place, FactKind::Assist(fact), Some(at.fingerprint.clone()));
        if let Some(Outcome::Reask { reask }) = at.assist.outcomes.get(&outcome) {
            self.reask(at, reask);
        }
        if waited || matches!(at.assist.outcomes.get(&outcome), Some(Outcome::Reask { .. })) {
            self.state.pending = None;
        } else if self.state.pending.is_some() {
            let noted = self.phrase("decided").to_owned();
            self.tell_and_repeat(MessageKind::Say, noted);
        }
        self.advance();
    }

    fn propose_another(&mut self, at: &AssistAt<'t>, former: &AssistFact) {
        let walk = self.walk();
        self.card_changed(&at.at.place, former.version, CardState::Superseded, self.scene.who.clone());
        if self.is_pending(&at.at, None) {
            self.state.pending = None;
        }
        self.run(at, former.round + 1, former.version + 1, &walk);
        self.call(at, former.round + 1, &walk);
        if self.scene.context.ai {
            self.advance();
        }
    }

    /// What a pasted text answers waits for its questions.
    fn give(&mut self, values: &BTreeMap<SlotPath, Value>, assist: &AssistFact) {
        for (slot, value) in values {
            let quote = assist.proposal.as_ref().and_then(|p| p.slots.get(slot)).and_then(|s| s.quote.clone());
            let given = Given { value: value.clone(), source: Source::Pasted, quote };
            self.state.given.insert(slot.clone(), given);
        }
    }

    /// Takes the answers away whose questions are to be put again.
    fn reask(&mut self, at: &AssistAt<'t>, slots: &[SlotPath]) {
        let walk = self.walk();
        for slot in slots {
            let path = at.at.scope.resolve(slot);
            let place = walk.env_at(&at.at).live(&path).and_then(|live| live.place.clone());
            if let Some(place) = place {
                let parts = format!("{place}.");
                self.state.facts.retain(|at, _| *at != place && !at.starts_with(&parts));
            }
        }
        self.state.facts.remove(&at.at.place);
    }

    fn own_version(
        &self,
        place: &str,
        assist: &AssistFact,
        content: BTreeMap<SlotPath, Value>,
    ) -> Result<BTreeMap<SlotPath, Value>, String> {
        let tree = self.tree_of(place);
        let mut values = proposed(assist);
        for (slot, value) in content {
            let Some(of) = tree.slot(&slot) else { return Err(self.phrase("unknown_path").to_owned()) };
            let body = match value {
                // Words are read as words: a form sends what the person typed.
                Value::Text(text) if of.kind != SlotType::Choice => Body::Text(text),
                value => Body::Value(value),
            };
            let reading = Reading {
                tree,
                context: self.scene.context,
                locale: &self.state.locale,
                seed: self.state.seq,
                before: None,
            };
            match parse::read(&reading, of, &body) {
                Ok(Read::Value(value)) => values.insert(slot, value),
                Ok(_) => values.remove(&slot),
                Err(misread) => return Err(misread.message),
            };
        }
        Ok(values)
    }

    /// Words or a button where a proposal waits.
    pub fn answer_proposal(&mut self, proposed: &AssistAt<'t>, body: &Body, _walk: &Walk<'t>) {
        let press = match body {
            Body::Options(ids) => ids.first().and_then(|id| Press::of_id(id)),
            Body::Text(text) => Press::of_words(text),
            _ => None,
        };
        self.heard(self.said(proposed.at.scope.tree, "", body));
        let decision = match press {
            Some(Press::Accept | Press::Confirm) => Decision::Accept,
            Some(Press::Keep | Press::Skip | Press::Unsure | Press::NoMore) => Decision::Keep,
            Some(Press::Another) => Decision::Another,
            Some(Press::Edit) | None => return self.edit_proposal(proposed, press, body),
        };
        self.understood(true, None);
        self.decide_at(proposed, decision, BTreeMap::new());
    }

    /// The person's own words instead, where the proposal is one text.
    fn edit_proposal(&mut self, at: &AssistAt<'t>, press: Option<Press>, body: &Body) {
        let only = match at.assist.out.as_slice() {
            [slot] => at.at.scope.tree.slot(slot).filter(|of| matches!(of.kind, SlotType::Text | SlotType::LongText)),
            _ => None,
        };
        if let (None, Some(_), Body::Text(text)) = (press, only, body) {
            self.understood(true, None);
            let content = BTreeMap::from([(at.assist.out[0].clone(), Value::text(text.as_str()))]);
            return self.decide_at(at, Decision::Edit, content);
        }
        self.understood(false, None);
        let text = self.phrase(if only.is_some() { "write_your_own" } else { "decide_first" }).to_owned();
        self.tell_and_repeat(MessageKind::Reprompt, text);
    }

    // ── waited for ──────────────────────────────────────────────

    pub fn put_waiting(&mut self, waiting: &AssistAt<'t>) {
        if self.is_pending(&waiting.at, None) {
            return;
        }
        let text = self.phrase("waiting").to_owned();
        let ask = view::decision(&waiting.at, view::press(self.state, &[Press::Skip]));
        self.put(MessageKind::Say, text, ask, None, &waiting.at);
    }

    pub fn answer_waiting(&mut self, waiting: &AssistAt<'t>, body: &Body) {
        self.heard(self.said(self.scene.tree, "", body));
        match body {
            Body::Options(ids) if ids.first().is_some_and(|id| id == Press::Skip.id()) => self.go_on_without(waiting),
            _ => self.repeat_waiting(),
        }
    }

    fn repeat_waiting(&mut self) {
        let text = self.phrase("help_waiting").to_owned();
        self.tell_and_repeat(MessageKind::Help, text);
    }

    /// The person goes on without the result.
    pub fn go_on_without(&mut self, waiting: &AssistAt<'t>) {
        if let Some(FactKind::Assist(assist)) = self.state.facts.get_mut(&waiting.at.place).map(|fact| &mut fact.kind) {
            assist.stage = AssistStage::Error;
            let task = assist.task;
            self.effects.push(Effect::Cancel { task });
        }
        self.state.pending = None;
        self.advance();
    }

    /// The deadline of an assist: without a result by now, there is none.
    pub fn woken(&mut self, task: u64) {
        let Some(place) = self.running(task) else { return };
        if let Some(FactKind::Assist(assist)) = self.state.facts.get_mut(&place).map(|fact| &mut fact.kind) {
            assist.stage = AssistStage::Error;
        }
        self.effects.push(Effect::Cancel { task });
        if self.state.pending.as_ref().is_some_and(|pending| pending.place == place) {
            self.state.pending = None;
        }
        self.advance();
    }
}

/// The values of a proposal.
fn proposed(assist: &AssistFact) -> BTreeMap<SlotPath, Value> {
    let slots = assist.proposal.iter().flat_map(|proposal| &proposal.slots);
    slots
        .filter_map(|(slot, suggested)| match &suggested.body {
            Body::Value(value) => Some((slot.clone(), value.clone())),
            _ => None,
        })
        .collect()
}

fn decision_phrase(decision: Decision) -> &'static str {
    match decision {
        Decision::Accept => "button_accept",
        Decision::Edit => "button_edit",
        Decision::Keep => "button_keep",
        Decision::Another => "button_another",
    }
}
