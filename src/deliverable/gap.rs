//! What a draft could not say, because nobody has said it yet: a visible gap in the text, which names the
//! question that would fill it. A gap keeps a piece from being approved.

use crate::tree::json::SlotPath;
use std::fmt;

const OPEN: char = '⟦';
const CLOSE: char = '⟧';

/// A gap in a text, written `⟦slot.path|what is missing⟧`. The path is empty where no question asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The answer that would fill it.
    pub path: SlotPath,
    /// What is missing, in the piece's language ("prova do benefício 2").
    pub label: String,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{OPEN}{}|{}{CLOSE}", self.path, self.label)
    }
}

impl Gap {
    pub fn new(path: &str, label: &str) -> Self {
        Self { path: path.to_owned(), label: harmless(label).replace('|', "/") }
    }

    /// The gaps of a text, in order.
    pub fn all(text: &str) -> Vec<Self> {
        text.split(OPEN).skip(1).filter_map(|rest| Self::read(rest.split_once(CLOSE)?.0)).collect()
    }

    pub fn any(text: &str) -> bool {
        text.contains(OPEN)
    }

    fn read(inside: &str) -> Option<Self> {
        let (path, label) = inside.split_once('|')?;
        Some(Self { path: path.to_owned(), label: label.to_owned() })
    }
}

/// What a person or a model wrote, in which nothing can be taken for a gap.
pub fn harmless(text: &str) -> String {
    text.replace(OPEN, "[").replace(CLOSE, "]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_read_as_they_were_written() {
        let gap = Gap::new("proof", "prova do benefício 2");
        let text = format!("Laudo em 48 h. {gap} Agende. {}", Gap::new("", "a | b"));
        let found = Gap::all(&text);
        assert_eq!((&found[0], found[1].label.as_str()), (&gap, "a / b"));
        assert!(Gap::any(&text) && !Gap::any(&harmless(&text)));
    }
}
