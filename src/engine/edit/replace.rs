//! A fact is replaced, or a part of it.

use super::Target;
use crate::{
    engine::{
        answer::Answer,
        input::Body,
        state::{AssistStage, FactKind, Given, Source},
        step::Turn,
        walk::{self, part_place},
    },
    tree::value::Value,
};

impl<'t> Turn<'t, '_> {
    pub fn apply(&mut self, path: &str, target: &Target, value: Option<Value>, body: &Body) {
        let raw = match body {
            Body::Text(text) => Some(text.clone()),
            _ => None,
        };
        match target {
            Target::Fact { place, inner } => {
                self.replace(place, inner, value.clone(), raw);
                if let Some(value) = &value {
                    self.answer_inside(path, value);
                }
            }
            Target::Accepted { place, slot } => {
                let Some(fact) = self.state.facts.get_mut(place) else { return };
                let FactKind::Assist(assist) = &mut fact.kind else { return };
                if let AssistStage::Accepted(values) | AssistStage::Edited(values) = &assist.stage
                    && let Some(value) = value
                {
                    let mut values = values.clone();
                    let inner = path[slot.len()..].trim_start_matches('/');
                    put_inside(values.entry(slot.clone()).or_insert(Value::Bool(false)), inner, value);
                    assist.stage = AssistStage::Edited(values);
                }
            }
            Target::Ahead => {
                if let Some(value) = value {
                    self.give_ahead(path, value);
                }
            }
        }
    }

    /// Keeps an answer for its question. A composite goes part by part: what was given of a part before would
    /// hide it.
    fn give_ahead(&mut self, path: &str, value: Value) {
        match value {
            Value::Object(fields) => {
                for (field, value) in fields {
                    self.give_ahead(&format!("{path}/{field}"), value);
                }
            }
            value => {
                let given = Given { value, source: Source::Person, quote: None };
                self.state.given.insert(path.to_owned(), given);
            }
        }
    }

    fn replace(&mut self, place: &str, inner: &str, value: Option<Value>, raw: Option<String>) {
        let Some(value) = value else {
            return self.fact(place.to_owned(), FactKind::Unsure, None);
        };
        let old = self.state.facts.get(place);
        let fingerprint = old.and_then(|fact| fact.fingerprint.clone());
        let whole = match old.and_then(walk::answer_of) {
            Some(old) if !inner.is_empty() => {
                let mut whole = old.clone();
                put_inside(&mut whole, inner, value);
                whole
            }
            _ => value,
        };
        if let Value::Object(fields) = &whole {
            // A composite is kept part by part.
            let fields = fields.clone();
            if !place.contains('.') {
                let now = self.now_at(place).unwrap_or(fingerprint);
                self.state.facts.remove(place);
                for (field, value) in fields {
                    let part = part_place(place, &field);
                    let answer = Answer { raw: raw.clone(), value, source: Source::Person, more: false };
                    self.answered(part, answer, now.clone());
                }
                return;
            }
        }
        let answer = Answer { raw, value: whole, source: Source::Person, more: false };
        self.answered(place.to_owned(), answer, fingerprint);
        self.refresh(place);
    }

    /// A list that is edited whole brings new answers to the questions about its items along.
    fn answer_inside(&mut self, path: &str, whole: &Value) {
        let walk = self.look_ahead();
        for step in &walk.steps {
            let inner = step.slot.as_deref().and_then(|slot| slot.strip_prefix(path)?.strip_prefix('/'));
            let Some(new) = inner.and_then(|inner| whole.at(inner)) else { continue };
            let Some(fact) = self.state.facts.get(&*step.at.place) else { continue };
            if walk::answer_of(fact).is_some_and(|old| old != new) {
                let answer = Answer { raw: None, value: new.clone(), source: Source::Person, more: false };
                let fingerprint = fact.fingerprint.clone();
                self.answered(step.at.place.to_string(), answer, fingerprint);
                self.refresh(&step.at.place);
            }
        }
    }

    /// The person's own new answer derives from things as they are now.
    fn refresh(&mut self, place: &str) {
        if let (Some(now), Some(fact)) = (self.now_at(place), self.state.facts.get_mut(place))
            && fact.fingerprint.is_some()
        {
            fact.fingerprint = now;
        }
    }

    /// The fingerprint of what an answer at `place` derives from, as things are now.
    fn now_at(&self, place: &str) -> Option<Option<String>> {
        let walk = self.look_ahead();
        walk.steps.iter().find(|step| step.at.place == place).map(|step| step.now.clone())
    }
}

/// Puts `value` at `inner` inside `whole`.
fn put_inside(whole: &mut Value, inner: &str, value: Value) {
    let (head, rest) = inner.split_once('/').unwrap_or((inner, ""));
    if head.is_empty() {
        *whole = value;
        return;
    }
    match whole {
        Value::Object(fields) => {
            put_inside(fields.entry(head.to_owned()).or_insert(Value::Bool(false)), rest, value);
        }
        Value::Items(items) => {
            if let Some(item) = items.items.iter_mut().find(|item| item.id == head) {
                put_inside(&mut item.value, rest, value);
            }
        }
        _ => {}
    }
}
