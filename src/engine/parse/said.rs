//! What somebody said, and what of another text they did not: numbers and names, in whatever form.

use super::{
    month, quantity,
    words::{Lang, bare, listed},
};
use crate::pattern::compiled;
use regex::Regex;
use std::{collections::HashSet, sync::LazyLock};

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"(?P<number>\d{1,3}(?:[.,\u{a0} ]\d{3})+\b(?:[.,]\d+)?|\d+(?:[.,]\d+)?)";
    // The longer ones first; with more letters it is another word: 7 km, 2 milésimos.
    let times = r"(?P<times>milh[õo]es|milh[ãa]o|millions?|mil|mi|k|thousand)(?P<more>[\p{L}\d_])?";
    compiled(&format!(r"(?i){number}(?:\s?{times})?"))
});

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

/// Somebody's words, as they are searched.
#[derive(Debug)]
pub struct Said {
    /// Bare, between spaces.
    bare: String,
    words: HashSet<String>,
    numbers: HashSet<String>,
    lang: Lang,
}

impl Said {
    /// `known` is what may be named besides, though they did not say it.
    pub fn of(said: &str, known: &str, locale: &str) -> Self {
        let lang = Lang::of(locale);
        let all = format!("{said}\n{known}");
        let words: HashSet<String> = bare(&all).split(' ').map(str::to_owned).collect();
        let spelled = words.iter().filter_map(|word| {
            let month = || month::name(word, lang).and_then(|month| u16::try_from(month).ok());
            quantity::small(word).or_else(month)
        });
        let numbers = numbers(&all).map(|(_, number)| number).chain(spelled.map(|n| n.to_string())).collect();
        Self { bare: format!(" {} ", bare(said)), words, numbers, lang }
    }

    /// Whether these bare words stand in it, one after the other.
    pub fn says(&self, bare: &str) -> bool {
        !bare.is_empty() && self.bare.contains(&format!(" {bare} "))
    }

    /// The numbers of a text that are not among theirs.
    pub fn numbers_beyond(&self, text: &str) -> Vec<String> {
        let beyond = numbers(text).filter(|(_, number)| !self.numbers.contains(number));
        beyond.map(|(written, _)| written.to_owned()).collect()
    }

    /// Capitalised words within a sentence that they did not say.
    pub fn names_beyond(&self, text: &str) -> Vec<String> {
        text.lines().flat_map(|line| self.names(line)).collect()
    }

    fn names(&self, line: &str) -> Vec<String> {
        let mut begins = true;
        let mut names = Vec::new();
        for word in line.split_whitespace() {
            let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
            let named = plain.chars().next().is_some_and(char::is_uppercase);
            let known = bare(plain).split(' ').all(|part| self.words.contains(part));
            let calendar = self.lang == Lang::En && CALENDAR.contains(&plain.to_lowercase().as_str());
            if named && !begins && !known && !calendar && !listed("stop", &bare(plain)) {
                names.push(plain.to_owned());
            }
            begins = plain.is_empty() || word.ends_with(['.', '!', '?', ':', '→', '(', '—', '–', '“', '"']);
        }
        names
    }
}

/// The numbers of a text: as they are written, and as they are compared.
fn numbers(text: &str) -> impl Iterator<Item = (&str, String)> {
    NUMBER.captures_iter(text).filter_map(|found| {
        let (whole, number) = (found.get_match().as_str(), found.name("number")?.as_str());
        let times = found.name("times").filter(|_| found.name("more").is_none());
        let (written, zeros) = match times.map(|times| times.as_str().to_lowercase()) {
            None => (number, 0),
            Some(times) if times == "mil" || times == "k" || times == "thousand" => (whole, 3),
            Some(_) => (whole, 6),
        };
        Some((written, compared(number, zeros)))
    })
}

/// A number without its marks: 1.500,00 and 1,5 mil are 1500; 4,90 is 4.9.
fn compared(number: &str, zeros: usize) -> String {
    let decimals = |at: usize| (number.len() - at - 1) != 3 || number.starts_with('0');
    let (whole, part) = match number.rfind([',', '.']) {
        Some(at) if decimals(at) => (&number[..at], number[at + 1..].trim_end_matches('0')),
        _ => (number, ""),
    };
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let moved = part.len().min(zeros);
    let whole = format!("{whole}{}{}", &part[..moved], "0".repeat(zeros - moved));
    let whole = whole.trim_start_matches('0');
    if part.len() > moved { format!("{whole}.{}", &part[moved..]) } else { whole.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_in_every_form() {
        let said = Said::of("R$ 1.500,00 até 10 de dezembro; 2 mil vezes, três dias, 4,90", "", "pt-BR");
        for text in ["1500", "R$ 1,5 mil", "10/12", "2.000", "2k", "em 3 dias", "4.9", "03"] {
            assert_eq!(said.numbers_beyond(text), Vec::<String>::new(), "{text}");
        }
        for text in ["150", "15.000", "11/12", "2", "4,95", "30%", "1.500.000"] {
            assert_eq!(said.numbers_beyond(text).len(), 1, "{text}");
        }
        assert_eq!(said.numbers_beyond("de 2 milhas a 7 km, 3 milésimos"), ["2", "7"]);
        assert_eq!(said.numbers_beyond("4 milhões e 5k, 8mil"), ["4 milhões", "5k", "8mil"]);
    }

    #[test]
    fn names_are_capitals_within_a_sentence() {
        let said = Said::of("A padaria Sol abre na sexta", "", "pt-BR");
        assert_eq!(said.names_beyond("Na Sol. Agora com a Maria!\nHoje é Sexta."), ["Maria"]);
        assert!(said.says("padaria sol") && !said.says("sol na"));
    }
}
