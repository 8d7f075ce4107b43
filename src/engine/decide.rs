//! Decisions on proposals. Nothing of a proposal is an answer before the person takes it.

use super::{
    effect::{CardState, MessageKind, RefusalCode},
    input::{Body, Decision},
    parse::{self, Read, plain_yes_or_no},
    paste, probe,
    state::{AssistFact, AssistStage, FactKind, Given, Source, Status},
    step::Turn,
    walk::{AssistAt, Stop},
    words::Press,
};
use crate::tree::{
    json::{AssistOutcome, AssistTask, Node, Outcome, SlotPath, SlotType},
    value::Value,
};
use std::collections::BTreeMap;

impl<'t> Turn<'t, '_> {
    pub fn decide(
        &mut self,
        card: &str,
        version: Option<u32>,
        decision: Decision,
        content: BTreeMap<SlotPath, Option<Value>>,
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
        if !assist.was_proposed() {
            return self.refuse(RefusalCode::UnknownCard, "unknown_card");
        }
        if assist.stage != AssistStage::Proposed {
            return self.refuse(RefusalCode::AlreadyDecided, "already_decided");
        }
        if probe::is_apart(card) {
            let assist = assist.clone();
            return self.take_probe(card, assist, decision, content);
        }
        let walk = self.walk();
        let at = match &walk.stop {
            Stop::Proposal(proposed) if proposed.at.place == card => Some(proposed.clone()),
            _ if paste::is_apart(card) => self.apart(card),
            _ => walk.steps.iter().find(|step| step.at.place == card).and_then(|step| match step.node {
                Node::Assist(assist) => {
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

    fn take_probe(
        &mut self,
        card: &str,
        assist: AssistFact,
        decision: Decision,
        content: BTreeMap<SlotPath, Option<Value>>,
    ) {
        if decision == Decision::Another {
            return self.refuse(RefusalCode::UnknownCard, "unknown_card");
        }
        let said = self.phrase(match decision {
            Decision::Accept => "button_assume",
            Decision::Keep => "button_leave_open",
            _ => decision_phrase(decision),
        });
        self.heard(said.to_owned());
        let values = match decision {
            Decision::Edit => self.own_version(card, &assist, content),
            _ => Ok(proposed(&assist)),
        };
        match values {
            Ok(values) => self.decide_probe(card, assist, decision, values),
            Err(message) => {
                self.understood(false, None);
                self.tell_and_repeat(MessageKind::Reprompt, message);
            }
        }
    }

    /// A decision, once what was said stands in the conversation.
    pub fn decide_at(
        &mut self,
        at: &AssistAt<'t>,
        decision: Decision,
        content: BTreeMap<SlotPath, Option<Value>>,
    ) {
        let place = at.at.place.to_string();
        let Some(FactKind::Assist(assist)) = self.state.facts.get(&place).map(|fact| fact.kind.clone())
        else {
            return;
        };
        if decision == Decision::Another {
            return self.propose_another(at, &assist);
        }
        let (mut stage, card, outcome) = match decision {
            Decision::Accept => {
                (AssistStage::Accepted(proposed(&assist)), CardState::Accepted, AssistOutcome::Accept)
            }
            Decision::Edit => match self.own_version(&place, &assist, content) {
                Ok(values) => (AssistStage::Edited(values), CardState::Edited, AssistOutcome::Edit),
                Err(message) => {
                    self.understood(false, None);
                    return self.tell_and_repeat(MessageKind::Reprompt, message);
                }
            },
            _ if !assist.former.is_empty() => {
                (AssistStage::Edited(assist.former.clone()), CardState::Rejected, AssistOutcome::Edit)
            }
            _ => (AssistStage::Rejected, CardState::Rejected, AssistOutcome::Reject),
        };
        let waited = self.state.pending.as_ref().is_some_and(|pending| pending.place == place);
        if let AssistStage::Accepted(values) | AssistStage::Edited(values) = &mut stage
            && at.assist.task == AssistTask::Extract
        {
            if paste::is_apart(&place) {
                self.still_wanted(values);
            }
            self.give(values, &assist);
        }
        self.card_changed(&place, assist.version, card, self.scene.who.clone());
        if paste::is_apart(&place) {
            let taken = match &stage {
                AssistStage::Accepted(values) | AssistStage::Edited(values) => Some(values.len()),
                _ => None,
            };
            let fact = AssistFact { stage, proposal: None, pasted: None, ..assist };
            self.fact(place, FactKind::Assist(fact), Some(at.fingerprint.clone()));
            return self.go_on_after(taken);
        }
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
        let refused = self.refused(at, former);
        self.run(at, former.round + 1, former.version + 1, refused);
        if self.call(at, former.round + 1, &walk) {
            self.advance();
        }
    }

    /// What a pasted text answers waits for its questions.
    fn give(&mut self, values: &BTreeMap<SlotPath, Value>, assist: &AssistFact) {
        self.make_way(values);
        for (slot, value) in values {
            let quote =
                assist.proposal.as_ref().and_then(|p| p.slots.get(slot)).and_then(|s| s.quote.clone());
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
        self.state.facts.remove(&*at.at.place);
    }

    fn own_version(
        &self,
        place: &str,
        assist: &AssistFact,
        content: BTreeMap<SlotPath, Option<Value>>,
    ) -> Result<BTreeMap<SlotPath, Value>, String> {
        let tree = self.tree_of(place);
        let mut values = proposed(assist);
        for (slot, value) in content {
            let Some(of) = tree.slot(&slot) else { return Err(self.phrase("unknown_path").to_owned()) };
            let Some(value) = value else {
                values.remove(&slot);
                continue;
            };
            let body = match value {
                // Words are read as words: a form sends what the person typed.
                Value::Text(text) if of.kind != SlotType::Choice => Body::Text(text),
                value => Body::Value(value),
            };
            match parse::read(&self.reading(tree), of, &body) {
                Ok(Read::Value(value)) => values.insert(slot, value),
                Ok(_) => values.remove(&slot),
                Err(misread) => return Err(misread.message),
            };
        }
        Ok(values)
    }

    /// Words or a button where a proposal waits.
    pub fn answer_proposal(&mut self, proposed: &AssistAt<'t>, body: &Body) {
        let press = match body {
            Body::Options(ids) => ids.first().and_then(|id| Press::of_id(id)),
            Body::Text(text) => {
                Press::of_words(text).or_else(|| match (only_text(proposed), plain_yes_or_no(text)?) {
                    // It may be the text itself.
                    (Some(_), _) => None,
                    (None, true) => Some(Press::Accept),
                    (None, false) => Some(Press::Keep),
                })
            }
            _ => None,
        };
        self.heard(self.said(proposed.at.scope.tree, "", body));
        let decision = match press {
            Some(Press::Accept | Press::Confirm) => Decision::Accept,
            Some(Press::Keep | Press::Skip | Press::Unsure | Press::NoMore) => Decision::Keep,
            Some(Press::Another) => Decision::Another,
            Some(Press::Edit | Press::AiYes | Press::AiNo) | None => {
                return self.edit_proposal(proposed, press, body);
            }
        };
        self.understood(true, None);
        self.decide_at(proposed, decision, BTreeMap::new());
    }

    /// The person's own words instead, where the proposal is one text.
    fn edit_proposal(&mut self, at: &AssistAt<'t>, press: Option<Press>, body: &Body) {
        let only = only_text(at);
        if let (None, Some(slot), Body::Text(text)) = (press, only, body) {
            self.understood(true, None);
            let content = BTreeMap::from([(slot.clone(), Some(Value::text(text.as_str())))]);
            return self.decide_at(at, Decision::Edit, content);
        }
        self.understood(false, None);
        let text = self.phrase(if only.is_some() { "write_your_own" } else { "decide_first" }).to_owned();
        self.tell_and_repeat(MessageKind::Reprompt, text);
    }
}

/// The text that is all there is to a proposal.
fn only_text<'t>(at: &AssistAt<'t>) -> Option<&'t SlotPath> {
    let [path] = at.assist.out.as_slice() else { return None };
    let slot = at.at.scope.tree.slot(path)?;
    matches!(slot.kind, SlotType::Text | SlotType::LongText).then_some(path)
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
