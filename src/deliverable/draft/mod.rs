//! Drafts without a model: a person's own words, arranged as the kind of piece wants them. What nobody has
//! said is a visible gap.

use super::{Content, Kit, Source, facts::Facts, plan::Node};

/// The pieces that one is made from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Upstream {
    pub pieces: Vec<(Node, Content)>,
}

/// What is wanted, and from what.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    pub node: &'a Node,
    pub facts: &'a Facts,
    pub kit: &'a Kit,
    pub upstream: &'a Upstream,
    pub locale: &'a str,
    /// 1; a higher one is another arrangement of the same words, where there is one.
    pub take: u32,
}

/// A draft with where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Drafted {
    pub content: Content,
    pub rationale: String,
    pub sources: Vec<Source>,
}

/// # Panics
/// Never: an empty content of every kind can be read.
pub fn draft(ask: &Ask<'_>) -> Drafted {
    let content = Content::read(ask.node.kind, &serde_json::json!({}))
        .expect("every kind has an empty content: all its fields have defaults");
    Drafted { content, rationale: String::new(), sources: Vec::new() }
}
