//! The process is killed while links between doors are confirmed and colleagues answer: a link is good, or all that
//! it leads to is there; an answer is there once.

use super::briefing::begins;
use crate::harness::{
    bot_api::{BotApi, Phone},
    server::Server,
    wait::until,
};
use pauta::{
    channel::web::token::Token,
    engine::effect::Message,
    id::{BotId, ConversationId, MemberId, WorkspaceId},
    store::{BotChat, BotLink, BotLinkKind, Member, Role, Store, StoreConfig, Workspace},
    time::{Clock, Millis},
};
use rand::{RngExt, SeedableRng, rngs::StdRng};

const KILLS: usize = 16;

/// What a link leads to, and the phone that it was opened on.
struct Opened {
    code_hash: String,
    phone: Phone,
    member: Option<MemberId>,
}

/// The rows of a server that is killed again and again.
struct Rows {
    store: Store,
    workspace: WorkspaceId,
    bot: BotId,
}

impl Rows {
    async fn of(server: &Server) -> Self {
        let config = StoreConfig::Sqlite { file: server.database(), max_bytes: None };
        let store = Store::open(&config).await.unwrap();
        let mut bots = Vec::new();
        until("the bot is connected", async || {
            bots = store.installation().bots().await.unwrap();
            !bots.is_empty()
        })
        .await;
        let (workspace, bot) = bots.remove(0);
        let rows = store.workspace(&workspace);
        let site = rows.sites().await.unwrap().remove(0);
        assert!(rows.set_site_tree(&site.id, "many").await.unwrap());
        Self { store, workspace, bot }
    }

    fn here(&self) -> Workspace<'_> {
        self.store.workspace(&self.workspace)
    }

    async fn chat(&self, phone: &Phone) -> BotChat {
        self.here().bot_chat(&self.bot, phone.chat_id()).await.unwrap().expect("nobody has written yet")
    }

    async fn member(&self, name: &str) -> MemberId {
        let now = Clock::System.now();
        let member = Member {
            id: MemberId::new(),
            name: name.into(),
            email: None,
            role: Role::Marketer,
            created_at: now,
            joined_at: Some(now),
            sessions_since: Millis(0),
        };
        assert!(self.here().create_member(&member).await.unwrap());
        member.id
    }

    /// Opens a link of this kind on a phone, up to the button that confirms it.
    async fn opens(
        &self,
        phone: &Phone,
        to: (Option<&ConversationId>, Option<MemberId>),
        button: &str,
    ) -> Opened {
        let (token, now) = (Token::random(), Clock::System.now());
        let (conversation, member) = (to.0.cloned(), to.1);
        let kind = if member.is_some() { BotLinkKind::Member } else { BotLinkKind::ToTelegram };
        let link = BotLink {
            code_hash: token.hash(),
            kind,
            chat: None,
            conversation,
            visitor: None,
            member: member.clone(),
            name: "Ana".into(),
            expires_at: Millis(now.0 + 600_000),
        };
        self.here().create_bot_link(&link, now).await.unwrap();
        phone.opens(token.expose());
        until("it can be confirmed", async || phone.has_button(button)).await;
        Opened { code_hash: link.code_hash, phone: phone.clone(), member }
    }

    async fn is_used(&self, opened: &Opened) -> bool {
        self.here().bot_link(&opened.code_hash, Clock::System.now()).await.unwrap().is_none()
    }

    /// Whether all that a link leads to is there, or nothing of it; half of it is a mistake.
    async fn is_in_effect(&self, opened: &Opened, conversation: &ConversationId) -> bool {
        let (here, chat) = (self.here(), self.chat(&opened.phone).await);
        let visitor = chat.visitor.clone().unwrap();
        let signs = match &opened.member {
            Some(member) => {
                let linked = here.linked_chats(member).await.unwrap();
                let owner = here.member_of(&visitor).await.unwrap();
                vec![
                    chat.member.as_ref() == Some(member),
                    linked.iter().any(|linked| linked.since.is_some()),
                    owner.is_some_and(|owner| owner.id == *member),
                ]
            }
            None => vec![
                chat.conversation.as_ref() == Some(conversation),
                here.may_see(&visitor, conversation).await.unwrap(),
            ],
        };
        assert!(signs.iter().all(|sign| *sign == signs[0]), "half of it: {signs:?}");
        signs[0]
    }
}

