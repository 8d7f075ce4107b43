//! How jobs come, and how they are no longer wanted.

use super::{comes_to, named, pace, process, state, stops};
use crate::{
    harness::{app::TestApp, person::Person, wait::until},
    store::{
        db::{Db, NOW},
        tasks::nothing,
    },
};
use pauta::{
    id::ConversationId,
    job::{
        self, Fate, Pace, Run,
        schedule::{self, Missed, Schedule, Timetable},
    },
    time::{Clock, Millis},
    work::Work,
};
use std::{sync::atomic::Ordering, time::Duration};
use tokio::sync::mpsc;

/// Nobody looks for an hour; the hint is what wakes the workers.
#[tokio::test]
async fn a_hint_wakes_the_workers() {
    let db = Db::sqlite().await;
    let app = process(&db, Clock::System, &[]).await;
    job::start(&app, Pace { poll: Duration::from_secs(3_600), ..pace() }, job::handle);
    for n in 0..20 {
        let key = n.to_string();
        app.store.workspace(&db.workspace).enqueue(&[nothing(&key)], NOW).await.unwrap();
        app.jobs.hint();
        comes_to(&db, &key, "done").await;
    }
    stops(app).await;
}

#[tokio::test]
async fn a_cancelled_job_is_told_and_its_worker_is_free() {
    let db = Db::sqlite().await;
    let app = process(&db, Clock::System, &[("PAUTA_JOB_WORKERS", "1")]).await;
    let wanted = ConversationId::new();
    let (left, mut heard) = mpsc::unbounded_channel();
    let good = wanted.clone();
    job::start(&app, pace(), move |run: Run| {
        let (left, is_good) = (left.clone(), run.work.conversation() == Some(&good));
        async move {
            if !is_good {
                run.cancelled.cancelled().await;
                left.send(run.task).unwrap();
                std::future::pending::<()>().await;
            }
            Fate::Done
        }
    });
    db.here().enqueue(&[nothing("endless")], NOW).await.unwrap();
    comes_to(&db, "endless", "running").await;
    db.here().enqueue(&[named(&wanted, "behind it")], NOW).await.unwrap();
    let task = db.here().cancel_task("endless", NOW).await.unwrap().unwrap();
    assert_eq!(heard.recv().await.unwrap(), task, "by the next sign of life");
    comes_to(&db, "behind it", "done").await;
    assert_eq!(state(&db, "endless").await, ("cancelled".into(), 1));
    stops(app).await;
}

#[tokio::test]
async fn a_job_may_ask_for_another_time() {
    let db = Db::sqlite().await;
    let (now, day) = (Clock::System.now(), 86_400_000);
    let clock = Clock::fixed(now);
    let app = process(&db, clock.clone(), &[]).await;
    job::start(&app, pace(), move |run: Run| async move {
        let tomorrow = Millis(now.0 + day);
        if run.app.clock.now() < tomorrow { Fate::Again { at: tomorrow } } else { Fate::Done }
    });
    db.here().enqueue(&[nothing("reminder")], now).await.unwrap();
    until("it was put off", async || state(&db, "reminder").await == ("queued".into(), 1)).await;
    let Clock::Fixed(hand) = &clock else { panic!("it is fixed") };
    hand.store(now.0 + day, Ordering::Relaxed);
    comes_to(&db, "reminder", "done").await;
    stops(app).await;
}

#[tokio::test]
async fn a_schedule_enqueues_each_tick_once_whoever_looks() {
    let db = Db::postgres().await;
    let start: Millis = Millis(1_773_000_000_000 / 60_000 * 60_000);
    let clock = Clock::fixed(start);
    let (one, other) = (process(&db, clock.clone(), &[]).await, process(&db, clock.clone(), &[]).await);
    let schedule = Schedule {
        name: "minutely".into(),
        timetable: Timetable::read("* * * * *", "America/Sao_Paulo", Missed::All).unwrap(),
        workspace: db.workspace.clone(),
        work: Work::Nothing { conversation: None, told: false },
    };
    let Clock::Fixed(hand) = &clock else { panic!("it is fixed") };
    for minutes in [0, 1, 1, 4] {
        hand.store(start.0 + minutes * 60_000, Ordering::Relaxed);
        let (a, b) = tokio::join!(schedule::look(&one, &schedule), schedule::look(&other, &schedule));
        a.and(b).unwrap();
    }
    let claimed = db.store.installation().claim_tasks("a", 99, clock.now()).await.unwrap();
    assert_eq!(claimed.len(), 4, "a task for each minute, none twice");
    stops(one).await;
    stops(other).await;
}

/// With the real server: the turn that freezes a brief enqueues its plan.
#[tokio::test]
async fn a_frozen_brief_enqueues_its_plan_once() {
    let app = TestApp::start().await;
    let mut person = Person::meets(&app).await;
    for n in 0..10 {
        assert!(person.says(&format!("answer {n}")).await.is_accepted());
    }
    let came = person.presses(&["confirm"]).await;
    assert!(came.is_accepted(), "{came:?}");
    let here = app.app.store.workspace(&app.app.home.workspace);
    let task = here.task(&format!("offer/{}/1", person.conversation)).await.unwrap().unwrap();
    assert_eq!((task.kind.as_str(), task.conversation.unwrap().as_str()), ("offer", &*person.conversation));
}
