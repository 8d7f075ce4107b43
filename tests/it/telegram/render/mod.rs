//! How rows look in Telegram: whatever is in them, Telegram takes it, and nothing of it is lost.

mod asks;
mod golden;
mod limits;
mod pieces;
mod strict;
mod summaries;
mod texts;

use pauta::engine::effect::{From, Message, MessageKind};

/// A row in which something is told.
fn told(text: &str) -> Message {
    Message {
        seq: 1,
        from: From::Assistant,
        kind: MessageKind::Say,
        text: text.to_owned(),
        ask: None,
        card: None,
        read: None,
        pasted: None,
        files: Vec::new(),
        piece: None,
        count: None,
    }
}
