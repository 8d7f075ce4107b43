//! Files, pictures, voices, and words that are seen while a model writes them.

use super::{Stage, briefing::begins, walk::Walker};
use crate::harness::{
    app::Start,
    bot_api::Phone,
    form,
    provider::{Provider, Says},
    trees,
    wait::until,
};
use serde_json::json;

pub fn listening(start: Start, provider: &Provider) -> Start {
    start
        .set("PAUTA_LLM", "required")
        .set("OPENAI_API_KEY", "sk-test-1")
        .set("OPENAI_MAX_RETRIES", "0")
        .set("OPENAI_API_URL", &provider.openai())
}

/// Somebody in a new conversation of this stage.
async fn begun<'a>(stage: &'a Stage) -> (Phone, Walker<'a>) {
    let phone = stage.person("Ana", "pt-BR");
    begins(&phone, "pt-BR").await;
    let ana = Walker::new(stage, &phone, "pt-BR", "launch");
    ana.sees_the_question().await;
    (phone, ana)
}

#[tokio::test(flavor = "multi_thread")]
async fn files_and_pictures_answer_a_question_that_asks_for_them() {
    let stage = Stage::with(|start| start.tree(&trees::files())).await;
    stage.walks("files").await;
    let (phone, ana) = begun(&stage).await;
    phone.sends_photo(&form::png(1), "nosso logo");
    phone.sends_document("manual da marca.txt", "text/plain", "Tom: próximo.".as_bytes());
    let held = async || {
        let rows = stage.app.app.store.workspace(&stage.app.app.home.workspace);
        rows.files(&ana.conversation().await).await.unwrap().len()
    };
    until("both are kept", async || held().await == 2).await;
    phone.sends_document("vírus.exe", "application/octet-stream", b"MZ\x90\0\x03\0\0\0");
    phone.sees_new("Programas não são aceitos").await;
    assert_eq!(held().await, 2);
    phone.says("/summary");
    phone.sees_new("manual da marca.txt").await;
    assert_eq!(stage.telegram.refused(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_where_none_is_asked_for_leaves_the_question_open() {
    let stage = Stage::new().await;
    let (phone, ana) = begun(&stage).await;
    phone.sends_photo(&form::png(1), "");
    phone.sees_new("não pede um arquivo").await;
    ana.sees_the_question().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_brief_as_a_document_answers_what_it_can() {
    let stage = Stage::new().await;
    let (phone, _) = begun(&stage).await;
    let text = "Marca: Padaria Sol\nProduto: Pão de fermentação natural\nVerba: R$ 5.000\n";
    phone.sends_document("briefing.txt", "text/plain", text.as_bytes());
    let card = phone.sees_new("Pão de fermentação natural").await;
    assert!(card.buttons().count() > 0, "it is proposed, not taken: {card}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voice_is_what_is_heard_in_it() {
    let provider = Provider::start().await;
    let stage = Stage::with(|start| listening(start.tree(&trees::questions("two", 2)), &provider)).await;
    stage.walks("two").await;
    let (phone, ana) = begun(&stage).await;
    let (ask, shown) = ana.sees_the_question().await;
    let yes = ask.buttons.iter().find(|button| button.id == "ai_yes").unwrap();
    phone.presses_old(&shown, &yes.label).is_answered().await;
    ana.is_past(&ask).await;
    let (ask, _) = ana.sees_the_question().await;
    provider.next(Says::Text("Pão quente na porta".into()));
    phone.sends_voice(b"OggS\0\x02 the sound of it", 3);
    phone.sees_new("Ouvi: “Pão quente na porta”").await;
    ana.is_past(&ask).await;
    let brief = ana.standing().await.brief;
    let shown = brief.slots.iter().find(|seen| seen.field.path == "q1").unwrap().field.shown.clone();
    assert_eq!(shown.as_deref(), Some("Pão quente na porta"));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_seen_while_a_model_writes_them() {
    let provider = Provider::start().await;
    let fields = json!({ "product": "Um bom pão de fermentação natural, a pé de casa" });
    let answer = json!({ "fields": fields, "why": [], "assumptions": [], "questions": [] }).to_string();
    let letters: Vec<char> = answer.chars().collect();
    let pieces: Vec<String> = letters.chunks(4).map(|chunk| chunk.iter().collect()).collect();
    let (says, pace) = Says::paced(&pieces.iter().map(String::as_str).collect::<Vec<_>>());
    let stage = Stage::with(|start| listening(start.tree(&trees::helped(60)), &provider)).await;
    stage.walks("helped").await;
    let (phone, ana) = begun(&stage).await;
    let (ask, shown) = ana.sees_the_question().await;
    let yes = ask.buttons.iter().find(|button| button.id == "ai_yes").unwrap();
    phone.presses_old(&shown, &yes.label).is_answered().await;
    ana.is_past(&ask).await;
    ana.sees_the_question().await;
    provider.next(says);
    phone.says("Pão de fermentação natural");
    until("one is asked to wait", async || phone.has_button("Seguir sem esperar")).await;
    provider.until_heard(1).await;
    pace.lets(pieces.len() / 2);
    let waits = phone.sees_new("Um bom pão").await;
    assert!(waits.buttons().any(|button| button.label == "Seguir sem esperar"), "{waits}");
    pace.lets(pieces.len());
    let card = phone.sees_new("Um bom pão de fermentação natural, a pé de casa").await;
    assert!(card.id > waits.id, "the proposal is a message of its own");
    until("one no longer waits", async || !phone.has_button("Seguir sem esperar")).await;
    assert_eq!(stage.telegram.refused(), []);
}
