//! A question of the briefing goes to a colleague: they get it in Telegram, and the rest goes on.

use super::{Stage, briefing::begins, walk::Walker};
use crate::harness::{
    bot_api::{Phone, screen::Shown},
    briefing, form,
    person::Person,
    trees,
    wait::until,
};
use pauta::{
    channel::web::token::Token,
    engine::brief::Field,
    id::MemberId,
    store::{BotLink, BotLinkKind, Member, QuestionState, Role},
    time::Millis,
};
use serde_json::{Value, json};

/// A member of the team, their account of Telegram linked.
async fn member(stage: &Stage, phone: &Phone, name: &str, locale: &str) -> MemberId {
    let app = &stage.app.app;
    let (rows, now) = (app.store.workspace(&app.home.workspace), app.clock.now());
    let member = Member {
        id: MemberId::new(),
        name: name.into(),
        email: Some(format!("{}@exemplo.com.br", name.to_lowercase())),
        role: Role::Marketer,
        created_at: now,
        joined_at: Some(now),
        sessions_since: now,
    };
    assert!(rows.create_member(&member).await.unwrap());
    let token = Token::random();
    let link = BotLink {
        code_hash: token.hash(),
        kind: BotLinkKind::Member,
        chat: None,
        conversation: None,
        visitor: None,
        member: Some(member.id.clone()),
        name: name.into(),
        expires_at: Millis(now.0 + 60_000),
    };
    rows.create_bot_link(&link, now).await.unwrap();
    phone.opens(token.expose());
    let [yes, linked] = match locale {
        "en" => ["Link the accounts", "this account is"],
        _ => ["Ligar as contas", "esta conta agora é de"],
    };
    phone.sees(yes_is_asked(locale)).await;
    phone.presses(yes).await.is_answered().await;
    phone.sees(linked).await;
    member.id
}

fn yes_is_asked(locale: &str) -> &'static str {
    if locale == "en" { "Link this Telegram account" } else { "Ligar esta conta do Telegram" }
}

async fn field(ana: &Walker<'_>, path: &str) -> Field {
    let fields = ana.standing().await.brief.slots.into_iter().map(|seen| seen.field);
    fields.into_iter().find(|field| field.path == path).expect("the field is on the way")
}

/// Ana at the question for `product_text`, Bia with her own briefing begun.
struct Team<'a> {
    ana: Walker<'a>,
    bia: Phone,
    bia_walks: Walker<'a>,
    bia_id: MemberId,
    locale: &'static str,
}

impl<'a> Team<'a> {
    async fn new(stage: &'a Stage, locale: &'static str) -> Self {
        let (ana, bia) = (stage.person("Ana", locale), stage.person("Bia", locale));
        begins(&ana, locale).await;
        let mut walks = Walker::new(stage, &ana, locale, "launch");
        member(stage, &ana, "Ana", locale).await;
        begins(&bia, locale).await;
        let bia_id = member(stage, &bia, "Bia", locale).await;
        while walks.standing().await.pending.is_none_or(|ask| ask.path != "product_text") {
            walks.step().await;
        }
        walks.sees_the_question().await;
        let bia_walks = Walker::new(stage, &bia, locale, "launch");
        Self { ana: walks, bia, bia_walks, bia_id, locale }
    }

    fn in_this<'s>(&self, pt: &'s str, en: &'s str) -> &'s str {
        if self.locale == "en" { en } else { pt }
    }

    /// Ana asks Bia, who sees the question with what goes with it.
    async fn asks(&self) {
        let (ask, _) = self.ana.sees_the_question().await;
        self.ana.phone.says("/ask");
        self.ana
            .phone
            .sees_new(self.in_this("Quem pode responder esta pergunta?", "Who can answer this question?"))
            .await;
        self.ana.phone.presses("Bia").await.is_answered().await;
        self.ana.phone.sees_new(self.in_this("Pedi a Bia.", "I've asked Bia.")).await;
        self.ana.is_past(&ask).await;
        self.bia.sees(self.in_this("Ana pediu a sua ajuda", "Ana asked for your help")).await;
    }
}

