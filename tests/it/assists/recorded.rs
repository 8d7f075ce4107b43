//! A conversation on recorded answers: recorded with a provider, held again without one.

use super::{agrees, another_tab, is_card, meets, provider, start};
use crate::harness::{app::Start, trees, wait::until};
use pauta::store::LlmCallLine;
use serde_json::{Value, json};
use std::{
    path::Path,
    process::{Command, Output},
};

const SAID: &str = "Pão de fermentação natural";

/// Holds the first assist of a conversation, with its answers recorded into `folder`. Gives the card.
async fn record(folder: &Path) -> Value {
    let provider = provider().await;
    let app = start(&provider, &trees::helped(60)).set("PAUTA_LLM_RECORD", folder.to_str().unwrap());
    let app = app.run().await;
    let notice = meets(&app).await.rows.last().unwrap()["text"].as_str().unwrap().to_owned();
    assert!(notice.contains("gravados para testes, sem prazo"), "{notice}");
    let mut ana = agrees(&app).await;
    let mut tab = another_tab(&app, &ana).await;
    ana.says(SAID).await;
    let card = tab.hears(|frame| is_card(frame, "product")).await["card"].clone();
    assert_eq!(provider.heard().len(), 1);
    app.stop().await;
    card
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_held_again_without_a_model_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let recorded = record(folder.path()).await;
    let app = Start::new().tree(&trees::helped(60)).set("PAUTA_LLM", "replay");
    let app = app.set("PAUTA_LLM_CASSETTES", folder.path().to_str().unwrap()).run().await;
    let mut ana = meets(&app).await;
    let ai = &ana.welcome["ai"];
    assert_eq!((&ai["connected"], &ai["simulated"], &ai["on"]), (&json!(true), &json!(true), &Value::Null));
    let (by, notice) = (ai["by"].as_str().unwrap(), ana.rows.last().unwrap()["text"].as_str().unwrap());
    assert_eq!(recorded["by"], by, "the model that was recorded");
    assert!(notice.contains("gravadas antes") && notice.contains(by), "{notice}");
    assert_eq!(ana.welcome["speech"], false);

    assert!(ana.presses(&["ai_yes"]).await.is_accepted());
    let mut tab = another_tab(&app, &ana).await;
    ana.says(SAID).await;
    let card = tab.hears(|frame| is_card(frame, "product")).await["card"].clone();
    for part in ["by", "fields", "why", "assumptions", "questions"] {
        assert_eq!(card[part], recorded[part], "{part}");
    }
    // What was never recorded is nobody's to make up: the rules stand in, and say that it is they.
    let mut ana = another_tab(&app, &ana).await;
    assert!(ana.presses(&["keep"]).await.is_accepted());
    assert_eq!(ana.ask["path"], "audience");
    assert!(ana.says("Famílias do bairro").await.is_accepted());
    let calls = async || -> Vec<LlmCallLine> {
        app.app.store.workspace(&app.app.home.workspace).calls(5).await.unwrap()
    };
    until("both calls are in the books", async || calls().await.len() == 2).await;
    let calls = calls().await;
    assert!(calls.iter().all(|call| call.simulated && call.cost == Some(0) && call.attempts == 0));
    assert_eq!((calls[0].outcome.as_str(), calls[1].outcome.as_str()), ("failed", "ok"));
    let card = ana.rows.iter().rev().find(|row| is_card(row, "barrier"));
    assert!(card.is_none_or(|row| row["card"]["by"] == "rules"), "{card:?}");
}

/// `pauta tree test` on a tree whose one test is on recorded answers.
fn tested(folder: &Path, said: &str) -> Output {
    let mut tree = trees::helped(60);
    let product = "Um texto melhor para product, bem quentinho";
    tree["tests"] = json!([{ "name": "helped along", "locale": "pt-BR", "llm": "cassette",
        "turns": [{ "say": said }, { "act": "accept" }], "expect": { "slots": { "product": product } } }]);
    let file = folder.join("helped.json");
    std::fs::write(&file, tree.to_string()).unwrap();
    Command::new(env!("CARGO_BIN_EXE_pauta")).env_clear().args(["tree", "test"]).arg(file).output().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tree_is_tested_on_recorded_answers_and_on_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let told = |output: &Output| String::from_utf8(output.stdout.clone()).unwrap();
    let without = tested(folder.path(), SAID);
    assert_eq!(without.status.code(), Some(1));
    assert!(told(&without).contains("cassettes cannot be read"), "{}", told(&without));

    record(&folder.path().join("cassettes")).await;
    let held = tested(folder.path(), SAID);
    assert_eq!(held.status.code(), Some(0), "{}", told(&held));
    assert!(told(&held).contains("1 of 1 tests hold"), "{}", told(&held));
    let other = tested(folder.path(), "Bolo de milho, todo dia");
    assert_eq!(other.status.code(), Some(1));
    assert!(
        told(&other).contains("there is no recorded answer to this request (refine/1)"),
        "{}",
        told(&other)
    );
}
