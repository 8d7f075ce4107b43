//! Asks Telegram for updates. Telegram forgets them once the next ones are asked for, which happens after the commit.

use super::{
    super::{
        desk::Office,
        incoming::{KINDS, kept},
    },
    trouble,
};
use crate::{
    outside::telegram::{BotApi, CallError, Refused},
    store::{BotUpdate, StoreError},
};
use std::time::Duration;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// How long is waited after a question that failed.
const AGAIN: Duration = Duration::from_secs(2);

pub(super) async fn poll(office: &Office, api: &BotApi, stop: &CancellationToken) {
    if office.app.config.telegram.webhook {
        return;
    }
    let mut is_well = true;
    while !stop.is_cancelled() {
        let wait = match stop.run_until_cancelled(once(office, api)).await {
            None => return,
            Some(Ok(())) => {
                if !std::mem::replace(&mut is_well, true) {
                    trouble::note(office, "").await;
                }
                continue;
            }
            Some(Err(wait)) => wait,
        };
        is_well = false;
        if stop.run_until_cancelled(sleep(wait)).await.is_none() {
            return;
        }
    }
}

/// Asks once, and keeps what came. Gives how long to wait if that failed.
async fn once(office: &Office, api: &BotApi) -> Result<(), Duration> {
    let rows = office.app.store.workspace(&office.workspace);
    let unkept = |error: StoreError| {
        tracing::warn!(bot = office.bot.username, %error, "updates cannot be kept");
        AGAIN
    };
    let last = rows.last_update(&office.bot.id).await.map_err(unkept)?;
    let came = match api.updates(last.map(|last| last + 1), KINDS).await {
        Ok(came) => came,
        Err(error) => return Err(unasked(office, &error).await),
    };
    let updates: Vec<BotUpdate> = came.iter().filter_map(|raw| kept(raw.get())).collect();
    if updates.is_empty() {
        return Ok(());
    }
    rows.keep_updates(&office.bot.id, updates, office.app.clock.now()).await.map_err(unkept)?;
    office.app.bell.ring();
    Ok(())
}

async fn unasked(office: &Office, error: &CallError) -> Duration {
    if let CallError::Wait(wait) = error {
        return *wait;
    }
    trouble::note(office, &trouble::word(error)).await;
    match error {
        CallError::Refused(Refused::Conflict(_)) => {
            tracing::warn!(bot = office.bot.username, "somebody else asks for its updates");
        }
        CallError::Refused(Refused::Token) => {
            tracing::error!(bot = office.bot.username, "its token is no longer valid: connect it again");
            return 15 * AGAIN;
        }
        error => tracing::warn!(bot = office.bot.username, %error, "updates cannot be asked for"),
    }
    AGAIN
}
