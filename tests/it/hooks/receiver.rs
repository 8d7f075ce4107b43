//! Somebody else's system: it takes messages, checks them, and answers as the test says.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::Value;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::task::TaskTracker;

/// A message as it came.
#[derive(Clone, Debug)]
pub struct Got {
    pub id: String,
    pub timestamp: String,
    pub signature: String,
    pub idempotency_key: String,
    pub content_type: String,
    pub body: String,
}

/// What it answers.
#[derive(Clone, Debug)]
pub enum Says {
    Status(u16, &'static str),
    /// Sends whoever asks elsewhere.
    To(String),
}

#[derive(Debug, Default)]
struct Inbox {
    got: Vec<Got>,
    answers: VecDeque<Says>,
}

pub struct Receiver {
    pub url: String,
    inbox: Arc<Mutex<Inbox>>,
    served: JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.served.abort();
    }
}

impl Receiver {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook?of=mine", listener.local_addr().unwrap());
        let inbox = Arc::new(Mutex::new(Inbox::default()));
        let router = Router::new().fallback(takes).with_state(inbox.clone());
        let served = TaskTracker::new().spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, inbox, served }
    }

    /// What the next messages are answered; all after them are taken.
    pub fn answers(&self, says: Says) {
        self.inbox.lock().unwrap().answers.push_back(says);
    }

    pub fn got(&self) -> Vec<Got> {
        self.inbox.lock().unwrap().got.clone()
    }
}

async fn takes(State(inbox): State<Arc<Mutex<Inbox>>>, headers: HeaderMap, body: Bytes) -> Response {
    let said =
        |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    let mut inbox = inbox.lock().unwrap();
    inbox.got.push(Got {
        id: said("webhook-id"),
        timestamp: said("webhook-timestamp"),
        signature: said("webhook-signature"),
        idempotency_key: said("idempotency-key"),
        content_type: said("content-type"),
        body: String::from_utf8(body.to_vec()).unwrap(),
    });
    match inbox.answers.pop_front().unwrap_or(Says::Status(204, "")) {
        Says::Status(status, said) => (StatusCode::from_u16(status).unwrap(), said).into_response(),
        Says::To(url) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, url)]).into_response(),
    }
}

impl Got {
    /// The body, if it is by whoever has the secret: HMAC as RFC 2104 writes it, over nothing but SHA-256.
    pub fn checked(&self, secret: &str) -> Option<Value> {
        let key = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let text = format!("{}.{}.{}", self.id, self.timestamp, self.body);
        let expected = format!("v1,{}", BASE64_STANDARD.encode(hmac(&key, text.as_bytes())));
        (self.signature == expected).then(|| serde_json::from_str(&self.body).unwrap())
    }
}

fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let pad = |with: u8| block.map(|byte| byte ^ with);
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().to_vec()
}
