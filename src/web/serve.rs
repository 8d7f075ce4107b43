//! The server's life: listen, serve, drain.

use super::router;
use crate::{
    app::{App, sweep::Strays},
    channel::{telegram, web::Door},
    id::ConversationId,
    job, llm,
    time::Millis,
    turn,
};
use axum::serve::ListenerExt;
use std::{net::SocketAddr, time::Duration};
use tokio::{net::TcpListener, time::timeout};

/// How often the database is asked what other processes did; their wake-ups do not reach us.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Conversations that are asked about at once.
const LOOK_AT: usize = 500;
/// How often what is over is forgotten; nothing that is over opens anything meanwhile.
const SWEEP_EVERY: Duration = Duration::from_secs(60 * 60);
/// Files and pictures that are looked at each time, whether any row refers to them.
const BLOBS_AT_ONCE: usize = 10_000;
/// How long jobs are kept that ended well or were cancelled.
const JOBS_KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1_000;
/// How long what came from Telegram is kept, after it was answered. An update that is not fetched Telegram keeps for 24
/// hours, so that none that comes again is new.
const UPDATES_KEPT_MS: i64 = 48 * 60 * 60 * 1_000;
/// How long what was sent to Telegram is kept. A bot may edit its messages for 48 hours.
const SENDS_KEPT_MS: i64 = 72 * 60 * 60 * 1_000;
/// How often the books of language models are looked through.
const BOOKS_EVERY: Duration = Duration::from_secs(60);
/// How long connections without a turn may take to close, after the turns are done.
const LINGER: Duration = Duration::from_secs(4);

/// Serves on `listener` until `stop` completes, then drains: it is no longer ready and takes no socket,
/// open sockets are told to come back, turns under way are finished, and only then the store closes.
pub async fn run(app: App, listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) {
    let service = router(Door::new(app.clone())).into_make_service_with_connect_info::<SocketAddr>();
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its small packets back");
        }
    });
    app.tasks.spawn(keep_in_step(app.clone()));
    app.tasks.spawn(sweep(app.clone()));
    app.tasks.spawn(keep_books(app.clone()));
    app.tasks.spawn(turn::watch_assists(app.clone()));
    app.tasks.spawn(telegram::watch(app.clone()));
    job::start(&app, job::Pace::leased(app.config.jobs.lease), job::handle);
    let drained = tokio_util::sync::CancellationToken::new();
    let draining = drain(app.clone(), stop, drained.clone());
    let server = axum::serve(listener, service).with_graceful_shutdown(draining);
    let lingering = async {
        drained.cancelled().await;
        tokio::time::sleep(LINGER).await;
    };
    tokio::select! {
        served = server => if let Err(error) = served {
            tracing::error!(%error, "the server stopped");
        },
        () = lingering => tracing::warn!("connections were still open"),
    }
    app.store.shutdown().await;
}

/// Completes when nothing is accepted any more. Until then requests are still answered: those who ask
/// whether we are ready must hear that we are not.
async fn drain(app: App, stop: impl Future<Output = ()>, drained: tokio_util::sync::CancellationToken) {
    stop.await;
    tracing::info!("draining");
    app.draining.cancel();
    app.tasks.close();
    if timeout(app.config.limits.drain, app.tasks.wait()).await.is_err() {
        tracing::warn!(left = app.tasks.len(), "not everything was finished in time");
    }
    drained.cancel();
}

/// Wakes the watchers of conversations that moved on without us. A hint that comes twice does no harm.
async fn keep_in_step(app: App) {
    while app.draining.run_until_cancelled(tokio::time::sleep(LOOK_EVERY)).await.is_some() {
        let watched = app.bus.watched();
        for some in watched.chunks(LOOK_AT) {
            if let Err(error) = look(&app, some).await {
                tracing::warn!(%error, "other processes' turns cannot be seen");
                break;
            }
        }
    }
}

/// Forgets sessions, links to enter by, models' answers and jobs whose time is over.
async fn sweep(app: App) {
    let mut strays = Strays::default();
    loop {
        if let Err(error) = app.store.installation().sweep_entries(app.clock.now()).await {
            tracing::warn!(%error, "old sessions cannot be swept");
        }
        if let Err(error) = app.store.installation().sweep_cached_answers(app.clock.now()).await {
            tracing::warn!(%error, "old answers of models cannot be swept");
        }
        let before = Millis(app.clock.now().0 - JOBS_KEPT_MS);
        if let Err(error) = app.store.installation().sweep_tasks(before).await {
            tracing::warn!(%error, "old jobs cannot be swept");
        }
        if let Err(error) = app.store.installation().sweep_deliveries(before).await {
            tracing::warn!(%error, "old messages to webhooks cannot be swept");
        }
        sweep_telegram(&app).await;
        if let Err(error) = strays.sweep(&app, BLOBS_AT_ONCE).await {
            tracing::warn!(%error, "blobs that nobody refers to cannot be swept");
        }
        if app.draining.run_until_cancelled(tokio::time::sleep(SWEEP_EVERY)).await.is_none() {
            break;
        }
    }
}

/// Forgets what came from Telegram and what was sent there, once nobody comes back to it.
async fn sweep_telegram(app: &App) {
    let (all, now) = (app.store.installation(), app.clock.now().0);
    if let Err(error) = all.sweep_telegram(Millis(now - UPDATES_KEPT_MS)).await {
        tracing::warn!(%error, "old updates from Telegram cannot be swept");
    }
    if let Err(error) = all.sweep_sends(Millis(now - SENDS_KEPT_MS)).await {
        tracing::warn!(%error, "old messages to Telegram cannot be swept");
    }
}

/// Closes reservations that a process left behind, and forgets prompts whose time is over.
async fn keep_books(app: App) {
    loop {
        if let Err(error) = llm::sweep(&app.store, &app.config, app.clock.now()).await {
            tracing::warn!(%error, "the books of language models cannot be looked through");
        }
        if app.draining.run_until_cancelled(tokio::time::sleep(BOOKS_EVERY)).await.is_none() {
            break;
        }
    }
}

async fn look(app: &App, conversations: &[ConversationId]) -> Result<(), crate::store::StoreError> {
    for (conversation, seq) in app.store.installation().heads(conversations).await? {
        app.bus.wake(&conversation, seq);
    }
    Ok(())
}
