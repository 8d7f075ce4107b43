//! What is said about a layout.

use super::{sizes::Size, stack::Slot};
use crate::{
    deliverable::{Check, Level},
    phrase::Phrases,
};
use std::collections::BTreeSet;

const PHRASES: &str = include_str!("phrases.json");

pub struct Findings {
    phrases: Phrases,
    locale: String,
    pub checks: Vec<Check>,
}

impl Findings {
    pub fn of(locale: &str) -> Self {
        Self { phrases: Phrases::compiled(PHRASES), locale: locale.to_owned(), checks: Vec::new() }
    }

    /// Adds one, unless it was said before in the same words.
    pub fn add(&mut self, rule: &str, level: Level, path: &str, texts: &[(&str, &str)]) {
        let message = self.phrases.fill(&self.locale, rule, texts);
        let check = Check { rule: rule.to_owned(), level, message, path: path.to_owned() };
        if !self.checks.contains(&check) {
            self.checks.push(check);
        }
    }

    pub fn overflow(&mut self, size: &Size, slot: Slot) {
        let name = self.phrases.say(&self.locale, &format!("slot_{}", slot.name())).to_owned();
        self.add("overflow", Level::Error, path(slot), &[("size", &size.told()), ("part", &name)]);
    }

    /// Letters that no font has: a word without one of its letters is another word, a face is not missed.
    pub fn lacking(&mut self, slot: Option<Slot>, letters: &BTreeSet<char>) {
        let path = slot.map_or("", path);
        let (words, signs): (Vec<char>, Vec<char>) =
            letters.iter().partition(|letter| letter.is_alphanumeric());
        for (rule, level, letters) in
            [("glyph_letter", Level::Error, words), ("glyph_sign", Level::Warn, signs)]
        {
            if !letters.is_empty() {
                let told: Vec<String> = letters.iter().map(|letter| format!("“{letter}”")).collect();
                self.add(rule, level, path, &[("letters", &told.join(" "))]);
            }
        }
    }

    /// A number as the language writes it.
    pub fn number(&self, number: f32) -> String {
        let text = format!("{number:.1}");
        if self.locale.starts_with("pt") { text.replace('.', ",") } else { text }
    }

    /// A phrase of the table.
    pub fn say(&self, key: &str) -> String {
        self.phrases.fill(&self.locale, key, &[])
    }
}

fn path(slot: Slot) -> &'static str {
    match slot {
        Slot::Headline => "/slots/headline",
        Slot::Body => "/slots/body",
        Slot::Cta => "/slots/cta",
    }
}
