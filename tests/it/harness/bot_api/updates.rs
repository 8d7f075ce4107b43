//! What bots are told: a mailbox each, emptied by polling or by posting to a webhook.

use super::{
    Inner,
    call::Call,
    refused::{Answer, Refused, bad, conflict},
    world::{Place, World, now},
};
use serde_json::{Value, json};
use std::{collections::VecDeque, time::Duration};
use tokio::time::{Instant, timeout_at};

const ACTIVE: &str =
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
const OTHER: &str = "terminated by other getUpdates request; make sure that only one bot instance is running";

#[derive(Clone, Debug)]
pub struct Update {
    /// Tells copies of the same one apart.
    pub serial: u64,
    pub place: Place,
    pub body: Value,
    pub in_flight: bool,
    pub tries: u32,
    pub not_before: Instant,
}

#[derive(Clone, Debug)]
pub struct Hook {
    pub url: String,
    pub secret: Option<String>,
    pub connections: usize,
}

#[derive(Debug, Default)]
pub struct Mailbox {
    pub queue: VecDeque<Update>,
    pub hook: Option<Hook>,
    allowed: Option<Vec<String>>,
    last: u32,
    serial: u64,
    /// How many polls there were: the newest one goes on, an older one that still waits is ended.
    pub polls: usize,
    /// How often one was ended.
    pub conflicts: usize,
    /// So many of the next come twice, …
    pub doubles: usize,
    /// … and so many are kept until the last of them is there, to come last first.
    pub holds: usize,
    held: Vec<Update>,
    pub error: Option<String>,
}

impl Mailbox {
    pub fn arrives(&mut self, place: Place, kind: &str, body: Value) {
        if self.allowed.as_ref().is_some_and(|all| !all.is_empty() && !all.iter().any(|it| it == kind)) {
            return;
        }
        self.last += 1;
        let body = json!({ "update_id": 700_000 + self.last, kind: body });
        self.queues(place, body);
    }

    fn queues(&mut self, place: Place, body: Value) {
        let copies = if self.doubles > 0 { 2 } else { 1 };
        self.doubles = self.doubles.saturating_sub(1);
        let holds = self.holds > 0;
        for _ in 0..copies {
            self.serial += 1;
            let update = Update {
                serial: self.serial,
                place,
                body: body.clone(),
                in_flight: false,
                tries: 0,
                not_before: Instant::now(),
            };
            if holds { self.held.push(update) } else { self.queue.push_back(update) }
        }
        if holds {
            self.holds -= 1;
            if self.holds == 0 {
                self.queue.extend(self.held.drain(..).rev());
            }
        }
    }

    /// Forgets what was confirmed: all before an offset, or all but the last so many.
    fn confirms(&mut self, offset: i64) {
        if offset < 0 {
            let keep = usize::try_from(-offset).unwrap();
            self.queue.drain(..self.queue.len().saturating_sub(keep));
        } else {
            self.queue.retain(|update| update.body["update_id"].as_i64().unwrap() >= offset);
        }
    }

    pub fn info(&self) -> Value {
        let mut info = json!({
            "url": self.hook.as_ref().map_or("", |hook| hook.url.as_str()),
            "has_custom_certificate": false,
            "pending_update_count": self.queue.len(),
        });
        if let Some(hook) = &self.hook {
            info["max_connections"] = json!(hook.connections);
            info["ip_address"] = json!("127.0.0.1");
        }
        if let Some(allowed) = &self.allowed {
            info["allowed_updates"] = json!(allowed);
        }
        if let Some(error) = &self.error {
            info["last_error_date"] = json!(now());
            info["last_error_message"] = json!(error);
        }
        info
    }

    fn allows(&mut self, call: &Call) -> Result<(), Refused> {
        if let Some(all) = call.json("allowed_updates")?.as_array() {
            let all = all.iter().filter_map(|it| Some(it.as_str()?.to_owned())).collect::<Vec<_>>();
            self.allowed = Some(all);
        }
        Ok(())
    }
}

impl World {
    /// Tells every bot of a chat.
    pub fn tells(&mut self, place: Place, kind: &str, body: &Value) {
        for bot in self.chat(place).bots.clone() {
            self.bot_mut(bot).mailbox.arrives(place, kind, body.clone());
        }
    }

