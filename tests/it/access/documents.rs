//! The screens beside the chat: the brief as a page, the example, the people, the frame and the demonstration.

use super::eyes::Eyes;
use crate::{
    embed::Bakery,
    harness::{
        api::Caller,
        app::{Start, TestApp},
        browser::Browser,
        person::new_id,
        trees,
    },
    people::guest::{Guest, invited, workspace},
};
use pauta::store::Role;
use serde_json::{Value, json};

/// A brief that was closed, reopened, changed and closed again.
async fn twice_closed(ana: &Caller<'_>) {
    let posts = async |more: Value| -> Value {
        let mut frame = json!({ "client_msg_id": new_id() });
        frame.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = ana.posts(&frame).await;
        assert_eq!(answer.status(), 200);
        answer.json().await.unwrap()
    };
    let confirm = json!({ "type": "answer", "options": ["confirm"] });
    for n in 1..=10 {
        ana.says(&format!("answer {n}, in words that may change")).await;
    }
    posts(confirm.clone()).await;
    posts(json!({ "type": "command", "name": "reopen" })).await;
    let edit = json!({ "type": "edit", "path": "q2", "text": "answer 2, in words that have changed since" });
    let mut preview = edit.clone();
    preview["preview"] = json!(true);
    let told = posts(preview).await;
    let mut edit = edit;
    edit["expect"] = told["version"].clone();
    edit["resolve"] = json!({});
    posts(edit).await;
    posts(confirm).await;
}

/// This browser is that visitor.
async fn keeps(page: &Browser, app: &TestApp, token: &str) {
    let kept = json!(json!({ "token": token }).to_string());
    page.run(&format!("localStorage.setItem('pauta:{}', {kept})", app.site())).await;
}

