//! Back, and asking an answered question again: the fact is marked as reopened, so the walk stops there once more.

use super::{
    effect::MessageKind,
    env::is_within,
    state::{AssistStage, FactKind},
    step::Turn,
    walk::{Step, part_place},
};
use crate::tree::json::Node;

impl<'t> Turn<'t, '_> {
    /// Back to the last thing the person decided on the way here.
    pub fn back(&mut self) {
        let walk = self.walk();
        let last = walk.steps.iter().rev().find(|step| self.is_interactive(step));
        let Some(last) = last else {
            let text = self.phrase("nothing_before").to_owned();
            return self.tell_and_repeat(MessageKind::Help, text);
        };
        self.reopen_at(last);
        self.state.pending = None;
        self.advance();
    }

    /// Asks for the answer at `path` again, the old one offered.
    pub fn ask_again(&mut self, path: &str) {
        let walk = self.look_ahead();
        let step = walk.steps.iter().rev().find(|step| {
            step.slot.as_deref().is_some_and(|slot| is_within(path, slot)) && !self.places(step).is_empty()
        });
        match step {
            Some(step) => {
                match self.part_at(step, path) {
                    Some(part) => self.reopen_fact(&part),
                    None => self.reopen_at(step),
                }
                self.state.pending = None;
                self.advance();
            }
            None => {
                let text = self.phrase("not_answered_yet").to_owned();
                self.tell_and_repeat(MessageKind::Help, text);
            }
        }
    }

    pub fn reopen_at(&mut self, step: &Step<'t>) {
        for place in self.places(step) {
            self.reopen_fact(&place);
        }
    }

    fn reopen_fact(&mut self, place: &str) {
        let Some(fact) = self.state.facts.get_mut(place) else { return };
        fact.reopened = true;
        if let FactKind::Assist(assist) = &mut fact.kind {
            assist.stage = AssistStage::Proposed;
        }
        if let FactKind::Answered { more, .. } = &mut fact.kind {
            *more = false;
        }
    }

    /// Where the part of a composite lies that `path` names, if something was said of it.
    fn part_at(&self, step: &Step<'t>, path: &str) -> Option<String> {
        let inner = path.strip_prefix(step.slot.as_deref()?)?.strip_prefix('/')?;
        let part = part_place(&step.at.place, inner.split('/').next()?);
        self.state.facts.contains_key(&part).then_some(part)
    }

    fn is_interactive(&self, step: &Step<'t>) -> bool {
        match step.node {
            Node::Ask(_) => !self.places(step).is_empty(),
            Node::Assist(assist) => {
                assist.wait
                    && matches!(self.state.facts.get(&*step.at.place).map(|fact| &fact.kind),
                        Some(FactKind::Assist(assist)) if !matches!(assist.stage, AssistStage::Error | AssistStage::Running))
            }
            _ => false,
        }
    }

    /// The facts that a step stands on: its own, or those of its parts.
    pub fn places(&self, step: &Step<'t>) -> Vec<String> {
        if self.state.facts.contains_key(&*step.at.place) {
            return vec![step.at.place.to_string()];
        }
        let Node::Ask(ask) = step.node else { return Vec::new() };
        let tree = step.at.scope.tree;
        let fields = tree.slot(&step.at.scope.resolve(&ask.slot)).map(|slot| tree.fields(slot));
        let places = fields.into_iter().flat_map(|f| f.keys()).map(|field| part_place(&step.at.place, field));
        places.filter(|place| self.state.facts.contains_key(place)).collect()
    }
}
