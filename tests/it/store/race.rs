//! Many at once: the version orders them, and nothing that was acknowledged is lost.

use super::db::{Db, next};
use futures_util::future::join_all;
use pauta::{
    id::ConversationId,
    store::{Committed, Store, StoreError, Workspace},
};
use std::time::Duration;

/// Adds one turn as `turn` does: read, compute, commit, and again if it was stale.
async fn answer(here: &Workspace<'_>, id: &ConversationId) {
    loop {
        let base = here.conversation(id).await.unwrap().unwrap().line.version;
        match here.commit_turn(next(id, base)).await {
            Ok(Committed::Done) => return,
            Ok(Committed::StaleVersion) | Err(StoreError::Busy(_)) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// Every version once, every `seq` once, in order.
async fn is_whole(here: &Workspace<'_>, id: &ConversationId, turns: u64) {
    let versions: Vec<u64> = here.events(id).await.unwrap().iter().map(|event| event.version).collect();
    assert_eq!(versions, (1..=turns).collect::<Vec<_>>());
    let messages = here.messages_after(id, 0, 10_000).await.unwrap();
    let seqs: Vec<u64> = messages.iter().map(|message| message.seq).collect();
    assert_eq!(seqs, (1..=turns * 2).collect::<Vec<_>>());
    assert_eq!(here.conversation(id).await.unwrap().unwrap().line.version, turns);
}

pub async fn many_tabs_on_one_conversation(db: Db) {
    let id = db.conversation().await;
    let here = db.here();
    join_all((0..50).map(|_| answer(&here, &id))).await;
    is_whole(&here, &id, 51).await;
}

pub async fn two_processes_on_one_conversation(db: Db) {
    let (one, two) = (db.conversation().await, db.conversation().await);
    let other = Store::open(&db.config).await.unwrap();
    let (here, there) = (db.here(), other.workspace(&db.workspace));
    let tabs =
        (0..40).map(|n| answer(if n % 2 == 0 { &here } else { &there }, if n % 4 < 2 { &one } else { &two }));
    join_all(tabs).await;
    is_whole(&here, &one, 21).await;
    is_whole(&there, &two, 21).await;
}

pub async fn shutdown_writes_what_was_accepted(db: Db) {
    let here = db.here();
    let turns: Vec<_> = (0..200).map(|_| db.first()).collect();
    let ids: Vec<_> = turns.iter().map(|turn| turn.conversation.clone()).collect();
    let accepted = join_all(turns.into_iter().map(|turn| here.commit_turn(turn)));
    let (outcomes, ()) = tokio::join!(accepted, db.store.shutdown());
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(Committed::Done))), "{outcomes:?}");
    assert!(matches!(here.commit_turn(db.first()).await, Err(StoreError::Closed)));
    assert!(matches!(
        db.store.installation().ensure_default(&[], super::db::NOW).await,
        Err(StoreError::Closed)
    ));
    assert!(matches!(here.conversation(&ids[0]).await, Err(StoreError::Closed)));

    let again = Store::open(&db.config).await.unwrap();
    for id in ids {
        assert!(again.workspace(&db.workspace).conversation(&id).await.unwrap().is_some());
    }
}

pub async fn a_caller_that_leaves_loses_nothing(db: Db) {
    let here = db.here();
    let turns: Vec<_> = (0..20).map(|_| db.first()).collect();
    for turn in &turns {
        // Long enough to hand the turn over, too short to see it done.
        let _ = tokio::time::timeout(Duration::ZERO, here.commit_turn(turn.clone())).await;
    }
    db.store.shutdown().await;
    let again = Store::open(&db.config).await.unwrap();
    for turn in turns {
        assert!(again.workspace(&db.workspace).conversation(&turn.conversation).await.unwrap().is_some());
    }
}
