//! A conversation that begins as a copy of another: what still holds comes along, the rest is asked.

use super::{
    draft,
    effect::MessageKind,
    env::is_within,
    input::{Body, Original},
    parse, paste, probe,
    state::{AssistFact, AssistStage, Fact, FactKind, Given, Place, Source, State},
    step::Turn,
    walk::{Passed, Walk, answer_of},
};
use crate::tree::{
    Tree,
    json::{Node, Slot, SlotPath, SlotType},
    value::Value,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

impl Original {
    /// What a copy of a conversation takes along: `tree` is the hash of its tree, `name` what it goes by.
    pub fn of(state: &State, tree: &Tree, name: String) -> Self {
        let apart = |place: &str| paste::is_apart(place) || probe::is_apart(place);
        let facts = state.facts.iter().filter(|(place, fact)| !apart(place) && comes_along(&fact.kind));
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
        FactKind::Reviewed | FactKind::Produced { .. } | FactKind::Asked { .. } => false,
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
        let passed = self.ask_for_what_passed();
        let mut moves = self.ask_what_moves();
        moves.retain(|label| !passed.contains(label));
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
        for (key, labels) in [("copied_moves", moves), ("copied_asks", passed)] {
            if !labels.is_empty() {
                text.push(' ');
                text.push_str(&self.fill(key, &[("labels", &labels.join(", "))]));
            }
        }
        text.push(' ');
        text.push_str(self.phrase("copied_rest"));
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

    /// Days and money seldom hold for the next time: each question for them is put once more, the former answer
    /// offered. Gives the labels of what is.
    fn ask_what_moves(&mut self) -> Vec<String> {
        let walk = self.look_ahead();
        let mut labels = Vec::new();
        for step in &walk.steps {
            let Node::Ask(ask) = step.node else { continue };
            let tree = step.at.scope.tree;
            let slot = tree.slot(&step.at.scope.resolve(&ask.slot));
            let (Some(root), true) = (&step.slot, slot.is_some_and(|slot| moves(tree, slot))) else {
                continue;
            };
            let answered = |place: &Place| self.state.facts.get(place).and_then(answer_of).is_some();
            if self.places(step).iter().any(answered) {
                self.reopen_at(step);
            } else if let (Passed::Known, Some(value)) = (step.passed, walk.env().get(root)) {
                self.take_back(root, value.into_owned());
            } else {
                continue;
            }
            let label = self.label(self.scene.tree, root);
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        labels
    }

    /// What came from a pasted text without a question of its own is offered when its question comes.
    fn take_back(&mut self, root: &str, value: Value) {
        let other = |path: &SlotPath| !is_within(path, root);
        for fact in self.state.facts.values_mut() {
            let FactKind::Assist(assist) = &mut fact.kind else { continue };
            if let AssistStage::Accepted(taken) | AssistStage::Edited(taken) = &mut assist.stage {
                taken.retain(|path, _| other(path));
            }
            assist.former.retain(|path, _| other(path));
        }
        self.state.given.retain(|path, _| other(path));
        self.state.given.insert(root.to_owned(), Given { value, source: Source::Former, quote: None });
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

/// Whether it holds a day, a period or money, be it in a part or an item.
fn moves(tree: &Tree, slot: &Slot) -> bool {
    match slot.kind {
        SlotType::Date | SlotType::DateRange | SlotType::Money => true,
        SlotType::Object => tree.fields(slot).values().any(|part| moves(tree, part)),
        SlotType::List => slot.of.as_ref().is_some_and(|of| moves(tree, of)),
        _ => false,
    }
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
