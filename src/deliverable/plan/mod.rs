//! Which pieces a brief asks for, and what each is made from.

mod build;
mod estimate;
mod wanted;

pub use build::plan;
pub use estimate::{Estimate, estimate, paced};
pub use wanted::is_paid;

use super::{Kind, content::SocialChannel};
use serde::{Deserialize, Serialize};

/// The plan of a brief: nodes without a cycle, each after those that it needs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub nodes: Vec<Node>,
}

/// One piece that will be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Stable over the plans of one conversation (`ad_rsa`, `social_post.instagram`, `email.2`).
    pub id: String,
    pub kind: Kind,
    /// As a person reads it ("Post para Instagram").
    pub title: String,
    /// For a post or a script: where it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<SocialChannel>,
    /// Which one of several of its kind it is, from 1.
    pub nth: u32,
    /// The nodes that it is made from.
    pub needs: Vec<String>,
    /// 1 for the first package, which has at most six pieces.
    pub package: u32,
    /// Nothing that needs it begins before a person has agreed to it.
    pub gate: bool,
}

impl Plan {
    pub fn node(&self, id: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// The nodes that can begin: not settled themselves, and everything that they need is.
    pub fn ready(&self, settled: &dyn Fn(&str) -> bool) -> Vec<&Node> {
        let can = |node: &&Node| !settled(&node.id) && node.needs.iter().all(|need| settled(need));
        self.nodes.iter().filter(can).collect()
    }

    /// The nodes that are made from this one, directly or through others.
    pub fn descendants(&self, id: &str) -> Vec<&Node> {
        let mut found: Vec<&Node> = Vec::new();
        // Each stands after those that it needs, so that once through is enough.
        for node in &self.nodes {
            let of = |need: &String| need == id || found.iter().any(|it| it.id == *need);
            if node.needs.iter().any(of) {
                found.push(node);
            }
        }
        found
    }
}
