//! The only way out over HTTP. Every outbound client is made here: it follows no redirect (a provider that
//! is moved would be sent the key and the prompt), names no referer, asks no proxy of the environment, and
//! reads no more of an answer than it is allowed to. One that asks addresses which people typed in looks at what a
//! name leads to before it connects, and connects to nothing else.

use super::reach::{Reach, Unreachable};
use futures_util::StreamExt;
use reqwest::{
    Client, Request, Response,
    dns::{Addrs, Name, Resolve, Resolving},
    header::CONTENT_LENGTH,
    redirect::Policy,
};
use std::{
    error::Error,
    io,
    net::SocketAddr,
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
    #[error("there was no answer in time")]
    TooLate,
    /// It is not to be asked.
    #[error("the address is not asked: {0}")]
    Unreachable(Unreachable),
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

    /// A client for addresses that people typed in: it goes as far as `reach` says, whatever a name leads to by the
    /// time it is asked, and gives up after `patience`.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn within(reach: Reach, patience: Duration) -> Result<Self, HttpError> {
        drop(rustls::crypto::ring::default_provider().install_default());
        // A connection that is kept would be one that nobody looks at again.
        let wary = || guarded().dns_resolver(Within(reach)).pool_max_idle_per_host(0).timeout(patience);
        let client = wary().build().or_else(|_| wary().tls_certs_only([]).build());
        client.map(Self).map_err(|error| HttpError::Setup(causes(&error)))
    }

    /// Sends one request to an address that [`Reach::read`] gave.
    ///
    /// # Errors
    /// When there is no answer. An answer that says no is one.
    pub async fn ask(&self, request: http::Request<Vec<u8>>, most: usize) -> Result<Response, HttpError> {
        self.send(Request::try_from(request).map_err(HttpError::from)?, most).await
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

/// Looks names up, and gives only those addresses that may be asked.
#[derive(Clone, Copy, Debug)]
struct Within(Reach);

impl Resolve for Within {
    fn resolve(&self, name: Name) -> Resolving {
        let Self(reach) = *self;
        Box::pin(async move {
            // The port is put in by whoever connects.
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(allowed(reach, found)?)
        })
    }
}

/// One that may not be asked spoils the others: no server of the internet has both.
fn allowed(reach: Reach, found: impl Iterator<Item = SocketAddr>) -> Result<Addrs, Unreachable> {
    let found: Vec<SocketAddr> = found.collect();
    match found.iter().all(|address| reach.has(address.ip())) {
        true => Ok(Box::new(found.into_iter())),
        false => Err(Unreachable::Private),
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
        if let Some(TooLong(most)) = at_the_bottom(&error) {
            Self::TooLong(*most)
        } else if let Some(why) = at_the_bottom::<Unreachable>(&error) {
            Self::Unreachable(*why)
        } else if error.is_timeout() && !error.is_connect() {
            Self::TooLate
        } else if error.is_connect() {
            Self::Connect(causes(&error))
        } else {
            Self::BrokeOff(causes(&error))
        }
    }
}

/// What is wrong at the bottom of an error, if it is of this kind.
fn at_the_bottom<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(wanted) = error.downcast_ref() {
            return Some(wanted);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leads_into_the_network_is_not_asked() {
        let found = |text: &str| {
            text.split_whitespace().map(|ip| SocketAddr::new(ip.parse().unwrap(), 0)).collect::<Vec<_>>()
        };
        for inner in
            ["127.0.0.1", "169.254.169.254", "10.1.2.3", "::1", "8.8.8.8 192.168.0.1", "192.168.0.1 8.8.8.8"]
        {
            assert!(allowed(Reach::Public, found(inner).into_iter()).is_err(), "{inner}");
        }
        assert_eq!(allowed(Reach::Public, found("8.8.8.8 1.1.1.1").into_iter()).unwrap().count(), 2);
        assert!(allowed(Reach::Network, found("127.0.0.1").into_iter()).is_ok());
    }
}
