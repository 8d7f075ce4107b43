//! The campaign briefing with a model at the table: its words are seen as they come, and what becomes of each of its
//! proposals is the person's.

use crate::harness::{
    browser::Browser,
    chat::{self, READY, Walk, value},
    provider::{
        Pace, Provider,
        copywriter::{self, filled},
    },
    table::{SETTLED, card, decides, sits_down, source, start, streamed},
    wait::until,
};
use serde_json::{Value, json};

const DESK: (u32, u32) = (1280, 800);
const PHONE: (u32, u32) = (360, 740);

/// Somebody who knows what they think of what is proposed.
struct Ana<'a> {
    page: &'a Browser,
    walk: Walk,
    message: Pace,
    package: Pace,
    decided: Vec<String>,
}

impl Ana<'_> {
    /// Goes on until the brief is frozen, and decides each proposal as it comes.
    async fn completes(&mut self) {
        for _ in 0..80 {
            self.page.until(READY).await;
            if self.page.run("return !!root.querySelector('.finished a')").await == true {
                return;
            }
            self.page.until(SETTLED).await;
            let field = card(self.page).await;
            if !field.is_empty() {
                self.decides(&field).await;
                continue;
            }
            match self.page.run("return chat.talk.ask.path").await.as_str().unwrap() {
                // Whoever does not know gets a proposal.
                "barrier" => self.presses("unsure").await,
                "key_message" => {
                    self.message.lets(1_000);
                    self.presses("unsure").await;
                }
                "owned_channels" => {
                    self.presses("unsure").await;
                    self.cancels().await;
                }
                _ => self.walk.step(self.page).await,
            }
        }
        panic!("no end: {}", self.page.run("return root.querySelector('.messages').innerText").await);
    }

    async fn presses(&self, option: &str) {
        let rows = self.page.run("return chat.talk.rows.length").await;
        self.page.clicks(&format!(".prompt [data-option={option}]")).await;
        self.page.until(&format!("return chat.talk.rows.length > {rows}")).await;
    }

    async fn decides(&mut self, field: &str) {
        let again = self.decided.iter().filter(|decided| *decided == field).count();
        let decision = match (field, again) {
            ("product_text" | "personas", _) => "accept",
            ("key_message", 0) => "another",
            ("key_message", _) => "edit",
            _ => "keep",
        };
        let rows = self.page.run("return chat.talk.rows.length").await;
        decides(self.page, field, decision).await;
        if decision == "edit" {
            self.page.until("return !!root.querySelector('#decided textarea')").await;
            self.page.run("root.querySelector('#decided textarea').select()").await;
            self.page.writes("#decided textarea", "Segunda com gosto de forno.").await;
            self.page.clicks("#decided [data-decision=use]").await;
        }
        self.page.until(&format!("return chat.talk.rows.length > {rows}")).await;
        self.page.run("root.getElementById('decided')?.removeAttribute('id')").await;
        self.decided.push(field.into());
    }

    /// Sees the package begin, and does not want to wait for it.
    async fn cancels(&mut self) {
        self.package.lets(8);
        let begins = format!("return ({})?.startsWith('Cinco')", streamed("Nome da campanha"));
        self.page.until(&begins).await;
        self.page.clicks(".live [aria-label*='Nome da campanha'] button").await;
        self.page.until("return !root.querySelector('.live .card')").await;
        self.decided.push("cancelled".into());
    }
}

/// Each way there is to take a proposal, at a desk.
#[tokio::test(flavor = "multi_thread")]
async fn a_launch_with_a_model_at_a_desk() {
    let provider = Provider::start().await;
    let [text, message, package] =
        copywriter::holds(&provider, ["product_text", "key_message", "campaign_name"]);
    let app = start(&provider).await;
    let page = sits_down(&app, "pt-BR", DESK, "ai_yes").await;
    let walk = Walk { locale: "pt-BR", goal: "launch", depth: "full", fills: false };
    reaches(&page, walk, "product_text").await;
    walk.step(&page).await;

    // The words are there while the provider still holds the rest back, beside the next question.
    text.lets(8);
    let seen = format!("const to = {}; return to?.length > 12 && to", streamed("Descrição"));
    let seen = page.until(&seen).await;
    assert!("Pão fresco no café da manhã de casa".starts_with(seen.as_str().unwrap().trim_end()), "{seen}");
    let heard = provider.heard().into_iter().find(|heard| filled(heard) == ["product_text"]).unwrap();
    assert!(!heard.is_done());
    assert_eq!(page.run("return chat.talk.ask.path").await, "launch_date", "the question goes on meanwhile");
    text.lets(1_000);
    page.until("return !!root.querySelector(\".card[data-state=open][aria-label*='Descrição']\")").await;

    let mut ana = Ana { page: &page, walk, message, package, decided: Vec::new() };
    ana.completes().await;
    let order = ["product_text", "personas", "barrier", "key_message", "key_message", "cancelled"];
    ana.decided.retain(|decided| order.contains(&&**decided));
    assert_eq!(ana.decided, order);
    let package = provider.heard().into_iter().find(|heard| filled(heard)[0] == "campaign_name").unwrap();
    until("who was cancelled is left", async || package.is_gone()).await;

    let brief: Value = chat::caller(&page, &app).await.get("brief").await.json().await.unwrap();
    assert!(value(&brief, "product_text").as_str().unwrap().starts_with("Pão fresco no café"), "{brief}");
    assert_eq!(source(&brief, "product_text"), "suggestion");
    assert_eq!(value(&brief, "key_message"), "Segunda com gosto de forno.");
    assert_eq!(source(&brief, "key_message"), "suggestion", "it was only touched up");
    assert_eq!(value(&brief, "barrier"), Value::Null, "what was refused is in no brief");
    assert!(value(&brief, "personas").to_string().contains("Lúcia, sem pressa"), "{brief}");
    assert_eq!(source(&brief, "personas"), "suggestion");
    assert_eq!(value(&brief, "campaign_name"), Value::Null, "nor is what was cancelled");
    assert!(value(&brief, "channels").is_array() || value(&brief, "channels").is_object(), "{brief}");
    chat::log_is_whole(&page, &app).await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}

