//! Chats that are shown the pieces of conversations beside their own.

use super::{
    db::{Db, NOW},
    in_telegram::{self, bot},
};
use pauta::{
    id::{BotId, MemberId, PieceId},
    store::{BotChat, ChatWritten, Settle, Watch, WatchKind, Watcher},
    time::Millis,
};

fn chat(key: i64, member: Option<MemberId>) -> BotChat {
    BotChat { member, ..in_telegram::chat(key) }
}

fn settle(bot: &BotId, chat: BotChat, watched: Vec<Watch>) -> Settle {
    Settle { watched, ..in_telegram::settle(bot, chat) }
}

pub async fn a_chat_is_shown_pieces_beside_its_own(db: Db) {
    let (here, conversation) = (db.here(), db.conversation().await);
    let (id, _) = db.store.installation().ensure_workspace("other", &[], NOW).await.unwrap();
    let there = db.store.workspace(&id);
    let bot = bot(42);
    here.create_bot(&bot).await.unwrap();
    let ana = MemberId::new();
    let seq = here.conversation(&conversation).await.unwrap().unwrap().line.seq;
    for new in [chat(5, Some(ana.clone())), chat(-7, None)] {
        let done = here.settle_chat(settle(&bot.id, new, Vec::new())).await.unwrap();
        assert_eq!(done, ChatWritten::Done);
    }
    let watch = |kind| Watch {
        conversation: conversation.clone(),
        kind,
        member: ana.clone(),
        seen: 0,
        wake_at: None,
    };
    let (own, group) = (watch(WatchKind::Approver), watch(WatchKind::Group));
    assert!(here.create_watch((&bot.id, 5), &own, NOW).await.unwrap());
    assert!(!here.create_watch((&bot.id, 5), &own, NOW).await.unwrap(), "once is enough");
    assert!(!there.create_watch((&bot.id, 6), &own, NOW).await.unwrap(), "another workspace's");
    assert!(here.create_watch((&bot.id, -7), &group, NOW).await.unwrap());
    assert_eq!(here.watches(&bot.id, 5).await.unwrap(), std::slice::from_ref(&own));
    assert!(there.watches(&bot.id, 5).await.unwrap().is_empty());
    let watcher = |chat, kind, member| Watcher { bot: bot.id.clone(), chat, kind, member };
    let all = [watcher(-7, WatchKind::Group, None), watcher(5, WatchKind::Approver, Some(ana.clone()))];
    assert_eq!(here.watchers(&conversation).await.unwrap(), all);
    assert!(there.watchers(&conversation).await.unwrap().is_empty());
    let sorted = |mut chats: Vec<i64>| {
        chats.sort_unstable();
        chats
    };
    assert_eq!(sorted(here.chats_to_show(&bot.id, &conversation).await.unwrap()), [-7, 5]);
    assert_eq!(sorted(here.chats_behind(&bot.id, NOW, 9).await.unwrap()), [-7, 5]);

    // Looked at up to the last row; what is held back is looked at again when it is time.
    let seen = Watch { seen: seq, wake_at: Some(Millis(NOW.0 + 10)), ..own };
    let write = settle(&bot.id, BotChat { version: 1, ..chat(5, Some(ana.clone())) }, vec![seen.clone()]);
    assert_eq!(here.settle_chat(write).await.unwrap(), ChatWritten::Done);
    assert_eq!(here.watches(&bot.id, 5).await.unwrap(), [seen]);
    assert_eq!(here.chats_behind(&bot.id, NOW, 9).await.unwrap(), [-7]);
    assert_eq!(here.chats_to_show(&bot.id, &conversation).await.unwrap(), [-7]);
    assert_eq!(sorted(here.chats_behind(&bot.id, Millis(NOW.0 + 10), 9).await.unwrap()), [-7, 5]);

    // A group that goes on under another number is shown them there.
    assert!(here.move_chat(&bot.id, -7, -1007).await.unwrap());
    assert!(here.watches(&bot.id, -7).await.unwrap().is_empty());
    assert_eq!(here.watches(&bot.id, -1007).await.unwrap(), [group]);
    assert_eq!(there.end_watches(&bot.id, -1007).await.unwrap(), 0);
    assert_eq!(here.end_watches(&bot.id, -1007).await.unwrap(), 1);
    assert!(
        here.chats_to_show(&bot.id, &conversation).await.unwrap().is_empty(),
        "nothing is new to the other"
    );
    assert_eq!(here.conversation_of_piece(&PieceId::new()).await.unwrap(), None);
}

pub async fn who_is_unlinked_is_shown_no_more_pieces(db: Db) {
    let (here, conversation) = (db.here(), db.conversation().await);
    let bot = bot(43);
    here.create_bot(&bot).await.unwrap();
    let (ana, rui) = (MemberId::new(), MemberId::new());
    for (key, member) in [(5, &ana), (6, &rui)] {
        let own = chat(key, Some(member.clone()));
        assert_eq!(here.settle_chat(settle(&bot.id, own, Vec::new())).await.unwrap(), ChatWritten::Done);
        let (kind, member, wake_at) = (WatchKind::Approver, MemberId::new(), None);
        let watch = Watch { conversation: conversation.clone(), kind, member, seen: 0, wake_at };
        assert!(here.create_watch((&bot.id, key), &watch, NOW).await.unwrap());
    }
    assert!(here.unlink_chat(&ana, &bot.id, 5).await.unwrap());
    assert!(here.watches(&bot.id, 5).await.unwrap().is_empty());
    assert_eq!(here.watches(&bot.id, 6).await.unwrap().len(), 1, "another's stays");
}
