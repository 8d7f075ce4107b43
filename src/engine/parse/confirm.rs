//! Yes or no.

use super::{
    Reading,
    misread::Misread,
    words::{bare, listed},
};
use crate::tree::value::Value;

/// Reads "sim", "claro, pode ser", "não, obrigado"; both in one answer are neither.
pub fn read(r: &Reading<'_>, text: &str) -> Result<Value, Misread> {
    let unreadable = || Misread::unreadable(r.locale, "no_confirm", text);
    let said = bare(text);
    let verdict = match short(&said) {
        Some(words) => Heard::of(&words).verdict(),
        None => said_first(&said),
    };
    verdict.map(Value::Bool).ok_or_else(unreadable)
}

/// A yes or a no and nothing else: where other words could mean anything.
pub fn plain_yes_or_no(text: &str) -> Option<bool> {
    let heard = Heard::of(&short(&bare(text))?);
    if heard.more { None } else { heard.verdict() }
}

/// The words of an answer, unless it is an explanation.
fn short(said: &str) -> Option<Vec<&str>> {
    let words: Vec<&str> = said.split(' ').take(MOST_WORDS + 1).collect();
    (words.len() <= MOST_WORDS).then_some(words)
}

/// What a short answer has in it.
#[derive(Default)]
struct Heard {
    yes: bool,
    no: bool,
    /// A word that turns a yes beside it into something else ("not ok").
    turned: bool,
    /// Words that are neither, and no mere courtesy.
    more: bool,
}

impl Heard {
    fn of(words: &[&str]) -> Self {
        let (mut heard, mut at) = (Self::default(), 0);
        while at < words.len() {
            let longest = (at + 1..=words.len()).rev().find_map(|end| {
                let phrase = words[at..end].join(" ");
                // "é" says yes, "e" only joins: they fold to the same word.
                let joins = phrase == "e" && words.len() > 1;
                verdict(&phrase).filter(|_| !joins).map(|verdict| (verdict, end))
            });
            match longest {
                Some((true, end)) => (heard.yes, at) = (true, end),
                Some((false, end)) => (heard.no, at) = (true, end),
                None => {
                    heard.turned |= NEGATIONS.contains(&words[at]);
                    heard.more |= !COURTESIES.contains(&words[at]);
                    at += 1;
                }
            }
        }
        heard
    }

    fn verdict(&self) -> Option<bool> {
        match (self.yes, self.no) {
            (true, false) if !self.turned => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }
}

const NEGATIONS: [&str; 7] = ["not", "isnt", "dont", "doesnt", "cant", "wont", "nem"];
const COURTESIES: [&str; 9] =
    ["e", "obrigado", "obrigada", "valeu", "por", "favor", "thanks", "thank", "please"];

/// A longer answer than this is an explanation: only its first word counts.
const MOST_WORDS: usize = 8;

fn said_first(said: &str) -> Option<bool> {
    match said.split(' ').next() {
        Some("sim" | "yes" | "claro" | "sure") => Some(true),
        Some("nao" | "no") => Some(false),
        _ => None,
    }
}

fn verdict(phrase: &str) -> Option<bool> {
    if listed("no", phrase) {
        Some(false)
    } else if listed("yes", phrase) {
        Some(true)
    } else {
        None
    }
}
