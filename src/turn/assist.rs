//! Assists by a model: they take time, so each runs beside the conversation, and its result comes as a turn of
//! Pauta's own. No transaction is open meanwhile; whoever dies leaves a lease that runs out, and another process
//! goes on with the task.

use super::{
    Code, Peer, Rejection, pictures,
    play::{self, Played},
    scene, talk, world, write,
};
use crate::{
    app::{App, assists::Entered},
    assist::Job,
    engine::{
        self,
        effect::AssistCall,
        input::{AssistResult, Input},
        state::Who,
    },
    outside::bus::{Assist, Ending},
    store::{Base, Committed, DueAssist, Lease, StoreError},
    time::Millis,
};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};
use tracing::Instrument;

/// How long nobody else takes over a task whose process is not heard of.
const LEASE_MS: i64 = 20_000;
/// How often a lease is renewed.
const RENEW_EVERY: Duration = Duration::from_secs(5);
/// How often tasks are looked for that nobody works on.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Tasks that are taken over at once.
const TAKEN_OVER_MAX: u32 = 50;
/// How often a result is written again that could not be written, and how long is waited at first.
const ATTEMPTS_MAX: u32 = 8;
const RETRY_AFTER: Duration = Duration::from_millis(100);
/// Of the time that a task has, this part is left for the rules when the model has not answered.
const LEFT_FOR_RULES: u32 = 10;

/// What follows from a turn besides its rows.
#[derive(Debug, Default)]
pub struct Follows {
    wanted: Vec<(AssistCall, Millis)>,
    cancelled: Vec<u64>,
}

impl Follows {
    pub fn of(played: &Played) -> Self {
        Self { wanted: played.wanted.clone(), cancelled: played.cancelled.clone() }
    }
}

/// Before the commit: should this process die after it, another one knows what is wanted.
pub async fn note(app: &App, peer: &Peer, follows: &Follows) -> Result<(), Rejection> {
    let rows = app.store.workspace(&peer.workspace);
    for (call, _) in &follows.wanted {
        let until = Millis(app.clock.now().0 + LEASE_MS);
        let noted = rows.note_assist(&peer.conversation, call.task, until).await;
        noted.map_err(|error| Rejection::store(&error, &peer.locale))?;
    }
    Ok(())
}

/// After the commit: starts what is wanted, and ends what is not.
pub fn follow(app: &App, peer: &Peer, follows: Follows) {
    for task in follows.cancelled {
        app.assists.cancel(&peer.conversation, task);
        app.bus.ends(&peer.conversation, task, Ending::Cancelled);
        let (app, peer) = (app.clone(), peer.clone());
        app.tasks.clone().spawn(async move { release(&app, &peer, task).await });
    }
    for (call, deadline) in follows.wanted {
        start(app, peer, call, deadline, 1);
    }
}

fn start(app: &App, peer: &Peer, call: AssistCall, deadline: Millis, attempt: u32) {
    let Some(entered) = app.assists.enter(&peer.conversation, call.task) else { return };
    let wanted = call.wanted.first();
    let told = Assist {
        task: call.task,
        attempt,
        path: wanted.map_or_else(String::new, |wanted| wanted.path.clone()),
        label: wanted.map_or_else(String::new, |wanted| wanted.label.clone()),
        kind: call.kind.name(),
    };
    app.bus.begins(&peer.conversation, told);
    let span = tracing::info_span!("assist", conversation = %peer.conversation, task = call.task);
    let work = run(app.clone(), peer.clone(), call, deadline, entered);
    app.tasks.spawn(work.instrument(span));
}

/// Works on a task to its end, unless it is cancelled, taken over, or the server stops: then whoever comes next
/// begins it anew.
async fn run(app: App, peer: Peer, call: AssistCall, deadline: Millis, entered: Entered) {
    let (task, fingerprint) = (call.task, call.fingerprint.clone());
    let came = tokio::select! {
        biased;
        () = app.draining.cancelled() => return,
        () = entered.cancelled.cancelled() => return,
        () = renew(&app, &peer, task) => {
            tracing::debug!("somebody else works on it, or nobody need");
            return app.bus.ends(&peer.conversation, task, Ending::Cancelled);
        }
        came = propose(&app, &peer, call, deadline) => came,
    };
    let ending = match &came {
        Some(AssistResult::Proposed(_)) => Ending::Done,
        _ => Ending::Failed,
    };
    let input = match came {
        Some(result) => Input::AssistDone { task, fingerprint, result },
        None => Input::Woken { task },
    };
    if settle(&app, &peer, task, &input).await {
        app.bus.ends(&peer.conversation, task, ending);
    }
}

/// What is proposed; `None` if nothing was by the deadline.
async fn propose(app: &App, peer: &Peer, call: AssistCall, deadline: Millis) -> Option<AssistResult> {
    let left = Duration::from_millis(u64::try_from(deadline.0 - app.clock.now().0).unwrap_or_default());
    let (task, until) = (call.task, Instant::now() + left);
    let job = Job {
        workspace: peer.workspace.clone(),
        conversation: peer.conversation.clone(),
        images: pictures::of(app, peer, &call).await,
        call,
        deadline: until - left / LEFT_FOR_RULES,
    };
    let mut say = |words: &str| app.bus.says(&peer.conversation, task, words);
    timeout_at(until, app.assistant.propose(job, &mut say)).await.ok()
}

