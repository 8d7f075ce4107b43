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
    let words: Vec<&str> = said.split(' ').take(MOST_WORDS + 1).collect();
    if words.len() > MOST_WORDS {
        return said_first(&words).map(Value::Bool).ok_or_else(unreadable);
    }
    let (mut yes, mut no, mut at) = (false, false, 0);
    while at < words.len() {
        let longest = (at + 1..=words.len()).rev().find_map(|end| {
            let phrase = words[at..end].join(" ");
            // "é" says yes, "e" only joins: they fold to the same word.
            let joins = phrase == "e" && words.len() > 1;
            verdict(&phrase).filter(|_| !joins).map(|verdict| (verdict, end))
        });
        match longest {
            Some((true, end)) => (yes, at) = (true, end),
            Some((false, end)) => (no, at) = (true, end),
            None => at += 1,
        }
    }
    match (yes, no) {
        (true, false) => Ok(Value::Bool(true)),
        (false, true) => Ok(Value::Bool(false)),
        _ => Err(unreadable()),
    }
}

/// A longer answer than this is an explanation: only its first word counts.
const MOST_WORDS: usize = 8;

fn said_first(words: &[&str]) -> Option<bool> {
    match words[0] {
        "sim" | "yes" | "claro" | "sure" => Some(true),
        "nao" | "no" => Some(false),
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
