//! The words of a text.

use unicode_normalization::UnicodeNormalization;

/// A word as it stands in a sentence.
pub(super) struct Word {
    pub lower: String,
    /// It has a capital letter that no sentence begins with, or a digit.
    special: bool,
}

impl Word {
    /// A name, an abbreviation or a number.
    pub fn is_special(&self) -> bool {
        self.special
    }

    /// An article, a preposition and the like.
    pub fn is_little(&self) -> bool {
        self.lower.chars().count() <= 3
    }
}

pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut begins = true;
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        begins |= rest[..start].contains(['.', '!', '?', ':', '\n', '•', '“', '"']);
        let word = &rest[start..];
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’');
        let end = word.find(|c| !inside(c)).unwrap_or(word.len());
        let (word, after) = word.split_at(end);
        let capitals = word.chars().filter(|c| c.is_uppercase()).count();
        let special = word.contains(|c: char| c.is_numeric()) || capitals > usize::from(begins);
        words.push(Word { lower: word.to_lowercase(), special });
        (begins, rest) = (false, after);
    }
    words
}

/// Two forms of one term: another number, gender or accent is no other term.
pub(super) fn is_of_one_stem(a: &str, b: &str) -> bool {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| are_forms(&bare(a), &bare(b)))
}

fn are_forms(a: &[char], b: &[char]) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let longer = a.len().max(b.len());
    longer == same || (same >= 3 && longer - same <= 3)
}

fn bare(word: &str) -> Vec<char> {
    word.nfd().filter(|c| c.is_alphanumeric() || *c == ' ').collect()
}
