//! Links between doors: used up with the chat that they were confirmed in and all that follows, or not at all.

use super::{
    db::{Db, NOW},
    in_telegram::{self, chat},
};
use pauta::{
    id::{BotId, ConversationId, MemberId, VisitorId},
    store::{
        BotChat, BotLink, BotLinkKind, BotUpdate, ChatWritten, Claim, Follows, Member, NewSend, Role, Settle,
        Watch, WatchKind, Workspace,
    },
    time::Millis,
};

fn link(code: &str, kind: BotLinkKind) -> BotLink {
    BotLink {
        code_hash: code.into(),
        kind,
        chat: None,
        conversation: Some(ConversationId::new()),
        visitor: None,
        member: None,
        name: "Ana".into(),
        expires_at: Millis(NOW.0 + 100),
    }
}

async fn bot(here: &Workspace<'_>) -> BotId {
    let bot = in_telegram::bot(42);
    assert!(here.create_bot(&bot).await.unwrap());
    bot.id
}

fn settle(bot: &BotId, chat: BotChat, (code, follows): (&str, Follows)) -> Settle {
    let send = NewSend { name: code.into(), call: "{}".into(), not_before: Millis(0) };
    let claim = Some(Claim { code_hash: code.into(), follows });
    Settle { sends: vec![send], claim, ..in_telegram::settle(bot, chat) }
}

/// Somebody uses a new link up in a chat.
pub async fn uses_a_link(
    here: &Workspace<'_>,
    (bot, key): (&BotId, i64),
    follows: Follows,
    at: Millis,
) -> ChatWritten {
    let code = VisitorId::new().to_string();
    let made = BotLink { expires_at: Millis(at.0 + 1), ..link(&code, BotLinkKind::Member) };
    here.create_bot_link(&made, at).await.unwrap();
    let found = here.bot_chat(bot, key).await.unwrap().unwrap_or_else(|| chat(key));
    here.settle_chat(Settle { at, ..settle(bot, found, (&code, follows)) }).await.unwrap()
}

pub async fn a_link_opens_once_and_in_its_time(db: Db) {
    let here = db.here();
    let bot = bot(&here).await;
    let (there, _) = db.store.installation().ensure_workspace("other", &[], NOW).await.unwrap();
    let there = db.store.workspace(&there);
    let kinds = [BotLinkKind::ToTelegram, BotLinkKind::ToBrowser, BotLinkKind::Member, BotLinkKind::Group];
    for (key, kind) in (1..).zip(kinds) {
        let one = BotLink { visitor: Some(db.visitor.clone()), ..link(&format!("{kind:?}"), kind) };
        here.create_bot_link(&one, NOW).await.unwrap();
        assert_eq!(here.bot_link(&one.code_hash, NOW).await.unwrap().as_ref(), Some(&one));
        assert_eq!(there.bot_link(&one.code_hash, NOW).await.unwrap(), None);
        assert_eq!(here.used_bot_link(&one.code_hash).await.unwrap(), None);
        let whose = db.store.installation().workspace_of_bot_link(&one.code_hash).await.unwrap();
        assert_eq!(whose.as_ref(), Some(&db.workspace));
        let uses = |key| settle(&bot, chat(key), (&one.code_hash, Follows::Nothing));
        assert_eq!(here.settle_chat(uses(key)).await.unwrap(), ChatWritten::Done);
        assert_eq!(here.used_bot_link(&one.code_hash).await.unwrap().as_ref(), Some(&one));
        assert_eq!(there.used_bot_link(&one.code_hash).await.unwrap(), None);
        assert_eq!(here.bot_link(&one.code_hash, NOW).await.unwrap(), None);
        assert_eq!(here.settle_chat(uses(key + 100)).await.unwrap(), ChatWritten::Spent);
        assert_eq!(here.bot_chat(&bot, key + 100).await.unwrap(), None, "nothing of it was written");
    }
    let late = link("late", BotLinkKind::Member);
    here.create_bot_link(&late, NOW).await.unwrap();
    assert_eq!(here.bot_link("late", late.expires_at).await.unwrap(), None);
    let too_late = Settle { at: late.expires_at, ..settle(&bot, chat(9), ("late", Follows::Nothing)) };
    assert_eq!(here.settle_chat(too_late).await.unwrap(), ChatWritten::Spent);
    assert!(here.bot_link("late", NOW).await.unwrap().is_some(), "and it was not used up");
}

