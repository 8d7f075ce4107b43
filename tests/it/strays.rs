//! Blobs that no row refers to are taken away, once they have been alone for a day, and no others.

use crate::{
    harness::{app::config, s3::S3, tls},
    store::db::{Db, NOW, next},
};
use pauta::{
    app::{App, sweep::Strays},
    id::{AssetId, BrandId, FileId, PieceId, WorkspaceId},
    outside::blob::{Blobs, Key, Shelf},
    store::{
        AssetRow, Committed, File, FileLimits, KitRow, NewBrand, PieceRow, PieceWrites, StoreConfig,
        VersionRow,
    },
    time::{Clock, Millis},
};
use std::{collections::BTreeSet, sync::atomic::Ordering, time::SystemTime};

const DAY: i64 = 24 * 60 * 60 * 1_000;

fn system_now() -> Millis {
    Millis(i64::try_from(SystemTime::UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap())
}

async fn put(blobs: &Blobs, workspace: &WorkspaceId, shelf: Shelf) -> Key {
    let key = Key::new(workspace, shelf, NOW);
    blobs.put(&key, "image/png", b"dots").await.unwrap();
    key
}

/// A file of a conversation, a picture of a piece and a logo of an earlier kit: each with its row.
async fn referred(db: &Db, blobs: &Blobs) -> BTreeSet<String> {
    let (here, conversation) = (db.here(), db.conversation().await);
    let [sent, drawn, logo] = [Shelf::References, Shelf::Posts, Shelf::Logos]
        .map(async |shelf| put(blobs, &db.workspace, shelf).await.as_str().to_owned());
    let (sent, drawn, logo) = tokio::join!(sent, drawn, logo);
    let file = File {
        id: FileId::new(),
        conversation: conversation.clone(),
        visitor: db.visitor.clone(),
        name: "a.png".into(),
        kind: "image/png".into(),
        bytes: 4,
        sha256: "hash".into(),
        blob: sent.clone(),
        created_at: NOW,
    };
    here.add_file(&file, FileLimits { files: 9, bytes: 99 }).await.unwrap();
    let (piece, brand) = (PieceId::new(), BrandId::new());
    let asset = AssetRow {
        id: AssetId::new(),
        piece: piece.clone(),
        version: 1,
        name: "square".into(),
        key: drawn.clone(),
        mime: "image/png".into(),
        width: 1,
        height: 1,
        bytes: 4,
    };
    let row =
        PieceRow { id: piece.clone(), brief: 1, node: "n".into(), state: "ready".into(), body: "{}".into() };
    let mut turn = next(&conversation, 1);
    turn.brand = Some(NewBrand { id: brand.clone(), name: "P".into(), kit: "{}".into(), owner: None });
    turn.pieces = PieceWrites {
        board: Some((1, "{}".into())),
        pieces: vec![row],
        versions: vec![VersionRow { piece, number: 1, sha256: "h".into(), body: "{}".into() }],
        assets: vec![asset],
        ..PieceWrites::default()
    };
    assert_eq!(here.commit_turn(turn).await.unwrap(), Committed::Done);
    for (version, body) in [(1, format!(r#"{{"logos":[{{"key":"{logo}"}}]}}"#)), (2, "{}".to_owned())] {
        assert!(here.put_kit(&brand, &KitRow { version, body, who: String::new(), at: NOW }).await.unwrap());
    }
    BTreeSet::from([sent, drawn, logo])
}

async fn kept(blobs: &Blobs, workspace: &WorkspaceId) -> BTreeSet<String> {
    let listed = blobs.list(workspace, None, 999).await.unwrap();
    listed.into_iter().map(|blob| blob.key.as_str().to_owned()).collect()
}

async fn process(db: &Db, clock: Clock, more: Vec<(String, String)>) -> App {
    tls::ready();
    let url = match &db.config {
        StoreConfig::Postgres { url } => url.clone(),
        StoreConfig::Sqlite { file, .. } => format!("sqlite:{}", file.display()),
    };
    let variables: Vec<_> = [("DATABASE_URL".to_owned(), url)].into_iter().chain(more).collect();
    let address = "127.0.0.1:8080".parse().unwrap();
    App::open(config(db.dir.path(), &variables), clock, address).await.unwrap()
}

async fn only_what_is_alone_goes(db: Db, more: Vec<(String, String)>) {
    let clock = Clock::fixed(system_now());
    let app = process(&db, clock.clone(), more).await;
    let foreign = WorkspaceId::new();
    let named = referred(&db, &app.blobs).await;
    for shelf in [Shelf::References, Shelf::Posts, Shelf::Posts, Shelf::Logos, Shelf::Fonts] {
        put(&app.blobs, &db.workspace, shelf).await;
    }
    put(&app.blobs, &foreign, Shelf::Posts).await;

    let mut strays = Strays::default();
    let goes_to = |now: i64| {
        let Clock::Fixed(hand) = &clock else { panic!("it is fixed") };
        hand.store(now, Ordering::Relaxed);
    };
    let begun = clock.now().0;
    goes_to(begun + DAY - 60_000);
    assert_eq!(strays.sweep(&app, 999).await.unwrap(), 0, "an attempt may be about to write its row");
    assert_eq!(kept(&app.blobs, &db.workspace).await.len(), 8);

    goes_to(begun + DAY + 60_000);
    let mut runs = 0;
    while kept(&app.blobs, &db.workspace).await != named {
        let left = kept(&app.blobs, &db.workspace).await.len();
        assert!(strays.sweep(&app, 2).await.unwrap() <= 2, "as much as it may in one run");
        assert!(kept(&app.blobs, &db.workspace).await.len() + 2 >= left);
        runs += 1;
        assert!(runs < 20, "it comes to the end, however little it may");
    }
    assert_eq!(Strays::default().sweep(&app, 999).await.unwrap(), 0);
    assert_eq!(kept(&app.blobs, &db.workspace).await, named, "what has a row stays");
    assert_eq!(kept(&app.blobs, &foreign).await.len(), 1, "another installation's");
    assert!(app.metrics.render().contains("pauta_blobs_swept_total 5"));
    app.store.shutdown().await;
}

#[tokio::test]
async fn in_a_folder() {
    only_what_is_alone_goes(Db::sqlite().await, Vec::new()).await;
}

#[tokio::test]
async fn in_a_bucket() {
    tls::ready();
    let s3 = S3::start().await;
    let variables = s3.variables().map(|(name, value)| (name.to_owned(), value));
    only_what_is_alone_goes(Db::postgres().await, variables.to_vec()).await;
}

/// Half a file, which a process left that was killed.
#[tokio::test]
async fn half_a_file_goes_too() {
    let (db, clock) = (Db::sqlite().await, Clock::fixed(Millis(system_now().0 + DAY + 60_000)));
    let app = process(&db, clock, Vec::new()).await;
    let key = put(&app.blobs, &db.workspace, Shelf::Posts).await;
    let place = db.dir.path().join("data/blobs").join(key.as_str());
    let half = place.with_extension("part");
    std::fs::rename(&place, &half).unwrap();
    Strays::default().sweep(&app, 9).await.unwrap();
    assert!(!half.exists());
    app.store.shutdown().await;
}
