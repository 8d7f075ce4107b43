//! What somebody was to fill in, and nobody has.

use super::seen::Seen;
use crate::{
    deliverable::{Check, Content, Level, limit::VARIABLE},
    pattern::compiled,
};
use regex::Regex;
use std::sync::LazyLock;

static MARK: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\{\{[^}\n]*\}?\}?|\{%[^%\n]*%?\}?|\[[^\]\n]{2,60}\]|\bX{3,}\b|(?i:\blorem ipsum\b|\blorem\b|\btbd\b)",
    )
});

pub fn unresolved(seen: &Seen<'_>) -> Vec<Check> {
    let found = seen.prose().filter_map(|text| {
        let mark = mark(&without_samples(seen, &text.plain))?;
        let args = [("what", text.label.as_str()), ("mark", mark.as_str())];
        Some(seen.finds(Level::Error, &text.path, "unresolved", &args))
    });
    found.collect()
}

/// The first one; the text of a Markdown link is none.
fn mark(text: &str) -> Option<String> {
    let mut found = MARK.find_iter(text).filter(|found| {
        let links = found.as_str().starts_with('[') && text[found.end()..].starts_with('(');
        !links
    });
    found.next().map(|found| found.as_str().to_owned())
}

/// A variable of a template with an example is what it should be.
fn without_samples(seen: &Seen<'_>, text: &str) -> String {
    let Content::WhatsappTemplate(template) = seen.content else { return text.to_owned() };
    let has_sample = |number: &str| {
        let place = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        place.and_then(|place| template.samples.get(place)).is_some_and(|sample| !sample.is_empty())
    };
    let kept = |found: &regex::Captures| {
        if has_sample(&found[1]) { String::new() } else { found[0].to_owned() }
    };
    VARIABLE.replace_all(text, kept).into_owned()
}
