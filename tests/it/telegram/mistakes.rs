//! What people do that is no answer: each gets its sentence, and the conversation stays where it was.

use super::{Stage, briefing::begins, walk::Walker};
use crate::harness::{bot_api::Phone, wait::until};
use pauta::{
    engine::input::{Args, Input},
    tree::json::CommandName,
    turn,
};

/// Somebody at the first question.
async fn begun<'a>(stage: &'a Stage, locale: &'static str) -> (Phone, Walker<'a>) {
    let phone = stage.person("Ana", locale);
    begins(&phone, locale).await;
    let ana = Walker::new(stage, &phone, locale, "launch");
    ana.sees_the_question().await;
    (phone, ana)
}

/// The number of turns so far, by which it is seen that nothing happened.
async fn turns(ana: &Walker<'_>) -> u64 {
    let app = &ana.stage.app.app;
    let row = app.store.workspace(&app.home.workspace).conversation(&ana.conversation().await).await;
    row.unwrap().unwrap().line.version
}

async fn each(locale: &'static str, sentences: [&str; 6]) {
    let stage = Stage::new().await;
    let (phone, ana) = begun(&stage, locale).await;
    let before = turns(&ana).await;
    let [sticker, location, edited, too_large, no_voice, unknown] = sentences;
    phone.sends_sticker("😀");
    phone.sees_new(sticker).await;
    phone.sends_location(-23.5, -46.6);
    phone.sees_new(location).await;
    let said = phone.says("/help");
    phone.sees_new("/summary").await;
    until("the help is a turn", async || turns(&ana).await > before).await;
    let before = turns(&ana).await;
    phone.edits(said, "/stop");
    phone.sees_new(edited).await;
    phone.sends_document("filme.pdf", "application/pdf", &vec![b'x'; 21 << 20]);
    phone.sees_new(too_large).await;
    phone.sends_voice(b"OggS", 3);
    phone.sees_new(no_voice).await;
    phone.says("/dance");
    phone.sees_new(unknown).await;
    assert_eq!(turns(&ana).await, before, "the conversation stays where it was");
    ana.sees_the_question().await;
    assert_eq!(stage.telegram.refused(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_answer_gets_a_sentence() {
    each(
        "pt-BR",
        [
            "figurinha",
            "Não leio a localização",
            "use /edit",
            "passa de 20 MB",
            "Ainda não consigo ouvir áudio aqui; pode escrever?",
            "Não conheço esse comando",
        ],
    )
    .await;
    each(
        "en",
        [
            "A sticker",
            "I don't read locations",
            "use /edit",
            "over 20 MB",
            "I can't listen to voice messages here yet",
            "I don't know that command",
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_counts_once_and_only_while_its_question_is_open() {
    let stage = Stage::new().await;
    let (phone, mut ana) = begun(&stage, "pt-BR").await;
    let (ask, shown) = ana.sees_the_question().await;
    let first = phone.presses_old(&shown, "Completo");
    let second = phone.presses_old(&shown, "Rápido");
    first.is_answered().await;
    assert_eq!(second.is_answered().await, "Isso já foi anotado.");
    ana.is_past(&ask).await;
    phone.sees_new("✓ Completo").await;
    ana.step().await;
    assert_eq!(phone.presses_old(&shown, "Rápido").is_answered().await, "Isso já foi anotado.");
    let bia = stage.person("Bia", "pt-BR");
    bia.says("/start");
    bia.sees("Para entrar").await;
    let data = shown.buttons().find(|button| button.label == "Rápido").unwrap().data.clone().unwrap();
    assert!(data.len() <= 64, "{data}");
    let foreign = bia.presses_data(1, &data).is_answered().await;
    assert_eq!(foreign, "Essa pergunta já passou. A que está aberta é a última da conversa.");
    for data in ["", "t:", "t:0000000000000000:0", "x", "t:0:99999999999999999999"] {
        assert!(!phone.presses_data(shown.id, data).is_answered().await.is_empty(), "{data}");
    }
    assert_eq!(ana.asked.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_where_a_button_was_expected_is_read_and_the_reverse() {
    let stage = Stage::new().await;
    let (phone, mut ana) = begun(&stage, "pt-BR").await;
    let (ask, _) = ana.sees_the_question().await;
    phone.says("Padaria Sol");
    let shown = phone.sees_new("Aqui cabem").await;
    let old = || phone.shown().into_iter().filter(|old| old.id != shown.id);
    until("the old buttons are gone", async || !old().any(|old| old.labels().concat().contains(&"Completo")))
        .await;
    phone.says("o completo, por favor");
    phone.sees_new("Entendi: Completo").await;
    ana.is_past(&ask).await;
    ana.step().await;
    ana.step().await;
    // A question in words: its own button is one of the answers to it.
    let (ask, shown) = ana.sees_the_question().await;
    assert_eq!(ask.path, "why_now");
    phone.presses_old(&shown, "Ainda não sei").is_answered().await;
    ana.is_past(&ask).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_blocks_the_bot_and_comes_back_finds_everything() {
    let stage = Stage::new().await;
    let (phone, ana) = begun(&stage, "pt-BR").await;
    phone.blocks();
    until("the chat is gone", async || ana.chat().await.gone_at.is_some()).await;
    phone.unblocks();
    phone.says("/start");
    phone.sees_new("Seguimos com").await;
    ana.sees_the_question().await;
    until("it is back", async || ana.chat().await.gone_at.is_none()).await;
    assert_eq!(stage.telegram.refused(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_can_be_changed_at_any_question() {
    let stage = Stage::new().await;
    let (phone, ana) = begun(&stage, "pt-BR").await;
    phone.says("/language");
    phone.presses("English").await.is_answered().await;
    phone.sees_new("How would you like to do this brief?").await;
    let chosen = phone.sees("✓ English").await;
    assert!(chosen.buttons().count() == 0 && chosen.text.contains("Em que idioma"), "{chosen}");
    // There is one brief, and it is the open one: nothing is to be chosen.
    phone.says("/resume");
    let resumed = phone.sees_new("We go on with").await;
    assert!(!resumed.text.contains("browser"), "{resumed}");
    assert_eq!(&*ana.standing().await.locale, "en");
    phone.says("/dance");
    phone.sees_new("I don't know that command").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_that_is_changed_at_another_door_is_spoken_here_too() {
    let stage = Stage::new().await;
    let (phone, ana) = begun(&stage, "pt-BR").await;
    let args = Args { locale: Some("en".into()), ..Args::default() };
    let input = Input::Command { name: CommandName::Language, args };
    let inbound = turn::Inbound { client_msg_id: "language".into(), input, expect: None };
    turn::turn(&stage.app.app, &ana.peer().await, inbound).await.unwrap();
    let shown = phone.sees("How would you like to do this brief?").await;
    assert!(!shown.text.contains("Ex.:"), "{shown}");
    phone.says("/dance");
    phone.sees_new("I don't know that command").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_brief_has_its_way_back_below_what_is_refused() {
    let stage = Stage::new().await;
    let (phone, mut ana) = begun(&stage, "en").await;
    ana.depth = "quick";
    ana.walks_to_the_end().await;
    phone.says("one more thing");
    phone.sees_new("This brief is closed.").await;
    phone.presses("Reopen the brief").await.is_answered().await;
    phone.sees_new("open again").await;
    assert_eq!(stage.telegram.refused(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_work_without_a_conversation_too() {
    let stage = Stage::new().await;
    let phone = stage.person("Ana", "en");
    for command in ["/back", "/skip", "/summary", "/edit", "/stop", "hello"] {
        phone.says(command);
        phone.sees_new("To join your team").await;
    }
    phone.says("/resume");
    phone.sees_new("There is no brief to go on with").await;
    phone.says("/link");
    phone.sees_new("There is no brief open in this chat").await;
    phone.says("/help");
    phone.sees_new("/summary").await;
    phone.opens("0000");
    phone.sees_new("This link was used already").await;
}
