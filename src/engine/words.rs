//! The words Pauta itself uses and understands: its phrases, and the names of its commands and buttons.

use crate::{
    phrase::Phrases,
    tree::{Tree, json::CommandName},
};
use std::{collections::HashMap, sync::LazyLock};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("phrases.json")));
static COMMANDS: LazyLock<HashMap<String, CommandName>> =
    LazyLock::new(|| named(include_str!("commands.json")));
static CONSENT: LazyLock<HashMap<String, bool>> = LazyLock::new(|| named(include_str!("consent.json")));
static BUTTONS: LazyLock<HashMap<String, Press>> = LazyLock::new(|| named(include_str!("buttons.json")));

/// The buttons that are no options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Press {
    Accept,
    Edit,
    Keep,
    Another,
    NoMore,
    Unsure,
    Skip,
    Confirm,
    AiYes,
    AiNo,
}

impl Press {
    pub const ALL: [Self; 10] = [
        Self::Accept,
        Self::Edit,
        Self::Keep,
        Self::Another,
        Self::NoMore,
        Self::Unsure,
        Self::Skip,
        Self::Confirm,
        Self::AiYes,
        Self::AiNo,
    ];

    /// Its id on the wire.
    pub fn id(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Edit => "edit",
            Self::Keep => "keep",
            Self::Another => "another",
            Self::NoMore => "no_more",
            Self::Unsure => "unsure",
            Self::Skip => "skip",
            Self::Confirm => "confirm",
            Self::AiYes => "ai_yes",
            Self::AiNo => "ai_no",
        }
    }

    /// The phrase on it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Accept => "button_accept",
            Self::Edit => "button_edit",
            Self::Keep => "button_keep",
            Self::Another => "button_another",
            Self::NoMore => "button_no_more",
            Self::Unsure => "button_unsure",
            Self::Skip => "button_skip",
            Self::Confirm => "button_confirm",
            Self::AiYes => "button_ai_yes",
            Self::AiNo => "button_ai_no",
        }
    }

    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|press| press.id() == id)
    }

    /// The button that these whole words stand for, or each part of them: "ok, pode ser".
    pub fn of_words(text: &str) -> Option<Self> {
        let of = |words: &str| BUTTONS.get(&fold(words)).copied();
        of(text).or_else(|| {
            let mut parts = text.split([',', ';', '.', '!']).filter(|part| !part.trim().is_empty());
            let first = of(parts.next()?)?;
            parts.all(|part| of(part) == Some(first)).then_some(first)
        })
    }
}

pub(super) fn phrases() -> &'static Phrases {
    &PHRASES
}

/// Whether words agree to a model being asked, or decline it.
pub(super) fn consent(text: &str) -> Option<bool> {
    CONSENT.get(&fold(text)).copied()
}

/// The command that the whole text is, by the tree's own words or the common ones, and what follows its name.
pub(super) fn command<'t>(tree: &Tree, text: &'t str) -> Option<(CommandName, &'t str)> {
    let text = text.trim();
    if let Some(pasted) = pasted(text) {
        return Some((CommandName::Paste, pasted));
    }
    if text.chars().count() > 200 {
        return None;
    }
    let own = |folded: &str| {
        tree.doc().commands.iter().find_map(|(name, words)| {
            words.values().flatten().any(|word| fold(word) == folded).then_some(*name)
        })
    };
    let folded = fold(text);
    if let Some(name) = own(&folded).or_else(|| COMMANDS.get(&folded).copied()) {
        return Some((name, ""));
    }
    // With an argument: "/edit budget: 2k", "editar verba: 2 mil", "/language en".
    let (head, rest) = text.split_once(char::is_whitespace)?;
    let name = COMMANDS.get(&fold(head)).copied()?;
    let takes =
        matches!(name, CommandName::Edit | CommandName::Language | CommandName::Skip | CommandName::Ai);
    (takes && (head.starts_with('/') || name == CommandName::Edit)).then_some((name, rest.trim()))
}

/// What follows "/paste": as much as it is, with its lines.
fn pasted(text: &str) -> Option<&str> {
    let (head, rest) = text.split_once(char::is_whitespace).filter(|_| text.starts_with('/'))?;
    (COMMANDS.get(&fold(head)) == Some(&CommandName::Paste)).then_some(rest)
}

/// Lower case, no accents, no outer punctuation, single spaces: how words are compared.
pub(super) fn fold(text: &str) -> String {
    let plain: String = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let trimmed = plain.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '!' | ',' | ';' | ':'));
    trimmed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether two texts say the same in the same words: whatever their case, accents and punctuation, and however a
/// list is joined.
pub(super) fn alike(one: &str, other: &str) -> bool {
    fn words(text: &str) -> Vec<String> {
        let folded = fold(text);
        let bare = ["https://", "http://"].iter().find_map(|scheme| folded.strip_prefix(scheme));
        let words = bare.unwrap_or(&folded).split(|c: char| !c.is_alphanumeric());
        let own = |word: &&str| !word.is_empty() && !matches!(*word, "e" | "and");
        words.filter(own).map(str::to_owned).collect()
    }
    one == other || words(one) == words(other)
}

/// A table of `name → words`, turned round.
fn named<T: serde::de::DeserializeOwned + Copy>(json: &str) -> HashMap<String, T> {
    let table: Vec<(T, Vec<String>)> =
        serde_json::from_str(json).expect("a compiled-in word table is valid JSON; a test reads it");
    table
        .into_iter()
        .flat_map(|(name, words)| words.into_iter().map(move |word| (fold(&word), name)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn what_reads_like_the_words_needs_no_showing() {
        for (said, shown) in [
            ("rapido", "Rápido"),
            ("forno a lenha, entrega e receita", "forno a lenha; entrega; receita"),
            ("15-03-2027", "15/03/2027"),
            ("10", "10%"),
            ("padariasol.com.br", "https://padariasol.com.br/"),
        ] {
            assert!(alike(said, shown), "{said} {shown}");
        }
        for (said, shown) in [
            ("1500", "R$ 1.500,00"),
            ("amanhã", "17/11/2026"),
            ("o primeiro", "Lançamento"),
            ("claro", "Sim"),
        ] {
            assert!(!alike(said, shown), "{said} {shown}");
        }
    }
}
