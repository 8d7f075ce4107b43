//! What was said, as text to be read; and how long reading and typing it takes.

use crate::engine::effect::Message;

/// Words that a person reads in a minute.
const READ_PER_MINUTE: f64 = 200.0;
/// Words that a person types in a minute.
const TYPED_PER_MINUTE: f64 = 35.0;
/// Minutes that pressing a button takes.
const PRESS_MINUTES: f64 = 1.5 / 60.0;

#[derive(Debug, Default)]
pub(super) struct Log {
    text: String,
    words_read: usize,
    words_typed: usize,
    presses: usize,
}

impl Log {
    /// What came from the keyboard. Several lines at once are pasted, which takes no longer than a press.
    pub fn typed(&mut self, text: &str) {
        if text.contains('\n') {
            self.presses += 1;
        } else {
            self.words_typed += words(text);
        }
        self.line(&format!("> {text}"));
    }

    pub fn pressed(&mut self, ids: &[String]) {
        self.presses += ids.len();
        let ids: Vec<String> = ids.iter().map(|id| format!("[{id}]")).collect();
        self.line(&format!("> {}", ids.join(" ")));
    }

    pub fn said(&mut self, message: &Message) {
        let shown = shown(message);
        self.words_read += words(&shown);
        for line in shown.lines() {
            self.line(&format!("< {line}"));
        }
        if let Some(ask) = &message.ask {
            let buttons: Vec<String> = ask.buttons.iter().map(|button| format!("[{}]", button.id)).collect();
            self.line(&format!("    ({}) {}", ask.node, buttons.join(" ")));
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
    pub fn minutes(&self) -> f64 {
        self.words_read as f64 / READ_PER_MINUTE
            + self.words_typed as f64 / TYPED_PER_MINUTE
            + self.presses as f64 * PRESS_MINUTES
    }
}

/// Everything that a person reads of a message: its text, its card, its options.
pub(super) fn shown(message: &Message) -> String {
    let mut lines = vec![message.text.clone()];
    if let Some(card) = &message.card {
        lines.extend(card.fields.iter().map(|field| format!("{}: {}", field.label, field.to)));
        lines.extend(card.why.iter().chain(&card.questions).cloned());
    }
    if let Some(ask) = &message.ask {
        let parts = ask.input.parts.iter().flat_map(|part| &part.input.options);
        lines.extend(ask.input.options.iter().chain(parts).map(|option| option.label.clone()));
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}