/// Keeps the lease for as long as it is ours.
async fn renew(app: &App, peer: &Peer, task: u64) {
    loop {
        match take(app, peer, task).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(%error, "an assist's lease cannot be renewed"),
        }
        sleep(RENEW_EVERY).await;
    }
}

async fn take(app: &App, peer: &Peer, task: u64) -> Result<bool, StoreError> {
    let now = app.clock.now();
    let lease = Lease { holder: app.assists.holder(), now, until: Millis(now.0 + LEASE_MS) };
    app.store.workspace(&peer.workspace).take_assist(&peer.conversation, task, &lease).await
}

async fn release(app: &App, peer: &Peer, task: u64) {
    // One that stays is dropped when it is due.
    if let Err(error) = app.store.workspace(&peer.workspace).drop_assist(&peer.conversation, task).await {
        tracing::warn!(%error, "an assist's lease cannot be dropped");
    }
}

/// Plays a result, however often it takes. Whether it is settled; what is not is left to its lease.
async fn settle(app: &App, peer: &Peer, task: u64, input: &Input) -> bool {
    let mut wait = RETRY_AFTER;
    for _ in 0..ATTEMPTS_MAX {
        match turn(app, peer, task, input).await {
            Ok(()) => {
                release(app, peer, task).await;
                return true;
            }
            Err(rejection) => tracing::warn!(code = rejection.code.as_str(), "an assist's result waits"),
        }
        if app.draining.run_until_cancelled(sleep(wait)).await.is_none() {
            return false;
        }
        wait *= 2;
    }
    false
}

/// One turn of Pauta's own. A result that is no longer wanted makes none.
async fn turn(app: &App, peer: &Peer, task: u64, input: &Input) -> Result<(), Rejection> {
    let unavailable = || Rejection::new(Code::Unavailable, &peer.locale);
    let seat = app.talks.seat(&peer.conversation);
    let mut held = seat.sit().await.ok_or_else(unavailable)?;
    for _ in 0..super::ATTEMPTS_MAX {
        let mut talk = match held.take() {
            Some(talk) => talk,
            None => talk::load(app, peer).await?,
        };
        world::refresh(app, peer, &mut talk).await?;
        let fingerprint = match input {
            Input::AssistDone { fingerprint, .. } => Some(fingerprint.as_str()),
            _ => None,
        };
        if !engine::is_wanted(&talk.state, task, fingerprint) {
            // Another process may have begun what this one has not heard of.
            if talk::is_current(app, peer, &talk).await? {
                *held = Some(talk);
                return Ok(());
            }
            continue;
        }
        let played = play::play(app.clock.now(), &mut talk, &Who::Engine, input.clone())?;
        let follows = Follows::of(&played);
        note(app, peer, &follows).await?;
        let base = Base::Version(talk.version);
        let (committed, _) = write::commit(app, peer, base, &mut talk, played.recorded(None, None)).await?;
        if committed == Committed::Done {
            follow(app, peer, follows);
            *held = Some(talk);
            return Ok(());
        }
    }
    Err(unavailable())
}

/// Goes on with the tasks that nobody works on: after a crash, and for a process that was lost.
pub async fn watch(app: App) {
    loop {
        if let Err(error) = look(&app).await {
            tracing::warn!(%error, "assists cannot be looked for");
        }
        if app.draining.run_until_cancelled(sleep(LOOK_EVERY)).await.is_none() {
            return;
        }
    }
}

async fn look(app: &App) -> Result<(), StoreError> {
    for due in app.store.installation().assists_due(app.clock.now(), TAKEN_OVER_MAX).await? {
        let rows = app.store.workspace(&due.workspace);
        let Some(row) = rows.conversation(&due.conversation).await? else {
            rows.drop_assist(&due.conversation, due.task).await?;
            continue;
        };
        let peer = Peer {
            workspace: due.workspace.clone(),
            visitor: row.visitor,
            conversation: due.conversation.clone(),
            zone: None,
            locale: row.line.locale,
        };
        if let Err(rejection) = take_over(app, &peer, &due).await {
            tracing::warn!(code = rejection.code.as_str(), conversation = %due.conversation, "an assist is left");
        }
    }
    Ok(())
}

async fn take_over(app: &App, peer: &Peer, due: &DueAssist) -> Result<(), Rejection> {
    let failed = |error: StoreError| Rejection::store(&error, &peer.locale);
    let (running, call) = {
        let seat = app.talks.seat(&peer.conversation);
        let mut held = seat.sit().await.ok_or_else(|| super::crowded(peer))?;
        let talk = talk::current(app, peer, &mut held).await?;
        let scene = scene(app, talk);
        let running = engine::running(&scene, &talk.state).into_iter().find(|r| r.task == due.task);
        (running, engine::call(&scene, &talk.state, due.task))
    };
    let Some(running) = running else {
        release(app, peer, due.task).await;
        return Ok(());
    };
    if !take(app, peer, due.task).await.map_err(failed)? {
        return Ok(());
    }
    match call.filter(|_| app.clock.now() < running.deadline) {
        Some(call) => start(app, peer, call, running.deadline, 2),
        None => {
            settle(app, peer, due.task, &Input::Woken { task: due.task }).await;
        }
    }
    Ok(())
}
