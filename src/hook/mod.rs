//! Webhooks: what other systems are told. What happens becomes a task of its turn; the task makes a message for each
//! webhook that wants to know, and each message is sent until its receiver takes it.

mod deliver;
mod tell;

pub use deliver::{After, deliver};
pub use tell::{Untold, exported, tell};

use crate::time::Millis;
use serde_json::{Value, json};

/// What a person sends to see whether a webhook is reached.
pub const TEST: &str = "webhook.test";

/// A message as receivers read it.
pub fn body(event: &str, at: Millis, data: &Value) -> String {
    json!({ "type": event, "timestamp": at.rfc3339(), "data": data }).to_string()
}
