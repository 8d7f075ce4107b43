//! Between two versions of a tree a slot keeps its type, so that the answers of conversations in flight
//! still mean what they meant.

use super::{
    json::{Slot, TreeDoc},
    problem::{Code, Problem, Spot},
};
use std::collections::BTreeSet;

/// What forbids publishing `new` after `old`: a slot of the same id and another type, or a `renamed_from`
/// that names nothing, names a slot that is still there, or changes the type.
pub fn compatible(old: &TreeDoc, new: &TreeDoc) -> Vec<Problem> {
    let mut pair = Pair { old, new, problems: Vec::new() };
    let mut taken = BTreeSet::new();
    for (id, slot) in &new.slots {
        // A note of an earlier renaming has done its work once the old version knows the new id.
        let former = slot.renamed_from.as_ref().filter(|_| !old.slots.contains_key(id));
        let before = match former {
            None => old.slots.get(id),
            Some(former) => {
                let fault = if new.slots.contains_key(former) {
                    Some(format!("`{former}` is still a slot of its own"))
                } else if !taken.insert(former) {
                    Some(format!("another slot was renamed from `{former}` too"))
                } else if !old.slots.contains_key(former) {
                    Some(format!("the former version has no slot `{former}`"))
                } else {
                    None
                };
                if let Some(message) = fault {
                    let spot = Spot::slot(id, "renamed_from");
                    pair.problems.push(Problem::error(Code::TypeChanged, spot, message));
                    continue;
                }
                old.slots.get(former)
            }
        };
        if let Some(before) = before {
            pair.same(id, before, slot);
        }
    }
    pair.problems
}

struct Pair<'a> {
    old: &'a TreeDoc,
    new: &'a TreeDoc,
    problems: Vec<Problem>,
}

impl Pair<'_> {
    fn same(&mut self, path: &str, before: &Slot, slot: &Slot) {
        if before.kind != slot.kind {
            let (was, is) = (before.kind.name(), slot.kind.name());
            let message = format!("it was of type {was} and is now {is}: give it a new id instead");
            self.problems.push(Problem::error(Code::TypeChanged, Spot::slot(path, "type"), message));
            return;
        }
        let (old, new) = (self.old, self.new);
        for (id, field) in new.fields(slot) {
            if let Some(before) = old.fields(before).get(id) {
                self.same(&format!("{path}/{id}"), before, field);
            }
        }
        if let Some((before, of)) = before.of.as_deref().zip(slot.of.as_deref()) {
            self.same(&format!("{path}/of"), before, of);
        }
    }
}
