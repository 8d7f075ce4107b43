//! Links by which a client decides.

use super::db::{Db, NOW};
use pauta::{
    id::{ConversationId, PieceId, ReviewId, WorkspaceId},
    store::NewReview,
    time::Millis,
};

fn link(db: &Db, conversation: &ConversationId, asked: &str, hash: &str) -> NewReview {
    NewReview {
        id: ReviewId::new(),
        conversation: conversation.clone(),
        visitor: db.visitor.clone(),
        asked: asked.into(),
        token_hash: hash.into(),
        pieces: vec![(PieceId::new(), 2), (PieceId::new(), 1)],
        asker: "Ana".into(),
        note: "Olá\naté sexta".into(),
        deadline: "2026-11-30".into(),
        at: NOW,
        expires_at: Millis(NOW.0 + 10),
    }
}

pub async fn a_link_is_made_found_and_revoked(db: Db) {
    let (here, conversation) = (db.here(), db.conversation().await);
    let first = link(&db, &conversation, "a", "hash-1");
    assert_eq!(here.create_review(&first).await.unwrap(), Some(first.id.clone()));
    let all = db.store.installation();
    let found = all.review("hash-1").await.unwrap().unwrap();
    assert_eq!((&found.id, &found.workspace, &found.conversation), (&first.id, &db.workspace, &conversation));
    assert_eq!((&found.pieces, &found.visitor, found.revoked_at), (&first.pieces, &db.visitor, None));
    assert_eq!((found.asker.as_str(), found.note.as_str()), ("Ana", "Olá\naté sexta"));
    assert_eq!(
        (found.deadline.as_str(), found.created_at, found.expires_at),
        ("2026-11-30", NOW, first.expires_at)
    );
    assert_eq!(all.review("hash-2").await.unwrap(), None);

    // Whoever did not hear the answer asks again: the same link, and only the newer token opens it.
    let again = link(&db, &conversation, "a", "hash-2");
    assert_eq!(here.create_review(&again).await.unwrap(), Some(first.id.clone()));
    assert_eq!(all.review("hash-1").await.unwrap(), None);
    assert_eq!(all.review("hash-2").await.unwrap().unwrap().pieces, again.pieces);
    let other = NewReview { at: Millis(NOW.0 + 1), ..link(&db, &conversation, "b", "hash-3") };
    assert_eq!(here.create_review(&other).await.unwrap(), Some(other.id.clone()));
    let listed = here.reviews(&conversation).await.unwrap();
    assert_eq!(listed.iter().map(|review| &review.id).collect::<Vec<_>>(), [&other.id, &first.id]);

    let elsewhere = db.store.workspace(&WorkspaceId::new());
    assert_eq!(elsewhere.create_review(&link(&db, &conversation, "c", "hash-4")).await.unwrap(), None);
    assert_eq!(elsewhere.reviews(&conversation).await.unwrap(), []);
    assert!(!elsewhere.revoke_review(&conversation, &first.id, NOW).await.unwrap());
    assert!(!here.revoke_review(&db.conversation().await, &first.id, NOW).await.unwrap());
    assert!(here.revoke_review(&conversation, &first.id, NOW).await.unwrap());
    assert!(!here.revoke_review(&conversation, &first.id, Millis(NOW.0 + 5)).await.unwrap(), "once");
    assert_eq!(all.review("hash-2").await.unwrap().unwrap().revoked_at, Some(NOW));
    assert_eq!(here.create_review(&link(&db, &conversation, "a", "hash-5")).await.unwrap(), None);
}
