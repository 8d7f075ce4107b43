//! Sends a message to a webhook, signed as Standard Webhooks says (<https://www.standardwebhooks.com>, version 1).

use super::{
    http::{self, Http, HttpError},
    reach::{Reach, Unreachable},
};
use crate::time::Millis;
use ::http::{Method, Request, header};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::time::Duration;

/// How long a receiver may take for its answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of an answer that are read.
const ANSWER_MAX: usize = 64 * 1024;
/// Characters of an answer that are kept, to be looked at when something went wrong.
const KEPT: usize = 500;
/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// Bytes of a secret.
const SECRET: usize = 32;

/// The sender of messages. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Hooks {
    http: Http,
    reach: Reach,
}

/// One message. Does not show its secret.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    /// The same at every attempt: receivers know by it what they have.
    pub id: &'a str,
    pub url: &'a str,
    pub secret: &'a str,
    pub body: &'a str,
    pub at: Millis,
}

/// What a receiver answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// The beginning of what it says.
    pub said: String,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum HookError {
    #[error("the address is not asked: {0}")]
    Address(#[from] Unreachable),
    #[error("the message cannot be put together")]
    Message,
    #[error(transparent)]
    Http(#[from] HttpError),
}

impl Hooks {
    /// # Errors
    /// When the machine gives no client.
    pub fn new(reach: Reach) -> Result<Self, HttpError> {
        Ok(Self { http: Http::within(reach, PATIENCE)?, reach })
    }

    /// How far addresses may lead.
    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// Sends a message once. The address is looked at anew: what was allowed when it was entered may no longer be.
    ///
    /// # Errors
    /// When there is no answer. An answer that says no is one.
    pub async fn send(&self, message: Message<'_>) -> Result<Answer, HookError> {
        let url = self.reach.read(message.url)?;
        let seconds = message.at.0.div_euclid(1_000).to_string();
        let signature = sign(message.secret, &format!("{}.{seconds}.{}", message.id, message.body));
        let request = Request::builder()
            .method(Method::POST)
            .uri(url.as_str())
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", message.id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature.ok_or(HookError::Message)?)
            .header("idempotency-key", message.id)
            .body(message.body.as_bytes().to_vec());
        let answer = self.http.ask(request.map_err(|_| HookError::Message)?, ANSWER_MAX).await?;
        let status = answer.status().as_u16();
        // Whoever took the message has it, however the rest of the answer comes.
        let said = http::body(answer).await.unwrap_or_default();
        Ok(Answer { status, said: beginning(&said) })
    }
}

/// A secret as receivers' libraries read it, from bytes of chance.
pub fn secret(chance: [u8; SECRET]) -> String {
    format!("{PREFIX}{}", STANDARD.encode(chance))
}

/// `v1,` and the signature; `None` where the secret is none.
fn sign(secret: &str, text: &str) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(text.as_bytes());
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

fn beginning(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let plain = said.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(KEPT).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries.
    #[test]
    fn a_signature_is_what_receivers_libraries_expect() {
        let text = r#"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}"#;
        let signature = sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", text).unwrap();
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_eq!(sign("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", text), None);
    }

    #[test]
    fn of_an_answer_little_is_kept() {
        assert_eq!(beginning(b" no\n\x1b[31m such "), "no  [31m such");
        assert_eq!(beginning("ã".repeat(2_000).as_bytes()).chars().count(), KEPT);
    }
}
