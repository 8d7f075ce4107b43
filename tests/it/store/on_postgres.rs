//! What can happen to a connection.

use super::db::{Db, NOW, next};
use crate::harness::postgres;
use futures_util::future::join_all;
use pauta::{
    id::MemberId,
    store::{Committed, Member, Store, StoreConfig, StoreError, guarded_writers},
};
use std::time::Duration;

/// The known fault of the driver: a `begin` that is dropped halfway leaves its transaction open, and what the
/// next user of the connection writes is rolled back although it was acknowledged.
#[tokio::test]
async fn a_cancelled_begin_loses_nothing_that_was_acknowledged() {
    let url = postgres::new_database().await;
    let pool = guarded_writers().max_connections(2).connect(&url).await.unwrap();
    sqlx::raw_sql("CREATE TABLE kept (n bigint NOT NULL)").execute(&pool).await.unwrap();
    let mut acknowledged = 0;
    for n in 0..300_u64 {
        let cancelled = tokio::time::timeout(Duration::from_micros(n * 7 % 400), pool.begin()).await;
        if let Ok(Ok(transaction)) = cancelled {
            transaction.rollback().await.unwrap();
        }
        let written = sqlx::query("INSERT INTO kept (n) VALUES ($1)").bind(n as i64).execute(&pool).await;
        acknowledged += i64::try_from(written.unwrap().rows_affected()).unwrap();
    }
    pool.close().await;
    let other = guarded_writers().connect(&url).await.unwrap();
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM kept").fetch_one(&other).await.unwrap();
    assert_eq!((acknowledged, kept), (300, 300));
}

#[tokio::test]
async fn callers_that_leave_halfway_harm_no_other_write() {
    let db = Db::postgres().await;
    let here = db.here();
    let member = |n: u64| Member {
        id: MemberId::new(),
        name: format!("{n:03}"),
        email: format!("{n}@example.org"),
        role: "editor".into(),
        created_at: NOW,
    };
    for n in 0..200 {
        let patience = Duration::from_micros(n * 13 % 900);
        let _ = tokio::time::timeout(
            patience,
            db.store.installation().ensure_default(&[format!("http://o{n}")], NOW),
        )
        .await;
        let _ = tokio::time::timeout(patience, here.commit_turn(db.first())).await;
        assert!(here.create_member(&member(n)).await.unwrap());
    }
    let other = Store::open(&db.config).await.unwrap();
    assert_eq!(other.workspace(&db.workspace).members().await.unwrap().len(), 200);
}

#[tokio::test]
async fn a_server_that_cuts_its_connections_costs_no_turn() {
    let db = Db::postgres().await;
    let ids = join_all((0..16).map(|_| db.conversation())).await;
    let here = db.here();
    for base in 1..6 {
        db.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND application_name = 'pauta'",
        )
        .await;
        for outcome in join_all(ids.iter().map(|id| here.commit_turn(next(id, base)))).await {
            assert_eq!(outcome.unwrap(), Committed::Done);
        }
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable() {
    let url = "postgres://pauta@127.0.0.1:1/pauta".to_owned();
    let opened = Store::open(&StoreConfig::Postgres { url }).await;
    assert!(matches!(opened, Err(StoreError::Unreachable(_))), "{:?}", opened.err());
    let opened = Store::open(&StoreConfig::Postgres { url: "postgres//".into() }).await;
    assert!(matches!(opened, Err(StoreError::Refused(_))), "{:?}", opened.err());
}

#[tokio::test]
async fn readers_cannot_write_and_backups_have_their_own_tool() {
    let db = Db::postgres().await;
    let refusal = db.store.backup(&db.dir.path().join("copy")).await.unwrap_err();
    assert!(refusal.to_string().contains("pg_dump"), "{refusal}");
}
