//! Posts updates to webhooks: one at a time for a chat, several chats at once, again until it is taken.

use super::{Inner, updates::Hook, world::World};
use reqwest::{Client, header::CONTENT_TYPE, redirect::Policy};
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

pub const SECRET: &str = "X-Telegram-Bot-Api-Secret-Token";

struct Parcel {
    bot: i64,
    serial: u64,
    hook: Hook,
    body: Value,
}

pub async fn works(inner: Arc<Inner>) {
    let client = Client::builder().redirect(Policy::none()).timeout(Duration::from_secs(30)).build().unwrap();
    let (mut under_way, mut changed) = (JoinSet::new(), inner.changed.subscribe());
    loop {
        changed.mark_unchanged();
        for parcel in ready(&mut inner.world.lock().unwrap()) {
            under_way.spawn(brings(inner.clone(), client.clone(), parcel));
        }
        tokio::select! {
            _ = changed.changed() => {}
            Some(_) = under_way.join_next() => {}
            () = sleep(Duration::from_millis(50)) => {}
        }
    }
}

/// What may go now: in every chat only what is first in it.
fn ready(world: &mut World) -> Vec<Parcel> {
    let (mut parcels, now) = (Vec::new(), Instant::now());
    let routes = world.routes.clone();
    for bot in &mut world.bots {
        let Some(mut hook) = bot.mailbox.hook.clone() else { continue };
        for (from, to) in &routes {
            if let Some(rest) = hook.url.strip_prefix(from) {
                hook.url = format!("{to}{rest}");
                break;
            }
        }
        let mut chats = Vec::new();
        let mut flying = bot.mailbox.queue.iter().filter(|update| update.in_flight).count();
        for update in &mut bot.mailbox.queue {
            if chats.contains(&update.place) {
                continue;
            }
            chats.push(update.place);
            if update.in_flight || update.not_before > now || flying >= hook.connections {
                continue;
            }
            (update.in_flight, flying) = (true, flying + 1);
            let (serial, body) = (update.serial, update.body.clone());
            parcels.push(Parcel { bot: bot.id, serial, hook: hook.clone(), body });
        }
    }
    parcels
}

async fn brings(inner: Arc<Inner>, client: Client, parcel: Parcel) {
    let status = post(&client, &parcel.hook.url, parcel.hook.secret.as_deref(), &parcel.body).await;
    {
        let mut world = inner.world.lock().unwrap();
        let mailbox = &mut world.bot_mut(parcel.bot).mailbox;
        let taken = matches!(status, Ok(200..=299));
        mailbox.error = match status {
            Ok(_) if taken => None,
            Ok(status) => Some(format!("Wrong response from the webhook: {status}")),
            Err(error) => Some(error),
        };
        if taken {
            mailbox.queue.retain(|update| update.serial != parcel.serial);
        } else if let Some(update) = mailbox.queue.iter_mut().find(|it| it.serial == parcel.serial) {
            update.in_flight = false;
            update.tries += 1;
            update.not_before = Instant::now() + Duration::from_millis(100) * update.tries.min(10);
        }
    }
    inner.stirs();
}

/// One post, as Telegram or somebody in its place makes it.
pub async fn post(client: &Client, url: &str, secret: Option<&str>, body: &Value) -> Result<u16, String> {
    let mut request = client.post(url).header(CONTENT_TYPE, "application/json").body(body.to_string());
    if let Some(secret) = secret {
        request = request.header(SECRET, secret);
    }
    match request.send().await {
        Ok(response) => Ok(response.status().as_u16()),
        Err(error) => Err(error.to_string()),
    }
}
