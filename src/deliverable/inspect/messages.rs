//! E-mail and WhatsApp: what people and providers do not take.

use super::seen::{Seen, Text, quoted, words};
use crate::deliverable::{Check, Content, Level, limit::VARIABLE};
use std::collections::BTreeSet;

/// Whoever gets it can leave.
pub fn unsubscribe(seen: &Seen<'_>) -> Vec<Check> {
    let missing = matches!(seen.content, Content::Email(email) if email.unsubscribe.trim().is_empty());
    missing.then(|| seen.finds(Level::Error, "/unsubscribe", "unsubscribe", &[])).into_iter().collect()
}

/// Words and shouting that filters know, where filters look first.
pub fn spam(seen: &Seen<'_>) -> Vec<Check> {
    if !matches!(seen.content, Content::Email(_)) {
        return Vec::new();
    }
    let mut checks = Vec::new();
    for text in seen.public() {
        let found: Vec<String> = words("spam").iter().filter(|phrase| text.says(phrase)).cloned().collect();
        if !found.is_empty() {
            let args = [("what", text.label.as_str()), ("words", &quoted(&found))];
            checks.push(seen.finds(Level::Warn, &text.path, "spam", &args));
        }
        if shouts(text) {
            checks.push(seen.finds(Level::Warn, &text.path, "spam.shouts", &[("what", &text.label)]));
        }
    }
    checks
}

/// Capitals throughout a subject, or marks in a row.
fn shouts(text: &Text) -> bool {
    const LETTERS_LEAST: usize = 8;
    let letters: Vec<char> = text.plain.chars().filter(|letter| letter.is_alphabetic()).collect();
    let capitals = letters.len() >= LETTERS_LEAST && letters.iter().all(|letter| letter.is_uppercase());
    text.plain.contains("!!") || (text.field.path == "/subjects/*" && capitals)
}

/// What WhatsApp asks of a template besides its lengths.
pub fn template(seen: &Seen<'_>) -> Vec<Check> {
    let Content::WhatsappTemplate(template) = seen.content else { return Vec::new() };
    let mut checks = Vec::new();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !template.name.chars().all(plain) {
        checks.push(seen.finds(Level::Error, "/name", "template.name", &[]));
    }
    let all = format!("{}\n{}\n{}", template.header, template.body, template.footer);
    let numbers: BTreeSet<usize> =
        VARIABLE.captures_iter(&all).filter_map(|found| found[1].parse().ok()).collect();
    if !numbers.iter().copied().eq(1..=numbers.len()) {
        checks.push(seen.finds(Level::Error, "/body", "template.order", &[]));
    }
    let samples = template.samples.iter().filter(|sample| !sample.is_empty()).count();
    if samples < numbers.len() {
        let args = [("count", numbers.len().to_string()), ("samples", samples.to_string())];
        let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        checks.push(seen.finds(Level::Error, "/samples", "template.samples", &args));
    }
    checks
}
