//! Panics, silence, time that runs out, clocks that jump, a server that stops.

use super::{comes_to, named, pace, process, state, stops};
use crate::store::{
    db::{Db, NOW, next},
    tasks::nothing,
};
use pauta::{
    id::ConversationId,
    job::{self, Fate, Pace, Run},
    store::{Committed, Spare},
    time::{Clock, Millis},
};
use std::{sync::Arc, time::Duration};
use tokio::sync::{Semaphore, mpsc};

const NEVER: Duration = Duration::from_secs(3_600);

/// F9. One panics each time, one cannot be read: each waits for a person after its attempts, the others go on.
#[tokio::test]
async fn poison_is_put_aside_and_the_others_go_on() {
    let db = Db::sqlite().await;
    let app = process(&db, Clock::System, &[("PAUTA_JOB_WORKERS", "2")]).await;
    let poison = ConversationId::new();
    let mut tasks: Vec<_> = (0..40).map(|n| nothing(&n.to_string())).collect();
    tasks.insert(0, named(&poison, "poison"));
    tasks.insert(1, nothing("unreadable"));
    db.here().enqueue(&tasks, NOW).await.unwrap();
    db.execute("UPDATE task SET work = '{\"kind\":\"of tomorrow\"}' WHERE key = 'unreadable'").await;
    let bad = poison.clone();
    job::start(&app, pace(), move |run: Run| {
        let is_bad = run.work.conversation() == Some(&bad);
        async move {
            assert!(!is_bad, "this one panics each time");
            Fate::Done
        }
    });
    for key in ["poison", "unreadable"] {
        comes_to(&db, key, "failed").await;
        assert_eq!(state(&db, key).await, ("failed".into(), 3));
    }
    for n in 0..40 {
        comes_to(&db, &n.to_string(), "done").await;
    }
    let failed = db.here().failed_tasks(9).await.unwrap();
    let errors: Vec<&str> = failed.iter().flat_map(|it| &it.errors).map(|it| it.error.as_str()).collect();
    assert_eq!(errors.iter().filter(|error| error.contains("panicked")).count(), 3, "{errors:?}");
    assert_eq!(errors.iter().filter(|error| error.contains("cannot read")).count(), 3, "{errors:?}");
    assert!(app.metrics.render().contains("pauta_jobs_failed_total 2"));
    stops(app).await;
}

/// F6. The holder is silent past its lease, another process does the work, and what the holder writes when it is
/// back is refused, its turn and its end alike. The clock of the one who takes over is two hours behind (F14).
#[tokio::test]
async fn what_a_silent_holder_writes_late_is_refused() {
    let db = Db::postgres().await;
    let conversation = db.conversation().await;
    let silent = process(&db, Clock::System, &[("PAUTA_JOB_WORKERS", "1")]).await;
    let (began, mut begun) = mpsc::unbounded_channel();
    let (go, told) = (Arc::new(Semaphore::new(0)), mpsc::unbounded_channel());
    let (say, mut heard) = told;
    let (here, release) = (conversation.clone(), go.clone());
    job::start(&silent, Pace { beat: NEVER, lease: NEVER, ..pace() }, move |run: Run| {
        let (began, say, here, go) = (began.clone(), say.clone(), here.clone(), release.clone());
        async move {
            began.send(()).unwrap();
            go.acquire().await.unwrap().forget();
            let mut turn = next(&here, 2);
            turn.fence = Some(run.fence());
            let rows = run.app.store.workspace(&run.workspace);
            say.send(rows.commit_turn(turn).await.unwrap()).unwrap();
            Fate::Done
        }
    });
    db.here().enqueue(&[named(&conversation, "piece")], NOW).await.unwrap();
    begun.recv().await.unwrap();

    let behind = Clock::fixed(Millis(Clock::System.now().0 - 7_200_000));
    let other = process(&db, behind, &[]).await;
    let here = conversation.clone();
    let quick = Pace { lease: Duration::from_millis(200), ..pace() };
    job::start(&other, quick, move |run: Run| {
        let here = here.clone();
        async move {
            let mut turn = next(&here, 1);
            turn.fence = Some(run.fence());
            let rows = run.app.store.workspace(&run.workspace);
            assert_eq!(rows.commit_turn(turn).await.unwrap(), Committed::Done);
            Fate::Committed
        }
    });
    comes_to(&db, "piece", "done").await;
    assert_eq!(state(&db, "piece").await, ("done".into(), 2));
    go.add_permits(1);
    assert_eq!(heard.recv().await.unwrap(), Committed::LostFence);
    stops(silent).await;
    stops(other).await;
    assert_eq!(state(&db, "piece").await, ("done".into(), 2), "its late end changes nothing either");
    assert_eq!(db.here().conversation(&conversation).await.unwrap().unwrap().line.version, 2);
}

