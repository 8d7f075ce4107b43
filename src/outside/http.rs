//! The only way out over HTTP. Every outbound client is made here: it follows no redirect (a provider that
//! is moved would be sent the key and the prompt), names no referer, asks no proxy of the environment, and
//! reads no more of an answer than it is allowed to.

use futures_util::StreamExt;
use reqwest::{Client, Request, Response, header::CONTENT_LENGTH, redirect::Policy};
use std::{
    error::Error,
    io,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

/// To reach a server, with TLS (design of the gateway, 2.7).
const CONNECT: Duration = Duration::from_secs(3);

/// The guarded client. Cheap to clone; one per process keeps connections open.
#[derive(Clone, Debug)]
pub struct Http(Client);

/// Why there is no answer to read.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    #[error("no HTTP client can be made: {0}")]
    Setup(String),
    /// No connection: nobody listens, no such name, no TLS.
    #[error("no connection: {0}")]
    Connect(String),
    #[error("the answer is longer than {0} bytes")]
    TooLong(usize),
    #[error("the connection broke off: {0}")]
    BrokeOff(String),
}

/// The answer is longer than this.
#[derive(Debug, thiserror::Error)]
#[error("the answer is longer than {0} bytes")]
struct TooLong(usize);

impl Http {
    /// # Errors
    /// When the machine gives none, which no setting brings about.
    pub fn new() -> Result<Self, HttpError> {
        // Another part of the program may have chosen it already, and it is the same one.
        drop(rustls::crypto::ring::default_provider().install_default());
        // A machine without any root certificate can still speak to its own servers; over TLS it trusts none.
        let client = guarded().build().or_else(|_| guarded().tls_certs_only([]).build());
        client.map(Self).map_err(|error| HttpError::Setup(causes(&error)))
    }

    /// The client itself, for the crates that want one and read their answers through it.
    pub fn client(&self) -> Client {
        self.0.clone()
    }

    /// Sends one request. Of the body no more than `most` bytes can be read: they are counted as they come,
    /// for what a header says of them is only said.
    ///
    /// # Errors
    /// When there is no answer. An answer that says no is one.
    pub async fn send(&self, request: Request, most: usize) -> Result<Response, HttpError> {
        let response = self.0.execute(request).await.map_err(HttpError::from)?;
        Ok(counted(response, most))
    }
}

fn guarded() -> reqwest::ClientBuilder {
    Client::builder()
        .redirect(Policy::none())
        .referer(false)
        .no_proxy()
        .connect_timeout(CONNECT)
        .user_agent(concat!("pauta/", env!("CARGO_PKG_VERSION")))
}

/// The same response with a body that fails once it is longer than `most`.
fn counted(response: Response, most: usize) -> Response {
    let mut head = http::Response::builder().status(response.status());
    if let Some(headers) = head.headers_mut() {
        *headers = response.headers().clone();
        headers.remove(CONTENT_LENGTH);
    }
    let read = AtomicUsize::new(0);
    let body = response.bytes_stream().map(move |piece| {
        let piece = piece.map_err(io::Error::other)?;
        match read.fetch_add(piece.len(), Ordering::Relaxed) + piece.len() > most {
            true => Err(io::Error::other(TooLong(most))),
            false => Ok(piece),
        }
    });
    head.body(reqwest::Body::wrap_stream(body))
        .map_or_else(|_| http::Response::new(reqwest::Body::default()).into(), Response::from)
}

/// The whole body of an answer.
///
/// # Errors
/// When it is too long, or breaks off.
pub async fn body(mut response: Response) -> Result<Vec<u8>, HttpError> {
    let mut whole = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(HttpError::from)? {
        whole.extend_from_slice(&piece);
    }
    Ok(whole)
}

impl From<reqwest::Error> for HttpError {
    fn from(error: reqwest::Error) -> Self {
        // An address can hold a key.
        let error = error.without_url();
        if let Some(most) = too_long(&error) {
            Self::TooLong(most)
        } else if error.is_connect() {
            Self::Connect(causes(&error))
        } else {
            Self::BrokeOff(causes(&error))
        }
    }
}

/// How much was allowed, if that is what is wrong at the bottom of it.
fn too_long(error: &(dyn Error + 'static)) -> Option<usize> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(TooLong(most)) = error.downcast_ref() {
            return Some(*most);
        }
        // An I/O error shows what it was made of only when asked for it.
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = inner.map(|inner| inner as &(dyn Error + 'static)).or_else(|| error.source());
    }
    None
}

/// An error with all its causes, in one line.
fn causes(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
        cause = error.source();
    }
    line
}
