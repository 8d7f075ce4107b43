//! What making pieces takes, before it is begun.

use super::{Node, Plan};
use crate::deliverable::Kind;
use serde::Deserialize;
use std::{collections::HashMap, ops::RangeInclusive, sync::LazyLock};

/// What making some packages takes, as far as it can be told beforehand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Estimate {
    /// Calls to a model.
    pub calls: u32,
    /// From the first piece's begin to the last one's end, if nobody has to be waited for.
    pub seconds: u32,
    pub tokens_in: u64,
    pub tokens_out: u64,
    /// Pictures to be drawn.
    pub images: u32,
}

/// What a kind usually takes.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
struct Usual {
    calls: u32,
    tokens_in: u64,
    tokens_out: u64,
    seconds: u32,
    images: u32,
}

#[derive(Deserialize)]
struct Table {
    kinds: HashMap<Kind, Usual>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_json::from_str(include_str!("estimate.json")).expect("a compiled-in table is valid JSON")
});

/// What these packages take with so many workers.
pub fn estimate(plan: &Plan, packages: RangeInclusive<u32>, workers: u32) -> Estimate {
    let nodes: Vec<&Node> = plan.nodes.iter().filter(|node| packages.contains(&node.package)).collect();
    let mut estimate = Estimate { seconds: seconds(&nodes, workers), ..Estimate::default() };
    for usual in nodes.iter().map(|node| usual(node.kind)) {
        estimate.calls += usual.calls;
        estimate.tokens_in += usual.tokens_in;
        estimate.tokens_out += usual.tokens_out;
        estimate.images += usual.images;
    }
    estimate
}

fn usual(kind: Kind) -> Usual {
    TABLE.kinds.get(&kind).copied().unwrap_or_default()
}

/// When the last one ends: each begins as soon as a worker is free and everything that it needs is there.
fn seconds(nodes: &[&Node], workers: u32) -> u32 {
    let mut free = vec![0; workers.max(1) as usize];
    let mut ends: HashMap<&str, u32> = HashMap::new();
    let mut waiting: Vec<&Node> = nodes.to_vec();
    while !waiting.is_empty() {
        // What was made in an earlier package is there already.
        let begins = |node: &&Node, ends: &HashMap<&str, u32>| {
            let open = |need: &String| waiting.iter().any(|it| it.id == *need);
            let there = node.needs.iter().map(|need| ends.get(need.as_str()).copied().unwrap_or(0)).max();
            (!node.needs.iter().any(open)).then(|| there.unwrap_or(0))
        };
        let can = waiting.iter().enumerate().filter_map(|(at, node)| Some((begins(node, &ends)?, at)));
        let Some((there, at)) = can.min() else { break };
        let node = waiting.remove(at);
        let Some(worker) = free.iter_mut().min() else { break };
        let end = (*worker).max(there) + usual(node.kind).seconds;
        *worker = end;
        ends.insert(&node.id, end);
    }
    ends.values().copied().max().unwrap_or(0)
}
