//! A conversation that begins as a copy of another: what still holds comes along, the rest is asked.

use super::{
    draft,
    effect::MessageKind,
    input::{Body, Original},
    parse,
    state::{AssistFact, AssistStage, Fact, FactKind, Given, Place, Source, State},
    step::Turn,
    walk::{Walk, answer_of},
};
use crate::tree::{Tree, json::Node, value::Value};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

impl Original {
    /// What a copy of a conversation takes along: `tree` is the hash of its tree, `name` what it goes by.
    pub fn of(state: &State, tree: &Tree, name: String) -> Self {
        let facts = state.facts.iter().filter(|(_, fact)| comes_along(&fact.kind));
        Self {
            name,
            tree: tree.hash().to_owned(),
            facts: facts.map(|(place, fact)| (place.clone(), fact.clone())).collect(),
            given: state.given.clone(),
            skipped_chapters: state.skipped_chapters.clone(),
        }
    }
}

/// The confirmation and what it produced belong to the original; a result that is under way comes to it alone.
fn comes_along(kind: &FactKind) -> bool {
    let running = |assist: &AssistFact| assist.stage == AssistStage::Running;
    match kind {
        FactKind::Reviewed | FactKind::Produced { .. } => false,
        FactKind::Assist(assist) => !running(assist),
        _ => true,
    }
}

impl<'t> Turn<'t, '_> {
    pub fn copy(&mut self, original: Original) {
        let Original { name, tree, facts, given, skipped_chapters } = original;
        self.state.facts = facts;
        self.state.given = given;
        self.state.skipped_chapters = skipped_chapters;
        if tree != self.scene.tree.hash() {
            self.drop_misfits();
        }
        let asked = self.ask_for_what_passed();
        self.renew();
        let brief = draft::brief(self.scene, self.state);
        let came = brief.fields.iter().filter(|field| !field.internal && field.value.is_some()).count();
        if came == 0 {
            // Nothing was said there either.
            self.state.facts.clear();
            self.state.given.clear();
            self.state.skipped_chapters.clear();
            return self.advance();
        }
        let mut text = self.fill("copied", &[("name", &name), ("count", &came.to_string())]);
        if !asked.is_empty() {
            text.push(' ');
            text.push_str(&self.fill("copied_asks", &[("labels", &asked.join(", "))]));
        }
        self.tell(MessageKind::Say, text);
        self.advance();
    }

    /// Another version of the tree may have given a slot another type, or taken an option away.
    fn drop_misfits(&mut self) {
        while let Some(place) = self.misfit(&self.look_ahead()) {
            self.state.facts.remove(&place);
        }
    }

    fn misfit(&self, walk: &Walk<'t>) -> Option<Place> {
        walk.steps.iter().find_map(|step| {
            let Node::Ask(ask) = step.node else { return None };
            self.places(step).into_iter().find(|place| {
                let tree = step.at.scope.tree;
                let part = place.strip_prefix(&*step.at.place).unwrap_or_default().trim_start_matches('.');
                let own = step.at.scope.resolve(&ask.slot);
                let path = if part.is_empty() { own } else { format!("{own}/{part}").into() };
                let value = self.state.facts.get(place).and_then(answer_of);
                let fits = |value: &Value| {
                    let slot = tree.slot(&path)?;
                    parse::read(&self.reading(tree), slot, &Body::Value(value.clone())).ok()
                };
                value.is_some_and(|value| fits(value).is_none())
            })
        })
    }

    /// A day that was to come when it was said and has passed since is asked again. Gives the labels of what is.
    fn ask_for_what_passed(&mut self) -> Vec<String> {
        let today = self.scene.context.today;
        let passed = |fact: &Fact| {
            let said = fact.at.day_in("UTC");
            // Where it was said it may have been the day before.
            let since = said.yesterday().unwrap_or(said);
            values(&fact.kind).any(|value| has_passed(value, since, today))
        };
        let gone: BTreeSet<Place> =
            self.state.facts.iter().filter(|(_, f)| passed(f)).map(|(at, _)| at.clone()).collect();
        let walk = self.look_ahead();
        let on_the_way = walk.steps.iter().filter(|step| match step.node {
            Node::Ask(_) => self.places(step).iter().any(|place| gone.contains(place)),
            _ => gone.contains(&*step.at.place),
        });
        let mut labels = Vec::new();
        for label in on_the_way.flat_map(|step| step.slots()).map(|slot| self.label(self.scene.tree, slot)) {
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        for place in gone {
            match self.state.facts.get_mut(&place) {
                // What has more than the day in it is offered again as it was.
                Some(Fact { kind: FactKind::Answered { value, .. }, reopened, .. })
                    if !matches!(value, Value::Text(_) | Value::Dates(_)) =>
                {
                    *reopened = true;
                }
                _ => drop(self.state.facts.remove(&place)),
            }
        }
        self.state.given.retain(|_, given| !has_passed(&given.value, Date::MIN, today));
        labels
    }

    /// What came along was said now, in this conversation, by way of the other one.
    fn renew(&mut self) {
        let (turn, now) = (self.state.turn, self.scene.now);
        let mut task = 0;
        for fact in self.state.facts.values_mut() {
            (fact.turn, fact.at) = (turn, now);
            match &mut fact.kind {
                FactKind::Answered { source, more, .. } => {
                    *more = false;
                    *source = copied(*source);
                }
                FactKind::Assist(assist) => task = task.max(assist.task),
                FactKind::Verify { task: verify, .. } => task = task.max(*verify),
                _ => {}
            }
        }
        self.state.task = task;
        for given in self.state.given.values_mut().filter(|given| given.source == Source::Person) {
            *given = Given { source: Source::Copied, ..given.clone() };
        }
    }
}

/// What was only assumed stays so until somebody confirms it.
fn copied(source: Source) -> Source {
    if source == Source::Assumption { source } else { Source::Copied }
}

fn values(kind: &FactKind) -> Box<dyn Iterator<Item = &Value> + '_> {
    match kind {
        FactKind::Answered { value, .. } => Box::new(std::iter::once(value)),
        FactKind::Assist(assist) => Box::new(BTreeMap::values(assist.taken())),
        _ => Box::new(std::iter::empty()),
    }
}

/// Whether a day in it was still to come on `since`, and is over.
fn has_passed(value: &Value, since: Date, today: Date) -> bool {
    let over = |day: Date| since <= day && day < today;
    match value {
        Value::Text(_) => value.as_day().is_some_and(over),
        Value::Dates(range) => [range.from, range.to].into_iter().flatten().any(over),
        Value::Many(many) => many.iter().any(|value| has_passed(value, since, today)),
        Value::Items(items) => items.items.iter().any(|item| has_passed(&item.value, since, today)),
        Value::Object(parts) => parts.values().any(|value| has_passed(value, since, today)),
        _ => false,
    }
}
