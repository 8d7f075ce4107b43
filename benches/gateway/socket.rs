//! From a word's leaving the provider to its coming over the browser's socket: the real binary, a real socket.

use crate::{
    Failed,
    figures::Figures,
    provider::{Left, Provider},
};
use futures_util::{SinkExt, StreamExt, future::try_join_all};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tokio::{
    net::TcpStream,
    time::{Instant, timeout},
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

/// People whose words come at the same time.
const PEOPLE: usize = 20;
/// Conversations that each of them has.
const TALKS: usize = 10;
const PATIENCE: Duration = Duration::from_secs(30);

pub async fn run(dir: &Path, provider: &Provider) -> Result<(), Failed> {
    let folder = tempfile::TempDir::new_in(dir)?;
    let server = Server::start(folder.path(), provider)?;
    let page = reqwest::get(format!("http://{}/", server.address)).await?.text().await?;
    let site = page.split(r#" site=""#).nth(1).and_then(|rest| rest.split('"').next());
    let site = site.ok_or("the page names no site")?;
    let people = (0..PEOPLE).map(|who| person(server.address, site, &provider.left, who));
    let (mut first, mut each) = (Figures::default(), Figures::default());
    for late in try_join_all(people).await?.into_iter().flatten() {
        first.add(*late.first().ok_or("no word came")?);
        late.into_iter().for_each(|late| each.add(late));
    }
    println!("first word to the socket  {} of {} answers", first.summary(), first.count());
    println!("each word to the socket   {} of {}", each.summary(), each.count());
    Ok(())
}

/// One conversation after the other; of each, how late its words were.
async fn person(
    server: SocketAddr,
    site: &str,
    left: &Left,
    who: usize,
) -> Result<Vec<Vec<Duration>>, Failed> {
    let mut all = Vec::new();
    for nth in 0..TALKS {
        // Nobody says what somebody else has said: an answer that is known already is not streamed by the provider.
        let mut talk = Talk::start(server, site, who * TALKS + nth).await?;
        let came = timeout(PATIENCE, talk.words()).await??;
        let left = left.lock().map_err(|_| "somebody panicked with it")?;
        let late = |(words, at): &(String, Instant)| Some(at.duration_since(*left.get(words)?));
        all.push(came.iter().filter_map(late).collect());
    }
    Ok(all)
}

struct Talk {
    socket: WebSocketStream<TcpStream>,
    sent: u32,
}

impl Talk {
    /// Up to the answer that a model is asked about.
    async fn start(server: SocketAddr, site: &str, nth: usize) -> Result<Self, Failed> {
        let stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        let mut request = format!("ws://{server}/ws").into_client_request()?;
        request.headers_mut().insert("origin", HeaderValue::from_str(&format!("http://{server}"))?);
        let (socket, _) = client_async(request, stream).await?;
        let mut talk = Self { socket, sent: 0 };
        let hello =
            json!({ "type": "hello", "protocol": 1, "site": site, "tree": "assisted", "locale": "en" });
        talk.send(&hello).await?;
        let notice = talk.asks().await?;
        talk.answer(notice, json!({ "options": ["ai_yes"] })).await?;
        let question = talk.asks().await?;
        let text = format!("Sourdough that rises for two days, for street {nth} of the quarter");
        talk.answer(question, json!({ "text": text })).await?;
        Ok(talk)
    }

    async fn send(&mut self, frame: &Value) -> Result<(), Failed> {
        Ok(self.socket.send(Message::text(frame.to_string())).await?)
    }

    async fn answer(&mut self, ask: u64, mut frame: Value) -> Result<(), Failed> {
        self.sent += 1;
        frame["type"] = json!("answer");
        frame["client_msg_id"] = json!(format!("00000000-0000-7000-8000-{:012x}", self.sent));
        frame["ask"] = json!(ask);
        self.send(&frame).await
    }

    async fn next(&mut self) -> Result<Value, Failed> {
        loop {
            let message = self.socket.next().await.ok_or("the server closed the socket")??;
            if let Message::Text(text) = message {
                return Ok(serde_json::from_str(&text)?);
            }
        }
    }

    /// The id of the next question.
    async fn asks(&mut self) -> Result<u64, Failed> {
        loop {
            let frame = timeout(PATIENCE, self.next()).await??;
            if let Some(id) = frame["ask"]["id"].as_u64().filter(|_| frame["type"] == "message") {
                return Ok(id);
            }
            if frame["type"] == "rejected" || frame["type"] == "bye" {
                return Err(frame.to_string().into());
            }
        }
    }

    /// The words of the answer with when they came, until there is a card.
    async fn words(&mut self) -> Result<Vec<(String, Instant)>, Failed> {
        let mut came = Vec::new();
        loop {
            let frame = self.next().await?;
            let now = Instant::now();
            if frame["type"] == "partial" {
                let words = frame["delta"].as_str().unwrap_or_default();
                came.extend(words.split_inclusive(' ').map(|word| (word.to_owned(), now)));
            } else if frame["card"].is_object() {
                return Ok(came);
            }
        }
    }
}

/// The release binary with the provider behind it; killed when dropped.
struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    fn start(folder: &Path, provider: &Provider) -> Result<Self, Failed> {
        std::fs::create_dir(folder.join("trees"))?;
        std::fs::write(folder.join("trees/assisted.json"), include_str!("assisted.json"))?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_pauta"));
        command.env_clear().current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped());
        for (name, value) in [
            ("PAUTA_TREES_DIR", "trees"),
            ("PAUTA_LOG", "warn"),
            ("PAUTA_MAX_SOCKETS_PER_ADDRESS", "1000"),
            ("PAUTA_MESSAGES_PER_SECOND", "1000000"),
            ("PAUTA_MESSAGE_BURST", "1000000"),
            ("PAUTA_CONVERSATIONS_PER_MINUTE", "1000000"),
            ("PAUTA_LLM", "required"),
            ("PAUTA_OPENAI_KEYS", "free:a:sk-bench-key"),
            ("PAUTA_LLM_TEXT", "openai/gpt-5.4"),
        ] {
            command.env(name, value);
        }
        command.env("PAUTA_LISTEN", address.to_string()).env("OPENAI_API_URL", provider.url());
        let mut server = Self { process: command.spawn()?, address };
        let output = server.process.stdout.take().ok_or("the server has no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        if line.is_empty() { Err("the server did not start".into()) } else { Ok(server) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.process.kill().and_then(|()| self.process.wait()).is_err() {
            eprintln!("the server could not be stopped");
        }
    }
}
