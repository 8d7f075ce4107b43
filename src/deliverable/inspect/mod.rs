//! What is wrong with a piece, before a person sees it. Each rule is a function over what is seen of the piece;
//! [`RULES`] is all of them.

mod ads;
mod brand;
mod health;
mod invented;
mod language;
mod limits;
mod messages;
mod missing;
mod seen;
mod sums;
mod unresolved;

use super::{Check, Content, Kit};
use seen::Seen;

/// What a piece is held against.
#[derive(Clone, Copy, Debug)]
pub struct Against<'a> {
    pub kit: &'a Kit,
    /// Everything that the person said, the kit's words and those of the pieces before it.
    pub own: &'a str,
    pub locale: &'a str,
    pub by_model: bool,
}

type Rule = fn(&Seen<'_>) -> Vec<Check>;

/// In the order in which a person reads them: what is missing, what is too much, what should not be there.
const RULES: [Rule; 21] = [
    missing::gaps,
    missing::empty,
    missing::alt_text,
    limits::limits,
    unresolved::unresolved,
    invented::numbers,
    invented::names,
    invented::superlatives,
    brand::avoided,
    brand::rules,
    brand::must,
    language::language,
    ads::duplicates,
    ads::alone,
    messages::unsubscribe,
    messages::spam,
    messages::template,
    sums::timeline,
    sums::shares,
    health::registration,
    health::claims,
];

/// Everything that was found.
pub fn inspect(content: &Content, against: &Against) -> Vec<Check> {
    let seen = Seen::of(content, against);
    RULES.iter().flat_map(|rule| rule(&seen)).collect()
}