async fn there_and_back(locale: &'static str) {
    let stage = Stage::new().await;
    let team = Team::new(&stage, locale).await;
    let own = team.bia_walks.standing().await.pending.unwrap().id;
    team.asks().await;
    // She reads which brief it is by what it is about, not by the questions' title.
    let standing = team.ana.standing().await;
    assert_ne!(standing.name, standing.title);
    let about = team.in_this("no briefing", "with the brief");
    team.bia.sees(&format!("{about} {}: 1 ", standing.name)).await;
    let waits = field(&team.ana, "product_text").await;
    assert_eq!((waits.waits_for.as_deref(), waits.value), (Some("Bia"), None));
    let next = team.ana.standing().await.pending.unwrap();
    assert_ne!(next.path, "product_text");
    // Later is no answer, and it is found again.
    team.bia.presses(team.in_this("Depois", "Later")).await.is_answered().await;
    team.bia.sees_new(team.in_this("Fica guardada", "It is kept")).await;
    team.bia.says("/resume");
    team.bia.sees_new(team.in_this("Qual briefing", "Which brief")).await;
    let label = team.in_this("Ana pergunta: ", "Ana asks: ");
    let has = |shown: &Shown| shown.buttons().any(|button| button.label.starts_with(label));
    assert!(team.bia.shown().iter().any(has), "{}", team.bia.screen());
    team.bia.presses(team.in_this("Responder", "Answer it")).await.is_answered().await;
    let said = team.in_this(
        "Pão que dura 5 dias, para quem toma café em casa.",
        "Bread that keeps for 5 days, for people at home.",
    );
    until("the question is put", async || team.bia_walks.chat().await.state.contains("help")).await;
    team.bia.sends_photo(&form::png(1), "");
    team.bia.sees_new(team.in_this("preciso de palavras", "I need words")).await;
    team.bia.says(said);
    team.bia.sees_new(team.in_this("já pode ver a sua resposta", "Noted, thank you.")).await;
    team.ana.phone.sees(team.in_this("Bia respondeu:", "Bia answered:")).await;
    assert_eq!(team.ana.standing().await.pending.unwrap().id, next.id, "what is pending stays so");
    let answered = field(&team.ana, "product_text").await;
    assert_eq!((answered.by.as_deref(), answered.shown.as_deref()), (Some("Bia"), Some(said)));
    team.ana.phone.says("/summary");
    team.ana.phone.sees_new(team.in_this("respondido por Bia", "answered by Bia")).await;
    // Her own conversation is where it was, and takes what she writes again.
    assert_eq!(team.bia_walks.standing().await.pending.unwrap().id, own);
    let rows = stage.app.app.store.workspace(&stage.app.app.home.workspace);
    assert_eq!(rows.questions_for(&team.bia_id).await.unwrap(), []);
    let mut bia = team.bia_walks;
    bia.step().await;
    assert_eq!(stage.telegram.refused(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_answers_in_their_own_chat_and_the_brief_says_so() {
    there_and_back("pt-BR").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_in_english() {
    there_and_back("en").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_for_them_comes_back_and_what_is_late_is_told() {
    let stage = Stage::new().await;
    let team = Team::new(&stage, "pt-BR").await;
    team.asks().await;
    team.bia.presses("Não sou eu").await.is_answered().await;
    team.bia.sees_new("a pergunta voltou para Ana").await;
    team.ana.phone.sees("A pergunta volta para você").await;
    assert_eq!(team.ana.standing().await.pending.unwrap().path, "product_text");
    // Asked again, and answered by Ana herself meanwhile: Bia hears of it, and says nothing more to it.
    team.asks().await;
    let rows = stage.app.app.store.workspace(&stage.app.app.home.workspace);
    let question = rows.questions_for(&team.bia_id).await.unwrap().remove(0);
    until("she was shown it", async || rows.questions_for(&team.bia_id).await.unwrap()[0].is_put).await;
    let edit = pauta::engine::input::Input::Edit {
        path: "product_text".into(),
        body: pauta::engine::input::Body::Text("Pão que dura 5 dias, para quem toma café em casa.".into()),
        resolve: Default::default(),
    };
    let inbound = pauta::turn::Inbound { client_msg_id: "edit".into(), input: edit, expect: None };
    pauta::turn::turn(&stage.app.app, &team.ana.peer().await, inbound).await.unwrap();
    team.bia.sees("já foi respondida, ou deixou de ser necessária").await;
    until("it is over", async || {
        rows.colleague_question(&question.id).await.unwrap().unwrap().state == QuestionState::TakenBack
    })
    .await;
    assert_eq!(field(&team.ana, "product_text").await.by, None);
    assert_eq!(stage.telegram.refused(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_is_no_member_has_nobody_to_ask() {
    let stage = Stage::new().await;
    let (ana, bia) = (stage.person("Ana", "pt-BR"), stage.person("Bia", "pt-BR"));
    begins(&bia, "pt-BR").await;
    member(&stage, &bia, "Bia", "pt-BR").await;
    begins(&ana, "pt-BR").await;
    ana.says("/ask");
    ana.sees_new("Ainda não há a quem perguntar").await;
    assert_eq!(stage.telegram.refused(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_browser_a_member_asks_and_a_stranger_finds_nobody() {
    let stage = Stage::new().await;
    let app = &stage.app;
    let bia = stage.person("Bia", "pt-BR");
    begins(&bia, "pt-BR").await;
    let bia_id = member(&stage, &bia, "Bia", "pt-BR").await;
    let ana_phone = stage.person("Ana", "pt-BR");
    begins(&ana_phone, "pt-BR").await;
    let ana_id = member(&stage, &ana_phone, "Ana", "pt-BR").await;
    let mut ana = Person::says_hello(app, json!({ "locale": "pt-BR" })).await;
    while ana.ask["path"] != "product_text" {
        briefing::step(&mut ana, "pt-BR", "launch").await;
    }
    let client = reqwest::Client::new();
    let url = app.url(&format!("/api/v1/conversations/{}/colleagues", ana.conversation));
    let listed = async || {
        let answer = client.get(&url).bearer_auth(&ana.token).send().await.unwrap();
        answer.json::<Value>().await.unwrap()["colleagues"].clone()
    };
    let ask =
        json!({ "client_msg_id": MemberId::new().as_str(), "ask": ana.ask["id"], "member": bia_id.as_str() });
    let asks = async || {
        client
            .post(&url)
            .header("origin", app.origin())
            .bearer_auth(&ana.token)
            .json(&ask)
            .send()
            .await
            .unwrap()
    };
    assert_eq!(listed().await, json!([]), "nobody, for a stranger");
    assert_eq!(asks().await.status(), 403);

    let rows = app.app.store.workspace(&app.app.home.workspace);
    let token = Token::parse(&ana.token).unwrap();
    let visitor = rows.visitor_by_token(&token.hash()).await.unwrap().unwrap();
    assert!(rows.attach_visitor(&visitor.id, &ana_id).await.unwrap());
    assert_eq!(listed().await, json!([{ "id": bia_id.as_str(), "name": "Bia", "role": "marketer" }]));
    let first = asks().await.json::<Value>().await.unwrap();
    assert!(first["messages"].to_string().contains("Pedi a Bia"), "{first}");
    let again = asks().await.json::<Value>().await.unwrap();
    assert_eq!(again["accepted"], first["accepted"], "the same sending is the same question");
    bia.sees("Ana pediu a sua ajuda").await;
    assert_eq!(rows.questions_for(&bia_id).await.unwrap().len(), 1);
    bia.presses("Responder").await.is_answered().await;
    bia.says("Pão que dura 5 dias, para quem toma café em casa.");
    bia.sees_new("já pode ver a sua resposta").await;
    let url = app.url(&format!("/api/v1/conversations/{}/messages?after=0", ana.conversation));
    let said = client.get(&url).bearer_auth(&ana.token).send().await.unwrap().text().await.unwrap();
    assert!(said.contains("Bia respondeu:"), "{said}");
    assert_eq!(stage.telegram.refused(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_takes_files_is_answered_with_files() {
    let stage = Stage::with(|start| start.tree(&trees::files())).await;
    stage.walks("files").await;
    let (ana, bia) = (stage.person("Ana", "pt-BR"), stage.person("Bia", "pt-BR"));
    begins(&ana, "pt-BR").await;
    member(&stage, &ana, "Ana", "pt-BR").await;
    member(&stage, &bia, "Bia", "pt-BR").await;
    let walks = Walker::new(&stage, &ana, "pt-BR", "launch");
    walks.sees_the_question().await;
    ana.says("/ask");
    ana.sees_new("Quem pode responder esta pergunta?").await;
    ana.presses("Bia").await.is_answered().await;
    bia.sees("Ana pediu a sua ajuda").await;
    bia.presses("Responder").await.is_answered().await;
    bia.sees_new("Um por mensagem").await;
    bia.sends_document("vírus.exe", "application/octet-stream", b"MZ\x90\0\x03\0\0\0");
    bia.sees_new("Programas não são aceitos").await;
    bia.sends_document("manual da marca.txt", "text/plain", "Tom: próximo.".as_bytes());
    bia.sees_new("já pode ver a sua resposta").await;
    bia.sends_photo(&form::png(1), "nosso logo");
    bia.sees_new("São 2 arquivos agora.").await;
    let answered = field(&walks, "q1").await;
    let shown = answered.shown.unwrap();
    assert_eq!(answered.by.as_deref(), Some("Bia"));
    assert!(shown.contains("manual da marca.txt") && shown.contains("nosso logo.png"), "{shown}");
    let rows = stage.app.app.store.workspace(&stage.app.app.home.workspace);
    assert_eq!(rows.files(&walks.conversation().await).await.unwrap().len(), 2);
    // Once Ana has said otherwise, nothing of Bia's goes with it.
    let edit = pauta::engine::input::Input::Edit {
        path: "q1".into(),
        body: pauta::engine::input::Body::Text("https://padariasol.com.br/logo".into()),
        resolve: Default::default(),
    };
    let inbound = pauta::turn::Inbound { client_msg_id: "edit".into(), input: edit, expect: None };
    pauta::turn::turn(&stage.app.app, &walks.peer().await, inbound).await.unwrap();
    bia.sends_photo(&form::png(2), "");
    bia.sees_new("já foi respondida, ou deixou de ser necessária").await;
    assert_eq!(field(&walks, "q1").await.by, None);
    assert_eq!(stage.telegram.refused(), []);
}
