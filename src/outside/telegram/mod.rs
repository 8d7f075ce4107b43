//! Telegram's Bot API: its methods and types are teloxide's, the requests go out through the guarded client.
//!
//! teloxide's own client is not used: it would be a second way out, waits ten seconds inside a call when a server
//! fails, gives no update as it came, and ends each call after 17 seconds.

mod answer;
mod files;

pub use answer::Refused;
pub use files::Upload;

use super::http::{self, Http, HttpError};
use crate::config::Secret;
use answer::read;
use reqwest::{
    Method, Request,
    header::{CONTENT_TYPE, HeaderValue},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{json, value::RawValue};
use std::time::Duration;
use teloxide::requests::Payload;
use tokio::time::timeout;
use url::Url;

/// How long a call may take. Telegram answers within a second when it answers at all.
const WITHIN: Duration = Duration::from_secs(15);
/// How long Telegram holds a question for updates open when there are none.
pub const POLL: Duration = Duration::from_secs(10);
/// The most that an answer may hold: a hundred updates of a long text each.
const ANSWER_BYTES_MAX: usize = 8 << 20;

/// The Bot API of one installation.
#[derive(Clone, Debug)]
pub struct Telegram {
    http: Http,
    base: Url,
}

/// The Bot API as one bot speaks to it.
#[derive(Clone, Debug)]
pub struct BotApi {
    http: Http,
    base: Url,
    token: Secret<String>,
}

/// Why a call came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Telegram says no, and will say so again.
    #[error("Telegram refuses it: {0}")]
    Refused(Refused),
    /// Too much at once.
    #[error("Telegram asks to wait for {} s", .0.as_secs())]
    Wait(Duration),
    /// The group goes on under this number.
    #[error("the group is another chat now")]
    Moved(i64),
    /// No answer, or one that nobody can read: whether it was done is not known.
    #[error("Telegram does not answer: {0}")]
    Silent(String),
}

impl Telegram {
    /// # Errors
    /// When the machine gives no HTTP client.
    pub fn new(base: Url) -> Result<Self, HttpError> {
        Ok(Self { http: Http::new()?, base })
    }

    pub fn bot(&self, token: Secret<String>) -> BotApi {
        BotApi { http: self.http.clone(), base: self.base.clone(), token }
    }
}

impl BotApi {
    /// Makes a call.
    ///
    /// # Errors
    /// As [`CallError`] says. No error holds the token.
    pub async fn call<P>(&self, payload: &P) -> Result<P::Output, CallError>
    where
        P: Payload + Serialize,
        P::Output: DeserializeOwned,
    {
        let body = serde_json::to_vec(payload).map_err(|error| CallError::Silent(error.to_string()))?;
        read(&self.ask(P::NAME, body, WITHIN).await?)
    }

    /// Updates from `offset` on, as they came: text that nobody has read yet. Waits for a while if there are none.
    ///
    /// # Errors
    /// As [`Self::call`]; while another process asks, [`Refused::Conflict`].
    pub async fn updates(
        &self,
        offset: Option<i64>,
        kinds: &[&str],
    ) -> Result<Vec<Box<RawValue>>, CallError> {
        let asked = json!({
            "offset": offset.unwrap_or_default(),
            "timeout": POLL.as_secs(),
            "allowed_updates": kinds,
        });
        read(&self.ask("getUpdates", asked.to_string().into_bytes(), POLL + WITHIN).await?)
    }

    async fn ask(&self, method: &str, body: Vec<u8>, within: Duration) -> Result<Vec<u8>, CallError> {
        let mut request = Request::new(Method::POST, self.address("", method));
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(body.into());
        self.send(request, ANSWER_BYTES_MAX, within).await
    }

    async fn send(&self, request: Request, most: usize, within: Duration) -> Result<Vec<u8>, CallError> {
        let asked = async { http::body(self.http.send(request, most).await?).await };
        match timeout(within, asked).await {
            Ok(Ok(body)) => Ok(body),
            Ok(Err(error)) => Err(CallError::Silent(error.to_string())),
            Err(_) => Err(CallError::Silent("there was no answer in time".into())),
        }
    }

    /// `https://…/bot<token>/Method`: by Telegram's design the token is in the address, which goes nowhere else.
    fn address(&self, before: &str, rest: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{before}bot{}/{rest}", self.base.path(), self.token.expose()));
        url
    }
}
