//! Models' answers: whose they are, and for how long.

use super::db::{Db, NOW};
use pauta::time::Millis;

pub async fn an_answer_is_its_workspaces_until_its_time_is_over(db: Db) {
    let (other, _) = db.store.installation().ensure_workspace("outro", &[], NOW).await.unwrap();
    let (here, there, later) = (db.here(), db.store.workspace(&other), Millis(NOW.0 + 10));
    assert_eq!(here.cached_answer("h", NOW).await.unwrap(), None);
    here.keep_answer("h", r#"{"text":"olá"}"#, later).await.unwrap();
    assert_eq!(here.cached_answer("h", NOW).await.unwrap().as_deref(), Some(r#"{"text":"olá"}"#));
    assert_eq!(there.cached_answer("h", NOW).await.unwrap(), None);
    assert_eq!(here.cached_answer("h", later).await.unwrap(), None, "over, though it is there");
    there.keep_answer("h", "theirs", later).await.unwrap();
    here.keep_answer("h", "newer", Millis(later.0 + 1)).await.unwrap();
    assert_eq!(here.cached_answer("h", later).await.unwrap().as_deref(), Some("newer"));
    assert_eq!(there.cached_answer("h", NOW).await.unwrap().as_deref(), Some("theirs"));
}

pub async fn a_sweep_takes_what_is_over_and_no_more_than_it_may(db: Db) {
    let (other, _) = db.store.installation().ensure_workspace("outro", &[], NOW).await.unwrap();
    let (here, there) = (db.here(), db.store.workspace(&other));
    here.keep_answer("over", "{}", NOW).await.unwrap();
    there.keep_answer("over", "{}", Millis(NOW.0 - 1)).await.unwrap();
    here.keep_answer("good", "{}", Millis(NOW.0 + 1)).await.unwrap();
    let sweep = async || db.store.installation().sweep_cached_answers(NOW).await.unwrap();
    assert_eq!(sweep().await, 2);
    assert_eq!(here.cached_answer("over", Millis(0)).await.unwrap(), None);
    assert!(here.cached_answer("good", Millis(0)).await.unwrap().is_some());
    db.execute(
        "INSERT INTO cached_answer (workspace, hash, body, expires_at) \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10100) \
         SELECT w.id, 'many ' || CAST(n.i AS text), '{}', 1 FROM n, workspace w WHERE w.name = 'outro'",
    )
    .await;
    assert_eq!(sweep().await, 10_000, "a bounded number at once");
    assert_eq!(sweep().await, 100);
    assert_eq!(sweep().await, 0);
}
