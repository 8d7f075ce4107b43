//! Lines that are shown in any order: each says something of its own, and says it alone.

use super::seen::{Seen, Text, words};
use crate::deliverable::{Check, Content, Level};

/// The lists whose lines stand beside one another.
const LISTS: [&str; 5] =
    ["/headlines/*", "/long_headlines/*", "/descriptions/*", "/subjects/*", "/hashtags/*"];

pub fn duplicates(seen: &Seen<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    for list in LISTS {
        let texts: Vec<&Text> = seen.field(list).filter(|text| !text.bare().is_empty()).collect();
        for (at, text) in texts.iter().enumerate() {
            let before = &texts[..at];
            let same = before.iter().find(|other| other.bare() == text.bare());
            let near = || before.iter().find(|other| without_filler(other) == without_filler(text));
            let (level, key, other) = match (same, near()) {
                (Some(other), _) => (Level::Error, "duplicate", other),
                (None, Some(other)) => (Level::Warn, "duplicate.near", other),
                (None, None) => continue,
            };
            let args = [("what", text.label.as_str()), ("other", &other.label)];
            checks.push(seen.finds(level, &text.path, key, &args));
        }
    }
    checks
}

/// What a text says, without the words that say nothing; all of it if it says nothing else.
fn without_filler(text: &Text) -> Vec<&str> {
    let filler = words("filler");
    let all = || text.bare().split(' ');
    let mut kept: Vec<&str> = all().filter(|word| !filler.iter().any(|known| known == word)).collect();
    if kept.is_empty() {
        kept = all().collect();
    }
    kept
}

/// A search ad puts any line beside any other.
pub fn alone(seen: &Seen<'_>) -> Vec<Check> {
    if !matches!(seen.content, Content::AdRsa(_) | Content::AdPmax(_)) {
        return Vec::new();
    }
    let lines = LISTS.iter().flat_map(|list| seen.field(list)).filter(|text| leans(text));
    lines.map(|text| seen.finds(Level::Warn, &text.path, "alone", &[("what", &text.label)])).collect()
}

/// Whether it goes on from another line, or into one.
fn leans(text: &Text) -> bool {
    let leads =
        |word: Option<&str>, list| word.is_some_and(|word| words(list).iter().any(|known| known == word));
    let mut said = text.bare().split(' ');
    // A gap at an end may be what it leans on.
    text.gaps.is_empty()
        && (leads(said.next(), "goes_on_from")
            || leads(said.next_back(), "goes_on_into")
            || text.plain.trim_end().ends_with([',', ':', ';'])
            || text.plain.trim().ends_with("...")
            || text.plain.trim().ends_with('…'))
}
