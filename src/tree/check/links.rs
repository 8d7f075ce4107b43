//! The graph: each link leads somewhere, each node is reached, each way ends, nothing turns in a circle.

use super::{Check, Found};
use crate::tree::{
    graph::Way,
    json::{Node, TreeDoc},
    problem::{Code, Spot},
};
use std::collections::{BTreeSet, VecDeque};

pub fn check(it: &Check<'_>, found: &mut Found) {
    dangling(it, found);
    unreachable(it, found);
    ends(it, found);
    cycles(it.doc, found);
    bodies(it, found);
}

fn dangling(it: &Check<'_>, found: &mut Found) {
    let known = |id: &str| it.doc.nodes.contains_key(id) || it.faulty.node(id);
    if !known(&it.doc.start) && !it.faulty.field("start") {
        let message = format!("the tree starts at `{}`, which is not a node", it.doc.start);
        found.error(Code::DanglingLink, Spot::tree("start"), message);
    }
    for (id, node) in &it.doc.nodes {
        for edge in node.edges().iter().filter(|edge| !known(edge.to)) {
            let message = format!("it leads to `{}`, which is not a node", edge.to);
            found.error(Code::DanglingLink, Spot::node(id, edge.way.field()), message);
        }
    }
}

/// What is not there may lead anywhere: with a way to it, nothing can be said of what is not reached.
fn unreachable(it: &Check<'_>, found: &mut Found) {
    if it.cut {
        return;
    }
    for id in it.doc.nodes.keys().filter(|id| !it.reachable.contains(id.as_str())) {
        found.error(Code::UnreachableNode, Spot::node(id, ""), "no way leads here from the start");
    }
}

/// From every node some way leads to an `end`. What dangles is told of elsewhere and counts as one.
fn ends(it: &Check<'_>, found: &mut Found) {
    let mut ending: BTreeSet<&str> = BTreeSet::new();
    let is_end = |node: &Node| {
        let mut edges = node.edges().into_iter();
        matches!(node, Node::End(_)) || edges.any(|edge| !it.doc.nodes.contains_key(edge.to))
    };
    let ends = it.doc.nodes.iter().filter(|(_, node)| is_end(node)).map(|(id, _)| id.as_str());
    let mut queue: VecDeque<&str> = ends.collect();
    let mut back = it.doc.reversed();
    while let Some(id) = queue.pop_front() {
        if ending.insert(id) {
            queue.extend(back.remove(id).unwrap_or_default());
        }
    }
    for id in it.doc.nodes.keys().filter(|id| !ending.contains(id.as_str())) {
        found.error(Code::NoWayToEnd, Spot::node(id, ""), "no way leads from here to an `end`");
    }
}

/// Each circle is told once, at the node that closes it.
fn cycles(doc: &TreeDoc, found: &mut Found) {
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for start in doc.nodes.keys() {
        // The way from `start`, and for each node on it the edges that are still to be followed.
        let mut way: Vec<(&str, VecDeque<(&str, String)>)> = Vec::new();
        let mut next = Some(start.as_str());
        loop {
            if let Some(id) = next.take()
                && !done.contains(id)
                && let Some((id, node)) = doc.nodes.get_key_value(id)
            {
                let edges = node.edges().into_iter().map(|edge| (edge.to.as_str(), edge.way.field()));
                way.push((id, edges.collect()));
            }
            let Some((id, edges)) = way.last_mut() else { break };
            let id = *id;
            let Some((to, field)) = edges.pop_front() else {
                done.insert(id);
                way.pop();
                continue;
            };
            match way.iter().position(|(passed, _)| *passed == to) {
                Some(at) => {
                    let circle: Vec<&str> = way[at..].iter().map(|(id, _)| *id).chain([to]).collect();
                    let message = format!("the conversation would go in a circle: {}", circle.join(" → "));
                    found.error(Code::Cycle, Spot::node(id, field), message);
                }
                None => next = Some(to),
            }
        }
    }
}

/// The body of an `each` is entered by it alone, and ends at an `end` of its own.
fn bodies(it: &Check<'_>, found: &mut Found) {
    let doc = it.doc;
    let eaches = doc.nodes.iter().filter_map(|(id, node)| match node {
        Node::Each(each) => Some((id, each)),
        _ => None,
    });
    for (id, each) in eaches {
        let body = doc.reachable(&each.body, true);
        let entries = doc.nodes.iter().filter(|(from, _)| !body.contains(from.as_str()));
        let mut entered =
            entries.flat_map(|(from, node)| node.edges().into_iter().map(move |edge| (from, edge)));
        let foreign = |(from, edge): &(&String, crate::tree::graph::Edge<'_>)| {
            // Where something is torn, a node of the body may only seem to stand outside.
            let outside = !it.torn || it.reachable.contains(from.as_str());
            outside && body.contains(edge.to.as_str()) && !(*from == id && edge.way == Way::Body)
        };
        if let Some((from, edge)) = entered.find(foreign) {
            let message = format!("`{}` of the body is entered from `{from}`, outside of it", edge.to);
            found.error(Code::EachBody, Spot::node(id, "body"), message);
        }
        for inside in body {
            if let Some(node @ (Node::Review(_) | Node::Produce(_))) = doc.nodes.get(inside) {
                let message = format!("`{inside}` ({}) cannot stand in the body of an `each`", node.kind());
                found.error(Code::EachBody, Spot::node(id, "body"), message);
            }
        }
    }
}
