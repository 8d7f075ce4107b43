//! Work beside the conversations: enqueued with a turn, claimed by one, ended once.

use super::db::{Db, NOW, next};
use pauta::{
    id::{ConversationId, PieceId, TaskId, WorkspaceId},
    store::{
        ATTEMPTS, Beat, Claimed, Committed, Failed, Fence, NewTask, Outcome, Settled, Spare, TaskCounts,
    },
    time::Millis,
    work::Work,
};

fn at(seconds: i64) -> Millis {
    Millis(NOW.0 + seconds * 1_000)
}

pub fn nothing(key: &str) -> NewTask {
    let work = Work::Nothing { conversation: None, told: false };
    NewTask { key: key.into(), work, priority: 0, due: NOW }
}

async fn claim(db: &Db, limit: u32, now: Millis) -> Vec<Claimed> {
    claim_sparing(db, limit, &Spare::None, now).await
}

async fn claim_sparing(db: &Db, limit: u32, spare: &Spare, now: Millis) -> Vec<Claimed> {
    db.store.installation().claim_tasks("a", limit, spare, now).await.unwrap()
}

async fn settle(db: &Db, fence: &Fence, outcome: Outcome, now: Millis) -> Vec<TaskId> {
    let settled = [Settled { fence: fence.clone(), outcome }];
    db.store.installation().settle_tasks(&settled, now).await.unwrap()
}

async fn state(db: &Db, key: &str) -> (String, u32, usize) {
    let task = db.here().task(key).await.unwrap().unwrap();
    (task.state, task.attempt, task.errors.len())
}

pub async fn a_task_is_enqueued_with_its_turn_or_not_at_all(db: Db) {
    let id = db.conversation().await;
    let mut turn = next(&id, 1);
    turn.tasks = vec![nothing("one"), nothing("two")];
    let mut stale = next(&id, 7);
    stale.tasks = vec![nothing("three")];
    assert_eq!(db.here().commit_turn(turn).await.unwrap(), Committed::Done);
    assert_eq!(db.here().commit_turn(stale).await.unwrap(), Committed::StaleVersion);
    let mut again = next(&id, 2);
    again.tasks = vec![nothing("two"), nothing("four")];
    assert_eq!(db.here().commit_turn(again).await.unwrap(), Committed::Done);
    assert_eq!(db.here().task("three").await.unwrap(), None);
    assert_eq!(claim(&db, 9, NOW).await.len(), 3, "one, two and four; the same key is the same work");
    db.here().enqueue(&[nothing("one"), nothing("five")], NOW).await.unwrap();
    let claimed = claim(&db, 9, NOW).await;
    assert_eq!(claimed.len(), 1);
    assert_eq!((&claimed[0].workspace, &claimed[0].work), (&db.workspace, &Some(nothing("").work)));
    let elsewhere = db.store.workspace(&WorkspaceId::new());
    assert_eq!(elsewhere.task("one").await.unwrap(), None);
    assert_eq!(elsewhere.cancel_task("one", NOW).await.unwrap(), None);
}

pub async fn a_turn_ends_its_task_or_is_not_written(db: Db) {
    let id = db.conversation().await;
    db.here().enqueue(&[nothing("one"), nothing("two")], NOW).await.unwrap();
    let claimed = claim(&db, 2, NOW).await;
    let fence = claimed[0].fence.clone();
    let with = |base, fence: &Fence| {
        let mut turn = next(&id, base);
        (turn.fence, turn.tasks) = (Some(fence.clone()), vec![nothing("follows")]);
        turn
    };
    let former = Fence { attempt: fence.attempt - 1, ..fence.clone() };
    let lost = db.here().commit_turn(with(1, &former)).await.unwrap();
    assert_eq!(lost, Committed::LostFence);
    assert_eq!(db.here().commit_turn(with(7, &former)).await.unwrap(), Committed::LostFence);
    assert_eq!(db.here().commit_turn(with(7, &fence)).await.unwrap(), Committed::StaleVersion);
    assert_eq!(db.here().conversation(&id).await.unwrap().unwrap().line.version, 1);
    assert_eq!(db.here().messages_after(&id, 0, 10).await.unwrap().len(), 2);
    assert_eq!(db.here().task("follows").await.unwrap(), None);

    assert_eq!(db.here().commit_turn(with(1, &fence)).await.unwrap(), Committed::Done);
    assert_eq!(db.here().commit_turn(with(2, &fence)).await.unwrap(), Committed::LostFence, "it has ended");
    assert_eq!(claim(&db, 9, NOW).await.len(), 1, "what follows");
    let other = &claimed.iter().find(|it| it.fence != fence).unwrap().fence;
    let key = if db.here().task("one").await.unwrap().unwrap().id == other.task { "one" } else { "two" };
    db.here().cancel_task(key, NOW).await.unwrap().unwrap();
    assert_eq!(db.here().commit_turn(with(2, other)).await.unwrap(), Committed::LostFence, "cancelled");
}

