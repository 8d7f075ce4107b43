//! A line that is dead without having been cut, and the way back that a browser has.

use crate::harness::{
    browser::Browser,
    chat::{READY, SAID, says},
    server::Server,
    trees,
};
use serde_json::json;

const TOLD: &str = "return root.querySelector('.state').textContent.startsWith('No connection')";
const TYPING: &str = "return !root.querySelector('.typing').hidden";

/// What is said into a tunnel is told to wait, nobody pretends to be writing, and it goes once.
#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_dead_is_noticed() {
    let server = Server::start(&trees::ten_questions(), &[]).await;
    let page = Browser::open(&format!("http://{}/?lang=en", server.address), 1280, 800).await;
    page.until(READY).await;
    page.clicks(".prompt [data-option=quick]").await;
    page.until(READY).await;
    let before = page.run(SAID).await.as_array().unwrap().len();
    server.hang();
    says(&page, "Said into a tunnel").await;
    page.until(TOLD).await;
    assert_eq!(page.run(TYPING).await, false, "nobody is writing");
    server.go_on();
    page.until(&format!("{SAID}.filter((said) => said === 'Said into a tunnel').length === 1")).await;
    page.until(READY).await;
    assert_eq!(page.run(SAID).await.as_array().unwrap().len(), before + 1, "once");
    page.quit().await;
}

/// The browser's Back takes away what lies over the chat, and does not leave it.
#[tokio::test(flavor = "multi_thread")]
async fn back_takes_back_what_lies_over_the_chat() {
    let server = Server::start(&trees::ten_questions(), &[]).await;
    let page = Browser::open(&format!("http://{}/?lang=en", server.address), 360, 640).await;
    page.until(READY).await;
    page.clicks(".prompt [data-option=quick]").await;
    page.until(READY).await;
    page.clicks(".brief-button").await;
    page.until("return !!root.querySelector('.side.open')").await;
    page.run("history.back()").await;
    page.until("return !root.querySelector('.side.open')").await;
    page.clicks("[name=home]").await;
    page.until("return !!root.querySelector('.home')").await;
    page.run("history.back()").await;
    page.until("return !root.querySelector('.home')").await;
    page.until(READY).await;
    assert_eq!(
        page.run("return [location.pathname, history.state?.over ?? false]").await,
        json!(["/", false])
    );
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}