/// Goes on up to the question on `path`.
async fn reaches(page: &Browser, walk: Walk, path: &str) {
    while page.run("return chat.talk.ask.path").await != path {
        walk.step(page).await;
        page.until(READY).await;
    }
}

/// The short way, in English, on a phone, with everything accepted.
#[tokio::test(flavor = "multi_thread")]
async fn the_short_way_with_a_model_on_a_phone() {
    let provider = Provider::start().await;
    let [_, package] = copywriter::holds(&provider, ["nothing", "campaign_name"]);
    let app = start(&provider).await;
    let page = sits_down(&app, "en", PHONE, "ai_yes").await;
    let walk = Walk { locale: "en", goal: "launch", depth: "quick", fills: false };
    let mut steps = 0;
    while page.run("return !!root.querySelector('.finished a')").await != true {
        if page.run("return !!root.querySelector('.live .card')").await == true {
            package.lets(1_000);
        }
        page.until(SETTLED).await;
        walk.step(&page).await;
        page.until(READY).await;
        let fits = page.run("return document.documentElement.scrollWidth <= innerWidth").await;
        assert_eq!(fits, true, "nothing is wider than the screen");
        steps += 1;
        assert!(steps < 40, "{}", page.run("return root.querySelector('.messages').innerText").await);
    }
    let brief: Value = chat::caller(&page, &app).await.get("brief").await.json().await.unwrap();
    for (path, words) in
        [("product_text", "Fresh bread for breakfast at home"), ("campaign_name", "Five fresh mornings")]
    {
        assert!(value(&brief, path).to_string().contains(words), "{path}: {brief}");
        assert_eq!(source(&brief, path), "suggestion", "{path}");
    }
    chat::log_is_whole(&page, &app).await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}

/// Who refuses has the whole briefing by the rules, and no provider hears of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_briefing_without_consent_is_heard_by_no_provider() {
    let provider = Provider::start().await;
    provider.answers(copywriter::writes);
    let app = start(&provider).await;
    let page = sits_down(&app, "pt-BR", DESK, "ai_no").await;
    page.until("return root.querySelector('.messages').textContent.includes('Nenhuma IA lê o que você escreve aqui.')").await;
    Walk { locale: "pt-BR", goal: "sales", depth: "full", fills: false }.completes(&page).await;
    assert_eq!(provider.heard().len(), 0);
    chat::log_is_whole(&page, &app).await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}

/// By the keyboard alone, from the notice through a proposal that streams to the next question.
#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_by_keyboard() {
    let provider = Provider::start().await;
    let [package] = copywriter::holds(&provider, ["campaign_name"]);
    let app = start(&provider).await;
    let page = Browser::open(&app.url("/?lang=en"), DESK.0, DESK.1).await;
    page.until(READY).await;
    page.presses(".prompt [data-option=ai_yes]").await;
    page.until("return !!root.querySelector('.prompt [data-option=quick]')").await;
    page.until(READY).await;
    page.presses(".prompt [data-option=quick]").await;
    let walk = Walk { locale: "en", goal: "launch", depth: "quick", fills: false };
    page.until(READY).await;
    // The last question before it is answered by hand.
    while page.run("return chat.talk.ask.path").await != "dates" || !card(&page).await.is_empty() {
        walk.step(&page).await;
        page.until(READY).await;
        page.until(SETTLED).await;
    }
    page.presses(".prompt [data-option=unsure]").await;
    page.until("return !!root.querySelector('.live .card')").await;
    page.until("return focused() !== document.body").await;
    page.reaches(".live button").await;
    page.reaches(".prompt [data-option=skip]").await;
    package.lets(1_000);
    // Whoever types nothing is taken to what is to be decided.
    page.until(
        "return focused().dataset?.decision === 'accept' && !!focused().closest('.card[data-state=open]')",
    )
    .await;
    for decision in ["edit", "keep", "another", "accept"] {
        page.reaches(&format!(".card[data-state=open] [data-decision={decision}]")).await;
    }
    page.presses(".card[data-state=open] [data-decision=edit]").await;
    page.until("return focused().matches('.card[data-state=open] textarea')").await;
    page.presses(".card[data-state=open] [data-decision=cancel]").await;
    page.until("return focused().dataset?.decision === 'edit'").await;
    page.presses(".card[data-state=open] [data-decision=accept]").await;
    page.until("return chat.talk.ask?.buttons.some(({ id }) => id === 'confirm')").await;
    page.until("return focused() !== document.body").await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}
