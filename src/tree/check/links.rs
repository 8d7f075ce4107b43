//! Links: each leads to a node that is there.

use crate::tree::{
    json::TreeDoc,
    problem::{Code, Problem, Spot},
};

pub fn check(doc: &TreeDoc, problems: &mut Vec<Problem>) {
    if !doc.nodes.contains_key(&doc.start) {
        let message = format!("the tree starts at `{}`, which is not a node", doc.start);
        problems.push(Problem::error(Code::DanglingLink, Spot::tree("start"), message));
    }
    for (id, node) in &doc.nodes {
        for edge in node.edges().iter().filter(|edge| !doc.nodes.contains_key(edge.to)) {
            let message = format!("it leads to `{}`, which is not a node", edge.to);
            problems.push(Problem::error(Code::DanglingLink, Spot::node(id, edge.way.field()), message));
        }
    }
}
