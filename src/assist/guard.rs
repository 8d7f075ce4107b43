//! What a model may not say in a proposal, whatever it was told: its own instruction, links and markup that the
//! person did not write, facts about rivals, words that are not Pauta's voice.

use super::own::Own;
use crate::{
    engine::parse::words::{Lang, bare},
    llm::foreign::{ADDRESS, Instruction},
    pattern::compiled,
    tree::{texts::Role, voice::Voice},
};
use regex::Regex;
use std::{collections::HashSet, sync::LazyLock};

/// Tags, characters written so as not to be read, Markdown links and pictures, code, and runs without a space.
static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?i)<[!/?]?[a-z][^>]*>?|</|&(?:#\d+|#x[0-9a-f]+|lt|gt|quot|amp);|!?\[[^\]]*\]\s*[\(\[]\S*|```|\S{60,}",
    )
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
    instruction: Instruction,
    refused: HashSet<String>,
}

impl<'a> Guard<'a> {
    pub fn new(own: &'a Own, locale: &str, prompt: &super::prompt::Prompt, refused: &[String]) -> Self {
        Self {
            own,
            locale: if Lang::of(locale) == Lang::Pt { "pt-BR" } else { "en" },
            instruction: Instruction::new(&prompt.system, &prompt.canary),
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
        self.instruction.is_repeated_in(text, |words| self.own.says(words))
    }

    fn marks_up(&self, text: &str) -> bool {
        let is_foreign = |of: &Regex| of.find_iter(text).any(|found| !self.own.wrote(found.as_str()));
        is_foreign(&ADDRESS) || is_foreign(&MARKUP)
    }

    /// Words that are banned are still the person's to use.
    fn is_in_voice(&self, text: &str) -> bool {
        let heard = Voice::compiled().hear(text, self.locale, Role::Prompt);
        heard.iter().all(|(_, said)| self.own.wrote(said))
    }
}