    /// Tells a bot that it was let in, thrown out or blocked.
    pub fn membership(&mut self, place: Place, bot: i64, by: i64, [old, new]: [&str; 2]) {
        let member = |status: &str| match status {
            "kicked" => json!({ "user": self.user_json(bot), "status": status, "until_date": 0 }),
            _ => json!({ "user": self.user_json(bot), "status": status }),
        };
        let body = json!({ "chat": self.chat_json(place), "from": self.user_json(by), "date": now(),
            "old_chat_member": member(old), "new_chat_member": member(new) });
        self.bot_mut(bot).mailbox.arrives(place, "my_chat_member", body);
    }

    pub fn set_webhook(&mut self, bot: i64, call: &Call) -> Answer {
        let url = call.text("url").unwrap_or_default();
        if url.is_empty() {
            return self.delete_webhook(bot, call);
        }
        let read = url::Url::parse(&url).map_err(|_| bad("bad webhook: invalid URL specified"))?;
        if !self.routes.iter().any(|(from, _)| url.starts_with(from)) {
            if read.scheme() != "https" {
                return Err(bad("bad webhook: HTTPS url must be provided for webhook"));
            }
            if !matches!(read.port_or_known_default(), Some(80 | 88 | 443 | 8443)) {
                return Err(bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"));
            }
            return Err(bad("bad webhook: Failed to resolve host: Name or service not known"));
        }
        let secret = call.text("secret_token").filter(|it| !it.is_empty());
        if let Some(secret) = &secret {
            if secret.len() > 256 {
                return Err(bad("secret token is too long"));
            }
            if !secret.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '-')) {
                return Err(bad("secret token contains unallowed characters"));
            }
        }
        let connections = call.int("max_connections").unwrap_or(40).clamp(1, 100);
        let mailbox = &mut self.bot_mut(bot).mailbox;
        mailbox.allows(call)?;
        if call.flag("drop_pending_updates") {
            mailbox.queue.clear();
        }
        mailbox.hook = Some(Hook { url, secret, connections: usize::try_from(connections).unwrap() });
        Ok(json!(true))
    }

    pub fn delete_webhook(&mut self, bot: i64, call: &Call) -> Answer {
        let mailbox = &mut self.bot_mut(bot).mailbox;
        mailbox.hook = None;
        if call.flag("drop_pending_updates") {
            mailbox.queue.clear();
        }
        Ok(json!(true))
    }
}

/// Waits for updates as long as a poll wants to.
pub async fn poll(inner: &Inner, bot: i64, call: &Call) -> Answer {
    let mut changed = inner.changed.subscribe();
    let seconds = u64::try_from(call.int("timeout").unwrap_or(0).clamp(0, 50)).unwrap();
    let limit = usize::try_from(call.int("limit").unwrap_or(100).clamp(1, 100)).unwrap();
    let end = Instant::now() + Duration::from_secs(seconds);
    let mine = {
        let mut world = inner.world.lock().unwrap();
        let mailbox = &mut world.bot_mut(bot).mailbox;
        if mailbox.hook.is_some() {
            return Err(conflict(ACTIVE));
        }
        mailbox.allows(call)?;
        if let Some(offset) = call.int("offset").filter(|it| *it != 0) {
            mailbox.confirms(offset);
        }
        mailbox.polls += 1;
        mailbox.polls
    };
    inner.stirs();
    loop {
        {
            let mut world = inner.world.lock().unwrap();
            let mailbox = &mut world.bot_mut(bot).mailbox;
            if mailbox.hook.is_some() {
                return Err(conflict("terminated by setWebhook request"));
            }
            if mailbox.polls != mine {
                mailbox.conflicts += 1;
                return Err(conflict(OTHER));
            }
            let batch: Vec<_> = mailbox.queue.iter().take(limit).map(|it| it.body.clone()).collect();
            if !batch.is_empty() || Instant::now() >= end {
                return Ok(json!(batch));
            }
        }
        let _ = timeout_at(end, changed.changed()).await;
    }
}