pub async fn a_task_is_tried_a_few_times_and_then_waits_for_a_person(db: Db) {
    db.here().enqueue(&[nothing("one")], NOW).await.unwrap();
    for attempt in 1..=ATTEMPTS {
        assert_eq!(claim(&db, 1, at(59)).await.len(), usize::from(attempt == 1), "not before it is due");
        let fence = match attempt {
            1 => Fence { task: db.here().task("one").await.unwrap().unwrap().id, attempt },
            _ => claim(&db, 1, at(60)).await.remove(0).fence,
        };
        assert_eq!(fence.attempt, attempt);
        let retry = Outcome::Retry { due: at(60), error: format!("no {attempt} \"é\"\0") };
        let failed = settle(&db, &fence, retry, NOW).await;
        assert_eq!(failed.len(), usize::from(attempt == ATTEMPTS));
    }
    let [failed] = &db.here().failed_tasks(9).await.unwrap()[..] else { panic!("one") };
    let errors: Vec<_> = failed.errors.iter().map(|it| (it.attempt, it.error.as_str(), it.at)).collect();
    assert_eq!(errors, [(1, "no 1 \"é\"", NOW), (2, "no 2 \"é\"", NOW), (3, "no 3 \"é\"", NOW)]);
    let counts = db.store.installation().task_counts().await.unwrap();
    assert_eq!(counts, TaskCounts { queued: 0, running: 0, failed: 1 });

    assert!(!db.store.workspace(&WorkspaceId::new()).retry_task(&failed.id, at(61)).await.unwrap());
    assert!(db.here().retry_task(&failed.id, at(61)).await.unwrap());
    let fence = claim(&db, 1, at(0)).await.remove(0).fence;
    assert_eq!(fence.attempt, 4, "at once, as often as before");
    assert!(settle(&db, &fence, Outcome::Retry { due: NOW, error: "4".into() }, NOW).await.is_empty());
    let fence = claim(&db, 1, NOW).await.remove(0).fence;
    assert_eq!(
        settle(&db, &fence, Outcome::Failed { error: "5".into() }, NOW).await,
        std::slice::from_ref(&fence.task)
    );
    assert!(db.here().dismiss_task(&fence.task, NOW).await.unwrap());
    assert!(!db.here().dismiss_task(&fence.task, NOW).await.unwrap());
    assert_eq!(state(&db, "one").await, ("cancelled".into(), 5, 5));
}

pub async fn an_attempt_that_is_over_changes_nothing(db: Db) {
    db.here().enqueue(&[nothing("one")], NOW).await.unwrap();
    let rows = db.store.installation();
    let first = claim(&db, 1, NOW).await.remove(0).fence;
    settle(&db, &first, Outcome::Again { due: NOW }, NOW).await;
    let second = claim(&db, 1, NOW).await.remove(0).fence;
    assert_eq!(
        rows.keep_tasks(&[first.clone(), second.clone()]).await.unwrap(),
        std::slice::from_ref(&second.task)
    );
    assert_eq!(rows.keep_tasks(std::slice::from_ref(&first)).await.unwrap(), []);
    for outcome in [Outcome::Done, Outcome::Again { due: NOW }, Outcome::Failed { error: "late".into() }] {
        settle(&db, &first, outcome, NOW).await;
        assert_eq!(state(&db, "one").await, ("running".into(), 2, 0));
    }
    settle(&db, &second, Outcome::Done, NOW).await;
    settle(&db, &second, Outcome::Failed { error: "late".into() }, NOW).await;
    assert_eq!(state(&db, "one").await, ("done".into(), 2, 0));
    assert_eq!(rows.sweep_tasks(NOW).await.unwrap(), 0);
    assert_eq!(rows.sweep_tasks(at(1)).await.unwrap(), 1);
    assert_eq!(db.here().task("one").await.unwrap(), None);
}

