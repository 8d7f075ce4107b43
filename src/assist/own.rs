//! What the person said, and what of a proposal they did not say.

use crate::{
    engine::{
        effect::{AssistCall, Given},
        parse::{said::Said, words::bare},
    },
    rules,
    tree::{json::AssistTask, value::Value},
};

/// The words of a call's data.
#[derive(Debug)]
pub struct Own {
    /// In lower case, with single spaces.
    written: String,
    said: Said,
    /// Bare names of those that the audience compares the brand with.
    rivals: Vec<String>,
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
        let known = labels.chain(options).chain(computed).map(String::as_str).collect::<Vec<_>>().join("\n");
        let rivals = if call.kind == AssistTask::Extract {
            // What a pasted text says of rivals is the person's.
            Vec::new()
        } else {
            call.given.iter().chain(&call.known).flat_map(rivals).collect()
        };
        Self { said: Said::of(&written, &known, &call.locale), written: spaced(&written), rivals }
    }

    /// Whether these bare words stand in what the person said, one after the other.
    pub fn says(&self, bare: &str) -> bool {
        self.said.says(bare)
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
        let superlatives = rules::superlatives(text).into_iter().filter(|word| !self.says(&bare(word)));
        Added {
            numbers: once(self.said.numbers_beyond(text).into_iter()),
            names: once(self.said.names_beyond(text).into_iter()),
            superlatives: once(superlatives),
        }
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
