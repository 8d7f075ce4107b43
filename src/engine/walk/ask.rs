//! How the walk passes a question, or stops at it.

use super::{AskAt, At, Passed, Stop, Visit, Walker};
use crate::{
    engine::{
        env::Live,
        fingerprint,
        state::{Fact, FactKind, Given, Source, Who},
    },
    tree::{
        json::{Ask, Next, Node, Rule, Slot, SlotPath, SlotType, Unsure},
        value::Value,
    },
};
use indexmap::IndexMap;

impl<'t> Walker<'t, '_> {
    pub(super) fn ask(&mut self, at: At<'t>, node: &'t Node, ask: &'t Ask) -> Visit<'t> {
        let path = self.frame().resolve(&ask.slot);
        let known = self.env().get(&path).map(std::borrow::Cow::into_owned);
        if !self.holds(ask.when.as_ref()) {
            return Visit::Go(onward(&ask.next, known.as_ref()));
        }
        let root = self.root_path(&path);
        let slot = at.scope.tree.slot(&path);
        let stop = |offered, part, another| {
            let at = at.clone();
            let asked = AskAt { at, ask, path: path.clone(), root: root.clone(), part, offered, another };
            Visit::Stop(Stop::Ask(Box::new(asked)))
        };
        if let Some(fact) = self.state.facts.get(&at.place) {
            if fact.reopened {
                return stop(answer_of(fact).cloned(), None, false);
            }
            return match &fact.kind {
                FactKind::Answered { value, source, more, .. } => {
                    let now = self.derived(ask);
                    let passed = self.take(fact, &now, &path, value.clone(), *source, &at);
                    if *more {
                        return stop(None, None, true);
                    }
                    self.pass_on(at, node, root, passed, now);
                    Visit::Go(onward(&ask.next, Some(value)))
                }
                kind => {
                    let next = left_open(ask, kind);
                    self.pass(at, node, root, Passed::Open);
                    Visit::Go(next)
                }
            };
        }
        if let Some(slot) = slot
            && slot.kind == SlotType::Object
            && let Some(visit) = self.composite(&at, node, ask, slot, &path, &root)
        {
            return visit;
        }
        if ask.skip_if_set && known.as_ref().is_some_and(|value| !value.is_empty()) {
            self.pass(at, node, root, Passed::Known);
            return Visit::Go(onward(&ask.next, known.as_ref()));
        }
        let given = root.as_deref().and_then(|root| self.given(root));
        if let Some(given) = given.as_ref().filter(|given| passes_silently(ask, given.source)) {
            let value = given.value.clone();
            let live = Live {
                value: value.clone(),
                source: given.source,
                who: Who::Person,
                place: None,
                stale: false,
                warning: None,
            };
            self.env_mut().set(&path, live);
            self.pass(at, node, root, Passed::Known);
            return Visit::Go(onward(&ask.next, Some(&value)));
        }
        let left_out = ask.chapter.as_ref().is_some_and(|id| self.state.skipped_chapters.contains(id));
        if left_out && !slot.is_some_and(|slot| slot.required) {
            self.pass(at, node, root, Passed::Open);
            return Visit::Go(onward(&ask.next, None));
        }
        stop(given.map(|given| given.value), None, false)
    }

    /// A composite whose parts were answered one by one, or are being so. `None` if none was.
    fn composite(
        &mut self,
        at: &At<'t>,
        node: &'t Node,
        ask: &'t Ask,
        slot: &'t Slot,
        path: &str,
        root: &Option<SlotPath>,
    ) -> Option<Visit<'t>> {
        let fields = at.scope.tree.fields(slot);
        let facts: Vec<_> =
            fields.keys().map(|field| (field, self.state.facts.get(&part_place(&at.place, field)))).collect();
        if facts.iter().all(|(_, fact)| fact.is_none()) {
            return None;
        }
        let stop = |offered, part| {
            let at = at.clone();
            let root = root.clone();
            let asked = AskAt { at, ask, path: path.to_owned(), root, part, offered, another: false };
            Some(Visit::Stop(Stop::Ask(Box::new(asked))))
        };
        if facts.iter().flat_map(|(_, fact)| fact).any(|fact| fact.reopened) {
            let old: IndexMap<String, Value> = facts
                .iter()
                .filter_map(|(field, fact)| Some(((*field).clone(), answer_of((*fact)?)?.clone())))
                .collect();
            return stop(Some(Value::Object(old)), None);
        }
        let mut passed = Passed::Open;
        let now = self.derived(ask);
        for (field, fact) in &facts {
            let Some(fact) = fact else { continue };
            if let FactKind::Answered { value, source, .. } = &fact.kind {
                let part = format!("{path}/{field}");
                let took = self.take(fact, &now, &part, value.clone(), *source, at);
                if passed != Passed::Stale {
                    passed = took;
                }
            }
        }
        if let Some((field, _)) = facts.iter().find(|(_, fact)| fact.is_none()) {
            return stop(None, Some((*field).clone()));
        }
        self.pass_on(at.clone(), node, root.clone(), passed, now);
        Some(Visit::Go(onward(&ask.next, None)))
    }

    /// Makes an answer live.
    fn take(
        &mut self,
        fact: &Fact,
        now: &Option<String>,
        path: &str,
        value: Value,
        source: Source,
        at: &At<'t>,
    ) -> Passed {
        let stale = fact.fingerprint.is_some() && fact.fingerprint != *now;
        let live = Live {
            value,
            source,
            who: fact.who.clone(),
            place: Some(at.place.clone()),
            stale,
            warning: None,
        };
        self.env_mut().set(path, live);
        if stale { Passed::Stale } else { Passed::Fact }
    }

    /// The fingerprint of what an answer to `ask` derives from, as things are now.
    fn derived(&self, ask: &Ask) -> Option<String> {
        let sources = sources(self.frame().tree, ask);
        if sources.is_empty() {
            return None;
        }
        let sources: Vec<_> = sources.iter().map(|slot| self.frame().resolve(slot)).collect();
        fingerprint::of(self.env(), &sources)
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

/// What an answer to `ask` derives from: the slots its prompt names, those it declares, those its rules compare with.
pub(crate) fn sources(tree: &crate::tree::Tree, ask: &Ask) -> Vec<SlotPath> {
    let mut sources: Vec<SlotPath> = tree.references(&ask.prompt).map(str::to_owned).collect();
    sources.extend(ask.derives_from.iter().cloned());
    sources.extend(ask.validations.iter().filter(|v| v.rule == Rule::NotBefore).filter_map(|v| {
        v.value.as_ref().and_then(Value::as_text).map(str::to_owned)
    }));
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

fn passes_silently(ask: &Ask, source: Source) -> bool {
    match source {
        Source::Person => true,
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
fn onward<'t>(next: &'t Next, value: Option<&Value>) -> &'t str {
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
