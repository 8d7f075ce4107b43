//! A model provider of the tests' own: a real server on a port of its own that speaks every provider's wire
//! (OpenAI's chat, images and transcription; Gemini; Anthropic; Ollama), checks requests as strictly as the real
//! ones do, and misbehaves when it is told to.
//!
//! ```ignore
//! let provider = Provider::start().await;
//! provider.answers(|heard| Says::Text("Oi!".into()));        // from now on
//! provider.next(Says::Bad(Bad::ServerError(503)));           // once, before that
//! let app = Start::new().set("OPENAI_API_KEY", "sk-test-1").set("OPENAI_API_URL", &provider.openai()).run().await;
//! let (pieces, pace) = Says::paced(&["Um ", "dois"]);        // each piece leaves when the test lets it: pace.lets(1)
//! provider.heard()[0].body["messages"];                      // what was asked; .key, .path, .is_gone(), .is_done()
//! ```

mod bad;
pub mod copywriter;
mod errors;
mod fitting;
mod media;
pub mod pieces;
mod strict;
mod wires;

pub use bad::Bad;
pub use fitting::fitting;

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, Uri},
    response::Response,
    serve::ListenerExt,
};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};
use tokio::{net::TcpListener, sync::Semaphore, task::JoinHandle, time::Instant};

/// Whose wire a request came over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    OpenAi,
    Gemini,
    Anthropic,
    Ollama,
}

/// What is answered.
#[derive(Clone, Debug)]
pub enum Says {
    /// These words, in pieces of a word each.
    Text(String),
    /// The same, of a JSON value.
    Json(Value),
    /// The smallest JSON that fits the schema that was asked for; without a schema, a short sentence.
    Fitting,
    /// Each piece when the test lets it go.
    Paced(Vec<String>, Pace),
    /// The same, after so long.
    After(Duration, Box<Says>),
    Bad(Bad),
}

impl Says {
    /// Pieces with the hand that lets them go.
    pub fn paced(pieces: &[&str]) -> (Self, Pace) {
        let pace = Pace(Arc::new(Semaphore::new(0)));
        (Self::Paced(pieces.iter().map(|piece| (*piece).to_owned()).collect(), pace.clone()), pace)
    }
}

/// Lets pieces of an answer go.
#[derive(Clone, Debug)]
pub struct Pace(Arc<Semaphore>);

impl Pace {
    pub fn lets(&self, pieces: usize) {
        self.0.add_permits(pieces);
    }

    async fn next(&self) {
        self.0.acquire().await.unwrap().forget();
    }
}

/// One request, and what became of its answer.
#[derive(Clone, Debug)]
pub struct Heard {
    pub wire: Wire,
    /// Behind the wire's own address.
    pub path: String,
    pub headers: HeaderMap,
    pub body: Value,
    /// The body as it came, for those that are no JSON.
    pub bytes: Bytes,
    pub at: Instant,
    ended: Arc<AtomicU8>,
}

const DONE: u8 = 1;
const GONE: u8 = 2;

impl Heard {
    /// The key, from wherever this wire has it.
    pub fn key(&self) -> Option<String> {
        let header = |name: &str| Some(self.headers.get(name)?.to_str().ok()?.to_owned());
        let bearer = header("authorization").and_then(|it| Some(it.strip_prefix("Bearer ")?.to_owned()));
        bearer.or_else(|| header("x-api-key")).or_else(|| header("x-goog-api-key"))
    }

    /// The model that was asked.
    pub fn model(&self) -> String {
        let in_path = self.path.strip_prefix("models/").and_then(|rest| Some(rest.split_once(':')?.0));
        in_path.or(self.body["model"].as_str()).unwrap_or_default().to_owned()
    }

    /// The schema of the answer, as this wire has it.
    pub fn schema(&self) -> Option<&Value> {
        let at = match self.wire {
            Wire::OpenAi => "/response_format/json_schema/schema",
            Wire::Gemini => "/generationConfig/responseJsonSchema",
            Wire::Anthropic => "/output_config/format/schema",
            Wire::Ollama => "/format",
        };
        self.body.pointer(at).filter(|schema| schema.is_object())
    }

    /// Everything that the model reads, system and turns, one after the other.
    pub fn prompt(&self) -> String {
        let mut words = Vec::new();
        for part in ["system", "systemInstruction", "messages", "contents"] {
            strings(&self.body[part], &mut words);
        }
        words.join("\n")
    }

    /// The answer was sent to its end.
    pub fn is_done(&self) -> bool {
        self.ended.load(Ordering::SeqCst) == DONE
    }

    /// Whoever asked went away before its end.
    pub fn is_gone(&self) -> bool {
        self.ended.load(Ordering::SeqCst) == GONE
    }
}

fn strings(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| strings(item, into)),
        Value::Object(fields) => fields.values().for_each(|field| strings(field, into)),
        _ => {}
    }
}

