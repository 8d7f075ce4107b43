//! The campaign briefing, from the first word to the brief, in both languages and on every branch.

use super::{Stage, walk::Walker};
use crate::{
    harness::{bot_api::Phone, wait::until},
    pages::must_say,
};

/// The goals, each with what only its branch asks for.
const BRANCHES: [(&str, &str); 4] = [
    ("launch", "launch_date"),
    ("awareness", "remembered_for"),
    ("leads", "lead_quality"),
    ("sales", "baseline"),
];

/// What a person presses and reads at the beginning.
fn beginning(locale: &str) -> [&'static str; 3] {
    match locale {
        "en" => ["To join your team", "Start a brief", "Before the first question"],
        _ => ["Para entrar na sua equipe", "Começar um briefing", "Antes da primeira pergunta"],
    }
}

/// Comes in without an invitation and begins a brief.
pub async fn begins(phone: &Phone, locale: &str) {
    let [invited, begin, notice] = beginning(locale);
    phone.says("/start");
    phone.sees(invited).await;
    phone.presses(begin).await.is_answered().await;
    phone.sees(notice).await;
}

async fn whole(locale: &'static str) {
    let stage = Stage::new().await;
    let people = BRANCHES.map(|(goal, own)| (stage.person(&format!("Ana {goal}"), locale), goal, own));
    let walks = people.iter().map(async |(phone, goal, own)| {
        begins(phone, locale).await;
        let mut ana = Walker::new(&stage, phone, locale, goal);
        ana.walks_to_the_end().await;
        assert!(ana.asked.iter().any(|path| path == own), "{goal}: {:?}", ana.asked);
        let shown = phone.shown();
        let open = shown.iter().filter(|shown| shown.is_bots && shown.text.contains(" ✓ ")).count();
        assert_eq!(open, 0, "an outcome stands on a line of its own");
        phone.says("/summary");
        phone
            .sees_new(if locale == "en" { "Press an answer to change it." } else { "Toque em uma resposta" })
            .await;
    });
    futures_util::future::join_all(walks).await;
    assert_eq!(stage.telegram.refused(), [], "Telegram took everything");
    assert_eq!(stage.telegram.answered().1, 0, "no button goes on turning");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_briefing_in_portuguese_on_every_branch() {
    whole("pt-BR").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_briefing_in_english_on_every_branch() {
    whole("en").await;
}

/// A conversation as it looks, for whoever reads the documentation.
#[tokio::test(flavor = "multi_thread")]
async fn the_documentation_shows_how_a_briefing_looks() {
    let stage = Stage::new().await;
    let phone = stage.person("Ana", "pt-BR");
    begins(&phone, "pt-BR").await;
    let mut ana = Walker::new(&stage, &phone, "pt-BR", "sales");
    ana.depth = "quick";
    while !ana.standing().await.closed {
        ana.step().await;
        ana.takes_what_is_proposed().await;
    }
    until("the plan is offered", async || phone.has_button("Gerar as peças")).await;
    let page = format!(
        "# A briefing in Telegram\n\nMade by a test from a conversation with a real server.\n\n{}",
        phone.transcript()
    );
    must_say("docs/telegram-conversation.md", &page);
}
