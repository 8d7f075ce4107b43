//! Turns: what is written, what is refused, and that a refusal leaves no row.

use super::db::{Db, NOW, inbound, next};
use futures_util::future::join_all;
use pauta::{
    id::{BrandId, ConversationId},
    store::{BriefLine, Committed, NewBrand, NewBrief, Store, StoreError},
};

pub async fn is_ready_once_migrated(db: Db) {
    db.store.check().await.unwrap();
    db.store.migrate().await.unwrap();
    db.store.check().await.unwrap();
    db.execute("DROP TABLE _sqlx_migrations").await;
    let error = db.store.check().await.unwrap_err();
    assert!(error.to_string().contains("pauta migrate"), "{error}");
}

pub async fn a_turn_is_read_back_whole(db: Db) {
    let mut first = db.first();
    first.event.inbound = Some(inbound("a"));
    assert_eq!(db.here().commit_turn(first.clone()).await.unwrap(), Committed::Done);

    let found = db.here().conversation(&first.conversation).await.unwrap().unwrap();
    assert_eq!((found.line.version, found.line.seq), (1, 2));
    assert_eq!((found.line.created_at, found.line.updated_at), (NOW, NOW));
    assert_eq!(
        (found.state, found.line.title, found.line.tree),
        (first.head.state, first.head.title, first.head.tree)
    );
    let locale = db.here().conversation_locale(&first.conversation).await.unwrap();
    assert_eq!(locale.as_ref(), Some(&found.line.locale));
    assert_eq!(db.here().conversation_locale(&ConversationId::new()).await.unwrap(), None);
    assert_eq!((found.line.status, found.line.locale), (first.head.status, first.head.locale));
    assert_eq!((found.visitor, found.site), (db.visitor.clone(), db.site.clone()));

    let said = db.here().messages_after(&first.conversation, 0, 10).await.unwrap();
    let told: Vec<_> = said.into_iter().map(|m| (m.seq, m.kind, m.from, m.body, m.at)).collect();
    let wrote: Vec<_> = first.messages.into_iter().map(|m| (m.seq, m.kind, m.from, m.body, NOW)).collect();
    assert_eq!(told, wrote);

    let [event] = &db.here().events(&first.conversation).await.unwrap()[..] else { panic!("one event") };
    assert_eq!((event.version, event.engine, event.at), (1, first.event.engine, NOW));
    assert_eq!(
        (&event.input, &event.context, &event.who),
        (&first.event.input, &first.event.context, &first.event.who)
    );
    assert_eq!(event.inbound, first.event.inbound);
    assert_eq!(db.here().inbound(&first.conversation, "a").await.unwrap(), first.event.inbound);
    assert_eq!(db.here().inbound(&first.conversation, "b").await.unwrap(), None);
}