/// Ana passes her open question on, and Bia has it before her.
async fn asks(rows: &Rows, (ana, bia): (&Phone, &Phone), nth: usize) {
    let question = if nth == 4 { "Question 4, after".to_owned() } else { format!("Question {nth}?") };
    ana.sees(&question).await;
    ana.says("/ask");
    ana.sees_new("Who can answer this question?").await;
    let asked = bia.times("Ana asked for your help");
    ana.presses("Bia").await.is_answered().await;
    until("Bia is asked", async || bia.times("Ana asked for your help") > asked).await;
    bia.presses("Answer it").await.is_answered().await;
    until("it is put", async || rows.chat(bia).await.state.contains("\"help\"")).await;
}

const LINK: &str = "Link the accounts";
const GO_ON: &str = "Yes, go on here";

async fn links(rows: &Rows, phone: &Phone, name: &str) {
    let member = rows.member(name).await;
    rows.opens(phone, (None, Some(member)), LINK).await;
    phone.presses(LINK).await.is_answered().await;
    phone.sees("Done: this account is").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_leaves_a_link_good_or_all_that_it_leads_to() {
    let seed = rand::random::<u64>();
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let telegram = BotApi::start().await;
    let (mut server, bot) = super::server(&telegram, KILLS + 2).await;
    let rows = Rows::of(&server).await;
    let person = |name: &str| telegram.user(name, "en").chat(&bot);
    let (ana, bia) = (person("Ana"), person("Bia"));
    begins(&ana, "en").await;
    links(&rows, &ana, "Ana").await;
    links(&rows, &bia, "Bia").await;
    let conversation = rows.chat(&ana).await.conversation.unwrap();
    let (mut all, mut amid) = (Vec::new(), 0);
    for nth in 1..=KILLS {
        asks(&rows, (&ana, &bia), nth).await;
        let (guest, new) = (person(&format!("Guest {nth}")), person(&format!("New {nth}")));
        let member = rows.member(&format!("New {nth}")).await;
        let opened = [
            rows.opens(&guest, (Some(&conversation), None), GO_ON).await,
            rows.opens(&new, (None, Some(member)), LINK).await,
        ];
        let calls = telegram.made().len();
        guest.presses(GO_ON).await;
        new.presses(LINK).await;
        bia.says(&format!("answer {nth} of {KILLS}"));
        // The moment in which a link is used up, or any from before it is fetched to after it was told.
        let after = random.random_range(0..=5);
        until("it is under way", async || match nth % 2 {
            0 => rows.is_used(&opened[0]).await || rows.is_used(&opened[1]).await,
            _ => telegram.made().len() >= calls + after,
        })
        .await;
        server.kill();
        for opened in &opened {
            assert_eq!(rows.is_used(opened).await, rows.is_in_effect(opened, &conversation).await);
        }
        amid += usize::from(guest.times("This conversation goes on here") == 0);
        server = server.again().await;
        guest.sees("This conversation goes on here").await;
        new.sees("Done: this account is").await;
        until("Bia is thanked", async || bia.times("Noted, thank you.") >= nth).await;
        all.extend(opened);
    }
    println!("{amid} of {KILLS} kills came amid");
    assert!(amid * 2 >= KILLS, "only {amid} of {KILLS} kills came amid");
    for opened in &all {
        assert!(rows.is_used(opened).await && rows.is_in_effect(opened, &conversation).await);
        assert!(!opened.phone.screen().contains("was used already"), "{}", opened.phone.screen());
    }
    let mut said = Vec::new();
    for row in rows.here().messages_after(&conversation, 0, 10_000).await.unwrap() {
        said.extend(serde_json::from_str::<Message>(&row.body).map(|message| message.text));
    }
    for nth in 1..=KILLS {
        let told = format!("Bia answered: Field {nth} – answer {nth} of {KILLS}");
        assert_eq!(said.iter().filter(|text| **text == told).count(), 1, "{told}: {said:#?}");
    }
}
