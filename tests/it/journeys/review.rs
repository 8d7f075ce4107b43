//! On a phone, from the campaign's page to the client's decision by a link.

use crate::{
    campaign::sent::{link, waiting, written},
    harness::{app::TestApp, axe::violations, browser::Browser},
};
use serde_json::json;

const NARROW: &str = "return document.documentElement.scrollWidth <= innerWidth";

#[tokio::test(flavor = "multi_thread")]
async fn a_client_decides_by_a_link_on_a_phone() {
    let app = TestApp::start().await;
    let desk = written(&app).await;
    let pieces = waiting(&desk).await;
    let (address, _) = link(&desk, &pieces[..2]).await;
    let page = Browser::open(&app.url("/livez"), 360, 740).await;
    page.prefers(&[("prefers-color-scheme", "dark")]).await;
    page.goes(&address).await;
    page.until("return document.querySelectorAll('.asked-pieces .preview').length === 2").await;
    let told = page.run("return document.querySelector('main').innerText").await;
    for words in ["Ana pede a sua decisão", "não publica nada", "30/11/2026", "Seu nome"] {
        assert!(told.as_str().unwrap().contains(words), "{words}: {told}");
    }
    assert_eq!(page.run(NARROW).await, true, "nothing is cut at 360 pixels");
    assert_eq!(violations(&page).await, Vec::<String>::new());

    let [first, second] = [0, 1].map(|at| format!("[data-piece=\"{}\"]", pieces[at]["id"].as_str().unwrap()));
    let ticks = format!(
        "const box = document.querySelector('{first} [name=ticked]:not(:checked)'); if (box) box.click()"
    );
    page.run(&ticks).await;
    page.clicks(&format!("{first} [data-act=approve]")).await;
    page.until("return document.querySelector('#name').matches(':focus')").await;
    page.until(&format!(
        "return document.querySelector('{first}').ariaBusy === 'false' \
         && [...document.querySelectorAll('{first} [role=alert]')].some((one) => one.textContent.includes('nome'))"
    ))
    .await;
    let untouched = desk.view(pieces[0]["id"].as_str().unwrap()).await;
    assert_eq!(untouched["decisions"], json!([]), "a name comes first");
    page.writes("#name", "Rui").await;
    page.run(&ticks).await;
    page.clicks(&format!("{first} [data-act=approve]")).await;
    page.until(&format!("return document.querySelector('{first}').dataset.state === 'approved'")).await;
    page.clicks(&format!("{second} [data-act=request]")).await;
    page.until(&format!("return !!document.querySelector('{second} .request')")).await;
    page.writes(&format!("{second} .request textarea:not(.within)"), "Diga o preço").await;
    page.clicks(&format!("{second} .request [data-act=send]")).await;
    page.until(&format!("return document.querySelector('{second}').dataset.state !== 'in_review'")).await;
    let by = desk.view(pieces[0]["id"].as_str().unwrap()).await["decisions"][0]["by"].clone();
    assert_eq!((&by["name"], &by["door"]), (&json!("Rui"), &json!("link")));
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_campaigns_page_shows_every_piece_and_sends_a_link() {
    let app = TestApp::start().await;
    let desk = written(&app).await;
    let pieces = waiting(&desk).await;
    let page = Browser::open(&app.url("/livez"), 360, 740).await;
    let kept = json!({ "token": desk.person.token, "conversation": desk.person.conversation }).to_string();
    page.run(&format!("localStorage.setItem('pauta:test', {})", json!(kept))).await;
    page.goes(&app.url(&format!("/campaign?lang=en#{}", desk.person.conversation))).await;
    page.until(&format!("return document.querySelectorAll('.piece .preview').length >= {}", pieces.len()))
        .await;
    let histories = page.run("return document.querySelectorAll('.history li').length").await;
    assert!(histories.as_u64().unwrap() >= pieces.len() as u64, "every piece has its history");
    assert_eq!(page.run(NARROW).await, true, "nothing is cut at 360 pixels");
    assert_eq!(violations(&page).await, Vec::<String>::new());
    page.clicks("[data-send]").await;
    page.until("return !!document.querySelector('dialog .share-form')").await;
    let covers = "const [head, foot] = ['.dialog-head', '.share-form .primary'].map((one) => \
        document.querySelector(`dialog ${one}`).getBoundingClientRect()); return head.bottom <= foot.top";
    assert_eq!(page.run(covers).await, true, "the button stands below the heading");
    page.writes("dialog [name=name]", "Ana").await;
    page.clicks("dialog .share-form .primary").await;
    page.until("return !!document.querySelector('dialog [data-share=whatsapp]')").await;
    let sent = page.run("return document.querySelector('dialog [data-share=whatsapp]').href").await;
    let sent = sent.as_str().unwrap();
    assert!(sent.starts_with("https://wa.me/?text=") && sent.contains("review%3Flang"), "{sent}");
    page.until("return document.querySelectorAll('#links li').length === 1").await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}
