//! Whoever is in Telegram: of a team, or with a brief that they finished in the browser.

use super::Stage;
use crate::{
    harness::{
        bot_api::{Person, Phone},
        person::new_id,
    },
    production::desk::Desk,
};
use pauta::{
    channel::web::token::Token,
    id::{ConversationId, MemberId},
    store::{BotLink, BotLinkKind, Member, Role, Workspace},
    time::Millis,
    turn::{self, Peer},
};

impl Stage {
    pub fn rows(&self) -> Workspace<'_> {
        self.app.app.store.workspace(&self.app.app.home.workspace)
    }

    /// A code as the web makes them.
    pub async fn code(
        &self,
        kind: BotLinkKind,
        conversation: Option<&str>,
        member: Option<&MemberId>,
    ) -> String {
        let (token, now) = (Token::random(), self.app.app.clock.now());
        let link = BotLink {
            code_hash: token.hash(),
            kind,
            chat: None,
            conversation: conversation.map(|id| ConversationId::parse(id).unwrap()),
            visitor: None,
            member: member.cloned(),
            name: "Ana".into(),
            expires_at: Millis(now.0 + 600_000),
        };
        self.rows().create_bot_link(&link, now).await.unwrap();
        token.expose().to_owned()
    }

    /// A conversation goes on on this phone.
    pub async fn goes_on(&self, desk: &Desk<'_>, phone: &Phone) {
        let code = self.code(BotLinkKind::ToTelegram, Some(&desk.person.conversation), None).await;
        phone.opens(&code);
        phone.presses("Sim, continuar aqui").await.is_answered().await;
        phone.sees("Esta conversa continua aqui").await;
    }

    /// Whoever's conversation it is, in it.
    pub async fn peer(&self, desk: &Desk<'_>) -> Peer {
        let conversation = ConversationId::parse(&desk.person.conversation).unwrap();
        let visitor = self.rows().conversation(&conversation).await.unwrap().unwrap().visitor;
        let workspace = self.app.app.home.workspace.clone();
        Peer { workspace, visitor, conversation, zone: None, locale: "pt-BR".into() }
    }

    /// What the campaign goes by, which is not its tree's title.
    pub async fn called(&self, desk: &Desk<'_>) -> String {
        let standing = turn::standing(&self.app.app, &self.peer(desk).await).await.unwrap();
        assert_ne!(standing.name, standing.title);
        standing.name
    }

    /// A member of the team, without Telegram.
    pub async fn member(&self, name: &str, role: Role) -> MemberId {
        let now = self.app.app.clock.now();
        let member = Member {
            id: MemberId::new(),
            name: name.into(),
            email: Some(format!("{}@example.com", new_id())),
            role,
            created_at: now,
            joined_at: Some(now),
            sessions_since: Millis(0),
        };
        assert!(self.rows().create_member(&member).await.unwrap());
        member.id
    }

    /// A member whose account is linked.
    pub async fn linked(&self, name: &str, role: Role) -> (MemberId, Person, Phone) {
        let member = self.member(name, role).await;
        let person = self.telegram.user(name, "pt-BR");
        let phone = person.chat(&self.bot);
        phone.opens(&self.code(BotLinkKind::Member, None, Some(&member)).await);
        phone.presses("Ligar as contas").await.is_answered().await;
        phone.sees("Pronto: esta conta agora é de").await;
        (member, person, phone)
    }
}

impl Stage {
    /// The browser of whoever finished a brief is a member's, who asks another one to decide.
    pub async fn asks(&self, desk: &Desk<'_>, by: &MemberId, member: &MemberId) {
        let conversation = ConversationId::parse(&desk.person.conversation).unwrap();
        let visitor = self.rows().conversation(&conversation).await.unwrap().unwrap().visitor;
        assert!(self.rows().attach_visitor(&visitor, by).await.unwrap());
        let (status, came) = desk.post("approvers", serde_json::json!({ "member": member })).await;
        assert_eq!(status, 200, "{came}");
        assert_eq!(came["are"], serde_json::json!([member]));
    }
}