pub async fn a_link_and_what_follows_are_one(db: Db) {
    let here = db.here();
    let (bot, guest, conversation) = (bot(&here).await, VisitorId::new(), db.conversation().await);
    here.create_visitor(db.person(&guest)).await.unwrap();
    here.create_bot_link(&link("in", BotLinkKind::ToTelegram), NOW).await.unwrap();
    let update = BotUpdate { update_id: 7, chat: 5, raw: "{}".into() };
    here.keep_updates(&bot, vec![update.clone()], NOW).await.unwrap();
    let follows = || Follows::Guest { conversation: conversation.clone(), visitor: guest.clone() };
    let enters = |version| {
        let chat = BotChat { conversation: Some(conversation.clone()), version, ..chat(5) };
        Settle { update: Some(7), ..settle(&bot, chat, ("in", follows())) }
    };
    assert_eq!(here.settle_chat(enters(0)).await.unwrap(), ChatWritten::Done);
    assert!(here.may_see(&guest, &conversation).await.unwrap());
    assert_eq!(here.bot_link("in", NOW).await.unwrap(), None);
    assert_eq!(here.waiting_updates(&bot, 9).await.unwrap(), []);

    let second = VisitorId::new();
    here.create_visitor(db.person(&second)).await.unwrap();
    here.create_bot_link(&link("again", BotLinkKind::ToTelegram), NOW).await.unwrap();
    let follows = Follows::Guest { conversation: conversation.clone(), visitor: second.clone() };
    // The chat was written by somebody else meanwhile: the link is as good as before.
    let stale = here.settle_chat(settle(&bot, chat(5), ("again", follows))).await.unwrap();
    assert_eq!(stale, ChatWritten::Again);
    assert!(!here.may_see(&second, &conversation).await.unwrap());
    assert!(here.bot_link("again", NOW).await.unwrap().is_some(), "what is computed again finds it");

    here.create_bot_link(&link("group", BotLinkKind::Group), NOW).await.unwrap();
    let (kind, member) = (WatchKind::Group, MemberId::new());
    let watch = Watch { conversation, kind, member, seen: 0, wake_at: None };
    let binds = settle(&bot, chat(-5), ("group", Follows::Watch(watch.clone())));
    let bound = here.settle_chat(binds).await.unwrap();
    assert_eq!(bound, ChatWritten::Done);
    assert_eq!(here.watches(&bot, -5).await.unwrap(), [watch]);
}

/// However many confirm one link at once, one of them is in, and of the others nothing was written.
pub async fn of_many_who_use_a_link_one_is_in(db: Db) {
    const MANY: i64 = 12;
    let here = db.here();
    let (bot, conversation) = (bot(&here).await, db.conversation().await);
    here.create_bot_link(&link("one", BotLinkKind::ToTelegram), NOW).await.unwrap();
    let guests: Vec<VisitorId> = (0..MANY).map(|_| VisitorId::new()).collect();
    for guest in &guests {
        here.create_visitor(db.person(guest)).await.unwrap();
    }
    let uses = (1..).zip(&guests).map(|(key, guest)| {
        let follows = Follows::Guest { conversation: conversation.clone(), visitor: guest.clone() };
        here.settle_chat(settle(&bot, chat(key), ("one", follows)))
    });
    let done = futures_util::future::join_all(uses).await;
    let mut inside = 0;
    for ((key, guest), done) in (1..).zip(&guests).zip(done) {
        let is_in = done.unwrap() == ChatWritten::Done;
        assert_eq!(here.may_see(guest, &conversation).await.unwrap(), is_in);
        assert_eq!(here.bot_chat(&bot, key).await.unwrap().is_some(), is_in);
        inside += usize::from(is_in);
    }
    assert_eq!(inside, 1);
    assert_eq!(here.sends_waiting(&bot).await.unwrap().0, 1);
}

pub async fn what_cannot_follow_uses_nothing_up(db: Db) {
    let (here, phone) = (db.here(), VisitorId::new());
    let bot = bot(&here).await;
    here.create_visitor(db.person(&phone)).await.unwrap();
    let [ana, bia] = ["Ana", "Bia"].map(|name| Member {
        id: MemberId::new(),
        name: name.into(),
        email: None,
        role: Role::Approver,
        created_at: NOW,
        joined_at: Some(NOW),
        sessions_since: NOW,
    });
    here.create_member(&ana).await.unwrap();
    here.create_member(&bia).await.unwrap();
    let links = |member: &Member, version| {
        let chat = BotChat { member: Some(member.id.clone()), version, ..chat(5) };
        let follows = Follows::Member { member: member.id.clone(), visitor: phone.clone() };
        settle(&bot, chat, (member.id.as_str(), follows))
    };
    for member in [&ana, &bia] {
        here.create_bot_link(&link(member.id.as_str(), BotLinkKind::Member), NOW).await.unwrap();
    }
    assert!(here.may_attach(&phone, &ana.id).await.unwrap());
    assert_eq!(here.settle_chat(links(&ana, 0)).await.unwrap(), ChatWritten::Done);
    assert_eq!(here.linked_chats(&ana.id).await.unwrap()[0].since, Some(NOW));
    // It is Ana's by now: Bia's link neither moves it nor is used up.
    assert!(!here.may_attach(&phone, &bia.id).await.unwrap());
    assert_eq!(here.settle_chat(links(&bia, 1)).await.unwrap(), ChatWritten::Spent);
    assert_eq!(here.bot_chat(&bot, 5).await.unwrap().unwrap().member.as_ref(), Some(&ana.id));
    assert!(here.bot_link(bia.id.as_str(), NOW).await.unwrap().is_some());
    assert_eq!(here.member_of(&phone).await.unwrap().map(|member| member.id), Some(ana.id));
}
