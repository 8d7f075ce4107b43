//! Questions that a colleague was asked: kept once, of this workspace alone, until they end.

use super::{
    db::{Db, NOW},
    in_telegram,
};
use pauta::{
    id::MemberId,
    store::{Bot, BotChat, ChatWritten, ColleagueQuestion, Member, QuestionState, Role, Workspace},
    time::Millis,
};

/// Bia, with a private chat of the bot's.
async fn bia_in_telegram(here: &Workspace<'_>) -> (Member, Bot) {
    let bia = Member {
        id: MemberId::new(),
        name: "Bia".into(),
        email: Some("bia@exemplo.com.br".into()),
        role: Role::Marketer,
        created_at: NOW,
        joined_at: Some(NOW),
        sessions_since: NOW,
    };
    assert!(here.create_member(&bia).await.unwrap());
    let bot = in_telegram::bot(42);
    assert!(here.create_bot(&bot).await.unwrap());
    assert_eq!(here.colleagues().await.unwrap(), []);
    let chat = BotChat { name: "Bia".into(), member: Some(bia.id.clone()), ..in_telegram::chat(7) };
    let settle = in_telegram::settle(&bot.id, chat);
    assert_eq!(here.settle_chat(settle).await.unwrap(), ChatWritten::Done);
    assert_eq!(here.colleagues().await.unwrap(), [(bia.id.clone(), "Bia".to_owned(), Role::Marketer)]);
    (bia, bot)
}

pub async fn a_question_waits_for_its_member_until_it_ends(db: Db) {
    let here = db.here();
    let (bia, bot) = bia_in_telegram(&here).await;
    let conversation = db.conversation().await;
    let visitor = db.visitor.clone();
    let question = ColleagueQuestion {
        id: "q1".into(),
        conversation: conversation.clone(),
        visitor: visitor.clone(),
        path: "why_now".into(),
        label: "Por que agora".into(),
        why: "Dá urgência".into(),
        member: bia.id.clone(),
        asker: "Ana".into(),
        state: QuestionState::Waiting,
        at: NOW,
        is_put: false,
    };
    let (other, _) = db.store.installation().ensure_workspace("other", &[], NOW).await.unwrap();
    let there = db.store.workspace(&other);
    there.keep_colleague_question(&question).await.unwrap();
    assert_eq!(here.colleague_question("q1").await.unwrap(), None, "nothing is kept of another workspace's");
    here.keep_colleague_question(&question).await.unwrap();
    here.keep_colleague_question(&ColleagueQuestion { asker: "Rui".into(), ..question.clone() })
        .await
        .unwrap();
    assert_eq!(
        here.colleague_question("q1").await.unwrap().as_ref(),
        Some(&question),
        "the first one counts"
    );
    assert_eq!(there.colleague_question("q1").await.unwrap(), None);
    assert_eq!(here.questions_for(&bia.id).await.unwrap(), std::slice::from_ref(&question));
    assert_eq!(here.chats_asked(&bot.id).await.unwrap(), [7]);
    here.colleague_question_put("q1", Millis(NOW.0 + 1)).await.unwrap();
    assert_eq!(here.chats_asked(&bot.id).await.unwrap(), [0_i64; 0]);
    assert_eq!(here.chats_to_show(&bot.id, &conversation).await.unwrap(), [7]);
    assert!(here.colleague_question("q1").await.unwrap().unwrap().is_put);
    assert!(!there.end_colleague_question("q1", QuestionState::Declined, NOW).await.unwrap());
    assert!(here.end_colleague_question("q1", QuestionState::Answered, NOW).await.unwrap());
    assert!(!here.end_colleague_question("q1", QuestionState::TakenBack, NOW).await.unwrap(), "once");
    assert_eq!(here.questions_for(&bia.id).await.unwrap(), []);
    assert_eq!(here.chats_to_show(&bot.id, &conversation).await.unwrap(), [0_i64; 0]);
    assert_eq!(here.colleague_question("q1").await.unwrap().unwrap().state, QuestionState::Answered);
    assert_eq!(here.member_of(&visitor).await.unwrap(), None);
    assert!(here.attach_visitor(&visitor, &bia.id).await.unwrap());
    assert_eq!(here.member_of(&visitor).await.unwrap().map(|member| member.id), Some(bia.id));
}