pub async fn a_silent_attempt_is_taken_away_and_counts(db: Db) {
    db.here().enqueue(&[nothing("one")], NOW).await.unwrap();
    let rows = db.store.installation();
    let fence = claim(&db, 1, NOW).await.remove(0).fence;
    let seen = rows.running_tasks().await.unwrap().remove(0);
    assert_eq!(seen, Beat { fence: fence.clone(), beat: 0 });
    rows.keep_tasks(&[fence]).await.unwrap();
    assert!(!rows.lose_task(&seen, NOW).await.unwrap(), "it has given a sign of life");
    for attempt in 1..=ATTEMPTS {
        let now = rows.running_tasks().await.unwrap().remove(0);
        assert_eq!(now.fence.attempt, attempt);
        if attempt == 1 {
            rows.free_tasks(NOW).await.unwrap();
        } else {
            assert!(rows.lose_task(&now, NOW).await.unwrap());
        }
        assert_eq!(claim(&db, 1, Millis(0)).await.len(), usize::from(attempt < ATTEMPTS), "at once");
    }
    assert_eq!(state(&db, "one").await, ("failed".into(), ATTEMPTS, 3), "what kills its process is poison");
    assert_eq!(
        rows.failed_generations(Millis(0), 9).await.unwrap(),
        [],
        "it was nothing that becomes a piece"
    );
}

pub async fn a_generation_that_failed_is_found(db: Db) {
    let (conversation, piece) = (db.conversation().await, PieceId::new());
    let work = Work::Generate { conversation: conversation.clone(), piece, round: 1 };
    let task = NewTask { work: work.clone(), ..nothing("piece") };
    db.here().enqueue(&[task], NOW).await.unwrap();
    let rows = db.store.installation();
    let fence = claim(&db, 1, NOW).await.remove(0).fence;
    let failed = Outcome::Failed { error: "no".into() };
    assert_eq!(settle(&db, &fence, failed, NOW).await, std::slice::from_ref(&fence.task));
    let found = Failed { workspace: db.workspace.clone(), task: fence.task, work: Some(work) };
    assert_eq!(rows.failed_generations(NOW, 9).await.unwrap(), [found]);
    assert_eq!(rows.failed_generations(Millis(NOW.0 + 1), 9).await.unwrap(), []);
}

pub async fn no_workspace_waits_behind_anothers_thousand(db: Db) {
    let many: Vec<NewTask> = (0..1_000).map(|n| nothing(&n.to_string())).collect();
    db.here().enqueue(&many, NOW).await.unwrap();
    let rows = db.store.installation();
    let (other, _) = rows.ensure_workspace("other", &[], NOW).await.unwrap();
    db.store.workspace(&other).enqueue(&[nothing("a"), nothing("b")], NOW).await.unwrap();
    let of = |claimed: &[Claimed], id: &WorkspaceId| claimed.iter().filter(|it| it.workspace == *id).count();
    let first = claim(&db, 4, NOW).await;
    assert_eq!((first.len(), of(&first, &other)), (4, 2), "half and half");
    db.store.workspace(&other).enqueue(&[nothing("c")], NOW).await.unwrap();
    let second = claim(&db, 1, NOW).await;
    assert_eq!(second.len(), 1);
    assert_eq!(claim(&db, 2_000, NOW).await.len(), 998, "and then all the others");
}

