//! What of a tree its tests reach: nodes, edges, options.

use super::Talk;
use crate::{
    engine,
    tree::{
        Tree,
        graph::Way,
        json::{Node, Outcome, Slot},
        value::Value,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// What there is, and what was reached. Called trees have tests of their own.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    pub nodes: Part,
    pub edges: Part,
    pub options: Part,
}

/// One of the three.
#[derive(Clone, Debug, Default)]
pub struct Part {
    pub all: BTreeSet<String>,
    reached: BTreeSet<String>,
}

impl Part {
    pub fn missed(&self) -> impl Iterator<Item = &String> {
        self.all.difference(&self.reached)
    }

    pub fn reached(&self) -> usize {
        self.all.intersection(&self.reached).count()
    }

    /// Rounded down, so that 100 means all.
    pub fn percent(&self) -> usize {
        (self.reached() * 100).checked_div(self.all.len()).unwrap_or(100)
    }
}

/// What is to be reached in a tree, and by which link.
pub(super) struct Survey<'t> {
    tree: &'t Tree,
    /// The address of a link's text → the name of its edge.
    links: BTreeMap<*const u8, String>,
    coverage: Coverage,
}

impl<'t> Survey<'t> {
    pub fn of(tree: &'t Tree) -> Self {
        let mut survey = Self { tree, links: BTreeMap::new(), coverage: Coverage::default() };
        for (id, node) in &tree.doc().nodes {
            survey.coverage.nodes.all.insert(id.clone());
            survey.edges(id, node);
        }
        for (id, slot) in &tree.doc().slots {
            options(tree, id, slot, None, &mut survey.coverage.options.all);
        }
        survey
    }

    fn edges(&mut self, id: &str, node: &Node) {
        for edge in node.edges() {
            let name = match edge.way {
                Way::Next => format!("{id} → {}", edge.to),
                way => format!("{id} → {} ({})", edge.to, way.field()),
            };
            self.links.insert(edge.to.as_ptr(), name.clone());
            if !(edge.way == Way::Next && all_outcomes_lead_elsewhere(node)) {
                self.coverage.edges.all.insert(name);
            }
        }
        if node.when().is_some() {
            self.coverage.edges.all.insert(passed_over(id));
        }
    }

    /// Takes down where a conversation is now.
    pub fn note(&mut self, talk: &Talk<'_>) {
        let trail = engine::trail(&talk.scene(), &talk.state);
        for visited in &trail {
            // A link of a called tree is not among ours; nor is the start, which no edge leads to.
            let edge = self.links.get(&visited.link.as_ptr());
            let is_start = std::ptr::eq(visited.link, self.tree.start().as_str());
            if edge.is_none() && !is_start {
                continue;
            }
            self.coverage.edges.reached.extend(edge.cloned());
            let over = self.tree.node(visited.link).is_some_and(|node| node.when().is_some());
            if visited.passed_over && over {
                self.coverage.edges.reached.insert(passed_over(visited.link));
            } else {
                self.coverage.nodes.reached.insert(visited.link.to_owned());
            }
        }
        for field in &talk.brief().fields {
            if let (Some(value), Some(slot)) = (&field.value, self.tree.slot(&field.path)) {
                options(self.tree, &field.path, slot, Some(value), &mut self.coverage.options.reached);
            }
        }
    }

    /// The nodes on a conversation's way, called trees' among them, by id.
    pub fn on_the_way(talk: &Talk<'_>) -> BTreeSet<String> {
        let trail = engine::trail(&talk.scene(), &talk.state);
        trail.iter().filter(|visited| !visited.passed_over).map(|visited| visited.link.to_owned()).collect()
    }

    pub fn finish(self) -> Coverage {
        self.coverage
    }
}

fn passed_over(id: &str) -> String {
    format!("{id} is passed over (when)")
}

/// Then `next` is never followed by a decision.
fn all_outcomes_lead_elsewhere(node: &Node) -> bool {
    let Node::Assist(assist) = node else { return false };
    assist.outcomes.values().filter(|to| matches!(to, Outcome::Node(_))).count() == 4
}

/// The options of a slot: all, or those that `value` takes.
fn options(tree: &Tree, path: &str, slot: &Slot, value: Option<&Value>, into: &mut BTreeSet<String>) {
    for option in slot.options.iter().chain(&slot.none_of) {
        let own = option.value.clone().unwrap_or_else(|| Value::text(option.id.as_str()));
        if value.is_none_or(|value| takes(value, &option.id, &own)) {
            into.insert(format!("{path}: {}", option.id));
        }
    }
    for (id, field) in tree.fields(slot) {
        let part = value.map(|value| value.at(id));
        if part.is_none_or(|part| part.is_some()) {
            options(tree, &format!("{path}/{id}"), field, part.flatten(), into);
        }
    }
    let Some(of) = &slot.of else { return };
    match value {
        None => options(tree, path, of, None, into),
        Some(Value::Items(items)) => {
            items.items.iter().for_each(|item| options(tree, path, of, Some(&item.value), into));
        }
        Some(_) => {}
    }
}

fn takes(value: &Value, id: &str, own: &Value) -> bool {
    match value {
        Value::Many(many) => many.iter().any(|one| takes(one, id, own)),
        Value::None(none) => none.none == id,
        value => value == own,
    }
}
