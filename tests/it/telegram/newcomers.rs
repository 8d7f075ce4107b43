//! What somebody meets who is new to the chat: each press counts once, and no message is a dead end.

use super::{Stage, briefing::begins, walk::Walker};
use crate::harness::{
    bot_api::{Phone, screen::Shown},
    wait::until,
};
use pauta::store::{BotLinkKind, Role};

/// The conversations of everybody.
async fn begun(stage: &Stage, walker: &Walker<'_>) -> usize {
    let visitor = walker.chat().await.visitor.unwrap();
    stage.rows().conversations_of(&visitor, 10).await.unwrap().len()
}

/// Where a part of a text stands, once.
fn once(shown: &Shown, part: &str) {
    assert_eq!(shown.text.matches(part).count(), 1, "{part} in\n{shown}");
}

/// Up to a proposal, and the question that stands below it.
async fn is_proposed<'a>(stage: &'a Stage, phone: &Phone) -> Walker<'a> {
    begins(phone, "pt-BR").await;
    let mut ana = Walker::new(stage, phone, "pt-BR", "sales");
    ana.depth = "quick";
    while !phone.has_button("Usar a sugestão") {
        ana.step().await;
        ana.sees_everything().await;
    }
    ana
}

#[tokio::test(flavor = "multi_thread")]
async fn the_question_below_a_suggestion_that_is_used_stays_where_it_is() {
    let stage = Stage::new().await;
    let phone = stage.person("Ana", "pt-BR");
    let ana = is_proposed(&stage, &phone).await;
    let question = "Quem você quer alcançar?";
    phone.sees(question).await;
    let toast = phone.presses("Usar a sugestão").await.is_answered().await;
    assert_eq!(toast, "Anotado.");
    phone.sees_new("✓ Sugestão usada").await;
    ana.sees_everything().await;
    assert_eq!(phone.times(question), 1, "{}", phone.screen());
    let (ask, _) = ana.sees_the_question().await;
    phone.presses("Ainda não sei").await.is_answered().await;
    ana.is_past(&ask).await;
    assert_eq!(stage.telegram.refused(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_field_of_a_package_is_worded_anew() {
    let stage = Stage::new().await;
    let phone = stage.person("Ana", "pt-BR");
    let mut ana = is_proposed(&stage, &phone).await;
    while !phone.screen().contains("Proposta de pacote") {
        ana.step().await;
        ana.sees_everything().await;
    }
    phone.presses("Editar").await.is_answered().await;
    until("the fields are there", async || phone.has_button("Canais da campanha")).await;
    assert!(phone.has_button("Nome da campanha") && phone.has_button("Peças"), "{}", phone.screen());
    phone.presses("Canais da campanha").await.is_answered().await;
    phone.sees_new("Canais da campanha\nEscreva a nova resposta.").await;
    phone.says("Instagram e e-mail");
    let review = phone.sees("· Canais da campanha: Instagram; E-mail").await;
    assert!(review.text.contains("· Nome da campanha:") && review.text.contains("· Peças:"), "{review}");
    assert_eq!(stage.telegram.refused(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn help_beside_a_suggestion_puts_the_question_whole() {
    let stage = Stage::new().await;
    let phone = stage.person("Ana", "pt-BR");
    is_proposed(&stage, &phone).await;
    let question = "Quem você quer alcançar?";
    phone.sees(question).await;
    phone.presses("Usar a sugestão").await.is_answered().await;
    phone.sees_new("✓ Sugestão usada").await;
    phone.sees_no_more("✓ Usar a sugestão").await;
    phone.says("/help");
    let help = phone.sees_new("A qualquer momento:").await;
    for part in [question, "Texto para todo mundo", "Carla, 38"] {
        once(&help, part);
    }
    assert!(help.labels().concat().contains(&"Ainda não sei"), "{help}");
    assert_eq!(stage.telegram.refused(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_without_a_brief_reads_what_waits_and_how_to_begin() {
    let stage = Stage::new().await;
    let (_, _, ana) = stage.linked("Ana", Role::Approver).await;
    ana.sees("As peças para você decidir chegam aqui").await;
    for said in ["oi", "/summary", "/skip", "/stop", "/start"] {
        ana.says(said);
        let shown = ana.sees_new("Nada espera por você agora. Com /new").await;
        assert!(shown.labels().concat().contains(&"Começar um briefing"), "{shown}");
    }
    ana.sees_no_more("Para entrar na sua equipe").await;
    let (_, _, bia) = stage.linked("Bia", Role::Marketer).await;
    bia.sees("As perguntas de colegas chegam aqui. Com /new").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_begins_twice_begins_once() {
    let stage = Stage::new().await;
    let phone = stage.person("Ana", "pt-BR");
    phone.says("/start");
    let greeting = phone.sees("Para entrar na sua equipe").await;
    phone.presses_old(&greeting, "Começar um briefing").is_answered().await;
    let again = phone.presses_old(&greeting, "Começar um briefing").is_answered().await;
    assert_eq!(again, "Isso já foi anotado.");
    let ana = Walker::new(&stage, &phone, "pt-BR", "sales");
    ana.sees_the_question().await;
    until("the button is gone", async || !phone.has_button("Começar um briefing")).await;
    let first = ana.conversation().await;
    phone.says("/new");
    phone.sees_new("Como você quer fazer este briefing?").await;
    phone.says("/new");
    phone.sees_new("Como você quer fazer este briefing?").await;
    assert_eq!(ana.conversation().await, first);
    assert_eq!(begun(&stage, &ana).await, 1);
    assert_eq!(stage.telegram.refused(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_message_that_asks_to_link_becomes_its_outcome() {
    let stage = Stage::new().await;
    let (_, _, ana) = stage.linked("Ana", Role::Approver).await;
    ana.sees("✓ Ligar as contas").await;
    assert!(!ana.has_button("Ligar as contas") && !ana.has_button("Não ligar"), "{}", ana.screen());
    let member = stage.member("Bia", Role::Marketer).await;
    let bia = stage.person("Bia", "pt-BR");
    bia.opens(&stage.code(BotLinkKind::Member, None, Some(&member)).await);
    bia.presses("Não ligar").await.is_answered().await;
    bia.sees("✓ Não ligar").await;
    assert!(!bia.has_button("Ligar as contas") && !bia.has_button("Não ligar"), "{}", bia.screen());
    assert_eq!(stage.telegram.refused(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_none_is_no_dead_end() {
    let stage = Stage::new().await;
    let phone = stage.person("Ana", "pt-BR");
    phone.opens("promo");
    let shown = phone.sees("Este link já foi usado").await;
    assert!(shown.labels().concat().contains(&"Começar um briefing"), "{shown}");
    phone.presses("Começar um briefing").await.is_answered().await;
    phone.sees("Como você quer fazer este briefing?").await;
}
