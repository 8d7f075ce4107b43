//! How wide a line is on a search page, which cuts by pixels and not by letters.

use super::whole;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};
use unicode_normalization::UnicodeNormalization;

#[derive(Debug, Deserialize)]
struct Table {
    /// Of a letter that the table does not have: as wide as the type is high.
    unknown: u32,
    widths: BTreeMap<String, String>,
}

struct Widths {
    of: HashMap<char, u32>,
    unknown: u32,
}

static WIDTHS: LazyLock<Widths> = LazyLock::new(|| {
    let table: Table =
        serde_json::from_str(include_str!("widths.json")).expect("the compiled-in widths are valid JSON");
    let wide = |(width, letters): (&String, &String)| {
        let width: u32 = width.parse().expect("the compiled-in widths are numbers");
        letters.chars().map(|letter| (letter, width)).collect::<Vec<_>>()
    };
    Widths { of: table.widths.iter().flat_map(wide).collect(), unknown: table.unknown }
});

/// The width of a text in a common sans of this size, to the next whole pixel.
pub fn pixels(text: &str, size: u32) -> u32 {
    let thousandths: u64 = text.nfc().map(|letter| u64::from(width(letter)) * u64::from(size)).sum();
    whole(usize::try_from(thousandths.div_ceil(1000)).unwrap_or(usize::MAX))
}

/// A letter with a mark is as wide as the letter.
fn width(letter: char) -> u32 {
    let known = |letter: char| WIDTHS.of.get(&letter).copied();
    known(letter).or_else(|| known(std::iter::once(letter).nfd().next()?)).unwrap_or(WIDTHS.unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_as_wide_as_the_type_makes_them() {
        assert_eq!((pixels("", 20), pixels("i", 20), pixels("W", 20)), (0, 5, 19));
        assert_eq!(pixels("ação", 20), pixels("acao", 20));
        assert_eq!((pixels("í", 1000), pixels("i", 1000)), (278, 222));
        assert_eq!(pixels("日", 14), 14);
        assert_eq!(pixels(&"a".repeat(100), 14), 779);
    }

    #[test]
    fn every_letter_of_portuguese_and_english_is_known() {
        for letter in
            ('a'..='z').chain('A'..='Z').chain('0'..='9').chain("áâãàéêíóôõúüçÁÂÃÀÉÊÍÓÔÕÚÜÇ".chars())
        {
            assert!(width(letter) < 1000, "{letter}");
        }
    }
}
