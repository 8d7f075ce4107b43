//! Telegram's rows: what came in is taken once, what goes out is sent in order, links open once.

use super::{
    claims::uses_a_link,
    db::{Db, NOW},
    in_telegram::{self, bot, chat},
    people::member,
};
use pauta::{
    id::{BotId, ConversationId, VisitorId},
    store::{
        Bot, BotChat, BotState, BotUpdate, ChatWritten, Follows, Keyboard, Lease, NewSend, Role, Sent,
        Settle, Workspace,
    },
    time::Millis,
};

/// Another workspace of the same installation.
async fn elsewhere(db: &Db) -> Workspace<'_> {
    let (id, _) = db.store.installation().ensure_workspace("other", &[], NOW).await.unwrap();
    db.store.workspace(&id)
}

fn settle(bot: &Bot, chat: BotChat, names: &[&str]) -> Settle {
    let send = |name: &&str| NewSend { name: (*name).into(), call: "{}".into(), not_before: Millis(0) };
    Settle { sends: names.iter().map(send).collect(), ..in_telegram::settle(&bot.id, chat) }
}

pub async fn a_bot_is_one_workspaces(db: Db) {
    let (here, there) = (db.here(), elsewhere(&db).await);
    let one = bot(42);
    assert!(here.create_bot(&one).await.unwrap());
    assert!(!there.create_bot(&Bot { id: BotId::new(), ..one.clone() }).await.unwrap());
    assert_eq!(here.bots().await.unwrap(), std::slice::from_ref(&one));
    assert_eq!(here.bot(&one.id).await.unwrap().as_ref(), Some(&one));
    assert_eq!(there.bot(&one.id).await.unwrap(), None);
    let all = db.store.installation().bots().await.unwrap();
    assert_eq!(all, [(db.workspace.clone(), one.id.clone())]);
    let whose = db.store.installation().workspace_of_bot(&one.id).await.unwrap();
    assert_eq!(whose.as_ref(), Some(&db.workspace));
    assert_eq!(db.store.installation().workspace_of_bot(&BotId::new()).await.unwrap(), None);
    assert!(!format!("{one:?}").contains("sealed:42"));
    let renewed = |token: &str| Bot { sealed_token: token.into(), name: "Pauta 2".into(), ..one.clone() };
    assert!(here.renew_bot(&renewed("sealed:43")).await.unwrap());
    assert!(!there.renew_bot(&renewed("sealed:44")).await.unwrap());
    assert_eq!(here.bot(&one.id).await.unwrap(), Some(renewed("sealed:43")));
    assert!(!there.remove_bot(&one.id).await.unwrap());
    assert!(here.remove_bot(&one.id).await.unwrap());
    assert_eq!(here.bots().await.unwrap(), []);
}

pub async fn one_process_speaks_for_a_bot(db: Db) {
    let (here, one) = (db.here(), bot(42));
    here.create_bot(&one).await.unwrap();
    let lease = |holder, now: i64| Lease { holder, now: Millis(now), until: Millis(now + 100) };
    assert!(here.take_bot(&one.id, &lease("a", 0)).await.unwrap());
    assert!(!here.take_bot(&one.id, &lease("b", 50)).await.unwrap());
    assert!(here.take_bot(&one.id, &lease("a", 90)).await.unwrap(), "its own goes on");
    assert!(!here.take_bot(&one.id, &lease("b", 180)).await.unwrap());
    assert!(here.take_bot(&one.id, &lease("b", 191)).await.unwrap(), "whose time is over has lost it");
    here.leave_bot(&one.id, "a").await.unwrap();
    assert!(!here.take_bot(&one.id, &lease("a", 192)).await.unwrap(), "nobody leaves another's");
    here.leave_bot(&one.id, "b").await.unwrap();
    assert!(here.take_bot(&one.id, &lease("a", 193)).await.unwrap());
    db.store.installation().free_bots().await.unwrap();
    assert!(here.take_bot(&one.id, &lease("b", 194)).await.unwrap());
}

