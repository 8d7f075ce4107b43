//! What an answer is worth, and what the model is told about it.

use super::{
    answer::{self, Read},
    guard::Guard,
    order::{Inspect, Sought},
};
use crate::{
    deliverable::{Check, Content, Level},
    outside::llm::Schema,
};

/// What an answer is held against.
pub struct Held<'a> {
    pub sought: &'a Sought<'a>,
    pub schema: &'a Schema,
    pub guard: &'a Guard,
    pub inspect: &'a Inspect<'a>,
}

/// An answer that is a piece, with what is wrong with it.
#[derive(Clone, Debug)]
pub struct Tried {
    pub read: Read,
    pub checks: Vec<Check>,
}

impl Tried {
    pub fn errors(&self) -> usize {
        self.checks.iter().filter(|check| check.level == Level::Error).count()
    }

    /// What the model is told: where, and what.
    pub fn complaints(&self) -> Vec<String> {
        /// More would hide what matters.
        const MOST: usize = 12;
        let mut found: Vec<&Check> = self.checks.iter().filter(|check| check.level > Level::Note).collect();
        found.sort_by_key(|check| std::cmp::Reverse(check.level));
        found.iter().take(MOST).map(|check| format!("{}: {}", check.path, check.message)).collect()
    }
}

impl Held<'_> {
    /// # Errors
    /// What of it is not of the shape.
    pub fn judge(&self, text: &str) -> Result<Tried, Vec<String>> {
        let mut read = answer::read(self.sought, self.schema, text)?;
        if !self.guard.passes(&read.why) {
            read.why.clear();
        }
        let checks = self.checks(&read.content);
        Ok(Tried { read, checks })
    }

    /// The guard's first: what it found is what nobody may see as if it were the brand's.
    fn checks(&self, content: &Content) -> Vec<Check> {
        let mut checks = self.guard.checks(content, &self.sought.order.locale);
        checks.extend((self.inspect)(content));
        checks
    }
}
