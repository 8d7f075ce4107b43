//! What is ordered, and what comes of it.

use crate::{
    deliverable::{
        Check, Content, Kind, Kit, Price, Source,
        board::{Request, Scope},
        plan::Node,
    },
    engine::brief::Brief,
    id::{ConversationId, WorkspaceId},
    tree::json::Locale,
};
use serde_json::Value;
use tokio::time::Instant;

/// Finds what is wrong with a content.
pub type Inspect<'a> = dyn Fn(&Content) -> Vec<Check> + Send + Sync + 'a;

/// A piece that is to be written, with everything that it may be written from.
#[derive(Clone, Debug)]
pub struct Order {
    pub workspace: WorkspaceId,
    pub conversation: ConversationId,
    pub node: Node,
    pub brief: Brief,
    pub kit: Kit,
    /// The pieces that it is made from.
    pub upstream: Vec<(Node, Content)>,
    /// The rules' own draft: what of it is no words (addresses, sums, sizes, templates) stands in a fresh piece
    /// as it is there.
    pub frame: Option<Content>,
    /// What the channel takes, as a person reads it: ("Título", "até 30 caracteres").
    pub limits: Vec<(String, String)>,
    pub locale: Locale,
    pub ask: Wanted,
    /// When the result is of no use any more.
    pub deadline: Instant,
}

#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "an order is held one at a time")]
pub enum Wanted {
    /// The piece's first text, or a new one.
    Fresh,
    /// The same piece with a change in it, and the rest as it was.
    Change { request: Request, content: Content },
    /// Other ways to say the same.
    Variations { of: Content, count: u32 },
}

/// A text of a piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    pub content: Content,
    /// Why it is as it is, in the piece's language.
    pub rationale: String,
    /// The answers of the brief that it rests on.
    pub sources: Vec<Source>,
    /// The prompt's name and version.
    pub prompt: String,
    pub model: String,
    /// Of everything that was asked for it.
    pub cost: Price,
    /// What is still wrong with it, and what is to be seen.
    pub checks: Vec<Check>,
}

/// Why there is none. Whoever ordered it does without a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unwritten {
    /// No model answered in time.
    #[error("no model answered in time")]
    Silent,
    /// The month's money is spent.
    #[error("the budget for models is used up")]
    OverBudget,
    /// What it answered was no such piece.
    #[error("what the model answered is no such piece")]
    Unfit,
}

/// One text that is sought of a model.
pub struct Sought<'a> {
    pub order: &'a Order,
    pub part: Part<'a>,
    /// Contents that it is to differ from.
    pub unlike: Vec<&'a Content>,
    /// Which one of several it is, from 1; 0 for the only one.
    pub nth: u32,
}

/// What of the piece is sought. What is not sought cannot change: it is not even asked for.
pub enum Part<'a> {
    /// All of it anew.
    Whole,
    /// All of it, by a request.
    Changed { request: &'a Request, before: &'a Content },
    /// The value of one field.
    Field { request: &'a Request, before: &'a Content, path: &'a str },
    /// The characters `from..to` of one field's text.
    Words { request: &'a Request, before: &'a Content, path: &'a str, from: usize, to: usize },
}

impl<'a> Sought<'a> {
    pub fn fresh(order: &'a Order) -> Self {
        Self { order, part: Part::Whole, unlike: Vec::new(), nth: 0 }
    }

    /// `None` where the scope names nothing in the content.
    pub fn change(order: &'a Order, request: &'a Request, before: &'a Content) -> Option<Self> {
        let value = before.value();
        let part = match &request.scope {
            Scope::Piece => Part::Changed { request, before },
            Scope::Field { path } if path.is_empty() => Part::Changed { request, before },
            Scope::Field { path } => {
                value.pointer(path)?;
                Part::Field { request, before, path }
            }
            Scope::Range { path, from, to } => {
                let length = value.pointer(path).and_then(Value::as_str)?.chars().count();
                (from < to && *to <= length).then_some(())?;
                Part::Words { request, before, path, from: *from, to: *to }
            }
        };
        Some(Self { order, part, unlike: Vec::new(), nth: 0 })
    }

    pub fn kind(&self) -> Kind {
        self.order.node.kind
    }

    /// The prompt that it is sought by.
    pub fn task(&self) -> &'static str {
        match self.part {
            Part::Whole if self.nth > 0 => "vary",
            Part::Whole => "write",
            Part::Changed { .. } => "change",
            Part::Field { .. } => "field",
            Part::Words { .. } => "words",
        }
    }

    /// The request with the content that it is about.
    pub fn asked(&self) -> Option<(&'a Request, &'a Content)> {
        match self.part {
            Part::Whole => None,
            Part::Changed { request, before }
            | Part::Field { request, before, .. }
            | Part::Words { request, before, .. } => Some((request, before)),
        }
    }
}

/// The text that a pointer names, in three: before, within and after the characters `from..to`.
pub fn cut(text: &str, from: usize, to: usize) -> [String; 3] {
    let letters: Vec<char> = text.chars().collect();
    let to = to.min(letters.len());
    let from = from.min(to);
    [&letters[..from], &letters[from..to], &letters[to..]].map(|part| part.iter().collect())
}
