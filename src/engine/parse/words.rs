//! Words as they are compared: without case, accents, punctuation, and with a little patience for typos.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The languages whose rules are known; every other locale is read by the English ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    Pt,
    En,
}

impl Lang {
    pub fn of(locale: &str) -> Self {
        if locale.get(..2).is_some_and(|l| l.eq_ignore_ascii_case("pt")) { Self::Pt } else { Self::En }
    }
}

/// The word lists, by name: folded phrases of every language together, because people mix them.
static LISTS: LazyLock<HashMap<String, HashSet<String>>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("words.json")).expect("the compiled-in word lists are valid JSON")
});

/// Whether the bare phrase is in the list of that name.
pub fn listed(list: &str, bare: &str) -> bool {
    LISTS.get(list).is_some_and(|words| words.contains(bare))
}

/// Lower case, without accents; `1º` as `1o`.
pub fn fold(text: &str) -> String {
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// The folded words, one space between them: what is left when only letters and digits count.
pub fn bare(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            if gap && !bare.is_empty() {
                bare.push(' ');
            }
            gap = false;
            bare.push(c);
        } else if !matches!(c, '\'' | '’') {
            gap = true;
        }
    }
    bare
}

/// The text as it is stored: no control characters but newline and tab, no invisible marks, trimmed.
pub fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let kept =
        |c: &char| matches!(c, '\n' | '\t') || !(c.is_control() || matches!(c, '\u{200b}' | '\u{feff}'));
    text.chars().map(|c| if c == '\r' { '\n' } else { c }).filter(kept).collect::<String>().trim().to_owned()
}

/// Whether the bare text says "não sei" and nothing else.
pub fn is_unsure(text: &str, bare: &str) -> bool {
    if bare.is_empty() {
        return text.contains('?');
    }
    if bare.len() > 80 {
        return false;
    }
    let words: Vec<&str> = bare.split(' ').collect();
    let filler = |w: &&str| listed("filler", w);
    (0..words.len()).take_while(|start| words[..*start].iter().all(filler)).any(|start| {
        (start + 1..=words.len())
            .rev()
            .take_while(|end| words[*end..].iter().all(filler))
            .any(|end| listed("unsure", &words[start..end].join(" ")))
    })
}

/// Whether `a` is `b` but for a slip of the finger: one edit, two in a long word, with the same digits.
pub fn near(a: &str, b: &str) -> bool {
    let shorter = a.len().min(b.len());
    let slips = match shorter {
        0..=3 => 0,
        4..=8 => 1,
        _ => 2,
    };
    let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
    a == b || (slips > 0 && within(a, b, slips) && digits(a) == digits(b))
}

/// Whether `a` becomes `b` by at most `most` insertions, deletions, replacements or swaps of neighbours.
pub fn within(a: &str, b: &str, most: usize) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most || a.len() > 80 {
        return false;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()] <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsure_is_the_whole_answer() {
        for text in
            ["não sei", "Ainda não sei.", "sei lá!", "ah, não sei dizer", "I don't know yet", "?", "no idea"]
        {
            assert!(is_unsure(text, &bare(text)), "{text}");
        }
        for text in ["não sei se quero, mas gosto de azul", "sei", "eu", "", "nao"] {
            assert!(!is_unsure(text, &bare(text)), "{text}");
        }
    }

    #[test]
    fn near_forgives_a_slip_but_not_a_digit() {
        assert!(near("lancar um produto", "lancra um produto"));
        assert!(near("padaria", "padraia"));
        assert!(!near("ate 2 mil", "ate 3 mil"));
        assert!(!near("sol", "sal"));
    }

    #[test]
    fn control_characters_are_stripped() {
        assert_eq!(clean(" a\u{0}b\r\nc\td\u{7} "), "ab\nc\td");
    }
}
