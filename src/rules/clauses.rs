//! A text in clauses, each with what it speaks of: told by the words that it begins with.

use crate::engine::parse::words::bare;
use std::{collections::HashMap, sync::LazyLock};

/// The phrases that tell, by what they tell of: bare, of every language.
static CUES: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("cues.json")).expect("the compiled-in cues are valid JSON")
});

/// A clause in the person's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause<'a> {
    /// The cue's name, or the usual one.
    pub of: &'a str,
    pub text: &'a str,
}

/// The clauses of the text. A cue word of one of the `kinds` begins a clause of that kind; a sentence
/// begins one of the kind `usual`.
pub fn clauses<'a>(text: &'a str, kinds: &[&'a str], usual: &'a str) -> Vec<Clause<'a>> {
    let mut clauses = Vec::new();
    for sentence in sentences(text) {
        let words = words(sentence);
        let mut starts: Vec<(usize, &str)> = vec![(0, usual)];
        for at in 0..words.len() {
            let cue = kinds.iter().find(|kind| begins(&words[at..], &CUES[**kind]));
            let last = starts.last().copied().unwrap_or((0, usual));
            let Some(kind) = cue.or_else(|| gain_after(&sentence[last.0..words[at].0], last.1, kinds)) else {
                continue;
            };
            // "Em casa, ela chega às sete": the subject belongs to its verb.
            let subject = at.checked_sub(1).map(|before| &words[before]).filter(|(start, word)| {
                *start >= last.0 && CUES["subject"].contains(word) && pauses(&sentence[last.0..*start])
            });
            let start = subject.unwrap_or(&words[at]).0;
            // "mulheres que moram": the "que" belongs to what follows it.
            if starts.last().is_some_and(|(_, last)| last == kind) {
                continue;
            }
            match starts.last_mut() {
                Some(last) if bare(&sentence[last.0..start]).is_empty() => last.1 = kind,
                _ => starts.push((start, kind)),
            }
        }
        let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([sentence.len()]).collect::<Vec<_>>();
        for ((start, of), end) in starts.into_iter().zip(ends) {
            let text = trimmed(&sentence[start..end]);
            if !bare(text).is_empty() {
                clauses.push(Clause { of, text });
            }
        }
    }
    clauses
}

/// "Para quem toma café em casa: fica macio": a colon or a dash ends the audience, and what follows is the gain.
fn gain_after<'k, 'a>(told: &str, kind: &str, kinds: &'k [&'a str]) -> Option<&'k &'a str> {
    let ended =
        told.trim_end().ends_with(':') || told.ends_with(" - ") || told.trim_end().ends_with(['–', '—']);
    kinds.iter().find(|gain| **gain == "benefit" && kind == "audience" && ended)
}

/// Whether another clause may begin after it.
fn pauses(told: &str) -> bool {
    let told = told.trim_end();
    told.ends_with([',', ':', '-', '–', '—'])
        || [" e", " and", " mas", " but"].iter().any(|joint| told.ends_with(joint))
}

/// A clause without the words that its heading says already: "para quem toma café" is "quem toma café".
pub fn without_lead<'a>(text: &'a str, kind: &str) -> &'a str {
    let words = words(text);
    let Some(leads) = CUES.get(&format!("{kind}_leads")) else { return text };
    let said = leads.iter().filter(|lead| begins(&words, std::slice::from_ref(*lead)));
    let rest = said.map(|lead| lead.split(' ').count()).max().and_then(|count| words.get(count));
    rest.map_or(text, |(start, _)| &text[*start..])
}

/// The clauses of one kind, as one text.
pub fn of(clauses: &[Clause<'_>], kind: &str) -> Option<String> {
    let texts: Vec<&str> =
        clauses.iter().filter(|clause| clause.of == kind).map(|clause| clause.text).collect();
    (!texts.is_empty()).then(|| texts.join(". "))
}

/// Sentences and lines.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '!', '?', ';'])
        .flat_map(|line| line.split(". "))
        .map(|sentence| sentence.trim().trim_end_matches('.'))
        .filter(|sentence| !sentence.is_empty())
}

/// Each word with its place.
fn words(sentence: &str) -> Vec<(usize, String)> {
    let place = |word: &str| word.as_ptr() as usize - sentence.as_ptr() as usize;
    sentence.split_whitespace().map(|word| (place(word), bare(word))).collect()
}

fn begins(words: &[(usize, String)], cues: &[String]) -> bool {
    cues.iter().any(|cue| {
        let mut said = words.iter().map(|(_, word)| word.as_str());
        cue.split(' ').all(|word| said.next() == Some(word))
    })
}

/// Without the commas and joining words at its ends.
fn trimmed(text: &str) -> &str {
    let mut text = text.trim_matches(|c: char| c.is_whitespace() || ",;:-–—".contains(c));
    for joint in [" e", " que", " and", " who", " mas", " but", " com"] {
        text = text.strip_suffix(joint).unwrap_or(text).trim_end_matches([',', ' ']);
    }
    for joint in ["e ", "que ", "and ", "who "] {
        text = text.strip_prefix(joint).unwrap_or(text);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_falls_into_its_parts() {
        let text =
            "Pão de fermentação natural para quem toma café em casa, sem sair da cama. Garantia de 24 horas";
        let read = clauses(text, &["audience", "benefit", "proof"], "what");
        let read: Vec<(&str, &str)> = read.iter().map(|c| (c.of, c.text)).collect();
        assert_eq!(
            read,
            [
                ("what", "Pão de fermentação natural"),
                ("audience", "para quem toma café em casa"),
                ("benefit", "sem sair da cama"),
                ("proof", "Garantia de 24 horas"),
            ]
        );
    }
}