type Answers = dyn Fn(&Heard) -> Says + Send + Sync;

struct Inner {
    answers: Mutex<Arc<Answers>>,
    next: Mutex<VecDeque<Says>>,
    heard: Mutex<Vec<Heard>>,
    models: Mutex<Vec<String>>,
}

/// The running server. Stops when dropped.
pub struct Provider {
    pub address: SocketAddr,
    inner: Arc<Inner>,
    served: JoinHandle<()>,
}

impl Provider {
    /// One that answers everything with what fits.
    pub async fn start() -> Self {
        super::tls::ready();
        let inner = Arc::new(Inner {
            answers: Mutex::new(Arc::new(|_| Says::Fitting)),
            next: Mutex::default(),
            heard: Mutex::default(),
            models: Mutex::new(vec!["test-model".into()]),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(take).with_state(inner.clone());
        let served = tokio_util::task::TaskTracker::new().spawn(async move {
            // As every provider does it: else the rest of an answer waits for the kernel to acknowledge its beginning.
            let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
            axum::serve(listener, router).await.unwrap();
        });
        Self { address, inner, served }
    }

    pub fn openai(&self) -> String {
        format!("http://{}/openai/v1/", self.address)
    }

    pub fn gemini(&self) -> String {
        format!("http://{}/gemini/v1beta/", self.address)
    }

    pub fn anthropic(&self) -> String {
        format!("http://{}/anthropic/v1/", self.address)
    }

    pub fn ollama(&self) -> String {
        format!("http://{}/ollama/", self.address)
    }

    /// What is answered from now on.
    pub fn answers(&self, answers: impl Fn(&Heard) -> Says + Send + Sync + 'static) {
        *self.inner.answers.lock().unwrap() = Arc::new(answers);
    }

    /// What is answered next, once, before what is answered otherwise.
    pub fn next(&self, says: Says) {
        self.inner.next.lock().unwrap().push_back(says);
    }

    /// The models that it lists.
    pub fn lists(&self, models: &[&str]) {
        *self.inner.models.lock().unwrap() = models.iter().map(|model| (*model).to_owned()).collect();
    }

    /// Every request for an answer so far; lists of models are not counted.
    pub fn heard(&self) -> Vec<Heard> {
        self.inner.heard.lock().unwrap().clone()
    }

    /// Waits until so many requests have come.
    pub async fn until_heard(&self, requests: usize) {
        super::wait::until("a request came", async || self.heard().len() >= requests).await;
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.served.abort();
    }
}

async fn take(
    State(inner): State<Arc<Inner>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let (wire, path) = wire_of(uri.path());
    if method == Method::GET {
        return media::models(wire, &path, &inner.models.lock().unwrap());
    }
    let body = serde_json::from_slice(&bytes).unwrap_or(json!(null));
    let heard = Heard { wire, path, headers, body, bytes, at: Instant::now(), ended: Arc::default() };
    inner.heard.lock().unwrap().push(heard.clone());
    if let Some(complaint) = strict::complaint(&heard) {
        return errors::answer(&heard, 400, &complaint, errors::Kind::BadRequest);
    }
    let scripted = inner.next.lock().unwrap().pop_front();
    let answers = inner.answers.lock().unwrap().clone();
    let mut says = scripted.unwrap_or_else(|| answers(&heard));
    while let Says::After(time, then) = says {
        tokio::time::sleep(time).await;
        says = *then;
    }
    match says {
        Says::After(..) => unreachable!("it was waited for"),
        Says::Bad(bad) => bad::answer(&heard, bad),
        Says::Text(text) if heard.path.starts_with("audio/") => media::transcript(&heard, &text),
        _ if media::is_media(&heard) => media::answer(&heard),
        Says::Text(text) => wires::answer(&heard, pieces(&text), None),
        Says::Json(value) => wires::answer(&heard, pieces(&value.to_string()), None),
        Says::Fitting => wires::answer(&heard, pieces(&fitting::sentence(&heard)), None),
        Says::Paced(pieces, pace) => wires::answer(&heard, pieces, Some(pace)),
    }
}

fn wire_of(path: &str) -> (Wire, String) {
    let wires = [
        ("/openai/v1/", Wire::OpenAi),
        ("/gemini/v1beta/", Wire::Gemini),
        ("/anthropic/v1/", Wire::Anthropic),
        ("/ollama/", Wire::Ollama),
    ];
    let found = wires.iter().find_map(|(prefix, wire)| Some((*wire, path.strip_prefix(prefix)?.to_owned())));
    // A server that a probe finds has OpenAI's paths at its root.
    found
        .unwrap_or_else(|| (Wire::OpenAi, path.trim_start_matches("/v1/").trim_start_matches('/').to_owned()))
}

/// A word each.
fn pieces(text: &str) -> Vec<String> {
    text.split_inclusive(' ').map(str::to_owned).collect()
}
