//! What the tree promises of itself: its score, and its tests.

use super::{Check, Found};
use crate::tree::{
    json::{Node, Slot, Test, TestTurn, TreeDoc},
    problem::{Code, Spot},
};

/// The statuses that a test may expect.
const STATUSES: [&str; 3] = ["active", "stopped", "completed"];

pub fn check(it: &Check<'_>, found: &mut Found) {
    score(it, found);
    it.doc.tests.iter().for_each(|test| self::test(it, test, found));
}

fn score(it: &Check<'_>, found: &mut Found) {
    let points: u32 = it.doc.score.iter().map(|rule| rule.points).sum();
    if !it.doc.score.is_empty() && points != 100 && !it.faulty.field("score") {
        let message = format!("the points add up to {points}, not to 100");
        found.error(Code::ScorePoints, Spot::tree("score"), message);
    }
    for (at, rule) in it.doc.score.iter().enumerate() {
        for path in &rule.slots {
            it.slot(None, path, Spot::tree(format!("score.{at}.slots")), found);
        }
    }
}

fn test(it: &Check<'_>, test: &Test, found: &mut Found) {
    let spot = |field: &str| Spot::test(&test.name, field);
    if !it.speaks(&test.locale) {
        let message = format!("`{}` is not among the tree's languages", test.locale);
        found.error(Code::UnknownLocale, spot("locale"), message);
    }
    if !["rules", "cassette"].contains(&test.llm.as_str()) {
        found.error(Code::Shape, spot("llm"), "it is `rules` or `cassette`");
    }
    test.turns.iter().enumerate().for_each(|(at, turn)| self::turn(it, test, at, turn, found));
    let expect = &test.expect;
    let lists = [("visited", &expect.visited), ("not_visited", &expect.not_visited)];
    let named = lists.into_iter().flat_map(|(field, ids)| ids.iter().map(move |id| (field, id)));
    for (field, id) in named.chain(expect.pending.iter().map(|id| ("pending", id))) {
        if !node_exists(it, id) && !it.faulty.node(id) {
            found.error(
                Code::UnknownNode,
                spot(&format!("expect.{field}")),
                format!("there is no node `{id}`"),
            );
        }
    }
    for path in expect.slots.keys().chain(&expect.unset) {
        if it.doc.slot(path).is_none() && !it.faulty.slot(path) {
            found.error(Code::UnknownSlot, spot("expect.slots"), format!("there is no slot `{path}`"));
        }
    }
    if let Some(status) = expect.status.as_ref().filter(|status| !STATUSES.contains(&status.as_str())) {
        let message = format!("`{status}` is no status; there are {}", STATUSES.join(", "));
        found.error(Code::Shape, spot("expect.status"), message);
    }
}

fn turn(it: &Check<'_>, test: &Test, at: usize, turn: &TestTurn, found: &mut Found) {
    let spot = Spot::test(&test.name, format!("turns.{at}"));
    match turn {
        TestTurn::Choose(id) => chosen(it, id, spot, found),
        TestTurn::ChooseMany(ids) => ids.iter().for_each(|id| chosen(it, id, spot.clone(), found)),
        TestTurn::Edit { path, .. } if it.doc.slot(path).is_none() && !it.faulty.slot(path) => {
            found.error(Code::UnknownSlot, spot, format!("there is no slot `{path}`"));
        }
        TestTurn::SkipChapter(id) if !has_chapter(it, id) => {
            found.error(Code::UnknownChapter, spot, format!("there is no chapter `{id}`"));
        }
        _ => {}
    }
}

fn has_chapter(it: &Check<'_>, id: &str) -> bool {
    it.faulty.field("chapters") || it.doc.chapters.iter().any(|chapter| chapter.id == id)
}

/// Some slot of the tree, or of one that it calls, has that option; a collection may have any.
fn chosen(it: &Check<'_>, id: &str, spot: Spot, found: &mut Found) {
    let called = it.doc.nodes.values().filter_map(|node| match node {
        Node::Call(call) => it.library.get(&call.tree),
        _ => None,
    });
    let mut trees = std::iter::once(it.doc).chain(called);
    let has = |slot: &Slot| offers(slot, id);
    let offered = trees.any(|tree: &TreeDoc| {
        tree.slots.values().any(has) || tree.schemas.values().flat_map(|fields| fields.values()).any(has)
    });
    if !offered && it.faulty.is_empty() {
        found.error(Code::UnknownOption, spot, format!("no slot has an option `{id}`"));
    }
}

fn offers(slot: &Slot, id: &str) -> bool {
    let own = slot.options.iter().chain(&slot.none_of).any(|option| option.id == id);
    let inside = slot.fields.values().chain(slot.of.as_deref()).any(|part| offers(part, id));
    own || inside || slot.options_from.is_some() || slot.kind == crate::tree::json::SlotType::Confirm
}

/// A node of the tree, or of one that it calls (`kit_call/tone`).
fn node_exists(it: &Check<'_>, id: &str) -> bool {
    let mut doc = it.doc;
    let mut parts = id.split('/').peekable();
    while let Some(part) = parts.next() {
        match doc.nodes.get(part) {
            None => return false,
            Some(Node::Call(call)) if parts.peek().is_some() => match it.library.get(&call.tree) {
                Some(callee) => doc = callee,
                None => return true,
            },
            Some(_) => {}
        }
    }
    true
}
