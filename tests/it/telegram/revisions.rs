//! What becomes of a piece by phone: variations and which is taken, what fell behind, and what is too long for a
//! caption or a message.

use super::{
    Stage,
    pieces::{approve, card, none_refused, shown},
};
use crate::{
    harness::{
        bot_api::{Phone, screen::Shown},
        wait::until,
    },
    production::desk::Desk,
    store::in_telegram::settle,
};
use pauta::store::ChatWritten;
use serde_json::{Value, json};

/// The gate is passed, so that everything can be made.
async fn passes(desk: &mut Desk<'_>) -> String {
    let gate = desk.piece("value_proposition").await;
    let (status, came) = desk.acts(&gate, "approve", json!({ "ticked": true })).await;
    assert_eq!(status, 200, "{came}");
    desk.hears_the_end().await;
    gate
}

async fn starts_the_rest(desk: &mut Desk<'_>, ana: &Phone) {
    let left = |production: &Value| {
        production["packages"].as_array().unwrap().len() as u64 > production["started"].as_u64().unwrap()
    };
    while left(&desk.production().await) {
        ana.presses("Gerar as peças").await.is_answered().await;
        desk.hears_the_end().await;
    }
}

/// Another text for the first line of a piece.
async fn rewrites(desk: &Desk<'_>, piece: &str, text: &str) {
    let view = desk.view(piece).await;
    let path = view["lines"][0]["path"].as_str().unwrap().to_owned();
    let (status, came) = desk.acts(piece, "edit", json!({ "lines": { path: text } })).await;
    assert_eq!(status, 200, "{came}");
}

#[tokio::test(flavor = "multi_thread")]
async fn variations_are_seen_and_one_is_taken() {
    let stage = Stage::new().await;
    let (mut desk, ana, _) = shown(&stage).await;
    passes(&mut desk).await;
    starts_the_rest(&mut desk, &ana).await;
    let ideas = desk.piece("content_ideas").await;
    let one = card(&desk, &ana, &ideas).await;
    let before = desk.view(&ideas).await;
    ana.presses_old(&one, "🔁 Variações").is_answered().await;
    desk.hears_the_end().await;
    let see = |shown: &Shown| shown.buttons().any(|button| button.label.starts_with("Ver as "));
    until("they are offered", async || ana.shown().iter().any(see)).await;
    let offered = ana.shown().into_iter().rev().find(see).unwrap();
    let label = offered.buttons().find(|button| button.label.starts_with("Ver as ")).unwrap().label.clone();
    ana.presses_old(&offered, &label).is_answered().await;
    let first = ana.sees_new("variação 1 de ").await;
    ana.presses_old(&first, "Usar esta variação").is_answered().await;
    until("it is the piece's newest version", async || {
        desk.view(&ideas).await["version"].as_u64() > before["version"].as_u64()
    })
    .await;
    let now = card(&desk, &ana, &ideas).await;
    assert!(now.id > first.id && now.buttons().count() > 0, "{now}");
    let toast = ana.presses_old(&first, "Usar esta variação").is_answered().await;
    assert!(!toast.contains("Anotado"), "it was taken already: {toast}");
    none_refused(&stage);
}

