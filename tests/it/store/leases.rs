//! Who works on an assist.

use super::db::{Db, NOW};
use pauta::{
    id::{ConversationId, WorkspaceId},
    store::{DueAssist, Lease},
    time::Millis,
};

pub async fn an_assist_is_one_processs_until_its_lease_is_over(db: Db) {
    let (id, here) = (db.conversation().await, db.here());
    let at = |seconds: i64| Millis(NOW.0 + seconds * 1_000);
    let lease = |holder, now| Lease { holder, now: at(now), until: at(now + 20) };
    let due = async |now| db.store.installation().assists_due(at(now), 10).await.unwrap();
    let it = DueAssist { workspace: db.workspace.clone(), conversation: id.clone(), task: 7 };

    assert!(!here.take_assist(&id, 7, &lease("a", 0)).await.unwrap(), "nobody wants it");
    here.note_assist(&id, 7, at(20)).await.unwrap();
    here.note_assist(&id, 7, at(90)).await.unwrap();
    assert_eq!(due(20).await, []);
    assert_eq!(due(21).await, std::slice::from_ref(&it), "noted, and never taken");
    assert!(here.take_assist(&id, 7, &lease("a", 5)).await.unwrap());
    assert!(!here.take_assist(&id, 7, &lease("b", 25)).await.unwrap(), "it is a's");
    assert!(here.take_assist(&id, 7, &lease("a", 20)).await.unwrap(), "who keeps it");
    assert_eq!(due(40).await, []);
    assert_eq!(due(41).await, std::slice::from_ref(&it));
    let elsewhere = db.store.workspace(&WorkspaceId::new());
    assert!(!elsewhere.take_assist(&id, 7, &lease("b", 41)).await.unwrap(), "not another workspace's");
    elsewhere.drop_assist(&id, 7).await.unwrap();
    assert!(here.take_assist(&id, 7, &lease("b", 41)).await.unwrap(), "a was not heard of");
    assert!(!here.take_assist(&id, 7, &lease("a", 42)).await.unwrap(), "and is told when it comes back");

    db.store.installation().free_assists().await.unwrap();
    assert_eq!(due(42).await, std::slice::from_ref(&it), "a process that is alone begins anew");
    here.drop_assist(&id, 7).await.unwrap();
    assert!(!here.take_assist(&id, 7, &lease("b", 43)).await.unwrap());
    assert_eq!(due(1_000).await, []);
    here.note_assist(&ConversationId::new(), 1, at(0)).await.unwrap();
    assert_eq!(due(1_000).await, [], "there is no such conversation");
}
