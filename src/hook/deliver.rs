//! One attempt to deliver a message, and when there is another.

use crate::{
    app::App,
    id::{DeliveryId, WorkspaceId},
    outside::hook::{HookError, Message},
    store::{Attempt, StoreError, ToSend},
    time::Millis,
};
use std::time::Duration;
use tokio::time::Instant;

const MINUTE: u64 = 60;
const HOUR: u64 = 3_600;
/// The waits after each failed attempt of a round, in seconds: eight attempts in about a day.
const WAITS: [u64; 7] = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 8 * HOUR, 8 * HOUR];
/// A webhook that took nothing for so long is told nothing any more.
const PATIENCE: Duration = Duration::from_secs(3 * 24 * HOUR);
/// The receiver wants no more, ever.
const GONE: u16 = 410;

/// What follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    Nothing,
    /// Another attempt, then.
    Again(Millis),
    /// Nothing is known of how it went; a text for operators.
    Unknown(String),
}

impl From<StoreError> for After {
    fn from(error: StoreError) -> Self {
        Self::Unknown(error.to_string())
    }
}

/// Sends a message once, unless it was taken, or nobody wants it any more.
pub async fn deliver(app: &App, workspace: &WorkspaceId, delivery: &DeliveryId) -> After {
    attempted(app, workspace, delivery).await.unwrap_or_else(After::from)
}

async fn attempted(app: &App, workspace: &WorkspaceId, delivery: &DeliveryId) -> Result<After, StoreError> {
    let rows = app.store.workspace(workspace);
    let Some(wanted) = rows.delivery_to_send(delivery).await? else { return Ok(After::Nothing) };
    if wanted.delivery.state != "waiting" {
        return Ok(After::Nothing);
    }
    if wanted.is_disabled {
        rows.drop_delivery(delivery).await?;
        return Ok(After::Nothing);
    }
    let attempt = send(app, &wanted).await;
    let (at, status) = (attempt.at, attempt.status);
    let next = next(&wanted, status, app.clock.now());
    let state = match (is_taken(status), next) {
        (true, _) => "delivered",
        (false, Some(_)) => "waiting",
        (false, None) => "failed",
    };
    tracing::info!(%workspace, %delivery, status, state, "a message to a webhook was sent");
    rows.note_attempt(&wanted.delivery, attempt, (state, next)).await?;
    let webhook = &wanted.delivery.webhook;
    let why = match status {
        Some(GONE) => Some("gone"),
        _ if state == "failed" && at.since(wanted.failing_since.unwrap_or(at)) >= PATIENCE => Some("failing"),
        _ => None,
    };
    if let Some(why) = why
        && rows.disable_webhook(webhook, why, app.clock.now()).await?
    {
        tracing::warn!(%workspace, %webhook, why, "a webhook is told nothing any more");
    }
    Ok(next.map_or(After::Nothing, After::Again))
}

async fn send(app: &App, wanted: &ToSend) -> Attempt {
    let (at, began) = (app.clock.now(), Instant::now());
    let message = Message {
        id: wanted.delivery.id.as_str(),
        url: &wanted.url,
        secret: &wanted.secret,
        body: &wanted.body,
        at,
    };
    let (status, error) = match app.hooks.send(message).await {
        Ok(answer) if is_taken(Some(answer.status)) => (Some(answer.status), String::new()),
        Ok(answer) => (Some(answer.status), answer.said),
        Err(error @ (HookError::Address(_) | HookError::Message | HookError::Http(_))) => {
            (None, error.to_string())
        }
    };
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Attempt { at, status, ms, error }
}

/// Anything else is no: a receiver that moved is not followed.
fn is_taken(status: Option<u16>) -> bool {
    status.is_some_and(|status| (200..300).contains(&status))
}

/// When another attempt is made; `None` if none is.
fn next(wanted: &ToSend, status: Option<u16>, now: Millis) -> Option<Millis> {
    if is_taken(status) || status == Some(GONE) {
        return None;
    }
    let nth = wanted.delivery.tried.saturating_sub(wanted.begun);
    let wait = WAITS.get(usize::try_from(nth).unwrap_or(usize::MAX))?;
    Some(now.after(Duration::from_secs(*wait)))
}
