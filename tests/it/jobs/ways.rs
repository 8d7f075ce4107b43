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
    store::Spare,
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

/// Jobs that do not end until they are told, as many as there are places and more, of one workspace: another's one is
/// begun at once. Nobody looks for an hour: what wakes the workers are hints, and places that come free.
async fn a_place_is_there_for_others(db: Db) {
    let app = process(&db, Clock::System, &[("PAUTA_JOB_WORKERS", "4")]).await;
    let (other, _) = db.store.installation().ensure_workspace("other", &[], NOW).await.unwrap();
    let (end, ended) = tokio::sync::watch::channel(0_usize);
    let begun = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let long = db.workspace.clone();
    let count = begun.clone();
    job::start(&app, Pace { poll: Duration::from_secs(3_600), ..pace() }, move |run: Run| {
        let (mut ended, count, is_long) = (ended.clone(), count.clone(), run.workspace == long);
        async move {
            if is_long {
                let nth = count.fetch_add(1, Ordering::Relaxed);
                ended.wait_for(|ended| *ended > nth).await.unwrap();
            }
            Fate::Done
        }
    });
    let tasks: Vec<_> = (0..9).map(|n| nothing(&n.to_string())).collect();
    db.here().enqueue(&tasks, NOW).await.unwrap();
    app.jobs.hint();
    let running = async |wanted| {
        until(&format!("{wanted} run"), async || {
            db.store.installation().task_counts().await.unwrap().running == wanted
        })
        .await;
    };
    running(3).await;
    for key in ["a", "b", "c"] {
        db.store.workspace(&other).enqueue(&[nothing(key)], NOW).await.unwrap();
        app.jobs.hint();
        until("another's is done", async || {
            let task = db.store.workspace(&other).task(key).await.unwrap().unwrap();
            task.state == "done"
        })
        .await;
    }
    assert_eq!(begun.load(Ordering::Relaxed), 3, "and the place is still spared");
    // Each that ends makes room for the next, although one place was free all the time.
    for nth in 1..=9 {
        end.send(nth).unwrap();
        until("the next is begun", async || begun.load(Ordering::Relaxed) == (nth + 3).min(9)).await;
    }
    comes_to(&db, "8", "done").await;
    stops(app).await;
}

#[tokio::test]
async fn a_place_is_there_for_others_on_sqlite() {
    a_place_is_there_for_others(Db::sqlite().await).await;
}

#[tokio::test]
async fn a_place_is_there_for_others_on_postgres() {
    a_place_is_there_for_others(Db::postgres().await).await;
}

/// Who is alone has every place, and one place is anybody's.
#[tokio::test]
async fn nothing_is_spared_where_it_would_help_nobody() {
    for (workers, others) in [("3", false), ("1", true)] {
        let db = Db::sqlite().await;
        let app = process(&db, Clock::System, &[("PAUTA_JOB_WORKERS", workers)]).await;
        if others {
            db.store.installation().ensure_workspace("other", &[], NOW).await.unwrap();
        }
        job::start(&app, pace(), async |run: Run| {
            run.app.draining.cancelled().await;
            Fate::Done
        });
        let tasks: Vec<_> = (0..9).map(|n| nothing(&n.to_string())).collect();
        db.here().enqueue(&tasks, NOW).await.unwrap();
        let wanted: u64 = workers.parse().unwrap();
        until("every place is taken", async || {
            db.store.installation().task_counts().await.unwrap().running == wanted
        })
        .await;
        stops(app).await;
    }
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
    let claimed = db.store.installation().claim_tasks("a", 99, &Spare::None, clock.now()).await.unwrap();
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
