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
use crate::engine::parse::said::Said;
use seen::Seen;

/// What a piece is held against.
#[derive(Clone, Copy, Debug)]
pub struct Against<'a> {
    pub kit: &'a Kit,
    /// Everything that the person said, the kit's words and those of the pieces before it: [`said`].
    pub said: &'a Said,
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

/// What may be said, as it is searched: what somebody said, the kit's words, the names of platforms. To be made once
/// for all texts that are held against it.
pub fn said(own: &str, kit: &Kit, locale: &str) -> Said {
    let lists = [&kit.must, &kit.use_words].into_iter().flatten();
    let kits = lists.chain([&kit.name, &kit.health.establishment, &kit.health.director]);
    let own = kits.fold(own.to_owned(), |all, more| all + "\n" + more);
    Said::of(&own, &seen::words("platforms").join("\n"), locale)
}

/// Everything that was found.
pub fn inspect(content: &Content, against: &Against) -> Vec<Check> {
    let seen = Seen::of(content, against);
    RULES.iter().flat_map(|rule| rule(&seen)).collect()
}
