//! Extract: what stands under known headings in a pasted text. What no heading covers is kept apart, and said so.

use super::{Says, quoted, say};
use crate::{
    engine::{
        effect::{AssistCall, Wanted},
        input::Body,
        parse::words::{bare, near},
        show::joined,
    },
    tree::json::SlotPath,
};
use indexmap::IndexMap;

/// A heading has at most this many words.
const HEADING_WORDS: usize = 6;
/// The characters of a passage that are quoted beside what was read from it.
const QUOTE_MOST: usize = 280;

pub fn extract(call: &AssistCall) -> Option<Says> {
    let text = &call.given.first()?.text;
    let names: Vec<(&Wanted, Vec<String>)> =
        call.wanted.iter().map(|wanted| (wanted, names(wanted))).collect();
    let mut found: IndexMap<&SlotPath, (&Wanted, String)> = IndexMap::new();
    let mut apart: Vec<&str> = Vec::new();
    let mut under: Option<&Wanted> = None;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    for line in lines.flat_map(|line| passages(line, &names)) {
        match headed(line, &names) {
            Line::Known(wanted, rest) => {
                under = Some(wanted);
                append(&mut found, wanted, rest);
            }
            Line::Unknown => {
                under = None;
                apart.push(line);
            }
            Line::Plain => match under {
                Some(wanted) => append(&mut found, wanted, line),
                None => apart.push(line),
            },
        }
    }
    found.retain(|_, (_, words)| !words.is_empty());
    if found.is_empty() {
        return None;
    }
    let mut says = Says::default();
    let labels: Vec<&str> = found.values().map(|(wanted, _)| wanted.label.as_str()).collect();
    let (count, labels) = (found.len().to_string(), joined(&labels, &call.locale));
    let key = if found.len() == 1 { "found_one" } else { "found" };
    says.why.push(say(call, key, &[("count", &count), ("labels", &labels)]));
    if !apart.is_empty() {
        says.why.push(say(call, "apart", &[("words", &quoted(&apart.join(" ")))]));
    }
    for (path, (_, words)) in found {
        let quote: String = words.chars().take(QUOTE_MOST).collect();
        says.slot(path, Body::Text(words), Some(&quote));
    }
    Some(says)
}

/// A line by the headings that stand in it: "Produto: cesta. Público: famílias. Verba: R$ 3.000."
fn passages<'a>(line: &'a str, names: &[(&Wanted, Vec<String>)]) -> Vec<&'a str> {
    let (mut passages, mut from) = (Vec::new(), 0);
    for (at, end) in line.match_indices(['.', ';', '|', '·']) {
        let rest = &line[at + end.len()..];
        let is_apart = rest.starts_with(char::is_whitespace);
        if is_apart && matches!(headed(rest.trim_start(), names), Line::Known(_, words) if !words.is_empty())
        {
            passages.push(line[from..at].trim());
            from = at + end.len();
        }
    }
    passages.push(line[from..].trim());
    passages
}

fn append<'a>(found: &mut IndexMap<&'a SlotPath, (&'a Wanted, String)>, wanted: &'a Wanted, words: &str) {
    let (_, value) = found.entry(&wanted.path).or_insert_with(|| (wanted, String::new()));
    if !value.is_empty() && !words.is_empty() {
        value.push('\n');
    }
    value.push_str(words);
}

/// What a line is.
enum Line<'a> {
    /// A known heading, with what follows it on the line.
    Known(&'a Wanted, &'a str),
    /// A heading, but of nothing that is wanted.
    Unknown,
    Plain,
}

fn headed<'a>(line: &'a str, names: &[(&'a Wanted, Vec<String>)]) -> Line<'a> {
    let bullet = line.starts_with(['-', '•', '*', '–']) && !line.starts_with("**");
    let plain = line.trim_start_matches(['#', '*', '-', '•', '–', '_', ' ', '>']);
    let (head, rest) = match plain.split_once(':') {
        Some((head, rest)) => {
            (head, rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_')))
        }
        None => (plain, ""),
    };
    let colon = head.len() < plain.len();
    let said = bare(head);
    if said.is_empty() || said.split(' ').count() > HEADING_WORDS {
        return Line::Plain;
    }
    // "2. Público": the number is no part of the heading.
    let said = said.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
    let exact = names.iter().find(|(_, names)| names.iter().any(|name| name == said));
    let close = || names.iter().find(|(_, names)| names.iter().any(|name| near(said, name)));
    let known = exact.or_else(|| if colon { close() } else { None });
    match known {
        Some((wanted, _)) => Line::Known(wanted, rest),
        // An address is no heading, and a row of a list belongs to the one above it.
        None if colon && !bullet && !rest.starts_with("//") && head.starts_with(char::is_uppercase) => {
            Line::Unknown
        }
        None => Line::Plain,
    }
}

/// The headings of a slot and its label, bare.
fn names(wanted: &Wanted) -> Vec<String> {
    let names = wanted.headings.iter().chain([&wanted.label]);
    names.map(|name| bare(name)).filter(|name| !name.is_empty()).collect()
}
