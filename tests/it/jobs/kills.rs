//! The real binary is killed while it works; every job ends, and ends once.

use crate::{
    harness::{server::Server, trees, wait::until},
    store::{db::NOW, tasks::nothing},
};
use pauta::store::{NewTask, Store, StoreConfig, TaskCounts};
use sqlx::{Connection, SqliteConnection};

const JOBS: usize = 600;
const KILLS: usize = 2;

#[tokio::test]
async fn every_job_ends_once_however_often_the_process_dies() {
    let mut server = Server::start(&trees::ten_questions(), &[("PAUTA_JOB_WORKERS", "8")]).await;
    let file = server.database();
    let store = Store::open(&StoreConfig::Sqlite { file: file.clone(), max_bytes: None }).await.unwrap();
    let workspace = store.installation().workspaces().await.unwrap().remove(0);
    let jobs: Vec<NewTask> = (0..JOBS).map(|n| nothing(&n.to_string())).collect();
    store.workspace(&workspace).enqueue(&jobs, NOW).await.unwrap();
    let mut db = SqliteConnection::connect(&file.display().to_string()).await.unwrap();
    for kill in 1..=KILLS {
        let wanted = i64::try_from(JOBS / (KILLS + 1) * kill).unwrap();
        until("some are done", async || done(&mut db).await >= wanted).await;
        server = server.again().await;
    }
    until("all are done", async || done(&mut db).await == i64::try_from(JOBS).unwrap()).await;
    assert_eq!(store.installation().task_counts().await.unwrap(), TaskCounts::default());
    let tried: i64 = sqlx::query_scalar("SELECT max(attempt) FROM task").fetch_one(&mut db).await.unwrap();
    assert!(tried <= 1 + i64::try_from(KILLS).unwrap(), "an attempt is lost by a kill only: {tried}");
    store.shutdown().await;
}

async fn done(db: &mut SqliteConnection) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM task WHERE state = 'done'").fetch_one(db).await.unwrap()
}
