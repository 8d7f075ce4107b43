//! A person at a page: speaks over a real socket, and holds the server to its promises while they speak.

use super::app::TestApp;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::{collections::BTreeMap, net::SocketAddr, time::Duration};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Error, Message, client::IntoClientRequest, handshake::client::Request,
        protocol::frame::coding::CloseCode,
    },
};

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Somebody in a conversation.
pub struct Person {
    socket: Socket,
    address: SocketAddr,
    site: String,
    pub conversation: String,
    pub token: String,
    pub welcome: Value,
    /// Every row so far, in order; checked to have no gap and no double as they come.
    pub rows: Vec<Value>,
    /// The question that is pending.
    pub ask: Value,
    /// The brief, put together from what was told to have changed.
    pub brief: Brief,
}

/// A brief as a client keeps it.
#[derive(Debug, Default, PartialEq)]
pub struct Brief {
    order: Vec<Value>,
    slots: BTreeMap<String, Value>,
    chapters: Value,
    /// The score, the completeness and the progress.
    figures: [Value; 3],
}

impl Brief {
    fn take(&mut self, change: &Value) {
        if let Some(order) = change["order"].as_array() {
            self.order.clone_from(order);
            self.chapters = change["chapters"].clone();
        }
        for slot in change["slots"].as_array().unwrap() {
            self.slots.insert(slot["path"].as_str().unwrap().into(), slot.clone());
        }
        self.slots.retain(|path, _| self.order.iter().any(|known| known == path));
        self.figures = ["score", "completeness", "progress"].map(|figure| change[figure].clone());
    }
}

/// What came of something a person did.
#[derive(Debug)]
pub struct Came {
    /// `accepted`, `rejected` or `impact`.
    pub answer: Value,
    /// Every frame that came with it.
    pub frames: Vec<Value>,
}

impl Came {
    pub fn is_accepted(&self) -> bool {
        self.answer["type"] == "accepted"
    }

    /// The code of a rejection.
    pub fn code(&self) -> &str {
        assert_eq!(self.answer["type"], "rejected", "{:?}", self.answer);
        self.answer["code"].as_str().unwrap()
    }
}

/// The request for a socket from this origin.
pub fn opening(address: SocketAddr, origin: Option<&str>) -> Request {
    let mut request = format!("ws://{address}/ws").into_client_request().unwrap();
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", origin.parse().unwrap());
    }
    request
}

/// A socket from this origin, or the status that it was refused with (0 if there is no server).
pub async fn knock(address: SocketAddr, origin: Option<&str>) -> Result<Socket, u16> {
    match connect_async(opening(address, origin)).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(_) => Err(0),
    }
}

/// The next frame; `Err` with the close code once the socket ends (0 if it just broke).
pub async fn next(socket: &mut Socket) -> Result<Value, u16> {
    loop {
        match timeout(PATIENCE, socket.next()).await.expect("the server says something") {
            Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
            Some(Ok(Message::Close(Some(frame)))) => return Err(u16::from(frame.code)),
            Some(Ok(Message::Close(None))) => return Err(u16::from(CloseCode::Status)),
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return Err(0),
        }
    }
}

pub async fn send(socket: &mut Socket, frame: &Value) {
    socket.send(Message::text(frame.to_string())).await.unwrap();
}

impl Person {
    /// Starts a conversation on the tree of ten questions.
    pub async fn meets(app: &TestApp) -> Self {
        Self::says_hello(app, json!({ "locale": "en", "tree": "ten" })).await
    }

    /// Starts or resumes with these fields in the `hello`.
    pub async fn says_hello(app: &TestApp, more: Value) -> Self {
        Self::at(app.address, &app.site(), more).await.expect("a welcome")
    }

    /// The same by address; `Err` with what came instead of a `welcome`.
    pub async fn at(address: SocketAddr, site: &str, more: Value) -> Result<Self, Value> {
        let origin = format!("http://{address}");
        let mut socket = knock(address, Some(&origin)).await.map_err(|status| json!(status))?;
        let mut hello = json!({ "type": "hello", "protocol": 1, "site": site });
        let (hello_fields, more) = (hello.as_object_mut().unwrap(), more.as_object().unwrap().clone());
        let after = more.get("after_seq").and_then(Value::as_u64).unwrap_or_default();
        hello_fields.extend(more);
        socket.send(Message::text(hello.to_string())).await.map_err(|_| json!(0))?;
        let welcome = next(&mut socket).await.map_err(|code| json!(code))?;
        if welcome["type"] != "welcome" {
            return Err(welcome);
        }
        let mut person = Self {
            socket,
            address,
            site: site.into(),
            conversation: welcome["conversation"].as_str().unwrap().into(),
            token: welcome["token"].as_str().unwrap().into(),
            ask: welcome["pending"].clone(),
            rows: Vec::new(),
            brief: Brief::default(),
            welcome,
        };
        person.brief.take(&person.welcome["brief"]);
        let head = person.welcome["seq"].as_u64().unwrap();
        while person.seq().max(after) < head {
            let frame = next(&mut person.socket).await.map_err(|code| json!(code))?;
            person.take(&frame, after);
        }
        Ok(person)
    }

