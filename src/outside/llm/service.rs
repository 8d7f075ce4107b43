//! What carries the requests of async-openai: our guarded client, no second try, and every refusal read
//! before the crate parses anything, since it loses the status, the headers and half of the bodies.

use super::{
    Failure, Target,
    exchange::{self, is},
};
use crate::outside::http::Http;
use async_openai::{Client, config::OpenAIConfig, error::OpenAIError, middleware::HttpRequestFactory};
use futures_util::StreamExt;
use http::header;
use reqwest::{Body, Response};
use serde_json::Value;
use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

/// The end of OpenAI's streams, on a line of its own, which no JSON can hold. The crate swallows it, and a
/// stream without a finish reason needs it.
const TERMINATORS: [&[u8]; 2] = [b"\ndata: [DONE]", b"\ndata:[DONE]"];

/// It is the last thing that is said: only so many bytes at the end of what came are looked at.
const TAIL: usize = 256;

/// One call's way out.
#[derive(Clone)]
pub struct Way(Arc<Inner>);

struct Inner {
    http: Http,
    target: Target,
    most: usize,
    streamed: bool,
    failure: Mutex<Option<Failure>>,
    ended: AtomicBool,
}

impl Way {
    /// For one call: its answer is a stream of events, or JSON.
    pub fn new(http: &Http, target: &Target, most: usize, streamed: bool) -> Self {
        let (failure, ended) = (Mutex::default(), AtomicBool::new(false));
        let (http, target) = (http.clone(), target.clone());
        Self(Arc::new(Inner { http, target, most, streamed, failure, ended }))
    }

    /// The crate's client that sends over this way. It knows no key: that is put on here, at the last moment.
    pub fn client(&self) -> Client<OpenAIConfig> {
        let base = self.0.target.base.as_str().trim_end_matches('/');
        let config =
            OpenAIConfig::new().with_api_base(base).with_api_key("").with_org_id("").with_project_id("");
        Client::build(self.0.http.client(), config).with_http_service(self.clone())
    }

    /// What went wrong. Of the crate's own error nothing is shown, for it quotes what it could not read.
    pub fn failure(&self, error: &OpenAIError) -> Failure {
        let ours = self.0.failure.lock().unwrap_or_else(PoisonError::into_inner).take();
        ours.unwrap_or_else(|| match error {
            OpenAIError::JSONDeserialize(..) => Failure::down("a piece of the answer is not JSON"),
            OpenAIError::StreamError(error) => {
                Failure::down(super::redact::message(&error.to_string(), &self.0.target))
            }
            _ => Failure::down("the answer breaks off"),
        })
    }

    /// The terminator was seen.
    pub fn has_ended(&self) -> bool {
        self.0.ended.load(Ordering::Relaxed)
    }

    async fn send(&self, factory: HttpRequestFactory) -> Result<Response, Failure> {
        let (target, most) = (&self.0.target, self.0.most);
        let mut request = factory.build().await.map_err(|_| Failure::down("the request cannot be made"))?;
        let headers = request.headers_mut();
        headers.remove(header::AUTHORIZATION);
        if let Some(bearer) = exchange::key(target, "Bearer ")? {
            headers.insert(header::AUTHORIZATION, bearer);
            let organisation = target.organisation.as_deref().and_then(|name| name.parse().ok());
            if let Some(organisation) = organisation {
                headers.insert("openai-organization", organisation);
            }
        }
        let response = exchange::send(&self.0.http, request, most, target).await?;
        if self.0.streamed { self.stream(response).await } else { self.whole(response).await }
    }

    /// An answer in one piece, which the crate is only given once it is known to be one.
    async fn whole(&self, response: Response) -> Result<Response, Failure> {
        let value = exchange::json(response, &self.0.target).await?;
        Ok(http::Response::new(Body::from(value.to_string())).into())
    }

    async fn stream(&self, response: Response) -> Result<Response, Failure> {
        if is(response.headers(), "application/json") {
            // A server that does not stream after all, or an error behind a 200.
            let value: Value = exchange::json(response, &self.0.target).await?;
            return Ok(http::Response::new(Body::from(format!("data: {value}\n\n"))).into());
        }
        if !is(response.headers(), "text/event-stream") {
            return Err(exchange::wrong_type(response.headers()));
        }
        let (way, target) = (self.clone(), self.0.target.clone());
        let mut tail = b"\n".to_vec();
        let events = response.bytes_stream().map(move |piece| {
            let piece = piece.map_err(|error| {
                way.note(exchange::broken(&error.into(), &target));
                std::io::Error::other("the connection broke off")
            })?;
            tail.extend_from_slice(&piece[piece.len().saturating_sub(TAIL)..]);
            if TERMINATORS.iter().any(|end| tail.windows(end.len()).any(|window| window == *end)) {
                way.0.ended.store(true, Ordering::Relaxed);
            }
            tail.drain(..tail.len().saturating_sub(TAIL));
            Ok::<_, std::io::Error>(piece)
        });
        Ok(http::Response::new(Body::wrap_stream(events)).into())
    }

    fn note(&self, failure: Failure) {
        *self.0.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
    }
}

impl tower::Service<HttpRequestFactory> for Way {
    type Response = Response;
    type Error = OpenAIError;
    type Future = Pin<Box<dyn Future<Output = Result<Response, OpenAIError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OpenAIError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, factory: HttpRequestFactory) -> Self::Future {
        let way = self.clone();
        Box::pin(async move {
            way.send(factory).await.map_err(|failure| {
                way.note(failure);
                OpenAIError::InvalidArgument("refused".into())
            })
        })
    }
}
