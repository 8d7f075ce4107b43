//! The voice, as far as a machine can hear it. The list is `voice.json`; `docs/voice.md` says why.

use super::{pattern::compile, texts::Role};
use regex::Regex;
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// Longest question in a shipped tree, in characters.
pub const PROMPT_CHARS_MAX: usize = 140;

/// What is not said: by language, and `any`, `button`, `prompt` for what goes for all of them.
#[derive(Debug)]
pub struct Voice(BTreeMap<String, Vec<Heard>>);

/// One thing that is not said.
#[derive(Clone, Debug, Deserialize)]
pub struct Banned {
    /// As `docs/voice.md` names it.
    pub name: String,
    pub pattern: String,
    pub instead: String,
}

#[derive(Debug)]
struct Heard {
    banned: Banned,
    regex: Regex,
}

impl Voice {
    /// The voice that is compiled in.
    ///
    /// # Panics
    /// If the list is not valid: it is part of the binary, and a test reads it.
    pub fn compiled() -> &'static Self {
        static VOICE: LazyLock<Voice> = LazyLock::new(|| Voice::read(include_str!("voice.json")));
        &VOICE
    }

    fn read(json: &str) -> Self {
        let lists: BTreeMap<String, Vec<Banned>> =
            serde_json::from_str(json).expect("the compiled-in list is valid JSON");
        let heard = |banned: Banned| {
            let regex = compile(&banned.pattern).expect("the compiled-in patterns are valid");
            Heard { banned, regex }
        };
        Self(lists.into_iter().map(|(key, list)| (key, list.into_iter().map(heard).collect())).collect())
    }

    /// Everything that is not said.
    pub fn banned(&self) -> impl Iterator<Item = &Banned> {
        self.0.values().flatten().map(|heard| &heard.banned)
    }

    /// What of it a text says, with the words that say it.
    pub fn hear<'a>(&'a self, text: &'a str, locale: &str, role: Role) -> Vec<(&'a Banned, &'a str)> {
        let also = match role {
            Role::Prompt => "prompt",
            Role::Button => "button",
            Role::Said | Role::Label => "any",
        };
        let keys = ["any", also, locale];
        let lists = self.0.iter().filter(|(key, _)| keys.contains(&key.as_str()));
        let heard = lists.flat_map(|(_, list)| list);
        heard.filter_map(|one| Some((&one.banned, one.regex.find(text)?.as_str()))).collect()
    }
}
