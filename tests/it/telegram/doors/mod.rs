//! One conversation, two doors: the browser and Telegram.

mod account;
mod attacks;
mod journey;
mod screens;

use super::Stage;
use crate::{
    harness::{
        api::{Caller, request},
        app::TestApp,
        bot_api::Phone,
        trees,
    },
    people::guest::{Came, Guest},
};
use pauta::{
    store::BotChat,
    time::{Clock, Millis},
};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

const LASTS: i64 = 10 * 60 * 1_000;

/// A server with a bot and a tree of ten questions, by a clock that a test moves.
async fn stage() -> (Stage, Arc<AtomicI64>) {
    // Cookies end, and members begin, by the real one.
    let at = Arc::new(AtomicI64::new(Clock::System.now().0 + 60_000));
    let clock = Clock::Fixed(at.clone());
    let stage = Stage::with(|start| start.tree(&trees::ten_questions()).clock(clock)).await;
    is_connected(&stage.app).await;
    (stage, at)
}

/// Waits until the bot is the workspace's.
async fn is_connected(app: &TestApp) {
    let rows = app.app.store.workspace(&app.app.home.workspace);
    while rows.bot_to_lead_to().await.unwrap().is_none() {
        tokio::task::yield_now().await;
    }
}

/// Somebody in the browser asks for a link to Telegram.
async fn asks(caller: &Caller<'_>) -> (u16, Value) {
    let path = format!("/api/v1/conversations/{}/telegram", caller.conversation);
    let asked = request(caller.app, Method::POST, &path).bearer_auth(&caller.token).json(&json!({}));
    let answer = asked.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// The code of a link that leads to the bot.
fn code(link: &Value) -> String {
    let url = link["url"].as_str().unwrap_or_else(|| panic!("no link: {link}"));
    url.strip_prefix("https://t.me/pauta_bot?start=").unwrap_or_else(|| panic!("{url}")).to_owned()
}

/// The address of the newest link to the browser in a chat.
fn address(phone: &Phone) -> String {
    let screen = phone.screen();
    let at = screen.rfind("http").unwrap_or_else(|| panic!("no link in\n{screen}"));
    screen[at..].split_whitespace().next().unwrap().to_owned()
}

/// The code in it.
fn code_in(phone: &Phone) -> String {
    address(phone).split_once("continue#").unwrap().1.to_owned()
}

/// Begins a brief in Telegram, and asks for a link to the browser.
async fn begins_and_links(phone: &Phone, yes: [&str; 2]) -> String {
    phone.says("/new");
    phone.sees(yes[0]).await;
    phone.says("/link");
    phone.sees_new(yes[1]).await;
    code_in(phone)
}

const PT: [&str; 2] = ["Antes da primeira pergunta", "Este link abre"];

/// What a browser is told about a link.
async fn looks(guest: &Guest<'_>, code: &str) -> Came {
    guest.post("/continue/look", &json!({ "code": code })).await
}

/// Presses the button of the page.
async fn confirms(guest: &Guest<'_>, code: &str, visitor: Option<&str>) -> Came {
    let mut body = json!({ "code": code });
    if let Some(visitor) = visitor {
        body["visitor"] = json!(visitor);
    }
    guest.post("/continue/confirm", &body).await
}

/// Whoever was let in, as a client of the API.
fn caller<'a>(app: &'a TestApp, came: &Value) -> Caller<'a> {
    let text = |name: &str| came[name].as_str().unwrap_or_else(|| panic!("{came}")).to_owned();
    Caller { app, token: text("token"), conversation: text("conversation") }
}

/// The chat as the server has it.
async fn chat(stage: &Stage, phone: &Phone) -> Option<BotChat> {
    let app = &stage.app.app;
    let rows = app.store.workspace(&app.home.workspace);
    let bot = rows.bots().await.unwrap().remove(0);
    rows.bot_chat(&bot.id, phone.chat_id()).await.unwrap()
}

/// Moves the clock on.
fn passes(clock: &AtomicI64, ms: i64) {
    clock.fetch_add(ms, Ordering::Relaxed);
}

/// The end of a link that is made now, as it is written.
fn end(clock: &AtomicI64) -> String {
    Millis(clock.load(Ordering::Relaxed) + LASTS).rfc3339()
}
