//! What is asked is used, and what is used is asked.

use super::{Check, Found};
use crate::tree::{
    json::{Node, TreeDoc},
    problem::{Code, Spot},
    text::Template,
};
use std::collections::BTreeSet;

pub fn check(it: &Check<'_>, found: &mut Found) {
    // What cannot be read, or is not reached because a link dangles, may ask and use any of them.
    if it.torn {
        return;
    }
    let (asked, set, read) = (asked(it), set(it), read(it.doc));
    let feeds = it.doc.slots.values().any(|slot| !slot.feeds.is_empty());
    for (id, slot) in &it.doc.slots {
        let is_set = set.contains(id.as_str());
        if slot.required && !asked.contains(id.as_str()) && !is_set {
            found.error(
                Code::RequiredNeverAsked,
                Spot::slot(id, ""),
                "it is required, and no question asks it",
            );
        } else if !asked.contains(id.as_str()) && !is_set {
            found.warning(Code::NeverSet, Spot::slot(id, ""), "nothing ever sets it");
        } else if feeds && slot.feeds.is_empty() && !slot.internal && !read.contains(id.as_str()) {
            let message = "it is set and never used: no piece (`feeds`), condition, text or assist needs it";
            found.warning(Code::NeverUsed, Spot::slot(id, ""), message);
        }
    }
}

fn head(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

/// The slots that a reachable question asks, whole or in part; an item's parts count for their list.
fn asked<'a>(it: &Check<'a>) -> BTreeSet<&'a str> {
    let nodes = it.doc.nodes.iter().filter(|(id, _)| it.reachable.contains(id.as_str()));
    nodes
        .filter_map(|(id, node)| match node {
            Node::Ask(ask) => {
                let around = it.around.get(id.as_str()).into_iter().flatten();
                let item = around.into_iter().find(|each| each.item == head(&ask.slot));
                Some(item.map_or(head(&ask.slot), |each| head(&each.over)))
            }
            _ => None,
        })
        .collect()
}

/// The slots that are set otherwise: by an assist, by a called tree, or by a caller.
fn set<'a>(it: &Check<'a>) -> BTreeSet<&'a str> {
    let mut set = BTreeSet::new();
    for (id, node) in &it.doc.nodes {
        match node {
            Node::Assist(assist) if it.reachable.contains(id.as_str()) => {
                set.extend(assist.out.iter().map(|path| head(path)));
            }
            Node::Call(call) if it.reachable.contains(id.as_str()) => {
                set.extend(call.out.keys().map(|path| head(path)));
            }
            _ => {}
        }
    }
    let nodes = it.library.iter().flat_map(|tree| tree.nodes.values());
    for node in nodes {
        if let Node::Call(call) = node
            && call.tree == it.doc.id
        {
            set.extend(call.with.keys().map(|path| head(path)));
        }
    }
    set
}

/// The slots that something in the tree reads.
fn read(doc: &TreeDoc) -> BTreeSet<String> {
    let mut paths: Vec<String> = Vec::new();
    for node in doc.nodes.values() {
        paths.extend(node.when().into_iter().flat_map(|when| when.slots()).map(String::from));
        match node {
            Node::Ask(ask) => paths.extend(ask.derives_from.iter().cloned()),
            Node::Assist(assist) => paths.extend(assist.input.iter().cloned()),
            Node::Verify(verify) => paths.push(verify.slot.clone()),
            Node::Branch(branch) => {
                paths.extend(branch.cases.iter().flat_map(|case| case.when.slots()).map(String::from));
            }
            Node::Each(each) => paths.push(each.over.clone()),
            Node::Call(call) => paths.extend(call.with.values().cloned()),
            Node::Produce(produce) => {
                paths.extend(produce.remember.iter().flat_map(|r| [r.brand.clone(), r.kit.clone()]));
            }
            Node::Say(_) | Node::Review(_) | Node::End(_) => {}
        }
    }
    paths.extend(doc.score.iter().flat_map(|rule| rule.slots.iter().cloned()));
    doc.texts(&mut |placed| {
        let templates = placed.text.values().filter_map(|source| Template::parse(source).ok());
        paths.extend(
            templates.flat_map(|template| template.references().map(String::from).collect::<Vec<_>>()),
        );
    });
    paths.iter().map(|path| head(path).to_owned()).collect()
}
