//! A model is asked only where the person agreed to it.

use super::{agrees, another_tab, buttons, filled, helped, is_card, meets, paced, provider, texts};
use crate::harness::{api, app::Start, person::Person, trees, wait::until};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn the_notice_comes_first_and_says_who_is_asked() {
    let provider = provider().await;
    let app = helped(&provider).await;
    let ana = meets(&app).await;
    let notice = ana.rows.last().unwrap();
    assert_eq!(buttons(&notice["ask"]), ["ai_yes", "ai_no"]);
    let text = notice["text"].as_str().unwrap();
    assert!(text.contains("(OpenAI's interface)") && text.contains("aprovação"), "{text}");
    assert_eq!(ana.welcome["ai"]["on"], Value::Null);
    assert_eq!(ana.welcome["ai"]["connected"], true);
    let by = format!("{} (OpenAI's interface)", provider.address);
    assert_eq!((&ana.welcome["ai"]["by"], &ana.welcome["ai"]["local"]), (&json!(by), &json!(true)));
    assert_eq!(ana.welcome["running"], json!([]));
    assert_eq!(ana.welcome["pending"], notice["ask"], "a channel that comes later sees the same");
    let path = format!("/api/v1/sites/{}/opening?locale=pt-BR", app.site());
    let opening: Value = api::request(&app, Method::GET, &path).send().await.unwrap().json().await.unwrap();
    assert_eq!(opening["ai"], ana.welcome["ai"]);
    assert!(opening["speech"].is_boolean() && ana.welcome["speech"].is_boolean());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_model_nobody_is_asked_anything() {
    let app = Start::new().tree(&trees::helped(60)).run().await;
    let mut ana = meets(&app).await;
    assert_eq!(ana.ask["path"], "product");
    assert_eq!((&ana.welcome["ai"]["connected"], &ana.welcome["ai"]["on"]), (&json!(false), &Value::Null));
    assert!(ana.commands("ai", json!({ "on": true })).await.is_accepted());
    assert!(texts(&ana).last().unwrap().starts_with("Nenhum modelo de IA"), "{:?}", texts(&ana));
    ana.says("Pão de fermentação natural, para famílias do bairro").await;
    assert_eq!(ana.rows.last().unwrap()["card"]["by"], "rules", "the rules answer at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_declines_has_the_rules_and_can_think_again() {
    let provider = provider().await;
    let app = helped(&provider).await;
    let mut ana = meets(&app).await;
    assert!(ana.says("Pão quentinho").await.is_accepted());
    assert_eq!(buttons(&ana.ask), ["ai_yes", "ai_no"], "what is no answer to it gets it again");
    ana.says("sem IA").await;
    assert_eq!(ana.ask["path"], "product");
    ana.says("Pão de fermentação natural, para famílias da vila").await;
    assert_eq!(ana.rows.last().unwrap()["card"]["by"], "rules");
    assert_eq!(provider.heard().len(), 0);
    ana.presses(&["keep"]).await;
    assert!(ana.commands("ai", json!({ "on": true })).await.is_accepted());
    assert_eq!(ana.ask["path"], "audience", "the question is still there");
    let mut tab = another_tab(&app, &ana).await;
    ana.says("Famílias do bairro").await;
    let card = tab.hears(|frame| is_card(frame, "barrier")).await;
    assert_eq!(provider.heard().len(), 1);
    assert_ne!(card["card"]["by"], "rules");
    let again = Person::says_hello(&app, ana.resume()).await;
    assert_eq!(again.welcome["ai"]["on"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_agrees_too() {
    let provider = provider().await;
    let app = helped(&provider).await;
    for (word, on) in [("continuar", true), ("Sim!", true), ("não", false), ("continuar sem IA", false)] {
        let mut ana = meets(&app).await;
        assert!(ana.says(word).await.is_accepted());
        assert_eq!(ana.ask["path"], "product", "{word}");
        assert_eq!(Person::says_hello(&app, ana.resume()).await.welcome["ai"]["on"], on, "{word}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_consent_back_ends_what_runs() {
    let provider = provider().await;
    let (says, pace, _) = paced(&filled("product", "Um texto melhor, e bem comprido"));
    provider.next(says);
    let app = helped(&provider).await;
    let mut ana = agrees(&app).await;
    let mut tab = another_tab(&app, &ana).await;
    ana.says("Pão de fermentação natural").await;
    pace.lets(8);
    tab.hears(|frame| frame["type"] == "partial").await;
    assert!(ana.commands("ai", json!({ "on": false })).await.is_accepted());
    assert_eq!(ana.ask["path"], "audience", "the briefing goes on: {:?}", texts(&ana));
    let ended = tab.hears(|frame| frame["type"] == "status").await;
    assert_eq!(ended["state"], "cancelled");
    until("the provider is left", async || provider.heard()[0].is_gone()).await;
    ana.says("Famílias do bairro").await;
    ana.says("mais nada").await;
    assert_eq!(provider.heard().len(), 1, "nothing more is sent");
    assert!(buttons(&ana.ask).contains(&"confirm".to_owned()));
}
