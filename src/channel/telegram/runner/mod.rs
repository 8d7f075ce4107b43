//! Speaking for bots: each bot has one process at a time that reads its updates, answers them and sends. The others
//! wait for its lease to end.

mod attached;
mod introduce;
mod pace;
mod perform;
mod poll;
mod send;
mod stream;
mod trouble;
mod work;

use super::{
    connect::{ConnectError, Switchboard},
    desk::Office,
    secret::token,
};
use crate::{
    app::App,
    config::Secret,
    id::{BotId, WorkspaceId},
    outside::telegram::BotApi,
    store::Lease,
    time::Millis,
};
use pace::Pace;
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// How often it is looked whether there are other bots.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often a lease is renewed.
const RENEW_EVERY: Duration = Duration::from_secs(4);
/// How long a lease holds without being renewed: then another process goes on.
const LEASE_MS: i64 = 15_000;

/// Speaks for every bot that nobody else speaks for, until the server drains.
pub async fn watch(app: App) {
    let mut configured = app.config.telegram.token.clone();
    let mut spoken_for: HashMap<BotId, CancellationToken> = HashMap::new();
    loop {
        if let Some(token) = &configured
            && connect(&app, token.clone()).await
        {
            configured = None;
        }
        match app.store.installation().bots().await {
            Ok(bots) => {
                spoken_for.retain(|bot, stop| {
                    let stays = bots.iter().any(|(_, known)| known == bot);
                    if !stays {
                        stop.cancel();
                    }
                    stays && !stop.is_cancelled()
                });
                for (workspace, bot) in bots {
                    if !spoken_for.contains_key(&bot)
                        && let Some(stop) = begin(&app, workspace, &bot).await
                    {
                        spoken_for.insert(bot, stop);
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "bots cannot be looked for"),
        }
        let mut heard = app.bell.listen();
        tokio::select! {
            () = sleep(LOOK_EVERY) => {}
            _ = heard.changed() => {}
            () = app.draining.cancelled() => return,
        }
    }
}

/// Connects the bot that the configuration names. `false` if that is to be tried again.
async fn connect(app: &App, token: Secret<String>) -> bool {
    let (store, telegram, seal, now) = (&app.store, &app.telegram, &app.seal, app.clock.now());
    let connected = Switchboard { store, telegram, seal, now }.connect(&app.home.workspace, token).await;
    match connected {
        Ok(_) => true,
        Err(ConnectError::Silent(error)) => {
            tracing::warn!(error, "the configured bot cannot be asked for");
            false
        }
        Err(error) => {
            tracing::error!(%error, "PAUTA_TELEGRAM_TOKEN is of no use");
            true
        }
    }
}

/// Takes a bot, if nobody has it. The token is cancelled once it is another's.
async fn begin(app: &App, workspace: WorkspaceId, id: &BotId) -> Option<CancellationToken> {
    let stop = app.draining.child_token();
    let holder = app.jobs.holder().to_owned();
    let bot = app.store.workspace(&workspace).bot(id).await.ok().flatten()?;
    let office = Office { app: app.clone(), workspace, bot: Arc::new(bot) };
    // Whoever cannot open the token leaves the bot to those who can.
    let Some(token) = token(app, &office.bot) else {
        if trouble::note(&office, trouble::SEALED).await {
            tracing::error!(bot = office.bot.username, "its token was sealed with another key");
        }
        return None;
    };
    if !renew(app, &office.workspace, id, &holder).await {
        return None;
    }
    let api = app.telegram.bot(token);
    app.tasks.spawn(speak(office, api, holder, stop.clone()));
    Some(stop)
}

async fn renew(app: &App, workspace: &WorkspaceId, bot: &BotId, holder: &str) -> bool {
    let now = app.clock.now();
    let lease = Lease { holder, now, until: Millis(now.0 + LEASE_MS) };
    match app.store.workspace(workspace).take_bot(bot, &lease).await {
        Ok(taken) => taken,
        Err(error) => {
            tracing::warn!(%error, "a bot's lease cannot be written");
            false
        }
    }
}

async fn speak(office: Office, api: BotApi, holder: String, stop: CancellationToken) {
    tracing::info!(bot = office.bot.username, "speaks for a bot");
    let speaking = async {
        if !introduce::introduce(&office, &api, &stop).await {
            return;
        }
        let telegram = &office.app.config.telegram;
        let pace = Pace::new(telegram.per_second, telegram.per_chat_minute, telegram.per_group_minute);
        let pace = Arc::new(pace);
        tokio::join!(
            poll::poll(&office, &api, &stop),
            work::work(&office, &api, &pace, &stop),
            send::send(&office, &api, &pace, &stop),
        );
    };
    tokio::pin!(speaking);
    let is_renewed = tokio::select! {
        () = &mut speaking => false,
        is_renewed = keep(&office, &holder, &stop) => is_renewed,
    };
    stop.cancel();
    let rows = office.app.store.workspace(&office.workspace);
    if is_renewed {
        // The lease is still ours: what is on its way is heard of, and what the old token kept waiting goes on.
        speaking.await;
        if let Err(error) = rows.hurry_sends(&office.bot.id).await {
            tracing::debug!(%error, "what waits goes on in its time");
        }
    }
    let left = rows.leave_bot(&office.bot.id, &holder).await;
    if let Err(error) = left {
        tracing::debug!(%error, "a bot's lease runs out by itself");
    }
}

/// Renews the lease for as long as it is ours. `true` if it still is, but the bot has another token.
async fn keep(office: &Office, holder: &str, stop: &CancellationToken) -> bool {
    while stop.run_until_cancelled(sleep(RENEW_EVERY)).await.is_some() {
        if !renew(&office.app, &office.workspace, &office.bot.id, holder).await {
            tracing::warn!(bot = office.bot.username, "another process speaks for the bot");
            return false;
        }
        if is_renewed(office).await {
            tracing::info!(bot = office.bot.username, "the bot has another token");
            return true;
        }
    }
    // Draining: what is under way ends by itself.
    std::future::pending().await
}

/// Whether the bot was connected anew since: then whoever speaks for it begins anew too.
async fn is_renewed(office: &Office) -> bool {
    let now = office.app.store.workspace(&office.workspace).bot(&office.bot.id).await;
    now.is_ok_and(|now| now.is_some_and(|now| now != *office.bot))
}
