//! The check: everything that is wrong with a tree, at once. The same function serves the editor, the
//! import, the publishing, the command line and the tests.

mod asks;
mod calls;
mod conditions;
mod links;
mod names;
mod promises;
mod slots;
mod steps;
mod texts;
mod usage;
mod values;

use super::{
    closure::Library,
    json::{Each, Node, Slot, TreeDoc},
    problem::{Code, Problem, Spot},
    read::read,
};
use std::collections::{BTreeMap, BTreeSet};

/// Whose rules apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum House {
    /// What makes a tree a tree.
    Any,
    /// And what makes it one of Pauta's own: its voice, its asking contract.
    Shipped,
}

/// All findings on a document, in its order.
pub fn check(doc: &TreeDoc, library: &Library, house: House) -> Vec<Problem> {
    let faulty = BTreeSet::new();
    look(&Check::new(doc, library, house, &faulty), Vec::new())
}

/// All findings on a text; the document too, unless it could not be read at all.
pub fn check_text(text: &str, library: &Library, house: House) -> (Option<TreeDoc>, Vec<Problem>) {
    match read(text) {
        Err(problems) => (None, problems),
        Ok(draft) => {
            let problems = look(&Check::new(&draft.doc, library, house, &draft.faulty), draft.problems);
            (Some(draft.doc), problems)
        }
    }
}

fn look(it: &Check<'_>, problems: Vec<Problem>) -> Vec<Problem> {
    let mut found = Found(problems);
    names::check(it, &mut found);
    links::check(it, &mut found);
    calls::check(it, &mut found);
    slots::check(it, &mut found);
    steps::check(it, &mut found);
    usage::check(it, &mut found);
    texts::check(it, &mut found);
    promises::check(it, &mut found);
    let mut problems = found.0;
    problems.sort_by_cached_key(|problem| it.position(problem));
    problems.dedup();
    problems
}

/// What is checked, and what every rule needs to know of it.
struct Check<'a> {
    doc: &'a TreeDoc,
    library: &'a Library,
    house: House,
    /// Nodes, slots and fields that could not be read: nothing follows from their absence.
    faulty: &'a BTreeSet<String>,
    /// The `each` nodes in whose bodies a node stands.
    around: BTreeMap<&'a str, Vec<&'a Each>>,
    reachable: BTreeSet<&'a str>,
}

/// What was found so far.
struct Found(Vec<Problem>);

impl Found {
    fn error(&mut self, code: Code, spot: Spot, message: impl Into<String>) {
        self.0.push(Problem::error(code, spot, message));
    }

    fn warning(&mut self, code: Code, spot: Spot, message: impl Into<String>) {
        self.0.push(Problem::warning(code, spot, message));
    }
}

impl<'a> Check<'a> {
    fn new(doc: &'a TreeDoc, library: &'a Library, house: House, faulty: &'a BTreeSet<String>) -> Self {
        let mut around: BTreeMap<&str, Vec<&Each>> = BTreeMap::new();
        for node in doc.nodes.values() {
            if let Node::Each(each) = node {
                for inside in doc.reachable(&each.body, true) {
                    around.entry(inside).or_default().push(each);
                }
            }
        }
        Self { doc, library, house, faulty, around, reachable: doc.reachable(&doc.start, true) }
    }

    /// The slot that `path` means at `node` (inside an `each`, the item goes by its name there).
    /// An unknown one is a finding at `spot`.
    fn slot(&self, node: Option<&str>, path: &str, spot: Spot, found: &mut Found) -> Option<&'a Slot> {
        let head = path.split('/').next().unwrap_or(path);
        if self.faulty.contains(head) {
            return None;
        }
        let slot = self.find(node, path);
        if slot.is_none() {
            found.error(Code::UnknownSlot, spot, format!("there is no slot `{path}`"));
        }
        slot
    }

    fn find(&self, node: Option<&str>, path: &str) -> Option<&'a Slot> {
        let mut parts = path.split('/');
        let head = parts.next()?;
        let around = node.and_then(|node| self.around.get(node));
        let each = around.and_then(|all| all.iter().find(|each| each.item == head));
        let mut slot = match each {
            Some(each) if each.over.split('/').next() == Some(head) => return None,
            Some(each) => self.find(node, &each.over)?.of.as_deref()?,
            None => self.doc.slots.get(head)?,
        };
        for part in parts {
            slot = self.doc.fields(slot).get(part)?;
        }
        Some(slot)
    }

    /// Where in the document a finding stands: the tree, its slots, its nodes, its tests.
    fn position(&self, problem: &Problem) -> (usize, usize) {
        let spot = &problem.spot;
        let head = |path: &String| path.split('/').next().unwrap_or_default().to_owned();
        if let Some(test) = &spot.test {
            (3, self.doc.tests.iter().position(|t| t.name == *test).unwrap_or_default())
        } else if let Some(node) = &spot.node {
            (2, self.doc.nodes.get_index_of(node).unwrap_or(usize::MAX))
        } else if let Some(slot) = &spot.slot {
            (1, self.doc.slots.get_index_of(&head(slot)).unwrap_or(usize::MAX))
        } else {
            (0, 0)
        }
    }
}
