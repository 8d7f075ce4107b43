//! Pieces by a language model: the prompts, the shapes, and what is done about an answer that will not do.
//!
//! The model writes and decides nothing: whatever it wrote is held against the brief, the kit and the limits
//! before a person sees it, and what is still wrong then is told with it.

mod answer;
mod ask;
mod data;
mod fixed;
mod guard;
mod judge;
mod order;
mod prompt;
mod shape;
mod vary;

pub use order::{Inspect, Order, Unwritten, Wanted, Written};
pub use prompt::{Prompt, repair};

use crate::{
    deliverable::{Check, Content, Level},
    llm::{Answers, CacheUse, Purpose},
    outside::llm::Schema,
    phrase::Phrases,
};
use order::Sought;
use std::sync::LazyLock;

/// What a model is asked for an order, first of all: the prompt, and the shape of its answer. `None` where a change names
/// nothing in the piece.
///
/// # Errors
/// A template that cannot be rendered, which a test of each forbids.
pub fn render(order: &Order) -> Result<Option<(Prompt, Schema)>, minijinja::Error> {
    let sought = match &order.ask {
        Wanted::Fresh => Some(Sought::fresh(order)),
        Wanted::Change { request, content } => Sought::change(order, request, content),
        Wanted::Variations { of, .. } => Some(vary::another(order, vec![of], 1)),
    };
    sought.map(|sought| Ok((prompt::render(&sought)?, shape::schema(&sought)))).transpose()
}

/// What the writer itself says about a piece.
pub static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("phrases.json")));

/// Writes what an order asks for.
#[derive(Clone, Debug)]
pub struct Writer<M> {
    model: M,
}

impl<M: Answers> Writer<M> {
    pub fn new(model: M) -> Self {
        Self { model }
    }

    /// Whether a model is connected that can write.
    pub fn serves(&self) -> bool {
        self.model.serves(Purpose::Text)
    }

    /// What was asked for, with what is still wrong with it; more than one only of variations. `inspect` finds what
    /// is wrong with a content. Dropping the future calls it off.
    ///
    /// # Errors
    /// Why nothing that a person could read came of it.
    pub async fn write(&self, order: Order, inspect: &Inspect<'_>) -> Result<Vec<Written>, Unwritten> {
        if !self.serves() {
            return Err(Unwritten::Silent);
        }
        match &order.ask {
            Wanted::Fresh => self.once(&Sought::fresh(&order), inspect).await.map(|written| vec![written]),
            Wanted::Change { request, content } => {
                let sought = Sought::change(&order, request, content).ok_or(Unwritten::Unfit)?;
                let mut written = self.once(&sought, inspect).await?;
                if written.content.value() == content.value() {
                    written.checks.push(remark(&order.locale, "unchanged"));
                }
                Ok(vec![written])
            }
            Wanted::Variations { of, count } => self.variations(&order, of, *count, inspect).await,
        }
    }

    async fn once(&self, sought: &Sought<'_>, inspect: &Inspect<'_>) -> Result<Written, Unwritten> {
        self.ask(sought, CacheUse::On, inspect).await
    }
}

/// Something that whoever approves it has to have seen.
fn remark(locale: &str, rule: &str) -> Check {
    let message = PHRASES.say(locale, rule).to_owned();
    Check { rule: rule.to_owned(), level: Level::Warn, message, path: String::new() }
}

/// Whether two contents say the same, whatever their spaces and capitals.
fn same(one: &Content, other: &Content) -> bool {
    let said = |content: &Content| crate::engine::parse::words::bare(&content.value().to_string());
    said(one) == said(other)
}
