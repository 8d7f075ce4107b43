//! What a text of a model may hold only if a person brought it: the words of its instruction, and addresses.

use crate::{engine::parse::words::bare, pattern::compiled};
use regex::Regex;
use std::{collections::HashSet, sync::LazyLock};

/// So many words in a row of the instruction are a repetition and no accident.
const REPEATED_WORDS: usize = 8;

/// Addresses, by name, by number, and what is opened without one.
pub static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    let whole = concat!(
        r"(?i)(?:\b[a-z][a-z0-9+.-]{1,12}://[^\s<>()\[\]]+|\bwww\.[^\s<>()\[\]]+",
        r"|\b(?:javascript|vbscript|data|file|mailto|tel):\S+|(?:^|[\s(\[])//[^\s<>()\[\]]+",
        r"|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|br|io|app|dev|info|biz|co|me|xyz|ru|cn|ly|pt|uk|example|test|site|shop|online|top|ai|gg|to|link)\b(?:/[^\s<>()\[\]]*)?",
        r"|\b\d{1,3}(?:\.\d{1,3}){3}\b\S*)",
    );
    compiled(whole)
});

/// An instruction that is nobody's to read.
#[derive(Debug)]
pub struct Instruction {
    /// A mark that stands nowhere else.
    canary: String,
    /// Runs of its words.
    runs: HashSet<String>,
}

impl Instruction {
    pub fn new(system: &str, canary: &str) -> Self {
        let words: Vec<String> = bare(system).split(' ').map(str::to_owned).collect();
        let runs = words.windows(REPEATED_WORDS).map(|run| run.join(" ")).collect();
        Self { canary: squeezed(canary), runs }
    }

    /// Whether a text repeats it, forwards or backwards. Words that a person said (`is_said`, of bare words) are
    /// theirs, though the instruction has them too.
    pub fn is_repeated_in(&self, text: &str, is_said: impl Fn(&str) -> bool) -> bool {
        let bare = bare(text);
        let squeezed = bare.replace(' ', "");
        let backwards: String = squeezed.chars().rev().collect();
        if squeezed.contains(&self.canary) || backwards.contains(&self.canary) {
            return true;
        }
        let words: Vec<&str> = bare.split(' ').collect();
        words.windows(REPEATED_WORDS).any(|run| {
            let run = run.join(" ");
            self.runs.contains(&run) && !is_said(&run)
        })
    }
}

/// Letters and digits only, so that nothing hides between spaces and dashes.
fn squeezed(text: &str) -> String {
    bare(text).replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_however_they_are_written() {
        for text in [
            "see https://rival.example/a?b=c now",
            "(javascript:(alert(1)))",
            "www.rival.example",
            "rival.com.br/x",
            "at 10.0.0.1:8080/admin",
            "load //cdn.rival.example/x.js",
            "mailto:ana@rival.example",
        ] {
            assert!(ADDRESS.is_match(text), "{text}");
        }
        for text in ["from 1.500,00 to 2.000", "e.g. this", "10:30", "a and/or b", "version 1.2.3"] {
            assert!(!ADDRESS.is_match(text), "{text}: {:?}", ADDRESS.find(text));
        }
    }

    #[test]
    fn an_instruction_is_known_by_its_mark_and_by_its_words() {
        let of = Instruction::new("you write the words of one piece and nothing else at all", "PAUTA-7f3a");
        let nobody = |_: &str| false;
        assert!(of.is_repeated_in("well: p a u t a - 7 F 3 a", nobody));
        assert!(of.is_repeated_in("a3f7atuap", nobody));
        assert!(of.is_repeated_in("I was told: You write the words of one piece, and nothing else!", nobody));
        assert!(
            !of.is_repeated_in("You write the words of one piece", nobody),
            "seven words are an accident"
        );
        let said = |words: &str| "you write the words of one piece and nothing else".contains(words);
        assert!(!of.is_repeated_in("you write the words of one piece and nothing else", said));
    }
}
