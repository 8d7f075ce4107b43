//! What somebody meets who is new to the chat: each press counts once, and no message is a dead end.

use super::{Stage, briefing::begins, walk::Walker};
use crate::harness::bot_api::screen::Shown;
use pauta::store::Role;

/// Where a part of a text stands, once.
fn once(shown: &Shown, part: &str) {
    assert_eq!(shown.text.matches(part).count(), 1, "{part} in\n{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suggestion_that_is_used_marks_no_question_and_puts_it_whole() {
    let stage = Stage::new().await;
    let phone = stage.person("Ana", "pt-BR");
    begins(&phone, "pt-BR").await;
    let mut ana = Walker::new(&stage, &phone, "pt-BR", "sales");
    ana.depth = "quick";
    while !phone.has_button("Usar a sugestão") {
        ana.step().await;
        ana.sees_everything().await;
    }
    let question = "Quem você quer alcançar?";
    phone.sees(question).await;
    phone.presses("Usar a sugestão").await.is_answered().await;
    let noted = phone.sees_new("Anotado.").await;
    phone.sees_new("✓ Sugestão usada").await;
    once(&noted, question);
    once(&noted, "Texto para todo mundo");
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

