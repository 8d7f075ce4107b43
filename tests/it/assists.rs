//! Assists that take time: agreed to, waited for, watched, cancelled, and got through bad days.

mod bad_days;
mod consent;
mod engine;
mod pictures;
mod recorded;
mod secrets;
mod streams;
mod unsure;

use crate::harness::{
    app::{Start, TestApp},
    person::Person,
    provider::{Heard, Provider, Says},
    trees,
};
use serde_json::{Value, json};

/// What the provider is told to propose for a slot, as a model writes it down.
fn filled(slot: &str, text: &str) -> String {
    json!({ "fields": { slot: text }, "why": [], "assumptions": [], "questions": [] }).to_string()
}

/// The slot that a request wants filled.
fn slot_of(heard: &Heard) -> &'static str {
    if heard.prompt().contains("bairro") { "barrier" } else { "product" }
}

/// A provider that answers each request with words of its slot.
async fn provider() -> Provider {
    let provider = Provider::start().await;
    provider.answers(|heard| {
        let slot = slot_of(heard);
        Says::Text(filled(slot, &format!("Um texto melhor para {slot}, bem quentinho")))
    });
    provider
}

fn start(provider: &Provider, tree: &Value) -> Start {
    let start = Start::new().tree(tree).set("PAUTA_LLM", "required");
    start.set("OPENAI_API_KEY", "sk-test-1").set("OPENAI_API_URL", &provider.openai())
}

async fn helped(provider: &Provider) -> TestApp {
    start(provider, &trees::helped(60)).run().await
}

/// Somebody who stands before the notice.
async fn meets(app: &TestApp) -> Person {
    Person::says_hello(app, json!({ "locale": "pt-BR", "tree": "helped" })).await
}

/// Somebody who agreed.
async fn agrees(app: &TestApp) -> Person {
    let mut ana = meets(app).await;
    assert!(ana.presses(&["ai_yes"]).await.is_accepted());
    assert_eq!(ana.ask["path"], "product");
    ana
}

/// Another tab of the same person, which only listens.
async fn another_tab(app: &TestApp, of: &Person) -> Person {
    Person::says_hello(app, of.resume()).await
}

fn buttons(ask: &Value) -> Vec<String> {
    let buttons = ask["buttons"].as_array().into_iter().flatten();
    buttons.map(|button| button["id"].as_str().unwrap().to_owned()).collect()
}

/// Whether it is a card on this slot.
fn is_card(frame: &Value, slot: &str) -> bool {
    frame["card"]["fields"][0]["path"] == slot
}

/// The words of each row so far.
fn texts(of: &Person) -> Vec<String> {
    of.rows.iter().map(|row| row["text"].as_str().unwrap_or_default().to_owned()).collect()
}

/// A pace that this many pieces of `text` were given, each a few letters.
fn paced(text: &str) -> (Says, crate::harness::provider::Pace, usize) {
    let letters: Vec<char> = text.chars().collect();
    let pieces: Vec<String> = letters.chunks(4).map(|chunk| chunk.iter().collect()).collect();
    let (says, pace) = Says::paced(&pieces.iter().map(String::as_str).collect::<Vec<_>>());
    (says, pace, pieces.len())
}
