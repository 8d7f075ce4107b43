//! A disk that fills up under a running server, and is freed again: a real file system of a few megabytes.
//! Where none may be mounted (no root), the limit that SQLite keeps itself stands in for it.

use crate::harness::{
    api::Caller,
    app::{Start, TestApp},
    person::{Came, Person},
    trees,
};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

/// A small file system, unmounted when dropped.
struct Disk(PathBuf);

impl Disk {
    /// `None` where this process may not mount one.
    fn at(place: &Path) -> Option<Self> {
        std::fs::create_dir_all(place).unwrap();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"]).arg(place).status();
        mounted.is_ok_and(|status| status.success()).then(|| Self(place.to_owned()))
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }

    fn fill(&self) {
        let mut filler = File::create(self.filler()).unwrap();
        // Down to the last page: a chunk that does not fit is tried again in smaller ones.
        for size in [1 << 20, 4096, 1] {
            let chunk = vec![0; size];
            while filler.write_all(&chunk).is_ok() {}
        }
    }

    fn free(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: the server may still have its files open.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn start() -> Start {
    Start::new().tree(&trees::questions("ten", 40))
}

fn is_full(came: &Came) {
    assert_eq!(came.code(), "read_only");
    assert!(came.answer["retry_after_ms"].as_u64().unwrap() > 0);
}

async fn ready(app: &TestApp) -> u16 {
    reqwest::get(app.url("/readyz")).await.unwrap().status().as_u16()
}

/// Every row that was acknowledged is there, read anew from the database.
async fn nothing_is_lost(app: &TestApp, person: &Person) {
    let whole = Person::says_hello(app, person.resume()).await;
    assert_eq!(whole.rows, person.rows);
}

/// Says things until there is no room for another, and gives the refusal.
async fn says_until_full(person: &mut Person) -> Came {
    for _ in 0..4 {
        let came = person.says(&"so much to say ".repeat(500)).await;
        if !came.is_accepted() {
            return came;
        }
    }
    panic!("the disk was never full");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_each_time_and_takes_the_next_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::at(&folder.path().join("disk")) else {
        return a_full_database_refuses_and_recovers().await;
    };
    let data = disk.0.to_str().unwrap().to_owned();
    let app = start().set("PAUTA_DATA_DIR", &data).run().await;
    let mut ana = Person::meets(&app).await;
    assert!(ana.says("before").await.is_accepted());
    for round in 0..3 {
        disk.fill();
        is_full(&says_until_full(&mut ana).await);
        for _ in 0..3 {
            is_full(&ana.says(&"and more ".repeat(500)).await);
        }
        let begun = Person::at(app.address, &app.site(), serde_json::json!({ "tree": "ten" })).await;
        assert_eq!(begun.err().unwrap()["code"], "read_only");
        assert_eq!(ready(&app).await, 200, "reading works");
        disk.free();
        assert!(ana.says("there is room").await.is_accepted(), "the very next one, in round {round}");
        assert_eq!(ready(&app).await, 200);
        nothing_is_lost(&app, &ana).await;
    }
    app.stop().await;
}

/// A file that finds no room leaves nothing behind, neither whole nor half, and is taken once there is some.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_keeps_no_half_file() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::at(&folder.path().join("disk")) else { return };
    let app = Start::new().tree(&trees::ten_questions()).run().await;
    // The files are on a disk of their own, as they may well be.
    let blobs = app.data.path().join("data/blobs");
    std::os::unix::fs::symlink(&disk.0, &blobs).unwrap();
    let ana = Caller::starts(&app).await;
    let book = [&b"%PDF-1.7\n"[..], &vec![7; 9 << 20]].concat();
    let refused = async |name: &str, bytes: &[u8]| {
        let answer = ana.sends(name, bytes).await;
        assert_eq!(answer.status(), 503);
        assert!(answer.headers().contains_key("retry-after"));
        let told: serde_json::Value = answer.json().await.unwrap();
        assert_eq!(told["code"], "read_only");
    };
    refused("larger-than-the-disk.pdf", &book).await;
    disk.fill();
    refused("small.pdf", &book[..1000]).await;
    disk.free();
    assert_eq!(ana.sends("small.pdf", &book[..1000]).await.status(), 201);
    let mut folders = vec![disk.0.clone()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files += 1 }
        }
    }
    assert_eq!(files, 1);
}

/// The same against `max_page_count`; room is made by another process's deletion.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_database_refuses_each_time_and_takes_the_next_once_there_is_room() {
    a_full_database_refuses_and_recovers().await;
}

async fn a_full_database_refuses_and_recovers() {
    let app = start().room(1 << 20).run().await;
    let mut ana = Person::meets(&app).await;
    let options = SqliteConnectOptions::new().filename(app.data.path().join("small.db"));
    let mut other = SqliteConnection::connect_with(&options).await.unwrap();
    let filler = "CREATE TABLE filler (x); INSERT INTO filler \
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) \
        SELECT randomblob(4096) FROM n";
    for _ in 0..2 {
        sqlx::raw_sql(filler).execute(&mut other).await.unwrap();
        is_full(&says_until_full(&mut ana).await);
        for _ in 0..3 {
            is_full(&ana.says(&"and more ".repeat(500)).await);
        }
        sqlx::raw_sql("DROP TABLE filler").execute(&mut other).await.unwrap();
        assert!(ana.says("there is room").await.is_accepted());
        nothing_is_lost(&app, &ana).await;
    }
}