pub async fn a_conversation_grows_by_its_turns(db: Db) {
    let (older, newer) = (db.conversation().await, db.conversation().await);
    for base in 1..5 {
        assert_eq!(db.here().commit_turn(next(&older, base)).await.unwrap(), Committed::Done);
    }
    let found = db.here().conversation(&older).await.unwrap().unwrap();
    assert_eq!((found.line.version, found.line.seq, found.state.as_str()), (5, 10, r#"{"turn":5}"#));
    assert_eq!((found.line.created_at, found.line.updated_at.0), (NOW, NOW.0 + 4));
    let versions: Vec<u64> =
        db.here().events(&older).await.unwrap().iter().map(|event| event.version).collect();
    assert_eq!(versions, [1, 2, 3, 4, 5]);

    let home = db.here().conversations_of(&db.visitor, 10).await.unwrap();
    assert_eq!(
        home.iter().map(|line| &line.id).collect::<Vec<_>>(),
        [&older, &newer],
        "the last touched first"
    );
    assert_eq!(home[0], found.line);
    assert_eq!(db.here().conversations_of(&db.visitor, 1).await.unwrap().len(), 1);
}

/// Nothing of the conversation is beyond its first turn.
async fn is_untouched(db: &Db, id: &ConversationId) {
    let found = db.here().conversation(id).await.unwrap().unwrap();
    assert_eq!((found.line.version, found.state.as_str()), (1, r#"{"turn":1}"#));
    assert_eq!(db.here().events(id).await.unwrap().len(), 1);
    assert_eq!(db.here().messages_after(id, 0, 100).await.unwrap().len(), 2);
    assert_eq!(db.here().briefs(id).await.unwrap(), []);
    assert_eq!(db.here().brands_of(&db.visitor).await.unwrap(), []);
}

pub async fn a_stale_turn_leaves_no_row(db: Db) {
    let id = db.conversation().await;
    for base in [0, 7] {
        let mut turn = next(&id, base);
        for message in &mut turn.messages {
            message.seq += 100;
        }
        turn.event.inbound = Some(inbound("a"));
        turn.brief = Some(NewBrief { version: 1, hash: "h".into(), body: "{}".into() });
        let owner = Some(db.visitor.clone());
        turn.brand = Some(NewBrand { id: BrandId::new(), name: "Pão".into(), kit: "{}".into(), owner });
        assert_eq!(db.here().commit_turn(turn).await.unwrap(), Committed::StaleVersion, "base {base}");
        is_untouched(&db, &id).await;
    }
    let missing = next(&ConversationId::new(), 1);
    assert_eq!(db.here().commit_turn(missing.clone()).await.unwrap(), Committed::StaleVersion);
    assert_eq!(db.here().conversation(&missing.conversation).await.unwrap(), None);
}

pub async fn a_conversation_is_created_once(db: Db) {
    let first = db.first();
    assert_eq!(db.here().commit_turn(first.clone()).await.unwrap(), Committed::Done);
    assert_eq!(db.here().commit_turn(first.clone()).await.unwrap(), Committed::StaleVersion);
    is_untouched(&db, &first.conversation).await;
}

pub async fn the_same_input_is_stored_once(db: Db) {
    let id = db.conversation().await;
    let mut turn = next(&id, 1);
    turn.event.inbound = Some(inbound("a"));
    assert_eq!(db.here().commit_turn(turn).await.unwrap(), Committed::Done);

    let mut again = next(&id, 2);
    again.event.inbound = Some(inbound("a"));
    again.event.inbound.as_mut().unwrap().body_hash = "another".into();
    let stored = Committed::Duplicate(inbound("a"));
    assert_eq!(db.here().commit_turn(again.clone()).await.unwrap(), stored, "on the newest version");
    again.base = pauta::store::Base::Version(1);
    assert_eq!(db.here().commit_turn(again).await.unwrap(), stored, "and on an old one");
    assert_eq!(db.here().conversation(&id).await.unwrap().unwrap().line.version, 2);
    assert_eq!(db.here().messages_after(&id, 0, 100).await.unwrap().len(), 4);

    let elsewhere = db.conversation().await;
    let mut turn = next(&elsewhere, 1);
    turn.event.inbound = Some(inbound("a"));
    assert_eq!(
        db.here().commit_turn(turn).await.unwrap(),
        Committed::Done,
        "ids belong to their conversation"
    );
}

/// The tests run on one thread: all of these are sent before the writer sees the first.
pub async fn two_turns_of_one_conversation_in_a_batch(db: Db) {
    let (id, other) = (db.conversation().await, db.conversation().await);
    let turns = [next(&id, 1), next(&id, 1), next(&other, 1), next(&id, 2)];
    let here = db.here();
    let done = join_all(turns.map(|turn| here.commit_turn(turn))).await;
    let done: Vec<Committed> = done.into_iter().map(Result::unwrap).collect();
    assert_eq!(done, [Committed::Done, Committed::StaleVersion, Committed::Done, Committed::Done]);
    assert_eq!(here.events(&id).await.unwrap().len(), 3);
    assert_eq!(here.events(&other).await.unwrap().len(), 2);
}

pub async fn a_poisoned_turn_fails_alone(db: Db) {
    let here = db.here();
    let mut turns: Vec<_> = (0..20).map(|_| db.first()).collect();
    turns[7].messages[1].seq = turns[7].messages[0].seq;
    let ids: Vec<_> = turns.iter().map(|turn| turn.conversation.clone()).collect();
    let done = join_all(turns.into_iter().map(|turn| here.commit_turn(turn))).await;
    for (n, outcome) in done.iter().enumerate() {
        let found = here.conversation(&ids[n]).await.unwrap();
        if n == 7 {
            assert!(matches!(outcome, Err(StoreError::Other(_))), "{outcome:?}");
            assert_eq!(found, None);
            db.execute("DELETE FROM message WHERE conversation NOT IN (SELECT id FROM conversation)").await;
        } else {
            assert!(matches!(outcome, Ok(Committed::Done)), "{n}: {outcome:?}");
            assert_eq!(here.messages_after(&ids[n], 0, 10).await.unwrap().len(), 2);
        }
    }
}

/// The edge refuses it; should it come here, SQLite keeps it, PostgreSQL refuses that turn and no other.
pub async fn a_zero_character_is_survived(db: Db) {
    let here = db.here();
    let (mut odd, plain) = (db.first(), db.first());
    odd.messages[0].body = "\"a\0b\"".into();
    let (odd, plain) = tokio::join!(here.commit_turn(odd), here.commit_turn(plain));
    assert!(matches!(odd, Ok(Committed::Done) | Err(StoreError::Other(_))), "{odd:?}");
    assert_eq!(plain.unwrap(), Committed::Done);
}

pub async fn a_batch_larger_than_one_statement(db: Db) {
    let here = db.here();
    let turns: Vec<_> = (0..300).map(|_| db.first()).collect();
    let ids: Vec<_> = turns.iter().map(|turn| turn.conversation.clone()).collect();
    for outcome in join_all(turns.into_iter().map(|turn| here.commit_turn(turn))).await {
        assert_eq!(outcome.unwrap(), Committed::Done);
    }
    for outcome in join_all(ids.iter().map(|id| here.commit_turn(next(id, 1)))).await {
        assert_eq!(outcome.unwrap(), Committed::Done);
    }
    let found = join_all(ids.iter().map(|id| here.messages_after(id, 0, 10))).await;
    assert!(found.into_iter().all(|messages| messages.unwrap().len() == 4));
}

pub async fn briefs_are_numbered_and_kept(db: Db) {
    let id = db.conversation().await;
    for version in [1, 2] {
        let mut turn = next(&id, u64::from(version));
        turn.brief =
            Some(NewBrief { version, hash: format!("h{version}"), body: format!("{{\"v\":{version}}}") });
        assert_eq!(db.here().commit_turn(turn).await.unwrap(), Committed::Done);
    }
    let lines = db.here().briefs(&id).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.hash.as_str()).collect::<Vec<_>>(), ["h1", "h2"]);
    let brief = db.here().brief(&id, 2).await.unwrap().unwrap();
    assert_eq!((&brief.line, brief.body.as_str()), (&lines[1], r#"{"v":2}"#));
    assert_eq!(brief.line, BriefLine { version: 2, hash: "h2".into(), at: pauta::time::Millis(NOW.0 + 2) });
    assert_eq!(db.here().brief(&id, 3).await.unwrap(), None);

    let mut again = next(&id, 3);
    again.brief = Some(NewBrief { version: 2, hash: "other".into(), body: "{}".into() });
    assert!(db.here().commit_turn(again).await.is_err(), "a frozen brief is never replaced");
    assert_eq!(db.here().brief(&id, 2).await.unwrap().unwrap(), brief);
    assert_eq!(db.here().conversation(&id).await.unwrap().unwrap().line.version, 3);
}

pub async fn messages_are_paged(db: Db) {
    let id = db.conversation().await;
    for base in 1..4 {
        db.here().commit_turn(next(&id, base)).await.unwrap();
    }
    let mut seen = Vec::new();
    while let page = db.here().messages_after(&id, seen.last().copied().unwrap_or(0), 3).await.unwrap()
        && !page.is_empty()
    {
        seen.extend(page.iter().map(|message| message.seq));
    }
    assert_eq!(seen, [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(db.here().messages_after(&id, u64::MAX, 3).await.unwrap(), []);
    let reopened = Store::open(&db.config).await.unwrap();
    let again = reopened.workspace(&db.workspace).messages_after(&id, 0, 100).await.unwrap();
    assert_eq!(again.len(), 8, "another process reads the same");
}
