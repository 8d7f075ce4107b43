//! How the walk passes a question, or stops at it.

use super::{AskAt, At, Passed, Step, Stop, Visit, Walker};
use crate::{
    engine::{
        env::{Live, is_within},
        fingerprint,
        state::{Fact, FactKind, Given, Place, Source, Who},
    },
    tree::{
        Tree,
        json::{Ask, Choice, Next, Node, Rule, Slot, SlotType, Unsure},
        value::Value,
    },
};
use std::borrow::Cow;

/// A question that is looked at.
struct Here<'t> {
    at: At<'t>,
    node: &'t Node,
    ask: &'t Ask,
    path: Cow<'t, str>,
    root: Option<Cow<'t, str>>,
}

/// What is known of a composite's part.
enum Part<'s> {
    Fact(&'s Fact),
    Given(Given),
    Missing,
}

impl Part<'_> {
    fn value(&self) -> Option<&Value> {
        match self {
            Self::Fact(fact) => answer_of(fact),
            Self::Given(given) => Some(&given.value),
            Self::Missing => None,
        }
    }
}

impl<'t> Here<'t> {
    fn stop(self, offered: Option<Value>, part: Option<String>, another: bool) -> Visit<'t> {
        let Self { at, ask, path, root, .. } = self;
        Visit::Stop(Stop::Ask(Box::new(AskAt { at, ask, path, root, part, offered, another })))
    }

    fn step(self, passed: Passed, now: Option<String>) -> Step<'t> {
        Step { at: self.at, node: self.node, slot: self.root, passed, now }
    }
}

impl<'t> AskAt<'t> {
    /// The slot, or the part of it, that is asked.
    pub fn asked_path(&self) -> Cow<'t, str> {
        match &self.part {
            Some(part) => format!("{}/{part}", self.path).into(),
            None => self.path.clone(),
        }
    }

    /// The slot, or the part of it, that is asked, as the conversation's own tree knows it.
    pub fn root_path(&self) -> Option<String> {
        let root = self.root.as_deref()?;
        Some(match &self.part {
            Some(part) => format!("{root}/{part}"),
            None => root.to_owned(),
        })
    }

    /// The slot as it is asked here: a question may word its slot's options its own way.
    pub fn slot(&self) -> Option<Cow<'t, Slot>> {
        let slot = self.at.scope.tree.slot(&self.asked_path())?;
        if self.ask.options.is_empty() || self.part.is_some() {
            return Some(Cow::Borrowed(slot));
        }
        Some(Cow::Owned(worded(slot, &self.ask.options)))
    }

    pub fn is_required(&self) -> bool {
        self.slot().is_some_and(|slot| slot.required)
    }

    /// Where the fact belongs that answers it.
    pub fn fact_place(&self) -> Place {
        match &self.part {
            Some(part) => part_place(&self.at.place, part),
            None => self.at.place.clone().into_owned(),
        }
    }
}

