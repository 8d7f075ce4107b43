//! What each node names: slots, chapters, conditions.

use super::{Check, Found, asks};
use crate::tree::{
    json::{Assist, Each, Node, Outcome, Produce, SlotType, Verify, VerifyCheck},
    problem::{Code, Spot},
};
use std::collections::BTreeSet;

pub fn check(it: &Check<'_>, found: &mut Found) {
    let mut used = BTreeSet::new();
    for (id, node) in &it.doc.nodes {
        if let Some(when) = node.when() {
            it.condition(id, "when", when, found);
        }
        match node {
            Node::Ask(ask) => {
                used.extend(chapter(it, id, ask.chapter.as_ref(), found));
                asks::check(it, id, ask, found);
            }
            Node::Assist(one) => {
                used.extend(chapter(it, id, one.chapter.as_ref(), found));
                assist(it, id, one, found);
            }
            Node::Verify(one) => verify(it, id, one, found),
            Node::Branch(branch) => {
                for (at, case) in branch.cases.iter().enumerate() {
                    it.condition(id, &format!("cases.{at}.when"), &case.when, found);
                }
            }
            Node::Each(one) => each(it, id, one, found),
            Node::Produce(one) => produce(it, id, one, found),
            Node::Say(_) | Node::Call(_) | Node::Review(_) | Node::End(_) => {}
        }
    }
    if it.torn {
        return;
    }
    for (at, chapter) in it.doc.chapters.iter().enumerate().filter(|(_, one)| !used.contains(&one.id)) {
        let message = format!("no question belongs to the chapter `{}`", chapter.id);
        found.warning(Code::UnusedChapter, Spot::tree(format!("chapters.{at}")), message);
    }
}

fn chapter<'a>(
    it: &Check<'_>,
    id: &str,
    chapter: Option<&'a String>,
    found: &mut Found,
) -> Option<&'a String> {
    let chapter = chapter?;
    if !it.doc.chapters.iter().any(|one| one.id == *chapter) && !it.faulty.field("chapters") {
        found.error(
            Code::UnknownChapter,
            Spot::node(id, "chapter"),
            format!("there is no chapter `{chapter}`"),
        );
    }
    Some(chapter)
}

fn assist(it: &Check<'_>, id: &str, assist: &Assist, found: &mut Found) {
    for path in &assist.input {
        it.slot(Some(id), path, Spot::node(id, "in"), found);
    }
    for path in &assist.out {
        it.slot(Some(id), path, Spot::node(id, "out"), found);
    }
    for (outcome, to) in &assist.outcomes {
        let Outcome::Reask { reask } = to else { continue };
        let field = format!("outcomes.{}.reask", outcome.name());
        for path in reask {
            let known = it.slot(Some(id), path, Spot::node(id, field.clone()), found);
            let asked = it.doc.nodes.values().any(|node| matches!(node, Node::Ask(ask) if ask.slot == *path));
            if known.is_some() && !asked && it.faulty.nodes.is_empty() {
                let message = format!("no question asks `{path}`, so it cannot be asked again");
                found.error(Code::UnknownSlot, Spot::node(id, field.clone()), message);
            }
        }
    }
}

fn verify(it: &Check<'_>, id: &str, verify: &Verify, found: &mut Found) {
    let Some(slot) = it.slot(Some(id), &verify.slot, Spot::node(id, "slot"), found) else { return };
    let fits = match verify.check {
        VerifyCheck::Reachable => slot.kind == SlotType::Url,
        VerifyCheck::NameFree => slot.kind == SlotType::Text,
    };
    if !fits {
        let message = format!("this cannot be looked into for a slot of type {}", slot.kind.name());
        found.error(Code::SlotType, Spot::node(id, "slot"), message);
    }
}

fn each(it: &Check<'_>, id: &str, each: &Each, found: &mut Found) {
    let Some(slot) = it.slot(Some(id), &each.over, Spot::node(id, "over"), found) else { return };
    if slot.kind != SlotType::List {
        let message = format!("`each` goes over a list, and `{}` is of type {}", each.over, slot.kind.name());
        found.error(Code::SlotType, Spot::node(id, "over"), message);
    }
}

fn produce(it: &Check<'_>, id: &str, produce: &Produce, found: &mut Found) {
    let Some(remember) = &produce.remember else { return };
    let wanted = [("brand", &remember.brand, SlotType::Choice), ("kit", &remember.kit, SlotType::Object)];
    for (field, path, kind) in wanted {
        let spot = Spot::node(id, format!("remember.{field}"));
        let slot = it.slot(Some(id), path, spot.clone(), found);
        if slot.is_some_and(|slot| slot.kind != kind) {
            found.error(Code::SlotType, spot, format!("`{path}` must be of type {}", kind.name()));
        }
    }
}
