//! What can go wrong with one call, by what is to be done about it.

use std::time::Duration;

/// A call that did not come to a whole answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{class:?}: {message}")]
pub struct Failure {
    pub class: Class,
    /// The HTTP status, where one came.
    pub status: Option<u16>,
    /// When the provider says to come again.
    pub retry_after: Option<Duration>,
    /// The provider's words, cut short and without anything that looks like a key.
    pub message: String,
}

impl Failure {
    /// The provider is down, silent or speaks nonsense.
    pub(super) fn down(message: impl Into<String>) -> Self {
        Self::of(Class::Down, message)
    }

    pub(super) fn of(class: Class, message: impl Into<String>) -> Self {
        Self { class, status: None, retry_after: None, message: message.into() }
    }
}

/// The classes of table 2.1 of the design: each has its own suspension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Too many calls or tokens per minute.
    PerMinute,
    /// The day's quota is used up.
    PerDay,
    /// The key's tier has no quota for this model at all.
    NoQuota,
    /// No money left.
    OutOfCredit,
    /// The key is not one.
    InvalidKey,
    /// This key may not use this model.
    Forbidden,
    /// There is no such model (any more).
    NoModel,
    /// The provider is down, overloaded, silent or speaks nonsense: 5xx, 529, no connection, no first piece in
    /// time, a stall, a stream that breaks off, an answer that is none.
    Down,
    /// A local server is doing something else.
    Busy,
    /// The request itself is wrong; no other key will help.
    BadRequest,
    /// The prompt is longer than the model takes.
    TooLong,
    /// The provider will not answer this.
    Policy,
    /// Our own time was up.
    OutOfTime,
}