impl<'t, 's> Walker<'t, 's> {
    pub(super) fn ask(&mut self, at: At<'t>, node: &'t Node, ask: &'t Ask) -> Visit<'t> {
        let path = self.frame().resolve(&ask.slot);
        let root = self.root_path(&path);
        // What a pasted text says needs no asking, so that it counts where it would not have been asked, too.
        if !self.holds(ask.when.as_ref()) && !self.is_pasted(root.as_deref()) {
            return Visit::Go(onward(&ask.next, self.env().get(&path).as_deref()));
        }
        let here = Here { at, node, ask, path, root };
        if let Some(fact) = self.state.facts.get(&*here.at.place) {
            return self.by_fact(here, fact);
        }
        let slot = here.at.scope.tree.slot(&here.path);
        if let Some(slot) = slot.filter(|slot| slot.kind == SlotType::Object && self.may_have_parts(&here)) {
            let parts = self.parts(&here, slot);
            if parts.iter().any(|(_, part)| !matches!(part, Part::Missing)) {
                return self.by_parts(here, &parts);
            }
        }
        if ask.skip_if_set && self.env().is_set(&here.path) {
            let next = onward(&ask.next, self.env().get(&here.path).as_deref());
            self.steps.push(here.step(Passed::Known, None));
            return Visit::Go(next);
        }
        let given = here.root.as_deref().and_then(|root| self.given(root));
        if let Some(given) = given.as_ref().filter(|given| passes_silently(ask, given.source)) {
            let next = onward(&ask.next, Some(&given.value));
            self.env_mut().set(here.path.clone(), live_given(given.clone()));
            self.steps.push(here.step(Passed::Known, None));
            return Visit::Go(next);
        }
        let left_out = ask.chapter.as_ref().is_some_and(|id| self.state.skipped_chapters.contains(id));
        if left_out && !slot.is_some_and(|slot| slot.required) {
            self.steps.push(here.step(Passed::Open, None));
            return Visit::Go(onward(&ask.next, None));
        }
        here.stop(given.map(|given| given.value), None, false)
    }

    fn by_fact(&mut self, here: Here<'t>, fact: &Fact) -> Visit<'t> {
        if fact.reopened {
            return here.stop(answer_of(fact).cloned(), None, false);
        }
        let ask = here.ask;
        match &fact.kind {
            FactKind::Answered { value, more, .. } => {
                let now = self.derived(ask);
                let passed = self.take(&here, None, fact, now.as_deref());
                if *more {
                    return here.stop(None, None, true);
                }
                self.steps.push(here.step(passed, now));
                Visit::Go(onward(&ask.next, Some(value)))
            }
            kind => {
                self.steps.push(here.step(Passed::Open, None));
                Visit::Go(left_open(ask, kind))
            }
        }
    }

    /// Whether something was said or given of the parts of a composite, at a glance.
    fn may_have_parts(&self, here: &Here<'t>) -> bool {
        !self.state.given.is_empty() || self.state.has_parts(&here.at.place)
    }

    fn parts(&self, here: &Here<'t>, slot: &'t Slot) -> Vec<(&'t str, Part<'s>)> {
        let given = |field: &str| self.given(&below(here.root.as_deref()?, field));
        let part = |field: &str| match self.state.facts.get(&part_place(&here.at.place, field)) {
            Some(fact) => Part::Fact(fact),
            None => given(field).map_or(Part::Missing, Part::Given),
        };
        here.at.scope.tree.fields(slot).keys().map(|field| (field.as_str(), part(field))).collect()
    }

    /// A composite of which parts are known: answered one by one, or given before.
    fn by_parts(&mut self, here: Here<'t>, parts: &[(&'t str, Part<'_>)]) -> Visit<'t> {
        let reopened: Vec<_> =
            parts.iter().filter(|(_, part)| matches!(part, Part::Fact(fact) if fact.reopened)).collect();
        let doubtful = parts
            .iter()
            .any(|(_, part)| matches!(part, Part::Given(given) if !passes_silently(here.ask, given.source)));
        // One that is asked for again by itself leaves the others as they are.
        let alone = match reopened.as_slice() {
            [(field, part)]
                if !doubtful && parts.iter().any(|(name, one)| name != field && one.value().is_some()) =>
            {
                Some((*field, part.value()))
            }
            _ => None,
        };
        if alone.is_none() && (doubtful || !reopened.is_empty()) {
            let old =
                parts.iter().filter_map(|(field, part)| Some(((*field).to_owned(), part.value()?.clone())));
            let old = Value::Object(old.collect());
            return here.stop(Some(old), None, false);
        }
        let now = self.derived(here.ask);
        let mut passed = Passed::Open;
        for (field, part) in parts.iter().filter(|(field, _)| alone.is_none_or(|(alone, _)| alone != *field))
        {
            match part {
                Part::Fact(fact) if answer_of(fact).is_some() => {
                    let took = self.take(&here, Some(field), fact, now.as_deref());
                    passed = if passed == Passed::Stale { passed } else { took };
                }
                Part::Given(given) => {
                    self.env_mut().set(below(&here.path, field), live_given(given.clone()));
                    passed = if passed == Passed::Open { Passed::Known } else { passed };
                }
                Part::Fact(_) | Part::Missing => {}
            }
        }
        if let Some((field, old)) = alone {
            return here.stop(old.cloned(), Some(field.to_owned()), false);
        }
        // A pasted brief that answers a part of it leaves the rest open, where the question may be passed silently.
        let given = parts.iter().any(|(_, part)| matches!(part, Part::Given(_)));
        let missing = parts.iter().find(|(_, part)| matches!(part, Part::Missing));
        if let Some((field, _)) = missing.filter(|_| !(given && here.ask.skip_if_set)) {
            return here.stop(None, Some((*field).to_owned()), false);
        }
        let next = onward(&here.ask.next, None);
        self.steps.push(here.step(passed, now));
        Visit::Go(next)
    }

    /// Makes an answer, or a part of one, live.
    fn take(&mut self, here: &Here<'t>, part: Option<&str>, fact: &Fact, now: Option<&str>) -> Passed {
        let FactKind::Answered { value, source, .. } = &fact.kind else { return Passed::Open };
        let stale = fact.fingerprint.is_some() && fact.fingerprint.as_deref() != now;
        let live = Live {
            value: value.clone(),
            source: *source,
            who: fact.who.clone(),
            place: Some(here.at.place.clone()),
            stale,
            warning: None,
        };
        match part {
            Some(part) => self.env_mut().set(below(&here.path, part), live),
            None => self.env_mut().set(here.path.clone(), live),
        }
        if stale { Passed::Stale } else { Passed::Fact }
    }

    /// The fingerprint of what an answer to `ask` derives from, as things are now.
    fn derived(&self, ask: &Ask) -> Option<String> {
        let sources = sources(self.frame().tree, ask);
        if sources.is_empty() {
            return None;
        }
        let sources: Vec<_> = sources.into_iter().map(|slot| self.frame().resolve(slot)).collect();
        fingerprint::of(self.env(), sources.iter().map(|slot| &**slot))
    }

    fn is_pasted(&self, root: Option<&str>) -> bool {
        let within = |path: &str| root.is_some_and(|root| is_within(path, root));
        self.state.given.iter().any(|(path, given)| given.source == Source::Pasted && within(path))
    }

    fn given(&self, root: &str) -> Option<Given> {
        if self.state.given.is_empty() {
            return None;
        }
        if let Some(given) = self.state.given.get(root) {
            return Some(given.clone());
        }
        let (whole, part) = root.split_once('/')?;
        let given = self.state.given.get(whole)?;
        Some(Given { value: given.value.at(part)?.clone(), ..given.clone() })
    }
}

/// A slot with a question's own wording of its options. What they are called elsewhere is understood here too.
fn worded(slot: &Slot, options: &[Choice]) -> Slot {
    let mut options = options.to_vec();
    for own in &mut options {
        let Some(known) = slot.options.iter().find(|known| known.id == own.id) else { continue };
        for (locale, label) in &known.label {
            let synonyms = own.synonyms.entry(locale.clone()).or_default();
            synonyms.extend(known.synonyms.get(locale).into_iter().flatten().cloned());
            synonyms.push(label.clone());
        }
    }
    Slot { options, ..slot.clone() }
}

/// What an answer to `ask` derives from: the slots its prompt names, those it declares, those its rules compare with.
pub(crate) fn sources<'t>(tree: &'t Tree, ask: &'t Ask) -> Vec<&'t str> {
    let mut sources: Vec<&str> = tree.references(&ask.prompt).collect();
    sources.extend(ask.derives_from.iter().map(String::as_str));
    sources.extend(
        ask.validations
            .iter()
            .filter(|v| v.rule == Rule::NotBefore)
            .filter_map(|v| v.value.as_ref().and_then(Value::as_text)),
    );
    sources
}

/// The place of a composite's part.
pub(crate) fn part_place(place: &str, field: &str) -> String {
    format!("{place}.{field}")
}

/// The value of an answer.
pub(crate) fn answer_of(fact: &Fact) -> Option<&Value> {
    match &fact.kind {
        FactKind::Answered { value, .. } => Some(value),
        _ => None,
    }
}

/// The path of a part of what is at `path`.
fn below(path: &str, part: &str) -> Cow<'static, str> {
    [path, "/", part].concat().into()
}

fn live_given<'t>(given: Given) -> Live<'t> {
    let Given { value, source, .. } = given;
    Live { value, source, who: Who::Person, place: None, stale: false, warning: None }
}

fn passes_silently(ask: &Ask, source: Source) -> bool {
    match source {
        // Whoever took what a text says has confirmed it.
        Source::Person | Source::Copied | Source::Pasted => true,
        Source::Former => false,
        _ => ask.skip_if_set,
    }
}

fn left_open<'t>(ask: &'t Ask, kind: &FactKind) -> &'t str {
    match (kind, &ask.unsure, &ask.on_exhausted) {
        (FactKind::Unsure, Some(Unsure::Node(node)), _) | (FactKind::Exhausted, _, Some(node)) => node,
        _ => onward(&ask.next, None),
    }
}

/// Where an ask leads with this value.
pub(super) fn onward<'t>(next: &'t Next, value: Option<&Value>) -> &'t str {
    match next {
        Next::Node(node) => node,
        Next::ByOption(by) => {
            let key = match value {
                Some(Value::Text(id)) => id,
                Some(Value::None(none)) => &none.none,
                Some(Value::Bool(true)) => "yes",
                Some(Value::Bool(false)) => "no",
                _ => "else",
            };
            // A checked tree has a branch for every option, or `else`.
            by.get(key).or_else(|| by.get("else")).or_else(|| by.values().next()).map_or("", String::as_str)
        }
    }
}
