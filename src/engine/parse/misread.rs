//! What is said when an answer is no value.

use super::words::clean;
use crate::phrase::Phrases;
use std::sync::LazyLock;

/// What this module says, in every language.
pub static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("phrases.json")));

/// Why an answer is no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    /// One or two whole sentences in the person's language: what was understood, what is missing,
    /// and an example or a way on.
    pub message: String,
    pub code: MisreadCode,
}

/// The kinds of misreading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MisreadCode {
    /// There is nothing in it.
    Empty,
    /// It is not of the slot's type.
    Unreadable,
    /// No such option.
    UnknownOption,
    /// More than one option, or more than one value, fits.
    Ambiguous,
    TooShort,
    TooLong,
    TooSmall,
    TooLarge,
    TooFew,
    TooMany,
    /// The day is in the past.
    Past,
    /// The day is before another one that it must not precede.
    TooEarly,
    /// It does not have the shape that the question wants.
    Pattern,
}

impl Misread {
    /// The phrase of that key with its arguments.
    pub fn new(code: MisreadCode, locale: &str, key: &str, args: &[(&str, &str)]) -> Self {
        Self { code, message: PHRASES.fill(locale, key, args) }
    }

    /// Not of the slot's type: the phrase gets the words as `said`.
    pub fn unreadable(locale: &str, key: &str, said: &str) -> Self {
        Self::new(MisreadCode::Unreadable, locale, key, &[("said", &quoted(said))])
    }

    pub fn empty(locale: &str) -> Self {
        Self::new(MisreadCode::Empty, locale, "empty", &[])
    }
}

/// The words as they are repeated: on one line, and not endlessly; what could be taken for an argument is
/// left out.
pub fn quoted(said: &str) -> String {
    const MOST: usize = 48;
    let line: String = clean(said).chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let line = line.replace(['{', '}', '“', '”'], "");
    if line.chars().count() <= MOST {
        return line;
    }
    line.chars().take(MOST - 1).collect::<String>().trim_end().to_owned() + "…"
}
