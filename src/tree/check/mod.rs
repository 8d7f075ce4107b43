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
    read::{Faulty, read},
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

/// All findings on a document: first those from which others might follow, then the rest, in its order.
pub fn check(doc: &TreeDoc, library: &Library, house: House) -> Vec<Problem> {
    let faulty = Faulty::default();
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
    /// What could not be read: nothing follows from its absence.
    faulty: &'a Faulty,
    /// The `each` nodes in whose bodies a node stands.
    around: BTreeMap<&'a str, Vec<&'a Each>>,
    reachable: BTreeSet<&'a str>,
    /// Whether a way from the start leads to what is not there: what lies behind it is not known.
    cut: bool,
    /// Whether a node could not be read, or a link dangles anywhere.
    torn: bool,
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
    fn new(doc: &'a TreeDoc, library: &'a Library, house: House, faulty: &'a Faulty) -> Self {
        let mut around: BTreeMap<&str, Vec<&Each>> = BTreeMap::new();
        for node in doc.nodes.values() {
            if let Node::Each(each) = node {
                for inside in doc.reachable(&each.body, true) {
                    around.entry(inside).or_default().push(each);
                }
            }
        }
        let reachable = doc.reachable(&doc.start, true);
        let dangles = |id: &str| doc.nodes[id].edges().iter().any(|edge| !doc.nodes.contains_key(edge.to));
        let cut = !doc.nodes.contains_key(&doc.start) || reachable.iter().any(|id| dangles(id));
        let torn = cut || !faulty.nodes.is_empty() || doc.nodes.keys().any(|id| dangles(id));
        Self { doc, library, house, faulty, around, reachable, cut, torn }
    }

    /// The slot that `path` means at `node` (inside an `each`, the item goes by its name there).
    /// An unknown one is a finding at `spot`.
    fn slot(&self, node: Option<&str>, path: &str, spot: Spot, found: &mut Found) -> Option<&'a Slot> {
        let slot = self.find(node, path);
        if slot.is_none() && !self.may_be(path) {
            found.error(Code::UnknownSlot, spot, format!("there is no slot `{path}`"));
        }
        slot
    }

    /// Whether a slot that is not found may be there all the same: it could not be read, or it is the item
    /// of an `each` from whose body something cuts the node off.
    fn may_be(&self, path: &str) -> bool {
        let head = path.split('/').next().unwrap_or(path);
        let is_item = |node: &Node| matches!(node, Node::Each(each) if each.item == head);
        self.faulty.slot(path) || (self.torn && self.doc.nodes.values().any(is_item))
    }

    /// Whether the tree speaks it, as far as its languages could be read.
    fn speaks(&self, locale: &String) -> bool {
        self.faulty.field("locales") || self.doc.locales.contains(locale)
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

    /// Whether others might follow from it, and where it stands in the document.
    fn position(&self, problem: &Problem) -> (bool, (usize, usize)) {
        let causes = [Code::Syntax, Code::Shape, Code::UnknownCollection, Code::DanglingLink];
        (!causes.contains(&problem.code), self.place(problem))
    }

    /// Where in the document a finding stands: the tree, its slots, its nodes, its tests.
    fn place(&self, problem: &Problem) -> (usize, usize) {
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
