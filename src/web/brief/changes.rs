//! What one version has otherwise than another: field by field, and word by word where texts are long.

use crate::engine::brief::Brief;
use serde::Serialize;

/// One field that two versions do not have alike.
#[derive(Debug, Serialize)]
pub struct Difference {
    pub path: String,
    pub label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// The fields that `new` has otherwise than `old`, in the order of `new`; what left comes last.
pub fn differences(old: &Brief, new: &Brief) -> Vec<Difference> {
    let shown = |brief: &Brief, path: &str| {
        brief.fields.iter().find(|field| field.path == path).and_then(|field| field.shown.clone())
    };
    let gone = old.fields.iter().filter(|field| !new.fields.iter().any(|kept| kept.path == field.path));
    new.fields
        .iter()
        .chain(gone)
        .filter(|field| !field.internal)
        .map(|field| Difference {
            path: field.path.clone(),
            label: field.label.clone(),
            from: shown(old, &field.path),
            to: shown(new, &field.path),
        })
        .filter(|difference| difference.from != difference.to)
        .collect()
}

/// What became of a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Stays,
    Goes,
    Comes,
}

/// Words that had the same fate, with the spaces between them.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece {
    pub fate: Fate,
    pub text: String,
}

/// Shorter texts are read faster whole: the old one, then the new one.
const WHOLE_WORDS_MAX: usize = 6;
/// Pairs of words that are compared at most; longer texts are shown whole.
const PAIRS_MAX: usize = 1_000_000;

/// How `old` becomes `new`.
pub fn pieces(old: &str, new: &str) -> Vec<Piece> {
    let (old_words, new_words) = (words(old), words(new));
    let same_start = old_words.iter().zip(&new_words).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old_words[same_start..], &new_words[same_start..]);
    let same_end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let old_middle = &old_rest[..old_rest.len() - same_end];
    let new_middle = &new_rest[..new_rest.len() - same_end];
    let short = old_words.len().max(new_words.len()) <= WHOLE_WORDS_MAX;
    let mut told = Told::default();
    if short || old_middle.len().saturating_mul(new_middle.len()) > PAIRS_MAX {
        told.all(Fate::Goes, &[old]);
        told.all(Fate::Comes, &[new]);
        return told.0;
    }
    told.all(Fate::Stays, &old_words[..same_start]);
    told.middle(old_middle, new_middle);
    told.all(Fate::Stays, &old_rest[old_rest.len() - same_end..]);
    told.0
}

/// Words with the spaces that follow them.
fn words(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}

#[derive(Default)]
struct Told(Vec<Piece>);

impl Told {
    fn all(&mut self, fate: Fate, words: &[&str]) {
        let text = words.concat();
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.fate == fate => last.text.push_str(&text),
            _ => self.0.push(Piece { fate, text }),
        }
    }

    /// By the longest common sequence of words.
    fn middle(&mut self, old: &[&str], new: &[&str]) {
        let width = new.len() + 1;
        let mut common = vec![0_u32; (old.len() + 1) * width];
        for at in (0..old.len()).rev() {
            for to in (0..new.len()).rev() {
                common[at * width + to] = if old[at] == new[to] {
                    common[(at + 1) * width + to + 1] + 1
                } else {
                    common[(at + 1) * width + to].max(common[at * width + to + 1])
                };
            }
        }
        let (mut at, mut to) = (0, 0);
        while at < old.len() && to < new.len() {
            if old[at] == new[to] {
                self.all(Fate::Stays, &old[at..=at]);
                (at, to) = (at + 1, to + 1);
            } else if common[(at + 1) * width + to] >= common[at * width + to + 1] {
                self.all(Fate::Goes, &old[at..=at]);
                at += 1;
            } else {
                self.all(Fate::Comes, &new[to..=to]);
                to += 1;
            }
        }
        self.all(Fate::Goes, &old[at..]);
        self.all(Fate::Comes, &new[to..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(old: &str, new: &str) -> String {
        let mark = |piece: &Piece| match piece.fate {
            Fate::Stays => piece.text.clone(),
            Fate::Goes => format!("[-{}]", piece.text),
            Fate::Comes => format!("[+{}]", piece.text),
        };
        pieces(old, new).iter().map(mark).collect()
    }

    #[test]
    fn a_long_text_shows_the_words_that_changed() {
        let old = "Em dezembro o movimento dobra por causa dos presentes de Natal.";
        let new = "Em dezembro o movimento triplica por causa dos presentes.";
        assert_eq!(
            marked(old, new),
            "Em dezembro o movimento [-dobra ][+triplica ]por causa dos [-presentes de Natal.][+presentes.]"
        );
        assert_eq!(marked(old, old), old);
    }

    #[test]
    fn a_short_text_is_shown_whole() {
        assert_eq!(marked("R$ 4.500,00", "R$ 6.000,00"), "[-R$ 4.500,00][+R$ 6.000,00]");
    }

    #[test]
    fn nothing_is_lost_however_long() {
        let long = |of: &str| format!("{of} ").repeat(2_000);
        for (old, new) in
            [("a b c d e f g h", "h g f e d c b a"), ("", "a b c d e f g"), (&long("a"), &long("b"))]
        {
            let came = pieces(old, new);
            let of = |fate| -> String {
                came.iter()
                    .filter(|p| p.fate == Fate::Stays || p.fate == fate)
                    .map(|p| p.text.as_str())
                    .collect()
            };
            assert_eq!((of(Fate::Goes).as_str(), of(Fate::Comes).as_str()), (old, new));
        }
    }
}
