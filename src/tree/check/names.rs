//! Ids: stable, readable, and each there once.

use super::{Check, Found};
use crate::tree::{
    json::{Choice, Node, Slot},
    problem::{Code, Spot},
};
use std::collections::BTreeSet;

/// Keys by which a value tells what it is; an object with such a field would be read as another value.
const VALUE_KEYS: [&str; 9] = ["none", "new", "file", "items", "from", "to", "minor", "min", "max"];

/// Ids of a question's own buttons, and `else`.
const BUTTON_IDS: [&str; 9] =
    ["else", "accept", "edit", "keep", "another", "no_more", "unsure", "skip", "confirm"];

pub fn check(it: &Check<'_>, found: &mut Found) {
    let doc = it.doc;
    if !it.faulty.field("id") {
        id(&doc.id, Spot::tree("id"), found);
    }
    let chapters: Vec<&str> = doc.chapters.iter().map(|chapter| chapter.id.as_str()).collect();
    unique(&chapters, |at| Spot::tree(format!("chapters.{at}.id")), found);
    let rules: Vec<&str> = doc.score.iter().map(|rule| rule.id.as_str()).collect();
    unique(&rules, |at| Spot::tree(format!("score.{at}.id")), found);
    let mut tests = BTreeSet::new();
    for test in doc.tests.iter().filter(|test| !tests.insert(&test.name)) {
        found.error(Code::DuplicateId, Spot::test(&test.name, "name"), "another test has the same name");
    }
    for (name, fields) in &doc.schemas {
        id(name, Spot::tree(format!("schemas.{name}")), found);
        fields_of(name, fields.iter(), found);
    }
    for (name, one) in &doc.slots {
        id(name, Spot::slot(name, ""), found);
        slot(name, one, found);
    }
    for (name, one) in &doc.nodes {
        id(name, Spot::node(name, ""), found);
        node(it, name, one, found);
    }
}

fn node(it: &Check<'_>, name: &str, node: &Node, found: &mut Found) {
    match node {
        Node::Each(each) => {
            id(&each.item, Spot::node(name, "as"), found);
            let outer = it.around.get(name).into_iter().flatten().any(|other| other.item == each.item);
            if it.doc.slots.contains_key(&each.item) || outer {
                let message = format!("`{}` is already the name of a slot or of an item", each.item);
                found.error(Code::DuplicateId, Spot::node(name, "as"), message);
            }
        }
        Node::Ask(ask) => options(&ask.options, |at| Spot::node(name, format!("options.{at}.id")), found),
        _ => {}
    }
}

fn slot(path: &str, slot: &Slot, found: &mut Found) {
    options(&slot.options, |at| Spot::slot(path, format!("options.{at}.id")), found);
    if let Some(none) = &slot.none_of {
        id(&none.id, Spot::slot(path, "none_of.id"), found);
        if slot.options.iter().any(|option| option.id == none.id) {
            let message = format!("`{}` is already the id of an option", none.id);
            found.error(Code::DuplicateId, Spot::slot(path, "none_of.id"), message);
        }
    }
    fields_of(path, slot.fields.iter(), found);
    if let Some(of) = &slot.of {
        self::slot(&format!("{path}/of"), of, found);
    }
}

fn fields_of<'a>(path: &str, fields: impl Iterator<Item = (&'a String, &'a Slot)>, found: &mut Found) {
    for (name, field) in fields {
        let path = format!("{path}/{name}");
        id(name, Spot::slot(&path, ""), found);
        if VALUE_KEYS.contains(&name.as_str()) {
            let message = format!("`{name}` is a key of values themselves; a field needs another name");
            found.error(Code::ReservedId, Spot::slot(&path, ""), message);
        }
        slot(&path, field, found);
    }
}

fn options(options: &[Choice], spot: impl Fn(usize) -> Spot, found: &mut Found) {
    let ids: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
    for (at, id) in ids.iter().enumerate().filter(|(_, id)| BUTTON_IDS.contains(id)) {
        let message = format!("`{id}` is the id of a button that every question has, or of a branch");
        found.error(Code::ReservedId, spot(at), message);
    }
    unique(&ids, spot, found);
}

fn unique(ids: &[&str], spot: impl Fn(usize) -> Spot, found: &mut Found) {
    let mut seen = BTreeSet::new();
    for (at, one) in ids.iter().enumerate() {
        id(one, spot(at), found);
        if !seen.insert(one) {
            found.error(Code::DuplicateId, spot(at), format!("the id `{one}` is there twice"));
        }
    }
}

fn id(id: &str, spot: Spot, found: &mut Found) {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !id.starts_with(|c: char| c.is_ascii_lowercase()) || !id.chars().all(letters) {
        let message = format!("`{id}` is not an id: lower-case letters, digits and `_`, a letter first");
        found.error(Code::BadId, spot, message);
    }
}