async fn the_brief(lang: &'static str) {
    let app = TestApp::start().await;
    let (ana, draft) = (Caller::starts(&app).await, Caller::starts(&app).await);
    twice_closed(&ana).await;
    draft.says("only one answer").await;
    let at = |hash: &str| app.url(&format!("/brief?lang={lang}#{hash}"));
    let mut eyes = Eyes::open(&at(&ana.conversation), lang).await;
    let notice =
        |name: &str| format!("return document.querySelector('[data-notice={name}]')?.hidden === false");
    eyes.page.until(&notice("no_token")).await;
    eyes.sees("brief without a visitor").await;
    keeps(&eyes.page, &app, &ana.token).await;
    eyes.page.goes(&at(&ana.conversation)).await;
    eyes.page.until("return !!document.querySelector('article[data-version=\"2\"] .changes ins')").await;
    eyes.sees("brief with differences").await;
    for (hash, name) in [(format!("{}/9", ana.conversation), "no_version"), (new_id(), "unknown")] {
        eyes.page.goes(&at(&hash)).await;
        eyes.page.until(&notice(name)).await;
        eyes.sees(&format!("brief, {name}")).await;
    }
    let away = "window.fetch = () => Promise.reject(new TypeError('away')); location.hash = '1'";
    eyes.page.run(away).await;
    eyes.page.until(&notice("offline")).await;
    eyes.sees("brief, offline").await;
    keeps(&eyes.page, &app, &draft.token).await;
    eyes.page.goes(&at(&draft.conversation)).await;
    eyes.page.until("return !!document.querySelector('article:not([data-version]) .open')").await;
    eyes.sees("draft").await;
    eyes.page.goes(&app.url(&format!("/example?lang={lang}"))).await;
    eyes.sees("example").await;
    eyes.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_brief_in_portuguese() {
    the_brief("pt-BR").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_brief_in_english() {
    the_brief("en").await;
}

/// The pages about people take the browser's language.
pub async fn speaks(eyes: &Eyes) {
    let agent = eyes.page.run("return navigator.userAgent").await;
    let as_is = json!({ "userAgent": agent, "acceptLanguage": eyes.lang });
    eyes.page.developer("Network.setUserAgentOverride", as_is).await;
}

async fn the_people(lang: &'static str) {
    let app = TestApp::start().await;
    let locked =
        Start::new().tree(&trees::ten_questions()).set("PAUTA_TRUSTED_PROXIES", "10.0.0.1").run().await;
    let mut eyes = Eyes::open("about:blank", lang).await;
    speaks(&eyes).await;
    eyes.page.goes(&locked.url("/")).await;
    assert_eq!(eyes.page.run("return document.documentElement.lang").await, lang);
    eyes.sees("locked").await;
    eyes.page.goes(&app.url("/people")).await;
    eyes.sees("first owner").await;
    let olga = Guest::first_owner(&app).await;
    let (_, link) = invited(&app, &app.app.home.workspace, "Bia de Souza", Role::Marketer).await;
    let there = workspace(&app, "agência").await;
    olga.enters(&invited(&app, &there, "Olga", Role::Owner).await.1).await;
    for (path, screen) in [("/enter", "enter without a link"), ("/people", "not let in")] {
        eyes.page.goes(&app.url(path)).await;
        eyes.sees(screen).await;
    }
    for (link, told, screen) in
        [(link.as_str(), "Bia", "enter"), (&app.url("/enter#0"), "", "enter with a link that is over")]
    {
        eyes.page.goes(link).await;
        let is_told = format!(
            "return document.getElementById('enter').textContent.includes('{told}') \
            && document.getElementById('told').textContent !== document.getElementById('told').dataset.wait && location.hash === ''"
        );
        eyes.page.until(&is_told).await;
        eyes.sees(screen).await;
    }
    olga.signs_in(&eyes.page).await;
    eyes.page.goes(&app.url("/account")).await;
    eyes.sees("account").await;
    eyes.page.run("document.querySelector('[data-post=\"/account/link\"]').requestSubmit()").await;
    eyes.page.until("return !document.getElementById('made').hidden").await;
    eyes.sees("link for another device").await;
    eyes.page.goes(&app.url("/")).await;
    eyes.page.until("return !!chat?.shadowRoot?.querySelector('.prompt, .ask') && !root.querySelector('.frame').hidden").await;
    eyes.sees("chat of a member").await;
    let back = json!({ "member": crate::people::guest::id_of(&app, "Olga").await.as_str() });
    olga.post("/account/switch", &back).await;
    eyes.page.goes(&app.url("/people")).await;
    eyes.page.run("document.querySelector('details').open = true").await;
    eyes.sees("people").await;
    eyes.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_people_in_portuguese() {
    the_people("pt-BR").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_people_in_english() {
    the_people("en").await;
}

async fn the_sites(lang: &'static str) {
    let app = TestApp::start().await;
    let bakery = Bakery::on(&app).await;
    let at = |path: &str| app.url(&format!("{path}?lang={lang}"));
    let mut eyes = Eyes::open(&at(&format!("/embed/{}", bakery.key)), lang).await;
    eyes.page
        .until("return !!chat?.shadowRoot?.querySelector('.ask.now') && !root.querySelector('.frame').hidden")
        .await;
    eyes.sees("frame").await;
    eyes.page.goes(&at("/embed/nobodys-key")).await;
    eyes.sees("frame of nobody's").await;
    eyes.page.goes(&at("/embed-demo")).await;
    let button = "[...document.body.children].map((one) => one.shadowRoot?.querySelector('.bubble')).find((one) => one)";
    eyes.page.until(&format!("return !!chat?.shadowRoot?.querySelector('.ask.now') && !root.querySelector('.frame').hidden && !!({button})")).await;
    eyes.sees("demonstration, the bubble closed").await;
    eyes.page.run("document.querySelector('[data-call=open]').click()").await;
    eyes.page.until("return !!document.querySelector('pauta-chat[mode=bubble]')?.shadowRoot?.querySelector('.frame:not([hidden]) .ask.now')").await;
    eyes.sees("demonstration, the bubble open").await;
    eyes.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sites_in_portuguese() {
    the_sites("pt-BR").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sites_in_english() {
    the_sites("en").await;
}