/// F14. A holder that lives keeps its job whatever the clock of the others says, and nothing is begun early.
#[tokio::test]
async fn a_clock_two_hours_ahead_takes_nothing_away() {
    let db = Db::postgres().await;
    let now = Clock::System.now();
    let (clock, go) = (Clock::fixed(now), Arc::new(Semaphore::new(0)));
    let holder = process(&db, clock.clone(), &[]).await;
    let release = go.clone();
    let handle = move |_: Run| {
        let go = release.clone();
        async move {
            go.acquire().await.unwrap().forget();
            Fate::Done
        }
    };
    job::start(&holder, pace(), handle.clone());
    let mut later = nothing("later");
    later.due = Millis(now.0 + 10_000_000);
    db.here().enqueue(&[nothing("long"), later], now).await.unwrap();
    comes_to(&db, "long", "running").await;
    let ahead = process(&db, Clock::fixed(Millis(now.0 + 7_200_000)), &[]).await;
    let seen = db.store.installation().running_tasks().await.unwrap()[0].beat;
    job::start(&ahead, Pace { lease: Duration::from_secs(1), ..pace() }, handle);
    crate::harness::wait::until("more than a lease has gone by, in signs of life", async || {
        db.store.installation().running_tasks().await.unwrap()[0].beat > seen + 40
    })
    .await;
    assert_eq!(state(&db, "long").await, ("running".into(), 1));
    assert_eq!(state(&db, "later").await, ("queued".into(), 0));
    let Clock::Fixed(hand) = &clock else { panic!("it is fixed") };
    hand.store(now.0 - 7_200_000, std::sync::atomic::Ordering::Relaxed);
    go.add_permits(2);
    comes_to(&db, "long", "done").await;
    db.here().enqueue(&[nothing("soon")], now).await.unwrap();
    comes_to(&db, "soon", "done").await;
    stops(holder).await;
    stops(ahead).await;
}

#[tokio::test]
async fn what_takes_too_long_is_broken_off() {
    let db = Db::sqlite().await;
    let app = process(&db, Clock::System, &[]).await;
    let short = Pace { soft: Duration::from_millis(20), hard: Duration::from_millis(40), ..pace() };
    job::start(&app, short, |run: Run| async move {
        tokio::time::sleep_until(run.deadline).await;
        std::future::pending().await
    });
    db.here().enqueue(&[nothing("long")], NOW).await.unwrap();
    comes_to(&db, "long", "failed").await;
    let task = db.here().task("long").await.unwrap().unwrap();
    assert!(task.errors.iter().all(|it| it.error == "it took longer than 40ms"), "{:?}", task.errors);
    stops(app).await;
}

/// What does not end in time is given back: it was no failed attempt.
#[tokio::test]
async fn a_stopping_server_finishes_or_gives_back_what_it_holds() {
    let db = Db::sqlite().await;
    let app = process(&db, Clock::System, &[("PAUTA_DRAIN", "200ms")]).await;
    let endless = ConversationId::new();
    let (began, mut begun) = mpsc::unbounded_channel();
    let bad = endless.clone();
    job::start(&app, pace(), move |run: Run| {
        let (began, is_endless) = (began.clone(), run.work.conversation() == Some(&bad));
        async move {
            began.send(()).unwrap();
            run.app.draining.cancelled().await;
            if is_endless { std::future::pending().await } else { Fate::Done }
        }
    });
    db.here().enqueue(&[named(&endless, "endless"), nothing("short")], NOW).await.unwrap();
    begun.recv().await.unwrap();
    begun.recv().await.unwrap();
    stops(app).await;
    assert_eq!(
        (state(&db, "short").await.0, state(&db, "endless").await.0),
        ("done".into(), "queued".into())
    );
    let [claimed] = &db.store.installation().claim_tasks("b", 9, &Spare::None, NOW).await.unwrap()[..] else {
        panic!("one")
    };
    assert_eq!(claimed.fence.attempt, 2);
    assert!(db.here().task("endless").await.unwrap().unwrap().errors.is_empty());
}