/// The chat as an older version kept it: the cards of several pieces were sent under one name, so that one of them
/// came, and all of them are taken for it.
async fn shares_one_send(stage: &Stage, ana: &Phone) {
    let bot = stage.rows().bots().await.unwrap().remove(0).id;
    loop {
        let mut chat = stage.rows().bot_chat(&bot, ana.chat_id()).await.unwrap().unwrap();
        let mut state: Value = serde_json::from_str(&chat.state).unwrap();
        let pieces = state["pieces"].as_object_mut().unwrap();
        assert_eq!(pieces.len(), 2, "two wait: {pieces:?}");
        let first = pieces.values().next().unwrap()["send"].clone();
        pieces.values_mut().for_each(|put| put["send"] = first.clone());
        chat.state = state.to_string();
        if stage.rows().settle_chat(settle(&bot, chat)).await.unwrap() == ChatWritten::Done {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pieces_that_an_older_version_put_into_one_message_get_one_each_and_once() {
    let stage = Stage::new().await;
    let (desk, ana, persona) = shown(&stage).await;
    let gate = desk.piece("value_proposition").await;
    let first = [card(&desk, &ana, &persona).await.id, card(&desk, &ana, &gate).await.id];
    stage.telegram.all_taken().await;
    shares_one_send(&stage, &ana).await;
    // Whatever happens in the chat brings them anew.
    ana.says("/help");
    let heads = [title(&desk, &persona).await, title(&desk, &gate).await];
    let cards = |head: &str| {
        let new =
            ana.shown().into_iter().filter(|one| !first.contains(&one.id) && one.text.starts_with(head));
        new.collect::<Vec<_>>()
    };
    until("each has a message", async || heads.iter().all(|head| cards(head).len() == 1)).await;
    for (piece, head) in [(&persona, &heads[0]), (&gate, &heads[1])] {
        let shown = cards(head).remove(0);
        ana.presses_old(&shown, approve(&shown)).is_answered().await;
        until("it is decided on", async || desk.view(piece).await["state"] == "approved").await;
        let is_told = |one: &Shown| one.id == shown.id && one.text.contains("aprovada (Ana)");
        until("its own message says so", async || ana.shown().iter().any(is_told)).await;
    }
    ana.says("/help");
    stage.telegram.all_taken().await;
    assert!(heads.iter().all(|head| cards(head).len() == 1), "not once more:\n{}", ana.screen());
    none_refused(&stage);
}

/// How the card of a piece begins.
async fn title(desk: &Desk<'_>, piece: &str) -> String {
    let view = desk.view(piece).await;
    format!("{} · v{}", view["title"].as_str().unwrap(), view["version"])
}

/// The gate says something else now: what was made from it is told to have fallen behind, and may stay or follow.
async fn fallen<'a>(stage: &'a Stage) -> (Desk<'a>, Phone, String, Shown) {
    let (mut desk, ana, _) = shown(stage).await;
    let gate = passes(&mut desk).await;
    rewrites(&desk, &gate, "Pão quente na porta às sete").await;
    let (status, came) = desk.acts(&gate, "approve", json!({ "ticked": true })).await;
    assert_eq!(status, 200, "{came}");
    let house = desk.piece("message_house").await;
    let stale = |shown: &Shown| {
        shown.text.contains("ficou para trás") && shown.buttons().any(|button| button.label == "Manter assim")
    };
    let title = desk.view(&house).await["title"].as_str().unwrap().to_owned();
    let its = |shown: &Shown| stale(shown) && shown.text.starts_with(&title);
    until("its card says so", async || ana.shown().iter().any(its)).await;
    let shown = ana.shown().into_iter().rev().find(its).unwrap();
    (desk, ana, house, shown)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fell_behind_stays_as_it_is_if_somebody_says_so() {
    let stage = Stage::new().await;
    let (desk, ana, house, shown) = fallen(&stage).await;
    let before = desk.view(&house).await;
    ana.presses_old(&shown, "Manter assim").is_answered().await;
    until("it stays", async || desk.view(&house).await["stale"].is_null()).await;
    assert_eq!(desk.view(&house).await["version"], before["version"]);
    let is_over =
        |it: &Shown| it.id == shown.id && !it.buttons().any(|button| button.label == "Manter assim");
    until("its buttons are gone", async || ana.shown().iter().any(is_over)).await;
    none_refused(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fell_behind_is_brought_up_to_date_if_somebody_says_so() {
    let stage = Stage::new().await;
    let (mut desk, ana, house, shown) = fallen(&stage).await;
    let before = desk.view(&house).await["version"].as_u64().unwrap();
    ana.presses_old(&shown, "Atualizar").is_answered().await;
    desk.hears_the_end().await;
    let now = card(&desk, &ana, &house).await;
    let view = desk.view(&house).await;
    assert!(view["stale"].is_null() && view["version"].as_u64().unwrap() > before, "{view}");
    assert!(now.id > shown.id && now.text.contains("Pão quente na porta às sete"), "{now}");
    none_refused(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_piece_comes_as_a_file_with_its_buttons_below() {
    let stage = Stage::new().await;
    let (desk, ana, persona) = shown(&stage).await;
    rewrites(&desk, &persona, &"Quem mora no bairro e sai cedo. ".repeat(420)).await;
    let is_file = |it: &Shown| it.media.as_ref().is_some_and(|media| media.1 == "peca.md");
    until("it is a file", async || ana.shown().iter().any(is_file)).await;
    let file = ana.shown().into_iter().find(is_file).unwrap();
    assert!(file.text.encode_utf16().count() <= 1_024 && file.text.contains("· v2"), "{file}");
    // What was found in it and what can be done stand in a message of their own, behind it.
    let keys = |it: &Shown| it.id > file.id && it.buttons().any(|button| button.label.starts_with("✏️"));
    until("it can be decided on", async || {
        ana.shown().iter().any(|it| keys(it) || it.id == file.id && it.buttons().count() > 0)
    })
    .await;
    none_refused(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_whose_words_are_too_long_comes_first_and_the_words_behind_it() {
    let stage = Stage::new().await;
    let (mut desk, ana, _) = shown(&stage).await;
    passes(&mut desk).await;
    starts_the_rest(&mut desk, &ana).await;
    let pieces = desk.pieces().await;
    let layout = pieces.iter().find(|piece| piece["kind"] == "layout").expect("a layout in the plan");
    let layout = layout["id"].as_str().unwrap();
    card(&desk, &ana, layout).await;
    let view = desk.view(layout).await;
    let last = view["lines"].as_array().unwrap().last().unwrap()["path"].as_str().unwrap().to_owned();
    let lines = json!({ last: "Pão quente na porta às sete. ".repeat(40) });
    let (status, came) = desk.acts(layout, "edit", json!({ "lines": lines })).await;
    assert_eq!(status, 200, "{came}");
    desk.hears_the_end().await;
    let words = card(&desk, &ana, layout).await;
    assert!(words.media.is_none() && words.text.contains("às sete"), "{words}");
    // What was found in so long a text may take a message more; the buttons stand below the last.
    let keys = |it: &Shown| it.id >= words.id && it.buttons().any(|button| button.label.starts_with("✏️"));
    until("it can be decided on", async || ana.shown().iter().any(keys)).await;
    let before = ana.shown().into_iter().rfind(|it| it.id < words.id).unwrap();
    assert_eq!(before.media.as_ref().map(|media| media.0), Some("photo"), "its picture: {before}");
    assert!(before.text.is_empty() && before.buttons().count() == 0, "{before}");
    none_refused(&stage);
}
