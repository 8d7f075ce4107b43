//! The ways out of each node: what the check, the coverage and the drawing all walk on.

use super::{
    condition::Condition,
    json::{AssistOutcome, Next, Node, NodeId, Outcome, TreeDoc, Unsure},
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A way from a node to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge<'a> {
    pub way: Way<'a>,
    pub to: &'a NodeId,
}

/// By what a node is left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way<'a> {
    Next,
    /// The option of that id.
    Option(&'a str),
    /// What no option and no case takes.
    Else,
    /// "Não sei".
    Unsure,
    /// Given up after too many answers that could not be read.
    Exhausted,
    /// The case at that index.
    Case(usize, &'a Condition),
    Outcome(AssistOutcome),
    /// Into the body of an `each`.
    Body,
}

impl Way<'_> {
    /// The field of the node that names the way (`next.launch`, `cases.0.next`).
    pub fn field(&self) -> String {
        match self {
            Self::Next => "next".into(),
            Self::Option(id) => format!("next.{id}"),
            Self::Else => "else".into(),
            Self::Unsure => "unsure".into(),
            Self::Exhausted => "on_exhausted".into(),
            Self::Case(at, _) => format!("cases.{at}.next"),
            Self::Outcome(outcome) => format!("outcomes.{}", outcome.name()),
            Self::Body => "body".into(),
        }
    }
}

impl AssistOutcome {
    /// As it is written in a tree.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Edit => "edit",
            Self::Reject => "reject",
            Self::Error => "error",
        }
    }
}

impl Node {
    /// As it is written in a tree.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Say(_) => "say",
            Self::Ask(_) => "ask",
            Self::Assist(_) => "assist",
            Self::Verify(_) => "verify",
            Self::Branch(_) => "branch",
            Self::Each(_) => "each",
            Self::Call(_) => "call",
            Self::Review(_) => "review",
            Self::Produce(_) => "produce",
            Self::End(_) => "end",
        }
    }

    /// The condition without which the node is passed over.
    pub fn when(&self) -> Option<&Condition> {
        match self {
            Self::Say(say) => say.when.as_ref(),
            Self::Ask(ask) => ask.when.as_ref(),
            Self::Assist(assist) => assist.when.as_ref(),
            Self::Verify(verify) => verify.when.as_ref(),
            Self::Call(call) => call.when.as_ref(),
            Self::Branch(_) | Self::Each(_) | Self::Review(_) | Self::Produce(_) | Self::End(_) => None,
        }
    }

    /// Every way out, in the order in which they are written.
    pub fn edges(&self) -> Vec<Edge<'_>> {
        let next = |to| vec![Edge { way: Way::Next, to }];
        match self {
            Self::Say(say) => next(&say.next),
            Self::Ask(ask) => {
                let mut edges = match &ask.next {
                    Next::Node(to) => next(to),
                    Next::ByOption(by) => by.iter().map(|(id, to)| Edge { way: option(id), to }).collect(),
                };
                edges.extend(ask.on_exhausted.iter().map(|to| Edge { way: Way::Exhausted, to }));
                if let Some(Unsure::Node(to)) = &ask.unsure {
                    edges.push(Edge { way: Way::Unsure, to });
                }
                edges
            }
            Self::Assist(assist) => {
                let mut edges = next(&assist.next);
                edges.extend(assist.outcomes.iter().filter_map(|(outcome, to)| match to {
                    Outcome::Node(to) => Some(Edge { way: Way::Outcome(*outcome), to }),
                    Outcome::Reask { .. } => None,
                }));
                edges
            }
            Self::Verify(verify) => next(&verify.next),
            Self::Branch(branch) => {
                let cases = branch.cases.iter().enumerate();
                let mut edges: Vec<_> =
                    cases.map(|(at, case)| Edge { way: Way::Case(at, &case.when), to: &case.next }).collect();
                edges.push(Edge { way: Way::Else, to: &branch.otherwise });
                edges
            }
            Self::Each(each) => {
                vec![Edge { way: Way::Body, to: &each.body }, Edge { way: Way::Next, to: &each.next }]
            }
            Self::Call(call) => next(&call.next),
            Self::Review(review) => next(&review.next),
            Self::Produce(produce) => next(&produce.next),
            Self::End(_) => Vec::new(),
        }
    }
}

fn option(id: &str) -> Way<'_> {
    if id == "else" { Way::Else } else { Way::Option(id) }
}

impl TreeDoc {
    /// The nodes that can be reached from `from`, itself included; `into_bodies` says whether through
    /// the bodies of `each` too.
    pub fn reachable<'a>(&'a self, from: &'a str, into_bodies: bool) -> BTreeSet<&'a str> {
        let mut seen = BTreeSet::new();
        let mut queue = VecDeque::from([from]);
        while let Some(id) = queue.pop_front() {
            let Some((id, node)) = self.nodes.get_key_value(id) else { continue };
            if !seen.insert(id.as_str()) {
                continue;
            }
            let edges = node.edges().into_iter().filter(|edge| into_bodies || edge.way != Way::Body);
            queue.extend(edges.map(|edge| edge.to.as_str()));
        }
        seen
    }

    /// From each node, those that lead to it.
    pub fn reversed(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut back: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (id, node) in &self.nodes {
            for edge in node.edges() {
                back.entry(edge.to.as_str()).or_default().push(id);
            }
        }
        back
    }
}
