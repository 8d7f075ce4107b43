//! Answers that change: before the end, with what that does elsewhere, and after it.

use crate::harness::{
    app::TestApp,
    browser::Browser,
    chat::{self, READY, Walk},
};
use serde_json::{Value, json};

const WALK: Walk = Walk { locale: "en", goal: "leads", depth: "full", fills: false };
const TOLD: &str = "return root.querySelector('.edit-impact')?.innerText || false";
const DIALOG_GONE: &str = "return !root.querySelector('dialog.edit')";

async fn opens(page: &Browser, path: &str) {
    page.clicks(&format!(".panel [data-edit=\"{path}\"]")).await;
    page.until("return !!root.querySelector('dialog.edit[open]')").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_early_answer_changes_then_the_end_then_a_second_version() {
    let app = TestApp::start().await;
    let page = Browser::open(&app.url("/?lang=en"), 1280, 800).await;
    while page.run("return chat.talk.ask?.path === 'audience'").await != true {
        WALK.step(&page).await;
        page.until(READY).await;
    }
    opens(&page, "goal").await;
    page.clicks("dialog.edit [data-option=sales]").await;
    let told = page.until(TOLD).await;
    assert!(told.as_str().unwrap().contains("Promotion\nnew question"), "{told}");
    page.clicks("dialog.edit [data-act=confirm]").await;
    page.until(DIALOG_GONE).await;
    page.until("return chat.talk.brief.fields.some(({ path }) => path === 'promotion')").await;
    page.until("return !!root.querySelector('.panel [data-path=promotion]') && !root.querySelector('.panel [data-path=lead_offer]')").await;
    WALK.completes(&page).await;
    let caller = chat::caller(&page, &app).await;
    let first: Value = caller.get("brief").await.json().await.unwrap();
    assert_eq!(chat::value(&first, "goal"), "sales", "{first}");
    assert!(chat::value(&first, "lead_offer").is_null(), "{first}");

    page.clicks(".finished [name=reopen]").await;
    page.until("return !root.querySelector('.finished') && chat.talk.stage === 'active'").await;
    page.until(READY).await;
    opens(&page, "product_name").await;
    page.run("root.querySelector('dialog.edit input').select()").await;
    page.writes("dialog.edit input", "Rye bread").await;
    page.clicks("dialog.edit [data-act=apply]").await;
    let next = "return !root.querySelector('dialog.edit') ? 'gone' : root.querySelector('dialog.edit [data-act=confirm]') ? 'told' : false";
    if page.until(next).await == "told" {
        page.clicks("dialog.edit [data-act=confirm]").await;
        page.until(DIALOG_GONE).await;
    }
    page.until(
        "return root.querySelector('.panel [data-path=product_name] .value').textContent === 'Rye bread'",
    )
    .await;
    WALK.completes(&page).await;
    let second: Value = caller.get("brief").await.json().await.unwrap();
    assert_eq!(chat::value(&second, "product_name"), "Rye bread");
    let first: Value = caller.get("brief?version=1").await.json().await.unwrap();
    assert_eq!(chat::value(&first, "product_name"), "Sourdough bread");
    let third = caller.get("brief?version=3").await;
    assert_eq!(third.status(), 404, "two versions");
    chat::log_is_whole(&page, &app).await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}
