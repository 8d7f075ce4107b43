//! How words are put side by side: capitals, full stops, addresses. Nothing here changes what they say.

use super::{Content, Desk, Source};
use crate::{
    deliverable::{Gap, kind::Kind},
    engine::parse::words::fold,
};

/// With a capital, unless its first word has one already somewhere ("iFood").
pub fn capital(text: &str) -> String {
    let text = text.trim();
    let first = text.split_whitespace().next().unwrap_or_default();
    if first.chars().any(char::is_uppercase) || first.contains("://") {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

/// As a line of its own: a capital, and no full stop.
pub fn line(text: &str) -> String {
    let text = text.trim();
    let bare = text.strip_suffix('.').filter(|bare| !bare.ends_with('.')).unwrap_or(text);
    capital(bare)
}

/// As a sentence: a capital and a full stop.
pub fn sentence(text: &str) -> String {
    let text = capital(text);
    if text.is_empty() || text.ends_with(['.', '!', '?', '…', ':', '⟧']) {
        text
    } else {
        format!("{text}.")
    }
}

/// Sentences side by side.
pub fn paragraph<T: AsRef<str>>(texts: &[T]) -> String {
    let sentences: Vec<String> = texts.iter().map(|text| sentence(text.as_ref())).collect();
    sentences.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Lower-case letters and digits of a text with `joint` between the words; empty if that is longer than `max`.
pub fn slug(text: &str, joint: char, max: usize) -> String {
    let words: Vec<String> = fold(text)
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let slug = words.join(&joint.to_string());
    if slug.chars().count() <= max { slug } else { String::new() }
}

pub fn len(text: &str) -> usize {
    text.chars().count()
}

/// One honest sentence on how a draft came about.
pub fn rationale(desk: &Desk<'_>, content: &Content, sources: &[Source]) -> String {
    let own = match (desk.ask.node.kind, content) {
        (Kind::MediaPlan, Content::MediaPlan(plan)) => return super::media::rationale(desk, plan),
        (Kind::Article | Kind::VideoScript | Kind::ContentIdeas, _) => "why_outline",
        _ => "why_words",
    };
    let labels: Vec<&str> = sources.iter().map(|source| source.label.as_str()).collect();
    if labels.is_empty() {
        return desk.say("why_nothing").to_owned();
    }
    let labels = crate::engine::show::joined(&labels, desk.ask.locale);
    let mut why = desk.fill(own, &[("labels", &labels)]);
    if Gap::any(&super::texts(content)) {
        why = format!("{why} {}", desk.say("why_gaps"));
    }
    why
}
