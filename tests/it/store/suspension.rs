//! What rests: the installation's, and only ever for longer.

use super::db::{Db, NOW};
use pauta::{store::Suspension, time::Millis};

fn rest(model: &str, until: i64) -> Suspension {
    Suspension {
        pool: "openai/a".into(),
        model: model.into(),
        reason: "per_minute".into(),
        source: "provider".into(),
        since: NOW,
        until: Millis(NOW.0 + until),
        strikes: 1,
        last_error: "Slow down".into(),
        config: String::new(),
    }
}

pub async fn an_end_only_moves_later(db: Db) {
    let rows = db.store.installation();
    let long = rest("m", 9_000);
    for row in [&rest("m", 5_000), &long, &rest("m", 7_000)] {
        rows.suspend(row).await.unwrap();
    }
    assert_eq!(rows.suspensions().await.unwrap(), [long]);
    let (one, other) = (rest("n", 100), rest("n", 200));
    let (first, second) = tokio::join!(rows.suspend(&other), rows.suspend(&one));
    first.and(second).unwrap();
    assert_eq!(rows.suspensions().await.unwrap()[1], other);
}

pub async fn a_rest_is_forgotten_once_it_is_over_or_cleared(db: Db) {
    let rows = db.store.installation();
    for row in [rest("m", 100), rest("n", 200), Suspension { pool: "xai/b".into(), ..rest("*", 300) }] {
        rows.suspend(&row).await.unwrap();
    }
    rows.forget_suspension("openai/a", "m", Millis(NOW.0 + 99)).await.unwrap();
    assert_eq!(rows.suspensions().await.unwrap().len(), 3, "it is not over");
    rows.forget_suspension("openai/a", "m", Millis(NOW.0 + 100)).await.unwrap();
    assert_eq!(rows.suspensions().await.unwrap().len(), 2);
    assert_eq!(rows.clear_suspensions(Some("openai/a"), Some("x")).await.unwrap(), 0);
    assert_eq!(rows.clear_suspensions(Some("openai/a"), None).await.unwrap(), 1);
    assert_eq!(rows.clear_suspensions(None, None).await.unwrap(), 1);
    assert_eq!(rows.suspensions().await.unwrap(), []);
}
