//! A connection of WebSocket messages: what comes, what goes within its time, and how it ends.

use super::wire::Out;
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use std::time::Duration;
use tokio::time::timeout;
use tungstenite::{Message, protocol::CloseFrame};

/// How long a reader may keep us from sending.
const SEND_WITHIN: Duration = Duration::from_secs(10);
/// How long the other side may take to close.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// Why a socket ended, other than by its other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The other side is gone, or closed.
    Gone,
    /// It broke a rule.
    Policy(&'static str),
    TooLarge,
    /// It does not read, or its rows cannot be read now.
    Behind,
    Draining,
}

/// What a socket's stream can fail with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    TooLarge,
    Gone,
}

/// A connection of WebSocket messages: a real one, or a test's pair of channels.
pub trait Wire: Stream<Item = Result<Message, Broken>> + Sink<Message> + Unpin + Send {}
impl<W: Stream<Item = Result<Message, Broken>> + Sink<Message> + Unpin + Send> Wire for W {}

/// The next text; everything that is no text before a `hello` is against the rules.
pub async fn next_text(wire: &mut impl Wire) -> Result<String, End> {
    loop {
        match wire.next().await {
            Some(Ok(Message::Text(text))) => return Ok(text.as_str().to_owned()),
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
            Some(Ok(Message::Binary(_))) => return Err(End::Policy("text frames only")),
            Some(Err(Broken::TooLarge)) => return Err(End::TooLarge),
            Some(Ok(Message::Close(_)) | Err(Broken::Gone)) | None => return Err(End::Gone),
        }
    }
}

/// Sends frames in one flush, or gives the reader up.
pub async fn send(wire: &mut impl Wire, frames: Vec<String>) -> Result<(), End> {
    put(wire, frames.into_iter().map(|frame| Message::Text(frame.into()))).await
}

pub async fn put(wire: &mut impl Wire, messages: impl IntoIterator<Item = Message>) -> Result<(), End> {
    let sending = async {
        for message in messages {
            wire.feed(message).await.map_err(|_| End::Gone)?;
        }
        wire.flush().await.map_err(|_| End::Gone)
    };
    timeout(SEND_WITHIN, sending).await.map_err(|_| End::Behind)?
}

/// Says why, closes, and lets the other side close too. Nothing that still comes in is read.
pub async fn close(wire: &mut impl Wire, end: End, retry_after_ms: u64) {
    let (code, reason) = match end {
        End::Gone => return drop(timeout(CLOSE_WITHIN, wire.close()).await),
        End::Policy(reason) => (1008, reason),
        End::TooLarge => (1009, "a frame holds at most 64 KiB"),
        End::Draining => (1012, "restarting"),
        End::Behind => (1013, "try again later"),
    };
    let mut messages = Vec::with_capacity(2);
    if matches!(end, End::Draining | End::Behind) {
        messages.push(Message::Text(Out::Bye { code, retry_after_ms }.json().into()));
    }
    messages.push(Message::Close(Some(CloseFrame { code: code.into(), reason: reason.into() })));
    if put(wire, messages).await.is_ok() {
        let _ = timeout(CLOSE_WITHIN, async { while let Some(Ok(_)) = wire.next().await {} }).await;
    }
}