pub async fn a_place_is_spared_for_workspaces_that_come_later(db: Db) {
    let many: Vec<NewTask> = (0..20).map(|n| nothing(&n.to_string())).collect();
    db.here().enqueue(&many, NOW).await.unwrap();
    let of_each = async |limit| claim_sparing(&db, limit, &Spare::OfEach, NOW).await.len();
    assert_eq!(of_each(4).await, 4, "there is nobody to spare it for");
    let rows = db.store.installation();
    let (other, _) = rows.ensure_workspace("other", &[], NOW).await.unwrap();
    assert_eq!((of_each(4).await, of_each(1).await), (3, 0));
    let here = Spare::Of(db.workspace.clone());
    assert_eq!(claim_sparing(&db, 1, &here, NOW).await, [], "it has all but one");
    assert_eq!(claim_sparing(&db, 3, &here, NOW).await.len(), 2);
    db.store.workspace(&other).enqueue(&[nothing("a"), nothing("b"), nothing("c")], NOW).await.unwrap();
    let [one] = &claim_sparing(&db, 1, &here, NOW).await[..] else { panic!("the place is theirs") };
    assert_eq!(one.workspace, other);
    let of = |claimed: &[Claimed], id: &WorkspaceId| claimed.iter().filter(|it| it.workspace == *id).count();
    let both = claim_sparing(&db, 6, &Spare::OfEach, NOW).await;
    assert_eq!(
        (of(&both, &db.workspace), of(&both, &other)),
        (4, 2),
        "what two want is shared, and all is taken"
    );
    assert_eq!(claim_sparing(&db, 2, &Spare::Of(other), NOW).await.len(), 2, "it is another that leaves one");
}

pub async fn a_workspaces_tasks_come_by_priority_and_as_they_were_due(db: Db) {
    let task = |key: &str, priority, due| NewTask { priority, due, ..nothing(key) };
    let tasks =
        [task("late", 0, at(9)), task("first", 0, at(-9)), task("urgent", 5, at(-1)), nothing("second")];
    db.here().enqueue(&tasks, NOW).await.unwrap();
    let mut order = Vec::new();
    while let Some(claimed) = claim(&db, 1, NOW).await.pop() {
        order.push(claimed.fence.task);
    }
    let mut expected = Vec::new();
    for key in ["urgent", "first", "second"] {
        expected.push(db.here().task(key).await.unwrap().unwrap().id);
    }
    assert_eq!(order, expected);
    assert!(!db.store.installation().has_due_tasks(at(8)).await.unwrap());
    assert!(db.store.installation().has_due_tasks(at(9)).await.unwrap());
    db.here().enqueue(&[nothing("now")], NOW).await.unwrap();
    assert_eq!(claim(&db, 9, at(-7_200)).await.len(), 1, "what was due at once is, on a clock set back too");
}

pub async fn many_claim_and_each_task_is_one_attempts(db: Db) {
    let many: Vec<NewTask> = (0..200).map(|n| nothing(&n.to_string())).collect();
    db.here().enqueue(&many, NOW).await.unwrap();
    let other = pauta::store::Store::open(&db.config).await.unwrap();
    let stores = [&db.store, &other, &db.store, &other];
    let claims = stores.map(async |store| {
        let mut mine = Vec::new();
        while let claimed = store.installation().claim_tasks("x", 7, &Spare::None, NOW).await.unwrap()
            && !claimed.is_empty()
        {
            mine.extend(claimed.into_iter().map(|it| it.fence));
        }
        mine
    });
    let all: Vec<Fence> = futures_util::future::join_all(claims).await.concat();
    assert!(all.iter().all(|fence| fence.attempt == 1));
    let distinct: std::collections::HashSet<_> = all.iter().collect();
    assert_eq!((all.len(), distinct.len()), (200, 200));
    let settled: Vec<_> = all.into_iter().map(|fence| Settled { fence, outcome: Outcome::Done }).collect();
    db.store.installation().settle_tasks(&settled, NOW).await.unwrap();
    assert_eq!(db.store.installation().task_counts().await.unwrap(), TaskCounts::default());
}

pub async fn a_tick_becomes_one_task(db: Db) {
    let rows = db.store.installation();
    assert_eq!(rows.last_tick("weekly").await.unwrap(), None);
    rows.begin_schedule("weekly", at(-60)).await.unwrap();
    assert_eq!(rows.last_tick("weekly").await.unwrap(), Some(at(-60)));
    let of = ConversationId::new();
    let work = Work::Nothing { conversation: Some(of.clone()), told: false };
    let task = NewTask { work, ..nothing("weekly/1") };
    assert!(db.here().fire("weekly", NOW, task.clone(), at(1)).await.unwrap());
    assert!(!db.here().fire("weekly", NOW, task, at(2)).await.unwrap());
    assert_eq!(rows.last_tick("weekly").await.unwrap(), Some(NOW));
    assert_eq!(rows.last_tick("daily").await.unwrap(), None);
    assert_eq!(claim(&db, 9, at(1)).await.len(), 1);
    assert_eq!(db.here().task("weekly/1").await.unwrap().unwrap().conversation, Some(of));
}
