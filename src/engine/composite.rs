//! Composites: an object asked as one question, answered whole or part by part.

use super::{
    answer::Answer,
    input::Body,
    parse::Read,
    state::{FactKind, Source},
    step::Turn,
    walk::{AskAt, Walk, part_place},
};
use crate::tree::{
    json::{Slot, SlotType},
    value::Value,
};
use indexmap::IndexMap;

impl<'t> Turn<'t, '_> {
    /// The composite, if words that answer one of its parts hold others besides: "de 01/03 a 31/03, peças até 20/02"
    /// where only the first dates were asked for. Words of a part that takes any words are that part's.
    pub fn said_whole(
        &self,
        asked: &AskAt<'t>,
        part: &Slot,
        body: &Body,
        walk: &Walk<'t>,
    ) -> Option<(AskAt<'t>, Value)> {
        let field = asked.part.as_deref()?;
        if !matches!(body, Body::Text(_)) || matches!(part.kind, SlotType::Text | SlotType::LongText) {
            return None;
        }
        let whole = AskAt { part: None, ..asked.clone() };
        let slot = whole.slot().filter(|slot| slot.kind == SlotType::Object)?;
        let Ok(Read::Value(value)) = self.read(&whole, &slot, body, walk) else { return None };
        let several =
            matches!(&value, Value::Object(fields) if fields.len() > 1 && fields.contains_key(field));
        drop(slot);
        several.then_some((whole, value))
    }

    /// Keeps the parts that an answer brought. One that brought several has said what it wanted to: the optional
    /// rest is left open; one that brought a single part is asked for the others.
    pub fn take_parts(
        &mut self,
        asked: &AskAt<'t>,
        fields: IndexMap<String, Value>,
        raw: Option<String>,
        now: Option<String>,
    ) {
        self.state.facts.remove(&*asked.at.place);
        let several = fields.len() > 1 || raw.is_none();
        for (field, value) in fields {
            let place = part_place(&asked.at.place, &field);
            let answer = Answer { raw: raw.clone(), value, source: Source::Person, more: false };
            self.answered(place, answer, now.clone());
        }
        if several {
            self.leave_rest(asked);
        }
        self.settle_parts(asked);
    }

    /// What was settled of a composite as a whole, left open or assumed, gives way to its parts once one of them is
    /// spoken of: else the whole would be asked for again and again.
    pub fn part_whole(&mut self, asked: &AskAt<'t>) {
        if asked.part.is_none() {
            return;
        }
        let Some(whole) = self.state.facts.remove(&*asked.at.place) else { return };
        let FactKind::Answered { value: Value::Object(fields), source, .. } = whole.kind else { return };
        for (field, value) in fields {
            let answer = Answer { raw: None, value, source, more: false };
            self.answered(part_place(&asked.at.place, &field), answer, whole.fingerprint.clone());
        }
    }

    /// An answer to one part ends the offer to say everything again.
    pub fn settle_parts(&mut self, asked: &AskAt<'t>) {
        for place in self.part_places(asked) {
            if let Some(fact) = self.state.facts.get_mut(&place) {
                fact.reopened = false;
            }
        }
    }

    fn leave_rest(&mut self, asked: &AskAt<'t>) {
        let tree = asked.at.scope.tree;
        let Some(slot) = tree.slot(&asked.path) else { return };
        for (field, of) in tree.fields(slot) {
            let place = part_place(&asked.at.place, field);
            if !of.required && !self.state.facts.contains_key(&place) {
                self.fact(place, FactKind::Skipped, None);
            }
        }
    }

    pub fn part_places(&self, asked: &AskAt<'t>) -> Vec<String> {
        let tree = asked.at.scope.tree;
        let fields = tree.slot(&asked.path).map(|slot| tree.fields(slot));
        fields.into_iter().flat_map(|fields| fields.keys()).map(|f| part_place(&asked.at.place, f)).collect()
    }
}
