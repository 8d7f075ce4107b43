//! A provider that answers at once, or at a pace: OpenAI's stream of chunks, written by hand on a thread of its
//! own, so that what is measured is the other side.

use crate::Failed;
use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Builder,
    task::{LocalSet, spawn_local},
    time::{Instant, sleep_until},
};

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
/// Of the end, which has the usage.
const END: [&str; 3] = [
    r#"{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
    r#"{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":120,"completion_tokens":30,"total_tokens":150}}"#,
    "[DONE]",
];

/// How it answers.
#[derive(Clone, Debug)]
pub struct Manner {
    pub pieces: Vec<String>,
    /// Between two pieces.
    pub pause: Duration,
}

/// When each piece left, by its words. Only pieces whose words are in no other are found again.
pub type Left = Arc<Mutex<HashMap<String, Instant>>>;

/// A running provider. It ends with the process.
pub struct Provider {
    pub address: SocketAddr,
    pub left: Left,
}

impl Provider {
    /// `{}` in a piece stands for a number of the answer's own.
    pub fn start(manner: Manner) -> Result<Self, Failed> {
        let left = Left::default();
        let (sender, address) = mpsc::channel();
        let noted = left.clone();
        thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
            LocalSet::new().block_on(&runtime, async move {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
                sender.send(listener.local_addr().expect("its address")).expect("somebody waits");
                let mut number = 0;
                while let Ok((stream, _)) = listener.accept().await {
                    number += 1;
                    // Whoever goes away ends their connection.
                    spawn_local(serve(stream, manner.clone(), noted.clone(), number));
                }
            });
        });
        Ok(Self { address: address.recv()?, left })
    }

    pub fn url(&self) -> String {
        format!("http://{}/v1/", self.address)
    }
}

async fn serve(mut stream: TcpStream, manner: Manner, left: Left, connection: u64) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut waiting, mut answers) = (Vec::new(), 0_u64);
    while let Some(()) = request(&mut stream, &mut waiting).await? {
        answers += 1;
        let own = format!("{connection}x{answers}");
        if manner.pause.is_zero() {
            let mut whole = HEAD.to_owned();
            manner.pieces.iter().for_each(|piece| frame(&piece.replace("{}", &own), &mut whole));
            end(&mut whole);
            stream.write_all(whole.as_bytes()).await?;
        } else {
            paced(&mut stream, &manner, &left, &own).await?;
        }
    }
    Ok(())
}

async fn paced(stream: &mut TcpStream, manner: &Manner, left: &Left, own: &str) -> std::io::Result<()> {
    stream.write_all(HEAD.as_bytes()).await?;
    let mut next = Instant::now() + manner.pause;
    for (at, piece) in manner.pieces.iter().enumerate() {
        sleep_until(next).await;
        next += manner.pause;
        let words = piece.replace("{}", &format!("{own}y{at}"));
        let mut text = String::new();
        frame(&words, &mut text);
        left.lock().expect("nobody panics with it").insert(words, Instant::now());
        stream.write_all(text.as_bytes()).await?;
    }
    let mut last = String::new();
    end(&mut last);
    stream.write_all(last.as_bytes()).await
}

/// Reads one request whole.
async fn request(stream: &mut TcpStream, waiting: &mut Vec<u8>) -> std::io::Result<Option<()>> {
    loop {
        if let Some(head) = waiting.windows(4).position(|four| four == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&waiting[..head]).to_lowercase();
            let length = text.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
            let whole = head + 4 + length.and_then(|length| length.parse().ok()).unwrap_or(0);
            if waiting.len() >= whole {
                waiting.drain(..whole);
                return Ok(Some(()));
            }
        }
        if stream.read_buf(waiting).await? == 0 {
            return Ok(None);
        }
    }
}

fn frame(words: &str, into: &mut String) {
    let words = serde_json::Value::from(words);
    event(
        &format!(
            r#"{{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{{"index":0,"delta":{{"content":{words}}},"finish_reason":null}}]}}"#
        ),
        into,
    );
}

fn event(data: &str, into: &mut String) {
    let event = format!("data: {data}\n\n");
    into.push_str(&format!("{:x}\r\n{event}\r\n", event.len()));
}

fn end(into: &mut String) {
    END.iter().for_each(|data| event(data, into));
    into.push_str("0\r\n\r\n");
}