pub async fn how_it_is_with_a_bot(db: Db) {
    let (here, there, one) = (db.here(), elsewhere(&db).await, bot(42));
    here.create_bot(&one).await.unwrap();
    let state = async |now: i64| here.bot_state(&one.id, Millis(now)).await.unwrap();
    assert_eq!(state(0).await, BotState::default());
    here.take_bot(&one.id, &Lease { holder: "a", now: Millis(0), until: Millis(100) }).await.unwrap();
    assert!(state(100).await.is_spoken_for && !state(101).await.is_spoken_for);
    assert!(here.note_bot(&one.id, "token", Millis(7)).await.unwrap());
    assert!(!here.note_bot(&one.id, "token", Millis(8)).await.unwrap(), "it is known");
    assert!(!there.note_bot(&one.id, "conflict", Millis(8)).await.unwrap());
    assert_eq!(state(0).await.trouble, Some((Millis(7), "token".into())));
    here.settle_chat(settle(&one, chat(5), &["a", "b"])).await.unwrap();
    assert_eq!((state(0).await.waiting, state(0).await.since), (2, Some(NOW)));
    here.begin_send(&one.id, 1, NOW).await.unwrap();
    here.end_send(&one.id, 1, &Sent::Refused("blocked".into()), NOW).await.unwrap();
    assert_eq!((state(0).await.waiting, state(0).await.refused), (1, Some((NOW, "blocked".into()))));
    assert_eq!(there.bot_state(&one.id, Millis(0)).await.unwrap(), BotState::default());
    let later = Sent::Later { not_before: Millis(NOW.0 + 500), error: "no".into(), is_doubtful: false };
    here.end_send(&one.id, 2, &later, NOW).await.unwrap();
    there.hurry_sends(&one.id).await.unwrap();
    assert_eq!(here.due_sends(&one.id, NOW, 9).await.unwrap(), []);
    here.hurry_sends(&one.id).await.unwrap();
    assert_eq!(here.due_sends(&one.id, NOW, 9).await.unwrap().len(), 1);
    here.renew_bot(&one).await.unwrap();
    assert_eq!(state(0).await.trouble, None, "with another token it is tried again");
    assert!(here.note_bot(&one.id, "token", Millis(9)).await.unwrap());
    assert!(here.note_bot(&one.id, "", Millis(9)).await.unwrap());
    assert_eq!(state(0).await.trouble, None);
}

pub async fn an_update_is_kept_once_and_taken_once(db: Db) {
    let (here, one) = (db.here(), bot(42));
    here.create_bot(&one).await.unwrap();
    let update = |update_id, raw: &str| BotUpdate { update_id, chat: 5, raw: raw.into() };
    assert_eq!(here.last_update(&one.id).await.unwrap(), None);
    assert_eq!(here.keep_updates(&one.id, vec![update(8, "b"), update(7, "a")], NOW).await.unwrap(), 2);
    assert_eq!(here.keep_updates(&one.id, vec![update(7, "other")], NOW).await.unwrap(), 0);
    let (there, lost) = (elsewhere(&db).await, BotId::new());
    assert_eq!(there.keep_updates(&one.id, vec![update(9, "c")], NOW).await.unwrap(), 0);
    assert_eq!(here.keep_updates(&lost, vec![update(9, "c")], NOW).await.unwrap(), 0);
    assert_eq!(here.last_update(&one.id).await.unwrap(), Some(8));
    assert_eq!(here.waiting_updates(&one.id, 9).await.unwrap(), [update(7, "a"), update(8, "b")]);

    let taken = Settle { update: Some(7), ..settle(&one, chat(5), &[]) };
    assert_eq!(here.settle_chat(taken).await.unwrap(), ChatWritten::Done);
    assert_eq!(here.waiting_updates(&one.id, 9).await.unwrap(), [update(8, "b")]);
    here.drop_update(&one.id, 8, NOW).await.unwrap();
    assert_eq!(here.waiting_updates(&one.id, 9).await.unwrap(), []);
    assert_eq!(here.last_update(&one.id).await.unwrap(), Some(8), "the next question comes after it");
    assert_eq!(db.store.installation().sweep_telegram(NOW).await.unwrap(), 0);
    assert_eq!(db.store.installation().sweep_telegram(Millis(NOW.0 + 1)).await.unwrap(), 2);
    assert_eq!(here.last_update(&one.id).await.unwrap(), None);
}

