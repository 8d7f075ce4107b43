//! What a model may not say in a proposal, whatever it was told: its own instruction, links and markup that the
//! person did not write, facts about rivals, words that are not Pauta's voice.

use super::own::Own;
use crate::{
    engine::parse::words::{Lang, bare},
    pattern::compiled,
    tree::{texts::Role, voice::Voice},
};
use regex::Regex;
use std::{collections::HashSet, sync::LazyLock};

/// So many words in a row of the instruction are a repetition and no accident.
const REPEATED_WORDS: usize = 8;

/// Addresses, tags, Markdown links and pictures, things to run, and what is written so as not to be read.
static MARKUP: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let patterns = [
        r"(?i)\b[a-z][a-z0-9+.-]{1,12}://\S*",
        r"(?i)\b(?:javascript|vbscript|data|mailto|tel|file):\S+",
        r"(?i)\bwww\.\S+",
        r"(?i)\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|br|io|app|dev|info|biz|co|me|xyz|ru|cn|ly|pt|uk|example|test|site|shop|online|top|ai|gg|to|link)\b(?:/\S*)?",
        r"(?i)\b\d{1,3}(?:\.\d{1,3}){3}\b\S*",
        r"<[!/?]?[a-zA-Z][^>]*>?|</",
        r"(?i)&(?:#\d+|#x[0-9a-f]+|lt|gt|quot|amp);",
        r"!?\[[^\]]*\]\s*[\(\[]\S*",
        r"```",
        r"\S{60,}",
    ];
    patterns.map(compiled).into()
});

/// What is wrong with a text; each is told to the model once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    Instruction,
    Markup,
    Voice,
    Refused,
}

impl Wrong {
    /// For the model that is to put it right.
    pub fn told(self) -> &'static str {
        match self {
            Self::Instruction => "repeats the instruction, which is private",
            Self::Markup => "holds a link or markup that is not in the person's words",
            Self::Voice => "holds words that are never used here",
            Self::Refused => "was refused before",
        }
    }
}

/// What the texts of one answer are held against.
#[derive(Debug)]
pub struct Guard<'a> {
    pub own: &'a Own,
    locale: &'static str,
    canary: String,
    /// Runs of words of the instruction.
    instruction: HashSet<String>,
    refused: HashSet<String>,
}

impl<'a> Guard<'a> {
    pub fn new(own: &'a Own, locale: &str, prompt: &super::prompt::Prompt, refused: &[String]) -> Self {
        let words: Vec<String> = bare(&prompt.system).split(' ').map(str::to_owned).collect();
        Self {
            own,
            locale: if Lang::of(locale) == Lang::Pt { "pt-BR" } else { "en" },
            canary: squeezed(&prompt.canary),
            instruction: words.windows(REPEATED_WORDS).map(|run| run.join(" ")).collect(),
            refused: refused.iter().map(|text| bare(text)).collect(),
        }
    }

    /// A text that may be shown, without its sentences about rivals; `None` if nothing is left of it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn pass(&self, text: &str) -> Result<Option<String>, Wrong> {
        if !self.is_safe(text) {
            return Err(if self.repeats(text) { Wrong::Instruction } else { Wrong::Markup });
        }
        if self.refused.contains(&bare(text)) {
            return Err(Wrong::Refused);
        }
        if !self.is_in_voice(text) {
            return Err(Wrong::Voice);
        }
        Ok(self.own.without_rivals(text))
    }

    /// Whether a piece of text may be shown while more of it comes.
    pub fn is_safe(&self, text: &str) -> bool {
        !self.repeats(text) && !self.marks_up(text)
    }

    fn repeats(&self, text: &str) -> bool {
        let squeezed = squeezed(text);
        let backwards: String = squeezed.chars().rev().collect();
        if squeezed.contains(&self.canary) || backwards.contains(&self.canary) {
            return true;
        }
        let bare = bare(text);
        let words: Vec<&str> = bare.split(' ').collect();
        words.windows(REPEATED_WORDS).any(|run| {
            let run = run.join(" ");
            self.instruction.contains(&run) && !self.own.says(&run)
        })
    }

    fn marks_up(&self, text: &str) -> bool {
        MARKUP.iter().any(|of| of.find_iter(text).any(|found| !self.own.wrote(found.as_str())))
    }

    /// Words that are banned are still the person's to use.
    fn is_in_voice(&self, text: &str) -> bool {
        let heard = Voice::compiled().hear(text, self.locale, Role::Prompt);
        heard.iter().all(|(_, said)| self.own.wrote(said))
    }
}

/// Letters and digits only, so that nothing hides between spaces and dashes.
fn squeezed(text: &str) -> String {
    bare(text).replace(' ', "")
}
