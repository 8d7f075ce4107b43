//! The WebSocket under a connection: what it reads and writes at once, which is what an idle one keeps.

use super::{
    connection::{Broken, Wire},
    frame::FRAME_BYTES_MAX,
};
use futures_util::{SinkExt, TryStreamExt, stream};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tungstenite::{
    Bytes, Error, Message,
    protocol::{
        Role, WebSocketConfig,
        frame::{
            Frame,
            coding::{Data, OpCode},
        },
    },
};

/// What is read at once: more than nearly every answer. The library's default is 128 KiB.
const READ_BUFFER: usize = 1024;
/// What is collected before it is written; a turn's last frame is flushed in any case.
const WRITE_BUFFER: usize = 1024;
/// A longer text goes in several frames, which the other side puts together again (RFC 6455, section 5.4): a
/// socket keeps room for the longest frame that it ever wrote, and a `welcome` has the whole brief.
const FRAGMENT: usize = 1024;
/// Nothing is queued behind what could not be written: this is never reached.
const WRITE_BUFFER_MAX: usize = 4 * (WRITE_BUFFER + FRAGMENT);

/// The server's end of a socket, after the handshake.
pub async fn over(upgraded: Upgraded) -> impl Wire {
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(WRITE_BUFFER_MAX)
        .max_message_size(Some(FRAME_BYTES_MAX))
        .max_frame_size(Some(FRAME_BYTES_MAX));
    let socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await;
    socket.map_err(broken).with_flat_map(|message| stream::iter(fragments(message).into_iter().map(Ok)))
}

fn fragments(message: Message) -> Vec<Message> {
    let text = match message {
        Message::Text(text) if text.len() > FRAGMENT => Bytes::from(text),
        other => return vec![other],
    };
    let last = (text.len() - 1) / FRAGMENT;
    let fragment = |nth: usize| {
        let part = text.slice(nth * FRAGMENT..text.len().min((nth + 1) * FRAGMENT));
        let kind = if nth == 0 { Data::Text } else { Data::Continue };
        Message::Frame(Frame::message(part, OpCode::Data(kind), nth == last))
    };
    (0..=last).map(fragment).collect()
}

/// Whether the other side sent too much, or is simply gone.
fn broken(error: Error) -> Broken {
    if matches!(error, Error::Capacity(_)) { Broken::TooLarge } else { Broken::Gone }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_any_length_is_the_same_in_fragments() {
        for length in [0, 1, FRAGMENT, FRAGMENT + 1, 3 * FRAGMENT, 3 * FRAGMENT + 1] {
            let text: String = "é1".chars().cycle().take(length).collect();
            let whole = text.len() <= FRAGMENT;
            let frames = fragments(Message::text(text.clone()));
            if whole {
                assert_eq!(frames, [Message::text(text)]);
                continue;
            }
            let mut together = Vec::new();
            for (nth, message) in frames.iter().enumerate() {
                let Message::Frame(frame) = message else { panic!("{message:?}") };
                assert_eq!(frame.header().is_final, nth + 1 == frames.len());
                let kind = if nth == 0 { Data::Text } else { Data::Continue };
                assert_eq!(frame.header().opcode, OpCode::Data(kind));
                assert!((1..=FRAGMENT).contains(&frame.payload().len()));
                together.extend_from_slice(frame.payload());
            }
            assert_eq!(together, text.as_bytes());
        }
    }
}