pub async fn a_chat_is_written_over_what_was_read(db: Db) {
    let (here, one) = (db.here(), bot(42));
    here.create_bot(&one).await.unwrap();
    let conversation = db.conversation().await;
    let mut first = chat(5);
    first.visitor = Some(db.visitor.clone());
    first.conversation = Some(conversation.clone());
    assert_eq!(here.settle_chat(settle(&one, first.clone(), &[])).await.unwrap(), ChatWritten::Done);
    assert_eq!(here.settle_chat(settle(&one, first.clone(), &["x"])).await.unwrap(), ChatWritten::Again);
    assert_eq!(here.due_sends(&one.id, NOW, 9).await.unwrap(), [], "nothing of it was written");
    first.version = 1;
    assert_eq!(here.bot_chat(&one.id, 5).await.unwrap().as_ref(), Some(&first));
    assert_eq!(elsewhere(&db).await.bot_chat(&one.id, 5).await.unwrap(), None);

    assert_eq!(here.chats_to_show(&one.id, &conversation).await.unwrap(), [5]);
    assert_eq!(here.chats_behind(&one.id, NOW, 9).await.unwrap(), [5]);
    let seen = here.conversation(&conversation).await.unwrap().unwrap().line.seq;
    here.settle_chat(settle(&one, BotChat { seen, ..first.clone() }, &[])).await.unwrap();
    assert!(here.chats_behind(&one.id, NOW, 9).await.unwrap().is_empty());
    assert!(here.chats_to_show(&one.id, &conversation).await.unwrap().is_empty(), "it was shown all");

    let back = BotChat { seen: 0, version: 2, ..first.clone() };
    assert_eq!(here.settle_chat(settle(&one, back, &[])).await.unwrap(), ChatWritten::Done);
    here.chat_gone(&one.id, 5, Some(NOW)).await.unwrap();
    assert_eq!(here.bot_chat(&one.id, 5).await.unwrap().unwrap().gone_at, Some(NOW));
    assert!(here.chats_to_show(&one.id, &conversation).await.unwrap().is_empty(), "it cannot be written to");
    assert!(here.move_chat(&one.id, 5, -1005).await.unwrap());
    assert!(!here.move_chat(&one.id, 5, -1006).await.unwrap());
    assert!(here.bot_chat(&one.id, -1005).await.unwrap().is_some());
}

pub async fn a_member_has_their_chats(db: Db) {
    let (here, one) = (db.here(), bot(42));
    here.create_bot(&one).await.unwrap();
    let ana = member("Ana", Role::Approver);
    here.create_member(&ana).await.unwrap();
    for (key, member) in [(5, Some(ana.id.clone())), (6, None), (-7, Some(ana.id.clone()))] {
        here.settle_chat(settle(&one, BotChat { member, ..chat(key) }, &[])).await.unwrap();
    }
    let chats = here.chats_of_member(&ana.id).await.unwrap();
    let chats: Vec<(&BotId, i64)> = chats.iter().map(|(bot, chat)| (bot, chat.chat)).collect();
    assert_eq!(chats, [(&one.id, 5)], "a group is nobody's");
}

pub async fn sends_go_in_order_one_at_a_time(db: Db) {
    let (here, one) = (db.here(), bot(42));
    here.create_bot(&one).await.unwrap();
    here.settle_chat(settle(&one, chat(5), &["a", "b", "a"])).await.unwrap();
    here.settle_chat(settle(&one, chat(6), &["a"])).await.unwrap();
    let due = async |now| {
        let due = here.due_sends(&one.id, now, 9).await.unwrap();
        due.into_iter().map(|send| (send.number, send.chat, send.name)).collect::<Vec<_>>()
    };
    assert_eq!(due(NOW).await, [(1, 5, "a".into()), (3, 6, "a".into())], "the first of each chat");
    assert_eq!(here.sends_waiting(&one.id).await.unwrap(), (3, Some(NOW)));
    assert!(here.is_waiting(&one.id, 5, "a").await.unwrap());

    here.begin_send(&one.id, 1, NOW).await.unwrap();
    here.end_send(&one.id, 1, &Sent::Done(Some(77)), NOW).await.unwrap();
    assert_eq!(here.message_of(&one.id, 5, "a").await.unwrap(), Some(77));
    assert!(!here.is_waiting(&one.id, 5, "a").await.unwrap());
    assert_eq!(here.message_of(&one.id, 6, "a").await.unwrap(), None);
    assert_eq!(due(NOW).await, [(2, 5, "b".into()), (3, 6, "a".into())]);

    let later = Millis(NOW.0 + 500);
    let wait = Sent::Later { not_before: later, error: "too much".into(), is_doubtful: false };
    here.begin_send(&one.id, 2, NOW).await.unwrap();
    here.end_send(&one.id, 2, &wait, NOW).await.unwrap();
    assert_eq!(due(NOW).await, [(3, 6, "a".into())]);
    let again = here.due_sends(&one.id, later, 9).await.unwrap();
    assert_eq!((again[0].number, again[0].tried, again[0].is_doubtful), (2, 1, false));
    here.begin_send(&one.id, 2, later).await.unwrap();
    here.begin_send(&one.id, 2, later).await.unwrap();
    let doubtful = here.due_sends(&one.id, later, 9).await.unwrap();
    assert!(doubtful[0].is_doubtful, "an attempt was begun and never ended");
    here.end_send(&one.id, 2, &Sent::Refused("blocked".into()), later).await.unwrap();
    // What was in doubt may be a message that no send is known to have become; nothing else may.
    let copy = async |name, message| here.call_of_copy(&one.id, 5, name, message).await.unwrap();
    assert_eq!(copy("b", 78).await.as_deref(), Some("{}"));
    assert_eq!((copy("b", 77).await, copy("a", 78).await, copy("c", 78).await), (None, None, None));
    assert_eq!(here.call_of_copy(&one.id, 6, "b", 78).await.unwrap(), None, "in no other chat");
    assert_eq!(elsewhere(&db).await.call_of_copy(&one.id, 5, "b", 78).await.unwrap(), None);
    assert_eq!(due(later).await, [(3, 6, "a".into())]);
    assert!(db.store.installation().sweep_sends(Millis(later.0 + 1)).await.unwrap() >= 2);
    assert_eq!(here.message_of(&one.id, 5, "a").await.unwrap(), None);
    assert_eq!(due(later).await, [(3, 6, "a".into())], "what waits stays");
}

