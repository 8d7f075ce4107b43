//! One conversation over a socket. It builds its frames as text and reads of the server's only what it must.

use crate::answers::ANSWERS;
use futures_util::{SinkExt, StreamExt};
use std::{error::Error, net::SocketAddr};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

pub type Failed = Box<dyn Error>;

pub struct Talk {
    socket: WebSocketStream<TcpStream>,
    /// The question that is put, `None` once the conversation is over.
    ask: Option<u64>,
    answered: usize,
}

/// A site of a server: where it is, and its public key.
#[derive(Clone, Debug)]
pub struct Site {
    pub server: SocketAddr,
    key: String,
}

impl Site {
    /// Reads the key off the page, as a browser does.
    pub async fn of(server: SocketAddr) -> Result<Self, Failed> {
        let mut stream = TcpStream::connect(server).await?;
        let request = format!("GET / HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut page = String::new();
        stream.read_to_string(&mut page).await?;
        let key = page.split(r#" site=""#).nth(1).and_then(|rest| rest.split('"').next());
        Ok(Self { server, key: key.ok_or("the page names no site")?.to_owned() })
    }

    /// The same site of the server that now stands at `server`.
    pub fn at(&self, server: SocketAddr) -> Self {
        Self { server, key: self.key.clone() }
    }
}

impl Talk {
    /// Opens a socket and starts a conversation; returns with the first question.
    pub async fn start(site: &Site) -> Result<Self, Failed> {
        let server = site.server;
        let stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        let mut request = format!("ws://{server}/ws").into_client_request()?;
        request.headers_mut().insert("origin", HeaderValue::from_str(&format!("http://{server}"))?);
        let (socket, _) = client_async(request, stream).await?;
        let mut talk = Self { socket, ask: None, answered: 0 };
        let key = &site.key;
        let hello =
            format!(r#"{{"type":"hello","protocol":1,"site":"{key}","tree":"ten_questions","locale":"en"}}"#);
        talk.send(hello).await?;
        talk.read_turn(false).await?;
        Ok(talk)
    }

    pub fn is_over(&self) -> bool {
        self.ask.is_none()
    }

    /// One turn: an answer out, `accepted` and the next message in.
    pub async fn answer(&mut self) -> Result<(), Failed> {
        let (ask, answer) = (self.ask.take().ok_or("the conversation is over")?, ANSWERS[self.answered]);
        self.answered += 1;
        let id = format!("00000000-0000-7000-8000-{:012x}", self.answered);
        let frame = format!(r#"{{"type":"answer","client_msg_id":"{id}","ask":{ask},{answer}}}"#);
        self.send(frame).await?;
        self.read_turn(true).await
    }

    async fn send(&mut self, frame: String) -> Result<(), Failed> {
        Ok(self.socket.send(Message::text(frame)).await?)
    }

    /// Reads up to the next question, or to the end of the conversation.
    async fn read_turn(&mut self, mut accepted_is_due: bool) -> Result<(), Failed> {
        loop {
            let message = self.socket.next().await.ok_or("the server closed the socket")??;
            let Message::Text(text) = message else { continue };
            match kind(&text) {
                "accepted" if text.contains(r#""understood":true"#) => accepted_is_due = false,
                "accepted" | "rejected" | "bye" => return Err(text.as_str().into()),
                "message" if !accepted_is_due => {
                    self.ask = ask(&text);
                    if self.ask.is_some() || text.contains(r#""kind":"ended""#) {
                        return Ok(());
                    }
                }
                _ => {}
            }
        }
    }
}

/// The type of a frame, which is the first thing in it.
fn kind(frame: &str) -> &str {
    frame.strip_prefix(r#"{"type":""#).and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

/// The id of the question that a message puts.
fn ask(frame: &str) -> Option<u64> {
    let rest = &frame[frame.find(r#""ask":{"id":"#)? + r#""ask":{"id":"#.len()..];
    rest[..rest.find(|c: char| !c.is_ascii_digit())?].parse().ok()
}
