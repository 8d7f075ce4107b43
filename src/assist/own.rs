//! What the person said, and what of a proposal they did not say.

use crate::{
    engine::{
        effect::{AssistCall, Given},
        parse::words::{Lang, bare, listed},
    },
    rules,
    tree::{json::AssistTask, value::Value},
};
use regex::Regex;
use std::{collections::HashSet, sync::LazyLock};

static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\d+(?:[.,\u{a0} ]\d{3})*(?:[.,]\d+)?").expect("the pattern is valid"));

/// Capitalised in English without naming anybody.
const CALENDAR: [&str; 20] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "i",
];

/// The words of a call's data.
#[derive(Debug)]
pub struct Own {
    /// In lower case, with single spaces.
    written: String,
    /// Bare, between spaces.
    said: String,
    words: HashSet<String>,
    numbers: HashSet<String>,
    /// Bare names of those that the audience compares the brand with.
    rivals: Vec<String>,
    locale: String,
}

/// What of a text is not of the person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Added {
    pub numbers: Vec<String>,
    pub names: Vec<String>,
    pub superlatives: Vec<String>,
}

impl Own {
    pub fn of(call: &AssistCall, computed: &[String]) -> Self {
        let mut texts: Vec<String> = Vec::new();
        for given in call.given.iter().chain(&call.known) {
            texts.push(given.text.clone());
            within(&given.value, &mut texts);
        }
        call.wanted.iter().filter_map(|wanted| wanted.value.as_ref()).for_each(|v| within(v, &mut texts));
        let written = texts.join("\n");
        let labels = call.given.iter().chain(&call.known).map(|given| &given.label);
        let options = call.wanted.iter().flat_map(|wanted| &wanted.options).map(|option| &option.label);
        let named = labels
            .chain(options)
            .chain(computed)
            .fold(written.clone(), |all, more| all + "\n" + more.as_str());
        let rivals = if call.kind == AssistTask::Extract {
            // What a pasted text says of rivals is the person's.
            Vec::new()
        } else {
            call.given.iter().chain(&call.known).flat_map(rivals).collect()
        };
        Self {
            said: format!(" {} ", bare(&written)),
            words: bare(&named).split(' ').map(str::to_owned).collect(),
            numbers: NUMBER.find_iter(&named).map(|n| digits(n.as_str())).collect(),
            written: spaced(&written),
            rivals,
            locale: call.locale.clone(),
        }
    }

    /// Whether these bare words stand in what the person said, one after the other.
    pub fn says(&self, bare: &str) -> bool {
        !bare.is_empty() && self.said.contains(&format!(" {bare} "))
    }

    /// Whether the person wrote exactly this, but for case and spaces.
    pub fn wrote(&self, text: &str) -> bool {
        let text = spaced(text);
        self.written.contains(text.trim_end_matches(['.', ',', ';', ')', '!', '?', ':', '"', '”']))
    }

    /// The text without the sentences that speak of a rival in words that are not the person's.
    pub fn without_rivals(&self, text: &str) -> Option<String> {
        if !self.names_rival(text) {
            return Some(text.to_owned());
        }
        let lines = text.split('\n').map(|line| {
            let kept = sentences(line).filter(|part| !self.names_rival(part) || self.says(&bare(part)));
            kept.collect::<String>().trim().to_owned()
        });
        let left = lines.collect::<Vec<_>>().join("\n").trim().to_owned();
        (!left.is_empty()).then_some(left)
    }

    pub fn names_rival(&self, text: &str) -> bool {
        if self.rivals.is_empty() {
            return false;
        }
        let said = format!(" {} ", bare(text));
        self.rivals.iter().any(|rival| said.contains(&format!(" {rival} ")))
    }

    /// What the text says that the person did not.
    pub fn added(&self, text: &str) -> Added {
        let numbers = NUMBER.find_iter(text).filter(|n| !self.numbers.contains(&digits(n.as_str())));
        let superlatives = rules::superlatives(text).into_iter().filter(|word| !self.says(&bare(word)));
        Added {
            numbers: once(numbers.map(|n| n.as_str().to_owned())),
            names: once(text.lines().flat_map(|line| self.names(line))),
            superlatives: once(superlatives),
        }
    }

    /// Capitalised words within a sentence that nobody said.
    fn names(&self, line: &str) -> Vec<String> {
        let mut begins = true;
        let mut names = Vec::new();
        for word in line.split_whitespace() {
            let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
            let named = plain.chars().next().is_some_and(char::is_uppercase);
            let known = bare(plain).split(' ').all(|part| self.words.contains(part));
            let english = Lang::of(&self.locale) == Lang::En;
            let calendar = english && CALENDAR.contains(&plain.to_lowercase().as_str());
            if named && !begins && !known && !calendar && !listed("stop", &bare(plain)) {
                names.push(plain.to_owned());
            }
            begins = plain.is_empty() || word.ends_with(['.', '!', '?', ':', '→', '(', '—', '–', '“', '"']);
        }
        names
    }
}

/// Every text in a value.
fn within(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::Many(many) => many.iter().for_each(|value| within(value, texts)),
        Value::Items(items) => items.items.iter().for_each(|item| within(&item.value, texts)),
        Value::Object(fields) => fields.values().for_each(|value| within(value, texts)),
        Value::Number(number) => texts.push(number.to_string()),
        Value::Range(range) => texts.extend([range.min.to_string(), range.max.to_string()]),
        other => texts.extend(other.as_text().map(str::to_owned)),
    }
}

/// Those whom an answer names as rivals.
fn rivals(given: &Given) -> Vec<String> {
    const LEAST: usize = 3;
    let about = ["rival", "competitor", "concorr"].iter().any(|part| given.path.contains(part));
    let Value::Items(items) = &given.value else { return Vec::new() };
    let names = items.items.iter().filter(|_| about);
    let names = names.filter_map(|item| item.value.at("name").or(Some(&item.value))?.as_text()).map(bare);
    names.filter(|name| name.chars().count() >= LEAST).collect()
}

/// The parts of a line, each with the mark and the space that end it.
fn sentences(line: &str) -> impl Iterator<Item = &str> {
    line.split_inclusive(". ")
        .flat_map(|part| part.split_inclusive("! "))
        .flat_map(|part| part.split_inclusive("? ").flat_map(|part| part.split_inclusive("; ")))
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A number as it is compared: 1.500,00 and 1500 are one.
fn digits(number: &str) -> String {
    let whole = match number.rfind([',', '.']) {
        Some(at) if number.len() - at == 3 && number[at + 1..].bytes().all(|b| b == b'0') => &number[..at],
        _ => number,
    };
    whole.chars().filter(char::is_ascii_digit).collect::<String>().trim_start_matches('0').to_owned()
}

fn once(words: impl Iterator<Item = String>) -> Vec<String> {
    const MOST: usize = 8;
    let mut seen = Vec::new();
    for word in words {
        if !seen.contains(&word) && seen.len() < MOST {
            seen.push(word);
        }
    }
    seen
}