pub async fn a_keyboard_is_found_by_its_token(db: Db) {
    let (here, one) = (db.here(), bot(42));
    here.create_bot(&one).await.unwrap();
    let mut keyboard = Keyboard {
        token: "0123456789ABCDEF".into(),
        chat: 5,
        conversation: Some(ConversationId::new()),
        send: "a".into(),
        keys: "[]".into(),
        picked: "0".into(),
        used_at: None,
    };
    let with = |keyboard: &Keyboard, version| Settle {
        keyboards: vec![keyboard.clone()],
        ..settle(&one, BotChat { version, ..chat(5) }, &[])
    };
    here.settle_chat(with(&keyboard, 0)).await.unwrap();
    assert_eq!(here.keyboard(&one.id, &keyboard.token).await.unwrap().as_ref(), Some(&keyboard));
    assert_eq!(here.keyboard(&one.id, "other").await.unwrap(), None);
    assert_eq!(elsewhere(&db).await.keyboard(&one.id, &keyboard.token).await.unwrap(), None);
    keyboard.used_at = Some(NOW);
    here.settle_chat(with(&keyboard, 1)).await.unwrap();
    assert_eq!(here.keyboard(&one.id, &keyboard.token).await.unwrap(), Some(keyboard));
}

pub async fn who_was_let_in_is_in_this_conversation_alone(db: Db) {
    let (here, guest) = (db.here(), VisitorId::new());
    here.create_visitor(db.person(&guest)).await.unwrap();
    let (one, other) = (db.conversation().await, db.conversation().await);
    let bot = bot(42);
    here.create_bot(&bot).await.unwrap();
    let guest_of = |of: &ConversationId| Follows::Guest { conversation: of.clone(), visitor: guest.clone() };
    assert_eq!(here.conversation_of(&guest, &one).await.unwrap(), None);
    for _ in 0..2 {
        assert_eq!(uses_a_link(&here, (&bot.id, 5), guest_of(&one), NOW).await, ChatWritten::Done);
    }
    assert!(here.conversation_of(&guest, &one).await.unwrap().is_some());
    assert!(here.may_see(&guest, &one).await.unwrap() && !here.may_see(&guest, &other).await.unwrap());
    assert_eq!(here.conversation_of(&guest, &other).await.unwrap(), None);
    let list = here.conversations_of(&guest, 9).await.unwrap();
    assert_eq!(list.iter().map(|line| &line.id).collect::<Vec<_>>(), [&one]);
    let theirs = Bot { id: BotId::new(), ..self::bot(43) };
    let there = elsewhere(&db).await;
    there.create_bot(&theirs).await.unwrap();
    uses_a_link(&there, (&theirs.id, 5), guest_of(&other), NOW).await;
    assert!(!here.may_see(&guest, &other).await.unwrap(), "nobody lets in to another workspace's");
}
