//! What the doors look like: axe finds nothing, on a desk and on a phone, in both themes and languages.

use super::{PT, begins_and_links, is_connected};
use crate::{
    access::eyes::Eyes,
    harness::chat::{READY, says},
    telegram::Stage,
};
use serde_json::json;

const EN: [&str; 2] = ["Before the first question", "This link opens"];

async fn every_screen(lang: &'static str) {
    let stage = Stage::new().await;
    is_connected(&stage.app).await;
    let mut eyes = Eyes::open(&stage.app.url(&format!("/?lang={lang}")), lang).await;
    eyes.page.until(READY).await;
    assert_eq!(
        eyes.page.run("return root.querySelector('[name=telegram]')").await,
        json!(null),
        "nothing to go on with"
    );
    says(&eyes.page, "Padaria Sol").await;
    eyes.page.until("return !!root.querySelector('[name=telegram]')").await;
    eyes.page.run("root.querySelector('[name=telegram]').click()").await;
    eyes.page.until("return !!root.querySelector('dialog .qr svg')").await;
    eyes.sees("the way to Telegram").await;
    // Its time runs out while it is looked at.
    eyes.page.run("root.querySelector('dialog').close(); const soon = setTimeout; \
        window.setTimeout = (then, ms) => soon(then, ms > 60_000 ? 50 : ms); root.querySelector('[name=telegram]').click()").await;
    eyes.page.until("return root.querySelector('dialog [name=again]')?.hidden === false && !!root.querySelector('dialog .qr[hidden] svg')").await;
    eyes.sees("its time is over").await;

    let yes = if lang == "en" { EN } else { PT };
    let ana = stage.person("Ana", lang);
    let code = begins_and_links(&ana, yes).await;
    let page = format!("/continue?lang={lang}");
    eyes.page.goes(&stage.app.url(&page)).await;
    let missing = if lang == "en" { "The code is missing" } else { "Falta o código" };
    let title = format!("return document.querySelector('h1').textContent.startsWith('{missing}')");
    eyes.page.until(&title).await;
    eyes.sees("a link that is missing").await;
    eyes.page.goes(&stage.app.url(&format!("{page}#{code}"))).await;
    eyes.page.until("return !document.querySelector('#go').hidden").await;
    assert_eq!(eyes.page.run(&title).await, false);
    eyes.sees("a link from Telegram").await;
    let wrong = "0".repeat(64);
    eyes.page.goes(&stage.app.url(&format!("{page}#{wrong}"))).await;
    eyes.page.until("return document.querySelector('#told').textContent.includes('/link') && document.querySelector('#go').hidden").await;
    eyes.sees("a link that is over").await;

    let first = "return fetch('/people/first', { method: 'POST', headers: { 'Content-Type': 'application/json' }, \
        body: JSON.stringify({ name: 'Olga' }) }).then(({ status }) => status)";
    assert_eq!(eyes.page.run(first).await, 200);
    eyes.page.goes(&stage.app.url(&format!("/account?lang={lang}"))).await;
    eyes.page.run("document.querySelector('[data-door] button').click()").await;
    eyes.page.until("return !!document.querySelector('#door .qr svg')").await;
    eyes.sees("an account to be linked").await;
    let url = eyes.page.run("return document.querySelector('#door a').href").await;
    ana.opens(&super::code(&json!({ "url": url })));
    ana.presses(if lang == "en" { "Link the accounts" } else { "Ligar as contas" }).await.is_answered().await;
    ana.sees("Olga").await;
    eyes.page.goes(&stage.app.url(&format!("/account?lang={lang}"))).await;
    eyes.page.until("return !!document.querySelector('.linked button')").await;
    eyes.sees("an account that is linked").await;
    eyes.page.run("document.querySelector('.linked button').click()").await;
    eyes.page.until("return !document.querySelector('.linked button')").await;
    eyes.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_portuguese() {
    every_screen("pt-BR").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_english() {
    every_screen("en").await;
}
