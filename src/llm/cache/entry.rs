//! An answer that is kept, and how it is given again.

use super::key::Key;
use crate::{
    llm::{Cost, Reply},
    outside::llm::{Answer, Finish, Piece, Usage},
    time::Millis,
};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};

/// How long an answer is given again.
pub const LASTS: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Counts up when an entry is written otherwise: older ones are then as if they were not there.
const VERSION: u32 = 1;
/// Bytes of one replayed piece at most, for texts without a space.
const PIECE: usize = 64;

/// What is kept of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub version: u32,
    /// Whatever a database or a Redis gives, only the answer to this very question is one.
    pub key: String,
    pub text: String,
    /// What the model thought aloud before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reasoning: String,
    pub finish: Finish,
    /// Of the call that it was made by.
    pub usage: Usage,
    pub model: String,
    /// At the time.
    pub cost: Cost,
    pub at: Millis,
}

impl Entry {
    pub fn new(key: &Key, answer: &Answer, cost: Cost, at: Millis) -> Self {
        let Answer { text, finish, usage, model, id: _ } = answer.clone();
        let (key, reasoning) = (key.hex(), String::new());
        Self { version: VERSION, key, text, reasoning, finish, usage, model, cost, at }
    }

    /// Reads what was kept; `None` if another version wrote it, it answers something else, or its time is over.
    pub fn read(body: &str, key: &Key, now: Millis) -> Option<Self> {
        let entry: Self = serde_json::from_str(body).ok()?;
        (entry.version == VERSION && entry.key == key.hex() && now < entry.expires_at()).then_some(entry)
    }

    pub fn body(&self) -> String {
        serde_json::to_string(self).expect("an entry's keys are strings, so that it is always JSON")
    }

    pub fn expires_at(&self) -> Millis {
        Millis(self.at.0.saturating_add(i64::try_from(LASTS.as_millis()).unwrap_or(i64::MAX)))
    }

    /// Nano-dollars that it cost, as far as anybody knows.
    pub fn nanos(&self) -> u64 {
        match self.cost {
            Cost::Computed(nanos) | Cost::Estimated(nanos) => u64::try_from(nanos).unwrap_or(0),
            Cost::Unknown => 0,
        }
    }
}

/// An answer that was given before, to be given again.
#[derive(Clone, Debug)]
pub struct Kept(pub(super) Arc<Entry>);

impl Kept {
    /// Says the whole answer as the stream did, at once, word by word.
    pub fn replay(&self, say: &mut (dyn FnMut(Piece<'_>) + Send)) {
        words(&self.0.reasoning).for_each(|piece| say(Piece::Reasoning(piece)));
        words(&self.0.text).for_each(|piece| say(Piece::Text(piece)));
    }

    /// The answer with nothing to pay for. `event` names the call in the records.
    pub fn reply(&self, event: String) -> Reply {
        Reply {
            text: self.0.text.clone(),
            finish: self.0.finish.clone(),
            usage: Usage { input: Some(0), output: Some(0), ..Usage::default() },
            model: self.0.model.clone(),
            event,
            cost: Cost::Computed(0),
            cached: true,
        }
    }

    /// The key of the question, as the records name it.
    pub fn key(&self) -> &str {
        &self.0.key
    }

    /// The tokens that were counted when it was answered first.
    pub fn first_usage(&self) -> Usage {
        self.0.usage
    }

    /// What it cost then.
    pub fn first_cost(&self) -> Cost {
        self.0.cost
    }
}

/// A text as words, each with the space after it; longer ones in several pieces. Together they are the text.
pub(in crate::llm) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(char::is_whitespace).flat_map(|word| {
        let mut rest = word;
        std::iter::from_fn(move || {
            let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
            rest = after;
            (!piece.is_empty()).then_some(piece)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replay_is_the_text_in_pieces_of_a_word() {
        let long = "ç".repeat(500);
        for text in ["", "uma", "  dois  espaços\n\ne uma linha ", "日本語のテキスト", &long] {
            let all: Vec<&str> = words(text).collect();
            assert_eq!(all.concat(), text);
            assert!(
                all.iter().all(|piece| piece.len() <= PIECE && !piece.trim_end().contains(' ')),
                "{all:?}"
            );
        }
        assert_eq!(words("uma casa azul").collect::<Vec<_>>(), ["uma ", "casa ", "azul"]);
    }

    #[test]
    fn an_entry_comes_back_until_its_time_is_over() {
        let answer = Answer {
            text: "Olá\0 \u{1f600}".into(),
            finish: Finish::Stop,
            usage: Usage { input: Some(7), ..Usage::default() },
            model: "m".into(),
            id: Some("r".into()),
        };
        let (key, other) = (Key::from_digest([7; 32]), Key::from_digest([8; 32]));
        let entry =
            Entry { reasoning: "hm".into(), ..Entry::new(&key, &answer, Cost::Estimated(9), Millis(1_000)) };
        let body = entry.body();
        assert!(!body.contains('\0'), "PostgreSQL takes no such character");
        let end = entry.expires_at();
        assert_eq!(end, Millis(1_000 + 7 * 86_400_000));
        assert_eq!(Entry::read(&body, &key, Millis(end.0 - 1)), Some(entry));
        assert_eq!(Entry::read(&body, &key, end), None);
        assert_eq!(Entry::read(&body, &other, Millis(1_000)), None);
        assert_eq!(Entry::read(&body.replace("\"version\":1", "\"version\":0"), &key, Millis(0)), None);
        assert_eq!(Entry::read("{", &key, Millis(0)), None);
    }
}
