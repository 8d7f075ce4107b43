//! What a row, a card, a piece and a summary look like in Telegram. Pure: nothing is read, sent or kept here.

mod ask;
mod card;
mod daily;
mod file;
mod keyboard;
mod outcome;
mod piece;
mod plan;
mod rich;
mod split;
mod summary;

pub use ask::{ask, keys, part};
pub use card::card_changed;
pub use daily::daily;
pub use file::file;
pub use outcome::{Edited, answered, elsewhere};
pub use piece::{
    Around, after, digest, editable, in_words, left, piece, piece_changed, superseded, variation, withdrawn,
};
pub use plan::plan;
pub use rich::{Rich, Style, cleaned};
pub use summary::{assigned, editing, helping, joined, summary};

use super::{
    limits::Limit,
    outgoing::{Body, Draft, Key},
    press::Action,
    words,
};
use crate::{
    deliverable::State,
    engine::{
        effect::{AskView, CardChange, From, Message, MessageKind},
        told::PieceChange,
    },
    store,
    turn::{MOVED, UPDATE},
};
use std::collections::BTreeMap;

/// Messages that one row may become; what is longer goes as a file.
const MESSAGES_MAX: usize = 3;

/// For whom, and how far one has turned and ticked.
#[derive(Clone, Copy, Debug)]
pub struct Show<'a> {
    pub locale: &'a str,
    /// The page of a long keyboard, from 0.
    pub page: u32,
    /// The options that are ticked, in the order of the ticks.
    pub ticked: &'a [String],
    /// What the person said was said in this chat: it need not be shown again.
    pub own: bool,
    /// What members are called, by their ids.
    pub names: &'a BTreeMap<String, String>,
    /// The words of the pending question, for a message that puts it once more.
    pub question: Option<&'a str>,
}

static NOBODY: BTreeMap<String, String> = BTreeMap::new();

impl<'a> Show<'a> {
    /// The first page, with nothing ticked.
    pub fn first(locale: &'a str) -> Self {
        Self { locale, page: 0, ticked: &[], own: false, names: &NOBODY, question: None }
    }

    fn say(&self, key: &str) -> String {
        words::say(self.locale, key).to_owned()
    }

    fn fill(&self, key: &str, args: &[(&str, &str)]) -> String {
        words::fill(self.locale, key, args)
    }
}

/// A row of a conversation, read.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    Message(Box<Message>),
    Card(CardChange),
    Piece(PieceChange),
}

/// Reads a row as the store has it.
pub fn read(row: &store::Message) -> Result<Row, serde_json::Error> {
    Ok(match row.kind.as_str() {
        UPDATE => Row::Card(serde_json::from_str(&row.body)?),
        MOVED => Row::Piece(serde_json::from_str(&row.body)?),
        _ => Row::Message(serde_json::from_str(&row.body)?),
    })
}

/// The messages that a row becomes; none where everybody in the chat has seen it.
pub fn row(message: &Message, show: &Show<'_>) -> Vec<Draft> {
    if message.from == From::Person {
        return said(message, show);
    }
    if let Some(card) = &message.card {
        return card::card(message, card, show);
    }
    match (message.kind, &message.ask, &message.piece) {
        (MessageKind::Plan, ..) => plan(&message.text, None, show),
        (MessageKind::Piece, _, Some(note)) if note.state == State::ChangesRequested.name() => {
            left(&message.text, note, show)
        }
        (MessageKind::Piece, _, Some(note)) => piece::note(&message.text, note, show),
        (kind, Some(view), _) => {
            let mut keys = keys(view, show);
            // Under the review, also where it is put once more.
            if kind == MessageKind::Summary || is_review(view) {
                let action = Action::Command { name: "summary".into() };
                keys.push(vec![Key::press(show.say("correct_some"), action)]);
            }
            drafts(&ask(kind, &message.text, view, show), keys)
        }
        _ => drafts(&Rich::of(&message.text), Vec::new()),
    }
}

/// Whether what is asked is whether all of the brief is right.
fn is_review(view: &AskView) -> bool {
    view.buttons.iter().any(|button| button.id == "confirm")
}

/// What the person said: how it was read, where they said it here; else what it was.
fn said(message: &Message, show: &Show<'_>) -> Vec<Draft> {
    if !show.own {
        return elsewhere(&message.text, None, show);
    }
    let Some(read) = &message.read else { return Vec::new() };
    let text = Rich::of(&show.fill("read_as", &[("value", &read.shown)]));
    let action = Action::Edit { path: read.path.clone() };
    drafts(&text, vec![vec![Key::press(show.say("correct"), action)]])
}

/// A text in as many messages as it takes, the keys below the last; as a file where that would be too many.
fn drafts(text: &Rich, keys: Vec<Vec<Key>>) -> Vec<Draft> {
    let parts = text.split(Limit::Message.max());
    if parts.len() > MESSAGES_MAX {
        return vec![Draft { body: document(text), keys, reply: None }];
    }
    let mut drafts: Vec<Draft> = parts.iter().map(|part| Draft::text(part.html())).collect();
    if drafts.is_empty() && !keys.is_empty() {
        drafts.push(Draft::text("…".to_owned()));
    }
    if let Some(last) = drafts.last_mut() {
        last.keys = keys;
    }
    drafts
}

/// A long text as a file, its beginning as the caption.
fn document(text: &Rich) -> Body {
    let caption = text.clone().clipped(Limit::Caption.max()).html();
    Body::Document { name: "texto.md".to_owned(), text: text.text().to_owned(), caption }
}
