//! Telegram accounts of members.

use super::{
    claims::uses_a_link,
    db::{Db, NOW},
    in_telegram, people,
};
use pauta::{
    id::{BotId, VisitorId},
    store::{BotChat, ChatWritten, Follows, Member, Role, Workspace},
    time::Millis,
};

fn member(name: &str) -> Member {
    Member { joined_at: Some(NOW), ..people::member(name, Role::Owner) }
}

async fn bot(here: &Workspace<'_>) -> BotId {
    let bot = in_telegram::bot(42);
    assert_eq!(here.bot_to_lead_to().await.unwrap(), None);
    assert!(here.create_bot(&bot).await.unwrap());
    assert_eq!(here.bot_to_lead_to().await.unwrap().as_deref(), Some("pauta_bot"));
    bot.id
}

/// A chat of a member's, and the visitor who speaks in it.
async fn linked(db: &Db, bot: &BotId, member: &Member) -> BotChat {
    let (here, visitor) = (db.here(), VisitorId::new());
    here.create_visitor(db.person(&visitor)).await.unwrap();
    assert!(here.attach_visitor(&visitor, &member.id).await.unwrap());
    let chat = BotChat {
        name: "Ana T".into(),
        visitor: Some(visitor),
        member: Some(member.id.clone()),
        seen: 7,
        state: "{\"own\":[9]}".into(),
        ..in_telegram::chat(5)
    };
    shows(&here, bot, chat).await
}

/// Writes a chat, and reads it back.
async fn shows(here: &Workspace<'_>, bot: &BotId, chat: BotChat) -> BotChat {
    let key = chat.chat;
    here.settle_chat(in_telegram::settle(bot, chat)).await.unwrap();
    here.bot_chat(bot, key).await.unwrap().unwrap()
}

pub async fn an_account_is_linked_and_unlinked(db: Db) {
    let (here, ana, bia) = (db.here(), member("Ana"), member("Bia"));
    for one in [&ana, &bia] {
        here.create_member(one).await.unwrap();
    }
    let bot = bot(&here).await;
    let chat = linked(&db, &bot, &ana).await;
    let since = async || here.linked_chats(&ana.id).await.unwrap().remove(0).since;
    assert_eq!(since().await, None);
    let visitor = chat.visitor.clone().unwrap();
    let follows = Follows::Member { member: ana.id.clone(), visitor };
    assert_eq!(uses_a_link(&here, (&bot, 5), follows, Millis(NOW.0 + 1)).await, ChatWritten::Done);
    assert_eq!(since().await, Some(Millis(NOW.0 + 1)));
    let chat = here.bot_chat(&bot, 5).await.unwrap().unwrap();
    shows(&here, &bot, chat.clone()).await;
    assert_eq!(since().await, Some(Millis(NOW.0 + 1)), "what is said in the chat does not touch it");
    let one = here.linked_chats(&ana.id).await.unwrap().remove(0);
    assert_eq!((one.name.as_str(), one.username.as_str(), one.chat), ("Ana T", "pauta_bot", 5));
    assert_eq!(here.linked_chats(&bia.id).await.unwrap(), []);

    let (there, _) = db.store.installation().ensure_workspace("other", &[], NOW).await.unwrap();
    let there = db.store.workspace(&there);
    assert_eq!(
        (there.linked_chats(&ana.id).await.unwrap(), there.bot_to_lead_to().await.unwrap()),
        (vec![], None)
    );
    assert!(!there.unlink_chat(&ana.id, &bot, 5).await.unwrap());
    assert!(!here.unlink_chat(&bia.id, &bot, 5).await.unwrap());
    assert!(!here.unlink_chat(&ana.id, &bot, 6).await.unwrap());
    assert_eq!(since().await, Some(Millis(NOW.0 + 1)));
    assert!(here.unlink_chat(&ana.id, &bot, 5).await.unwrap());
    assert!(!here.unlink_chat(&ana.id, &bot, 5).await.unwrap());
    assert_eq!(here.linked_chats(&ana.id).await.unwrap(), []);
    let visitor = chat.visitor.unwrap();
    assert!(here.attach_visitor(&visitor, &bia.id).await.unwrap(), "nobody's any more");
}

pub async fn an_unlinked_chat_keeps_nothing_of_the_members(db: Db) {
    let (here, ana) = (db.here(), member("Ana"));
    here.create_member(&ana).await.unwrap();
    let bot = bot(&here).await;
    let (hers, another) = (db.conversation().await, db.conversation().await);
    assert!(here.attach_visitor(&db.visitor, &ana.id).await.unwrap());
    let chat = linked(&db, &bot, &ana).await;
    let visitor = chat.visitor.clone().unwrap();
    // By being hers, and by having been let in.
    let follows = Follows::Guest { conversation: hers.clone(), visitor: visitor.clone() };
    assert_eq!(uses_a_link(&here, (&bot, 5), follows, NOW).await, ChatWritten::Done);
    let chat = here.bot_chat(&bot, 5).await.unwrap().unwrap();
    let chat = shows(&here, &bot, BotChat { conversation: Some(another.clone()), ..chat }).await;
    assert!(here.may_see(&visitor, &hers).await.unwrap() && here.may_see(&visitor, &another).await.unwrap());
    assert!(here.unlink_chat(&ana.id, &bot, 5).await.unwrap());
    assert!(
        !here.may_see(&visitor, &hers).await.unwrap() && !here.may_see(&visitor, &another).await.unwrap()
    );
    let left = here.bot_chat(&bot, 5).await.unwrap().unwrap();
    assert_eq!((left.member, left.conversation, left.seen), (None, None, 0));
    assert!(left.version > chat.version, "whoever is writing the chat meanwhile computes it again");
}

pub async fn a_member_who_is_removed_has_no_chat(db: Db) {
    let (here, ana, bia) = (db.here(), member("Ana"), member("Bia"));
    for one in [&ana, &bia] {
        here.create_member(one).await.unwrap();
    }
    let bot = bot(&here).await;
    let hers = db.conversation().await;
    assert!(here.attach_visitor(&db.visitor, &ana.id).await.unwrap());
    let chat = linked(&db, &bot, &ana).await;
    let before = shows(&here, &bot, BotChat { conversation: Some(hers), ..chat }).await;
    here.remove_member(&ana.id).await.unwrap();
    let left = here.bot_chat(&bot, 5).await.unwrap().unwrap();
    assert_eq!((left.member, left.conversation), (None, None));
    assert!(left.version > before.version);
}
