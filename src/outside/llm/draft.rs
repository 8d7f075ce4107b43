//! An answer while it is being written.

use super::{Answer, Finish, Piece, Usage};

/// Says each piece as it comes, and keeps what makes the answer whole.
pub struct Draft<'a> {
    say: &'a mut (dyn FnMut(Piece<'_>) + Send),
    text: String,
    begun: bool,
    pub finish: Option<Finish>,
    pub usage: Usage,
    pub model: Option<String>,
    pub id: Option<String>,
}

impl<'a> Draft<'a> {
    pub fn new(say: &'a mut (dyn FnMut(Piece<'_>) + Send)) -> Self {
        let usage = Usage::default();
        Self { say, text: String::new(), begun: false, finish: None, usage, model: None, id: None }
    }

    pub fn text(&mut self, words: &str) {
        if !words.is_empty() {
            self.begun = true;
            self.text.push_str(words);
            (self.say)(Piece::Text(words));
        }
    }

    pub fn reasoning(&mut self, words: &str) {
        if !words.is_empty() {
            self.begun = true;
            (self.say)(Piece::Reasoning(words));
        }
    }

    /// The first piece came.
    pub fn has_begun(&self) -> bool {
        self.begun
    }

    /// The whole answer; `asked` names the model where it did not name itself.
    pub fn answer(self, asked: &str) -> Answer {
        Answer {
            text: self.text,
            finish: self.finish.unwrap_or_else(|| Finish::Other(String::new())),
            usage: self.usage,
            model: self.model.unwrap_or_else(|| asked.to_owned()),
            id: self.id,
        }
    }
}

impl Finish {
    /// Reads whatever a provider calls its reason.
    pub(super) fn read(reason: &str) -> Self {
        match reason.to_ascii_lowercase().as_str() {
            "stop" | "end_turn" | "stop_sequence" => Self::Stop,
            "length" | "max_tokens" | "model_context_window_exceeded" => Self::Length,
            "content_filter"
            | "refusal"
            | "safety"
            | "recitation"
            | "blocklist"
            | "prohibited_content"
            | "spii"
            | "language"
            | "image_safety"
            | "image_prohibited_content" => Self::Filtered,
            _ => Self::Other(reason.to_owned()),
        }
    }
}
