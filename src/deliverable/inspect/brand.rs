//! What the brand wants said, and does not.

use super::seen::Seen;
use crate::{
    deliverable::{Check, Family, Kind, Level},
    engine::parse::words::bare,
};

pub fn avoided(seen: &Seen<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    for word in &seen.against.kit.avoid_words {
        for text in seen.public().filter(|text| text.says(&bare(word))) {
            let args = [("what", text.label.as_str()), ("word", word)];
            checks.push(seen.finds(Level::Error, &text.path, "avoid_word", &args));
        }
    }
    checks
}

/// Rules that somebody accepted: write this instead of that.
pub fn rules(seen: &Seen<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    for rule in seen.against.kit.accepted() {
        for text in seen.public().filter(|text| text.says(&bare(&rule.instead_of))) {
            let key = if rule.write.is_empty() { "brand_rule.never" } else { "brand_rule" };
            let args =
                [("what", text.label.as_str()), ("word", rule.instead_of.as_str()), ("write", &rule.write)];
            checks.push(seen.finds(Level::Warn, &text.path, key, &args));
        }
    }
    checks
}

/// Word for word, somewhere in what is published.
pub fn must(seen: &Seen<'_>) -> Vec<Check> {
    let kind = seen.content.kind();
    let published = matches!(kind.family(), Family::Ads | Family::Social | Family::Messages | Family::Pages)
        || matches!(kind, Kind::Article | Kind::VideoScript);
    let missing = |words: &&String| !seen.public().any(|text| text.says(&bare(words)));
    let must = seen.against.kit.must.iter().filter(|words| published && missing(words));
    must.map(|words| seen.finds(Level::Warn, "", "must", &[("words", words)])).collect()
}
