//! What only Telegram is told: the bot's commands, the words on its buttons, a sentence for whatever cannot be taken.

use crate::phrase::Phrases;
use std::sync::LazyLock;

static WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("words.json")));

/// The commands of a bot's menu, in its order.
pub const COMMANDS: [&str; 13] = [
    "start", "new", "resume", "back", "skip", "ask", "summary", "edit", "help", "language", "link", "group",
    "stop",
];

/// The phrase in a language.
pub fn say<'a>(locale: &str, key: &'a str) -> &'a str {
    WORDS.say(locale, key)
}

/// The phrase with its gaps filled.
pub fn fill(locale: &str, key: &str, args: &[(&str, &str)]) -> String {
    WORDS.fill(locale, key, args)
}

/// The commands with what each does, for the bot's menu.
pub fn commands(locale: &str) -> Vec<(&'static str, String)> {
    COMMANDS.iter().map(|name| (*name, say(locale, &format!("command_{name}")).to_owned())).collect()
}
