//! The page on models: what an owner sees and does there, and those who try more.

mod attacks;
mod money;
mod notices;
mod rests;
mod sees;

use crate::{
    harness::{
        app::{Start, TestApp},
        provider::Provider,
        trees,
        wait::until,
    },
    people::guest::{Came, Guest, invited, workspace},
};
use pauta::{
    id::WorkspaceId,
    llm::{Asked, CacheUse, CallError, Purpose, Reply},
    outside::llm::{Request, Turn},
    store::{LlmCallLine, Role},
};
use reqwest::Method;
use std::time::Duration;
use tokio::time::Instant;

/// Two keys that nothing else in a page looks like.
pub const KEYS: [&str; 2] = ["sk-Q7zXvWkJ2pRtYbNm4HgD8", "sk-V3uLxZqPw9FsTcGj6KdM1"];

/// A server whose models are the test's own.
pub fn connected(provider: &Provider) -> Start {
    let keys = format!("free:agency:{},paid:client:{}", KEYS[0], KEYS[1]);
    Start::new()
        .tree(&trees::ten_questions())
        .set("PAUTA_LLM", "auto")
        .set("OPENAI_API_URL", &provider.openai())
        .set("PAUTA_OPENAI_KEYS", &keys)
        .set("PAUTA_LLM_TEXT", "openai/gpt-5.4")
        .set("OPENAI_MAX_RETRIES", "0")
}

/// One call, written down with what was said in it.
pub async fn asks(app: &TestApp, workspace: &WorkspaceId, words: &str) -> Result<Reply, CallError> {
    let kept = async || app.app.store.workspace(workspace).calls(1000).await.unwrap().len();
    let before = kept().await;
    let asked = Asked {
        workspace: workspace.clone(),
        conversation: None,
        purpose: Purpose::Text,
        request: Request {
            system: "Be brief.".into(),
            turns: vec![Turn::user(words)],
            max_tokens: 100,
            ..Request::default()
        },
        prompt: "refine/1".into(),
        locale: "en".into(),
        deadline: Instant::now() + Duration::from_secs(20),
        cache: CacheUse::Off,
        repairs: false,
    };
    let reply = app.app.llm.ask(asked, &mut |_| true).await;
    until("the call is written down", async || kept().await > before).await;
    reply
}

/// The last call of a workspace.
pub async fn last(app: &TestApp, workspace: &WorkspaceId) -> LlmCallLine {
    app.app.store.workspace(workspace).calls(1).await.unwrap().remove(0)
}

/// The owner of a workspace beside the first one.
pub async fn neighbour<'a>(app: &'a TestApp) -> (WorkspaceId, Guest<'a>) {
    let there = workspace(app, "other").await;
    let rui = Guest::by(app, &invited(app, &there, "Rui", Role::Owner).await.1).await;
    (there, rui)
}

/// Sends a form as a browser does without a script; what comes is the page after it.
pub async fn fills(guest: &Guest<'_>, path: &str, fields: &[(&str, &str)]) -> Came {
    guest.sends(form(guest, path, fields)).await
}

pub fn form(guest: &Guest<'_>, path: &str, fields: &[(&str, &str)]) -> reqwest::RequestBuilder {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request =
        guest.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
    request.body(body)
}

/// The words of a page, without its elements.
pub fn words(page: &str) -> String {
    let tags = regex::Regex::new(r"<[^>]*>").unwrap();
    let text = tags.replace_all(page, " ").replace("&#39;", "'");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    [":", ",", "."].into_iter().fold(text, |text, mark| text.replace(&format!(" {mark}"), mark))
}
