//! Calls: each tree that is called is there, sound, speaks the languages, and is not the caller again.

use super::{Check, Found, House, check as check_tree};
use crate::tree::{
    closure::Library,
    json::{Call, Node, Slot, TreeDoc},
    problem::{Code, Severity, Spot},
};

pub fn check(it: &Check<'_>, found: &mut Found) {
    let mut seen: Vec<&str> = Vec::new();
    for (id, node) in &it.doc.nodes {
        let Node::Call(call) = node else { continue };
        let spot = Spot::node(id, "tree");
        let Some(callee) = it.library.get(&call.tree).filter(|_| call.tree != it.doc.id) else {
            if call.tree == it.doc.id {
                found.error(Code::CallRecursion, spot, "a tree cannot call itself");
            } else {
                found.error(Code::UnknownTree, spot, format!("there is no tree `{}` to call", call.tree));
            }
            continue;
        };
        if let Some(way) = recursion(it.library, callee, &mut vec![&it.doc.id]) {
            let message = format!("the trees would call each other for ever: {}", way.join(" → "));
            found.error(Code::CallRecursion, spot, message);
            continue;
        }
        handover(it, id, call, callee, found);
        if seen.contains(&call.tree.as_str()) {
            continue;
        }
        seen.push(&call.tree);
        sound(it, id, callee, found);
    }
}

fn sound(it: &Check<'_>, id: &str, callee: &TreeDoc, found: &mut Found) {
    let problems = check_tree(callee, it.library, House::Any);
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    if errors > 0 {
        let message = format!("the tree `{}` has {errors} findings of its own; check it first", callee.id);
        found.error(Code::CalledTree, Spot::node(id, "tree"), message);
    }
    for locale in it.doc.locales.iter().filter(|locale| !callee.locales.contains(locale)) {
        let message = format!("the tree `{}` does not speak `{locale}`", callee.id);
        found.warning(Code::MissingTranslation, Spot::node(id, "tree"), message);
    }
}

/// What is handed in and out is of the same type on both sides.
fn handover(it: &Check<'_>, id: &str, call: &Call, callee: &TreeDoc, found: &mut Found) {
    let ways = [("with", &call.with, true), ("out", &call.out, false)];
    for (field, pairs, into_callee) in ways {
        for (left, right) in pairs {
            let (theirs, ours) = if into_callee { (left, right) } else { (right, left) };
            let spot = Spot::node(id, format!("{field}.{left}"));
            let inner = callee.slot(theirs);
            if inner.is_none() {
                let message = format!("the tree `{}` has no slot `{theirs}`", callee.id);
                found.error(Code::UnknownSlot, spot.clone(), message);
            }
            let outer = it.slot(Some(id), ours, spot.clone(), found);
            if let Some((inner, outer)) = inner.zip(outer)
                && !same_type(it.doc, outer, callee, inner)
            {
                let types = (inner.kind.name(), outer.kind.name());
                let message =
                    format!("`{theirs}` is of type {} there and `{ours}` of type {} here", types.0, types.1);
                found.error(Code::SlotType, spot, message);
            }
        }
    }
}

fn same_type(doc: &TreeDoc, slot: &Slot, other_doc: &TreeDoc, other: &Slot) -> bool {
    let (fields, others) = (doc.fields(slot), other_doc.fields(other));
    let same_items = match (&slot.of, &other.of) {
        (Some(of), Some(other_of)) => same_type(doc, of, other_doc, other_of),
        (of, other_of) => of.is_none() && other_of.is_none(),
    };
    let same_field = |(id, field): (&String, &Slot)| {
        others.get(id).is_none_or(|other_field| same_type(doc, field, other_doc, other_field))
    };
    slot.kind == other.kind && same_items && fields.iter().all(same_field)
}

/// The way by which `tree` comes to call one of `callers`.
fn recursion<'a>(library: &'a Library, tree: &'a TreeDoc, callers: &mut Vec<&'a str>) -> Option<Vec<String>> {
    if callers.contains(&tree.id.as_str()) {
        return Some(callers.iter().chain([&tree.id.as_str()]).map(|id| (*id).to_owned()).collect());
    }
    callers.push(&tree.id);
    let called = tree.nodes.values().filter_map(|node| match node {
        Node::Call(call) => library.get(&call.tree),
        _ => None,
    });
    let way = called.into_iter().find_map(|callee| recursion(library, callee, callers));
    callers.pop();
    way
}
