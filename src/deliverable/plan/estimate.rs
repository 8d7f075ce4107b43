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
    let mut estimate = Estimate { seconds: whole(&spans(&nodes, workers)), ..Estimate::default() };
    for usual in nodes.iter().map(|node| usual(node.kind)) {
        estimate.calls += usual.calls;
        estimate.tokens_in += usual.tokens_in;
        estimate.tokens_out += usual.tokens_out;
        estimate.images += usual.images;
    }
    estimate
}

/// The seconds of these packages, told anew by how long those pieces took (in milliseconds) that are there: as reckoned
/// at first, and the more is there, the more as it went.
pub fn paced(
    plan: &Plan,
    packages: RangeInclusive<u32>,
    workers: u32,
    took: impl Fn(&str) -> Option<u64>,
) -> u32 {
    let nodes: Vec<&Node> = plan.nodes.iter().filter(|node| packages.contains(&node.package)).collect();
    let spans = spans(&nodes, workers);
    let (mut reckoned, mut real) = (0, 0);
    for (id, span) in &spans {
        if let Some(ms) = took(id) {
            reckoned += u64::from(span.end - span.ready) * 1_000;
            real += ms.min(TOOK_MOST);
        }
    }
    again(whole(&spans), reckoned, real)
}

/// So much is believed of what was reckoned, in milliseconds: about a piece.
const BELIEVED: u64 = 10_000;
/// What took longer waited for something else: a server that was off, a provider that was away.
const TOOK_MOST: u64 = 300_000;

/// What was reckoned to take `seconds`, after a part of it that was reckoned to take so long really took so long.
fn again(seconds: u32, reckoned: u64, real: u64) -> u32 {
    let seconds = (u64::from(seconds) * (BELIEVED + real)).div_ceil(BELIEVED + reckoned);
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

fn usual(kind: Kind) -> Usual {
    TABLE.kinds.get(&kind).copied().unwrap_or_default()
}

/// A piece from when everything that it needs is there to when it is there itself, in seconds.
#[derive(Clone, Copy)]
struct Span {
    ready: u32,
    end: u32,
}

/// When the last one ends.
fn whole(spans: &HashMap<&str, Span>) -> u32 {
    spans.values().map(|span| span.end).max().unwrap_or(0)
}

/// Each begins as soon as a worker is free and everything that it needs is there.
fn spans<'a>(nodes: &[&'a Node], workers: u32) -> HashMap<&'a str, Span> {
    let mut free = vec![0; workers.max(1) as usize];
    let mut spans: HashMap<&str, Span> = HashMap::new();
    let mut waiting: Vec<&'a Node> = nodes.to_vec();
    while !waiting.is_empty() {
        // What was made in an earlier package is there already.
        let begins = |node: &&Node, spans: &HashMap<&str, Span>| {
            let open = |need: &String| waiting.iter().any(|it| it.id == *need);
            let there =
                node.needs.iter().map(|need| spans.get(need.as_str()).map_or(0, |span| span.end)).max();
            (!node.needs.iter().any(open)).then(|| there.unwrap_or(0))
        };
        let can = waiting.iter().enumerate().filter_map(|(at, node)| Some((begins(node, &spans)?, at)));
        let Some((there, at)) = can.min() else { break };
        let node = waiting.remove(at);
        let Some(worker) = free.iter_mut().min() else { break };
        let end = (*worker).max(there) + usual(node.kind).seconds;
        *worker = end;
        spans.insert(&node.id, Span { ready: there, end });
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_goes_by_what_was_seen() {
        assert_eq!(again(40, 0, 0), 40, "as reckoned, before anything is there");
        assert_eq!(again(40, 20_000, 20_000), 40, "as reckoned, where it came so");
        assert_eq!(again(40, 10_000, 30_000), 80, "thrice as slow, of which one piece is half believed");
        assert_eq!(again(40, 90_000, 270_000), 112, "and many nearly wholly");
        assert_eq!(again(40, 30_000, 0), 10, "a quick one makes it shorter");
        assert_eq!((again(0, 9, 9), again(u32::MAX, 0, TOOK_MOST)), (0, u32::MAX));
    }
}
