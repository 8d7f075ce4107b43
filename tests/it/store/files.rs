//! Files: whose they are, and how many.

use super::db::{Db, NOW};
use futures_util::future::join_all;
use pauta::{
    id::{ConversationId, FileId, VisitorId, WorkspaceId},
    store::{Added, Base, File, FileLimits},
};

const LIMITS: FileLimits = FileLimits { files: 5, bytes: 1000 };

fn file(db: &Db, conversation: &ConversationId, n: u64) -> File {
    File {
        id: FileId::new(),
        conversation: conversation.clone(),
        visitor: db.visitor.clone(),
        name: format!("ação {n}.png"),
        kind: "image/png".into(),
        bytes: 10,
        sha256: format!("hash {n}"),
        blob: format!("ws/x/{n}"),
        created_at: NOW,
    }
}

pub async fn a_file_is_read_back_by_its_conversation_only(db: Db) {
    let (here, id, other) = (db.here(), db.conversation().await, db.conversation().await);
    let one = file(&db, &id, 1);
    assert_eq!(here.add_file(&one, LIMITS).await.unwrap(), Added::Done);
    assert_eq!(here.file(&id, &one.id).await.unwrap().as_ref(), Some(&one));
    assert_eq!(here.files(&id).await.unwrap(), std::slice::from_ref(&one));
    assert_eq!(here.file(&other, &one.id).await.unwrap(), None);
    assert_eq!(db.store.workspace(&WorkspaceId::new()).files(&id).await.unwrap(), []);
    let twin = File { id: FileId::new(), ..one.clone() };
    assert_eq!(here.add_file(&twin, LIMITS).await.unwrap(), Added::Known(one.id.clone()));
    let nowhere = file(&db, &ConversationId::new(), 1);
    assert_eq!(here.add_file(&nowhere, LIMITS).await.unwrap(), Added::NoConversation);
    let foreign = db.store.workspace(&WorkspaceId::new());
    assert_eq!(foreign.add_file(&file(&db, &id, 2), LIMITS).await.unwrap(), Added::NoConversation);
}

pub async fn the_limits_hold_however_many_come_at_once(db: Db) {
    let id = db.conversation().await;
    let files: Vec<File> = (0..20).map(|n| file(&db, &id, n)).collect();
    let here = db.here();
    let added = join_all(files.iter().map(|file| here.add_file(file, LIMITS))).await;
    let count = |wanted: &Added| added.iter().filter(|added| added.as_ref().unwrap() == wanted).count();
    assert_eq!((count(&Added::Done), count(&Added::TooMany)), (5, 15));
    assert_eq!(here.files(&id).await.unwrap().len(), 5);

    let id = db.conversation().await;
    let heavy = |n: u64, bytes: u64| File { bytes, ..file(&db, &id, n) };
    let files = [heavy(1, 600), heavy(2, 600), heavy(3, 600)];
    let added = join_all(files.iter().map(|file| here.add_file(file, LIMITS))).await;
    assert_eq!(added.iter().filter(|added| matches!(added, Ok(Added::TooMuch))).count(), 2);
    assert_eq!(here.add_file(&heavy(4, 400), LIMITS).await.unwrap(), Added::Done);
    assert_eq!(here.add_file(&heavy(5, 1), LIMITS).await.unwrap(), Added::TooMuch);
}

pub async fn a_copy_has_the_files_of_its_original(db: Db) {
    let (here, id, copy) = (db.here(), db.conversation().await, db.conversation().await);
    let one = file(&db, &id, 1);
    here.add_file(&one, LIMITS).await.unwrap();
    for _ in 0..2 {
        here.share_files(&id, &copy).await.unwrap();
    }
    let shared = here.file(&copy, &one.id).await.unwrap().unwrap();
    assert_eq!(shared, File { conversation: copy, ..one.clone() });
    let stranger = VisitorId::new();
    here.create_visitor(db.person(&stranger)).await.unwrap();
    let mut theirs = db.first();
    theirs.base = Base::New { visitor: stranger, site: db.site.clone() };
    here.commit_turn(theirs.clone()).await.unwrap();
    here.share_files(&id, &theirs.conversation).await.unwrap();
    assert_eq!(here.files(&theirs.conversation).await.unwrap(), [], "nor with somebody else");
}
