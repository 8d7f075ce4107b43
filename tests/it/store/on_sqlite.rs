//! What can happen to a file.

use super::db::{Db, next};
use futures_util::future::join_all;
use pauta::{
    id::ConversationId,
    store::{Committed, Store, StoreConfig, StoreError},
};
use sqlx::{Connection, SqliteConnection};
use std::path::Path;

async fn open(file: &Path) -> SqliteConnection {
    SqliteConnection::connect(&file.display().to_string()).await.unwrap()
}

fn file(db: &Db) -> &Path {
    let StoreConfig::Sqlite { file, .. } = &db.config else { panic!("this is SQLite") };
    file
}

#[tokio::test]
async fn a_backup_is_consistent_while_turns_are_written() {
    let db = Db::sqlite().await;
    let here = db.here();
    let ids: Vec<ConversationId> = join_all((0..20).map(|_| db.conversation())).await;
    let copy = db.dir.path().join("copy.db");
    let writing = async {
        for base in 1..40 {
            for outcome in join_all(ids.iter().map(|id| here.commit_turn(next(id, base)))).await {
                assert_eq!(outcome.unwrap(), Committed::Done);
            }
        }
    };
    let (backup, ()) = tokio::join!(db.store.backup(&copy), writing);
    backup.unwrap();

    let mut plain = open(&copy).await;
    let verdict: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut plain).await.unwrap();
    assert_eq!(verdict, "ok");
    plain.close().await.unwrap();
    let restored = Store::open(&StoreConfig::Sqlite { file: copy.clone(), max_bytes: None }).await.unwrap();
    restored.check().await.unwrap();
    for id in &ids {
        let workspace = restored.workspace(&db.workspace);
        let turns = workspace.conversation(id).await.unwrap().unwrap().line.version;
        assert_eq!(
            workspace.events(id).await.unwrap().len() as u64,
            turns,
            "a turn is in the copy whole or not at all"
        );
        assert_eq!(workspace.messages_after(id, 0, 1000).await.unwrap().len() as u64, turns * 2);
    }
    let refusal = db.store.backup(&copy).await.unwrap_err();
    assert!(refusal.to_string().contains("exists already"), "{refusal}");
    let nowhere = db.store.backup(&db.dir.path().join("no/such/copy.db")).await;
    assert!(matches!(nowhere, Err(StoreError::Unreachable(_))), "{nowhere:?}");
    let files: Vec<_> =
        std::fs::read_dir(db.dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(files.iter().all(|name| !name.to_string_lossy().ends_with(".part")), "{files:?}");
}

#[tokio::test]
async fn a_file_that_another_process_holds_is_busy_and_recovers() {
    let db = Db::sqlite().await;
    let id = db.conversation().await;
    let mut other = open(file(&db)).await;
    sqlx::raw_sql("BEGIN EXCLUSIVE").execute(&mut other).await.unwrap();
    let here = db.here();
    let (one, two) = tokio::join!(here.commit_turn(next(&id, 1)), here.commit_turn(db.first()));
    assert!(matches!(one, Err(StoreError::Busy(_))), "{one:?}");
    assert!(matches!(two, Err(StoreError::Busy(_))), "{two:?}");
    assert_eq!(here.conversation(&id).await.unwrap().unwrap().line.version, 1, "reading goes on");
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    assert_eq!(here.commit_turn(next(&id, 1)).await.unwrap(), Committed::Done);
}

#[tokio::test]
async fn a_full_disk_stops_writing_only_and_only_while_it_is_full() {
    let db = Db::sqlite_up_to(Some(1 << 20)).await;
    let here = db.here();
    let id = db.conversation().await;
    let large = |base| {
        let mut turn = next(&id, base);
        turn.messages[0].body = "x".repeat(100 << 10);
        turn
    };
    let mut base = 1;
    let full = loop {
        match here.commit_turn(large(base)).await {
            Ok(outcome) => assert_eq!(outcome, Committed::Done),
            Err(error) => break error,
        }
        base += 1;
        assert!(base < 20, "the limit was never met");
    };
    assert!(matches!(full, StoreError::Full(_)), "{full:?}");
    assert!(base > 3);
    let found = here.conversation(&id).await.unwrap().unwrap();
    assert_eq!(found.line.version, base, "nothing of the refused turn is there");
    assert_eq!(here.messages_after(&id, 0, 1000).await.unwrap().len() as u64, base * 2);

    db.execute("DELETE FROM message WHERE length(body) > 1000").await;
    assert_eq!(here.commit_turn(large(base)).await.unwrap(), Committed::Done, "there is room again");
}

#[tokio::test]
async fn what_is_no_database_is_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    let sqlite = |file| StoreConfig::Sqlite { file, max_bytes: None };
    let text = dir.path().join("text");
    std::fs::write(&text, "a text that is no database, and long enough for a header ".repeat(99)).unwrap();
    let opened = Store::open(&sqlite(text)).await;
    assert!(matches!(opened, Err(StoreError::Corrupt(_))), "{:?}", opened.err());
    let opened = Store::open(&sqlite(dir.path().join("no/such/dir/pauta.db"))).await;
    assert!(matches!(opened, Err(StoreError::Unreachable(_))), "{:?}", opened.err());
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let db = Db::sqlite().await;
    db.execute(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (9999, 'later', true, x'00', 0)",
    )
    .await;
    let refusal = db.store.migrate().await.unwrap_err();
    assert!(refusal.to_string().contains("newer version"), "{refusal}");
    assert!(matches!(db.store.check().await, Err(StoreError::Refused(_))));
}

#[tokio::test]
async fn readers_cannot_write_and_the_driver_says_nothing_to_clients() {
    let db = Db::sqlite().await;
    let id = db.conversation().await;
    db.execute("UPDATE conversation SET version = -1").await;
    let error = db.here().conversation(&id).await.unwrap_err();
    assert!(matches!(error, StoreError::Corrupt(_)));
    assert!(!error.to_string().contains("count"), "the cause is in the source only: {error}");
    assert!(std::error::Error::source(&error).is_some());
}
