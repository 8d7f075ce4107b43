//! The brief in words: the summary before the freeze and on demand.

use super::{
    brief::{Brief, Field, FieldState},
    state::Source,
    words::phrases,
};
use crate::tree::{Tree, json::SlotPath};
use std::collections::BTreeMap;

/// The summary: what is known by chapter, what is assumed, what is open and who could answer it, the score.
pub(super) fn text(brief: &Brief, locale: &str, tree: &Tree) -> String {
    let say = |key| phrases().say(locale, key);
    let mut blocks = Vec::new();
    for chapter in &brief.chapters {
        let lines = lines(brief, Some(&chapter.id), locale);
        if !lines.is_empty() {
            blocks.push(format!("{}\n{}", chapter.title, lines.join("\n")));
        }
    }
    let rest = lines(brief, None, locale);
    if !rest.is_empty() {
        blocks.push(rest.join("\n"));
    }
    let open = open(brief, locale);
    if !open.is_empty() {
        blocks.push(format!("{}\n{}", say("summary_open"), open.join("\n")));
    }
    if !tree.doc().score.is_empty() {
        let mut lines =
            vec![phrases().fill(locale, "summary_score", &[("score", &brief.score.value.to_string())])];
        lines.extend(
            brief.score.reasons.iter().map(|reason| format!("· +{}: {}", reason.missing, reason.text)),
        );
        blocks.push(lines.join("\n"));
    }
    if blocks.is_empty() { say("summary_empty").to_owned() } else { blocks.join("\n\n") }
}

/// What a new version changed against the last one.
pub(super) fn changes(former: &BTreeMap<SlotPath, String>, brief: &Brief, locale: &str) -> String {
    if former.is_empty() {
        return String::new();
    }
    let open = phrases().say(locale, "open");
    let now = brief.shown();
    let mut lines = Vec::new();
    for field in &brief.fields {
        let (was, is) = (former.get(&field.path), field.shown.as_ref());
        if was != is {
            let (was, is) = (was.map_or(open, String::as_str), is.map_or(open, String::as_str));
            lines.push(format!("· {}: {was} → {is}", field.label));
        }
    }
    let on_the_way = |path: &SlotPath| brief.fields.iter().any(|field| field.path == *path);
    for (path, was) in former.iter().filter(|(path, _)| !now.contains_key(*path) && !on_the_way(path)) {
        lines.push(format!("· {}: {was} → {open}", super::show::plain(path)));
    }
    lines.join("\n")
}

fn lines(brief: &Brief, chapter: Option<&str>, locale: &str) -> Vec<String> {
    let here = brief.fields.iter().filter(|field| !field.internal && field.chapter.as_deref() == chapter);
    here.filter_map(|field| {
        let shown = clip(field.shown.as_deref()?);
        Some(format!("· {}: {shown}{}", field.label, mark(field, locale)))
    })
    .collect()
}

/// How sure a line is, and who says so where that is not the conversation's own person.
fn mark(field: &Field, locale: &str) -> String {
    let sure = sure(field).map(|key| phrases().say(locale, key).to_owned());
    let by = field.by.as_ref().map(|name| phrases().fill(locale, "mark_by", &[("name", name)]));
    let marks: Vec<String> = sure.into_iter().chain(by).collect();
    if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) }
}

fn sure(field: &Field) -> Option<&'static str> {
    Some(match (field.state, field.source) {
        (FieldState::Stale, _) => "mark_stale",
        (FieldState::Assumed, _) => "mark_assumed",
        (_, Some(Source::Suggestion)) => "mark_suggestion",
        (_, Some(Source::Pasted)) => "mark_pasted",
        (_, Some(Source::Kit)) => "mark_kit",
        _ => return None,
    })
}

fn open(brief: &Brief, locale: &str) -> Vec<String> {
    let open = brief
        .fields
        .iter()
        .filter(|f| !f.internal && matches!(f.state, FieldState::Open | FieldState::Missing));
    open.map(|field| match (&field.waits_for, &field.ask_whom) {
        (Some(name), _) => phrases().fill(locale, "open_waits", &[("label", &field.label), ("name", name)]),
        (None, Some(whom)) => phrases().fill(locale, "open_whom", &[("label", &field.label), ("whom", whom)]),
        (None, None) => format!("· {}", field.label),
    })
    .collect()
}

/// A long text by its beginning: the brief itself has the whole.
pub(super) fn clip(text: &str) -> String {
    const SHOWN_CHARS_MAX: usize = 240;
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN_CHARS_MAX {
        return line;
    }
    let cut: String = line.chars().take(SHOWN_CHARS_MAX).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole))
}
