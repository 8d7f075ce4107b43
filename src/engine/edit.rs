//! Editing an earlier answer: the fact is replaced and the walk goes again. What derived from it is stale until
//! it is kept, asked again or proposed again.

use super::{
    answer::Answer,
    effect::{MessageKind, RefusalCode},
    input::{Body, Resolve},
    parse::{self, Misread, Read, Reading},
    state::{AssistStage, FactKind, Given, Source, Status},
    step::Turn,
    walk::{Passed, part_place},
};
use crate::tree::{
    json::{Node, SlotPath},
    value::Value,
};
use std::collections::BTreeMap;

/// Where an edit lands.
pub(super) enum Target {
    /// An answer (or an open question) of its own; `inner` is the way inside its value.
    Fact { place: String, inner: String },
    /// What was accepted from an assist, under the slot's name there.
    Accepted { place: String, slot: SlotPath },
    /// A question that was not reached yet.
    Ahead,
}

impl<'t> Turn<'t, '_> {
    pub fn edit(&mut self, path: &str, body: Body, resolve: &BTreeMap<SlotPath, Resolve>) {
        let said = self.said(self.scene.tree, path, &body);
        let label = self.label(self.scene.tree, path);
        self.edit_as(path, body, resolve, &format!("{label}: {said}"));
    }

    /// The same, with the words that stand in the person's own row.
    pub fn edit_as(&mut self, path: &str, body: Body, resolve: &BTreeMap<SlotPath, Resolve>, said: &str) {
        if self.state.status == Status::Completed {
            return self.refuse(RefusalCode::Closed, "closed");
        }
        let Some(target) = self.target(path) else {
            return self.refuse(RefusalCode::UnknownPath, "unknown_path");
        };
        self.heard(said.to_owned());
        match self.read_edit(path, &body) {
            Ok(value) => {
                self.understood(true, value.as_ref().map(|value| self.show(self.scene.tree, path, value)));
                let stale_before = self.stale_labels();
                self.apply(path, &target, value.clone(), &body);
                self.resolve(resolve);
                self.tell_change(path, value.as_ref(), &stale_before);
                self.state.pending = None;
                self.advance();
            }
            Err(misread) => {
                self.understood(false, None);
                self.tell_and_repeat(MessageKind::Reprompt, misread.message);
            }
        }
    }

    /// What an edit's body says; `None` for "não sei".
    pub fn read_edit(&self, path: &str, body: &Body) -> Result<Option<Value>, Misread> {
        let tree = self.scene.tree;
        let slot = tree.slot(path).expect("a path with a target has a slot");
        let reading = Reading {
            tree,
            context: self.scene.context,
            locale: &self.state.locale,
            seed: self.state.seq,
            before: None,
        };
        let read = parse::read(&reading, slot, body)?;
        let walk = self.look_ahead();
        match read {
            Read::Value(value) => {
                if let Some(step) = walk.step_for(path)
                    && let Node::Ask(ask) = step.node
                {
                    let env = walk.env_at(&step.at);
                    let other =
                        |name: &str| env.get(&step.at.scope.resolve(name)).map(std::borrow::Cow::into_owned);
                    parse::validate(&reading, &ask.validations, &value, &other)?;
                }
                Ok(Some(value))
            }
            Read::Unsure | Read::NoMore => Ok(None),
        }
    }

    /// Where an edit of `path` lands; `None` if the tree has no such slot.
    pub fn target(&self, path: &str) -> Option<Target> {
        self.scene.tree.slot(path)?;
        let walk = self.look_ahead();
        if let Some(live) = walk.env().live(path)
            && let Some(place) = &live.place
        {
            if let Some(FactKind::Assist(assist)) = self.state.facts.get(place).map(|fact| &fact.kind)
                && let AssistStage::Accepted(values) | AssistStage::Edited(values) = &assist.stage
            {
                let slot =
                    values.keys().find(|slot| path == slot.as_str() || path.starts_with(&format!("{slot}/")));
                return slot.map(|slot| Target::Accepted { place: place.clone(), slot: slot.clone() });
            }
            let step = walk.steps.iter().rev().find(|step| &step.at.place == place);
            let slot = step.and_then(|step| step.slot.clone()).unwrap_or_else(|| path.to_owned());
            return Some(self.inside(place, &slot, path));
        }
        let open = walk.steps.iter().rev().find(|step| {
            let Some(slot) = step.slot.as_deref() else { return false };
            step.passed == Passed::Open && (path == slot || path.starts_with(&format!("{slot}/")))
        });
        Some(match open {
            Some(step) => self.inside(&step.at.place, step.slot.as_deref().unwrap_or(path), path),
            None => Target::Ahead,
        })
    }

    fn inside(&self, place: &str, slot: &str, path: &str) -> Target {
        let inner = path.strip_prefix(slot).unwrap_or("").trim_start_matches('/');
        let head = inner.split('/').next().unwrap_or("");
        let part = part_place(place, head);
        if !head.is_empty() && (self.state.facts.contains_key(&part) || !self.state.facts.contains_key(place))
        {
            let inner = inner[head.len()..].trim_start_matches('/');
            return Target::Fact { place: part, inner: inner.to_owned() };
        }
        Target::Fact { place: place.to_owned(), inner: inner.to_owned() }
    }

    pub fn apply(&mut self, path: &str, target: &Target, value: Option<Value>, body: &Body) {
        let raw = match body {
            Body::Text(text) => Some(text.clone()),
            _ => None,
        };
        match target {
            Target::Fact { place, inner } => self.replace(place, inner, value, raw),
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
                    self.state
                        .given
                        .insert(path.to_owned(), Given { value, source: Source::Person, quote: None });
                }
            }
        }
    }

    fn replace(&mut self, place: &str, inner: &str, value: Option<Value>, raw: Option<String>) {
        let Some(value) = value else {
            return self.fact(place.to_owned(), FactKind::Unsure, None);
        };
        let old = self.state.facts.get(place);
        let fingerprint = old.and_then(|fact| fact.fingerprint.clone());
        let whole = match old.and_then(super::walk::answer_of) {
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
                self.state.facts.remove(place);
                for (field, value) in fields {
                    let part = part_place(place, &field);
                    let answer = Answer { raw: raw.clone(), value, source: Source::Person, more: false };
                    self.answered(part, answer, fingerprint.clone());
                }
                return;
            }
        }
        let answer = Answer { raw, value: whole, source: Source::Person, more: false };
        self.answered(place.to_owned(), answer, fingerprint);
        self.refresh(place);
    }

    /// The person's own new answer derives from things as they are now.
    fn refresh(&mut self, place: &str) {
        let walk = self.look_ahead();
        let now = walk.steps.iter().find(|step| step.at.place == place).map(|step| step.now.clone());
        if let (Some(now), Some(fact)) = (now, self.state.facts.get_mut(place))
            && fact.fingerprint.is_some()
        {
            fact.fingerprint = now;
        }
    }

    /// What becomes of the things that are stale now.
    fn resolve(&mut self, resolve: &BTreeMap<SlotPath, Resolve>) {
        for (path, choice) in resolve {
            let walk = self.look_ahead();
            let stale = walk
                .steps
                .iter()
                .find(|step| step.passed == Passed::Stale && step.slot.as_ref() == Some(path));
            let Some(step) = stale else { continue };
            match choice {
                Resolve::Keep => self.keep_stale(&step.at.place, step.now.clone()),
                Resolve::Ask | Resolve::Regenerate => self.redo(step),
            }
        }
    }

    /// A stale thing is asked or proposed again.
    pub fn redo(&mut self, step: &super::walk::Step<'t>) {
        match step.node {
            Node::Assist(_) => {
                if let Some(fact) = self.state.facts.get_mut(&step.at.place)
                    && let FactKind::Assist(assist) = &mut fact.kind
                {
                    // On other inputs now: the walk starts it anew.
                    assist.stage = AssistStage::Proposed;
                }
            }
            _ => self.reopen_at(step),
        }
    }

    /// A stale thing stays, as the person's own.
    fn keep_stale(&mut self, place: &str, now: Option<String>) {
        let parts = format!("{place}.");
        let facts = self.state.facts.iter_mut().filter(|(at, _)| *at == place || at.starts_with(&parts));
        for (_, fact) in facts {
            fact.fingerprint = now.clone();
            fact.who = self.scene.who.clone();
            match &mut fact.kind {
                FactKind::Answered { source, .. } => *source = Source::Person,
                FactKind::Assist(assist) => {
                    if let AssistStage::Accepted(values) = &assist.stage {
                        assist.stage = AssistStage::Edited(values.clone());
                    }
                }
                _ => {}
            }
        }
    }

    fn stale_labels(&self) -> Vec<String> {
        let walk = self.look_ahead();
        let stale = walk.steps.iter().filter(|step| step.passed == Passed::Stale);
        stale.filter_map(|step| Some(self.label(self.scene.tree, step.slot.as_ref()?))).collect()
    }

    fn tell_change(&mut self, path: &str, value: Option<&Value>, stale_before: &[String]) {
        let label = self.label(self.scene.tree, path);
        let shown =
            value.map_or_else(|| self.phrase("open").to_owned(), |v| self.show(self.scene.tree, path, v));
        let mut text = self.fill("changed", &[("label", &label), ("value", &shown)]);
        let stale: Vec<_> =
            self.stale_labels().into_iter().filter(|label| !stale_before.contains(label)).collect();
        if !stale.is_empty() {
            text.push(' ');
            text.push_str(&self.fill("changed_stale", &[("labels", &stale.join(", "))]));
        }
        self.tell(MessageKind::Changed, text);
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