    /// Comes back after the socket was cut: gets the rows it missed, and keeps those it has.
    pub async fn comes_back(&mut self) -> Result<(), Value> {
        let known = self.seq();
        let more = json!({ "conversation": self.conversation, "token": self.token, "after_seq": known });
        let again = Self::at(self.address, &self.site, more).await?;
        assert!(
            again.rows.first().is_none_or(|row| row["seq"].as_u64() == Some(known + 1)),
            "no gap, no double"
        );
        self.socket = again.socket;
        self.ask = again.ask;
        self.brief = again.brief;
        self.rows.extend(again.rows);
        Ok(())
    }

    /// What a `hello` says to come back to this conversation.
    pub fn resume(&self) -> Value {
        json!({ "conversation": self.conversation, "token": self.token })
    }

    /// The last row.
    pub fn seq(&self) -> u64 {
        self.rows.last().map_or(0, |row| row["seq"].as_u64().unwrap())
    }

    fn take(&mut self, frame: &Value, after: u64) {
        let kind = frame["type"].as_str().unwrap();
        if kind == "brief" {
            self.brief.take(frame);
        }
        if matches!(kind, "message" | "update" | "piece") {
            let seq = frame["seq"].as_u64().unwrap();
            assert_eq!(seq, self.seq().max(after) + 1, "rows come in order, each once");
            self.rows.push(frame.clone());
            if frame["ask"].is_object() {
                self.ask = frame["ask"].clone();
            }
        }
    }

    /// Sends one frame under a new id and hears everything that comes of it.
    pub async fn does(&mut self, frame: Value) -> Came {
        let mut frame = frame;
        let id = frame.as_object_mut().unwrap().entry("client_msg_id").or_insert_with(|| json!(new_id()));
        let id = id.clone();
        self.try_do(&frame, &id).await.unwrap_or_else(|code| panic!("cut with {code} on {frame}"))
    }

    /// The same; `Err` if the socket was cut before the answer came.
    pub async fn try_do(&mut self, frame: &Value, id: &Value) -> Result<Came, u16> {
        self.socket.send(Message::text(frame.to_string())).await.map_err(|_| 0u16)?;
        // Frames are taken in order: what comes before the pong came of this one, or was there already.
        self.socket.send(Message::text(r#"{"type":"ping"}"#)).await.map_err(|_| 0u16)?;
        let mut came = Came { answer: Value::Null, frames: Vec::new() };
        loop {
            let frame = next(&mut self.socket).await?;
            if frame["type"] == "pong" {
                return Ok(came);
            }
            self.take(&frame, 0);
            let answers = ["accepted", "rejected"].iter().any(|kind| frame["type"] == *kind);
            if frame["type"] == "impact"
                || (answers && (frame["client_msg_id"] == *id || came.answer.is_null()))
            {
                came.answer = frame.clone();
            }
            came.frames.push(frame);
        }
    }

    pub async fn says(&mut self, text: &str) -> Came {
        let ask = self.ask["id"].clone();
        self.does(json!({ "type": "answer", "ask": ask, "text": text })).await
    }

    pub async fn presses(&mut self, ids: &[&str]) -> Came {
        let ask = self.ask["id"].clone();
        self.does(json!({ "type": "answer", "ask": ask, "options": ids })).await
    }

    pub async fn commands(&mut self, name: &str, args: Value) -> Came {
        self.does(json!({ "type": "command", "name": name, "args": args })).await
    }

    /// Previews an edit and applies it, with the first choice for everything that depends on it.
    pub async fn edits(&mut self, path: &str, text: &str) -> Came {
        let seen = self.does(json!({ "type": "edit", "path": path, "text": text, "preview": true })).await;
        assert_eq!(seen.answer["type"], "impact", "{seen:?}");
        let resolve: serde_json::Map<String, Value> = seen.answer["changes"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|change| {
                Some((change["path"].as_str()?.to_owned(), change["choices"].get(0)?.clone()))
            })
            .collect();
        let expect = seen.answer["version"].clone();
        self.does(json!({ "type": "edit", "path": path, "text": text, "expect": expect, "resolve": resolve }))
            .await
    }

    /// Hears until `wanted` holds of a frame.
    pub async fn hears(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let heard = async {
            loop {
                let frame = next(&mut self.socket).await.unwrap_or_else(|code| panic!("cut with {code}"));
                self.take(&frame, 0);
                if wanted(&frame) {
                    return frame;
                }
            }
        };
        timeout(PATIENCE, heard).await.expect("it is heard in the end")
    }

    /// Everything up to the end of the socket, and its close code.
    pub async fn is_cut(&mut self) -> (Vec<Value>, u16) {
        let mut frames = Vec::new();
        loop {
            match next(&mut self.socket).await {
                Ok(frame) => {
                    self.take(&frame, 0);
                    frames.push(frame);
                }
                Err(code) => return (frames, code),
            }
        }
    }

    pub fn socket(&mut self) -> &mut Socket {
        &mut self.socket
    }
}

/// A new `client_msg_id`.
pub fn new_id() -> String {
    pauta::id::Id::<pauta::id::kind::Conversation>::new().to_string()
}
