//! A card in a browser, over a server's part that lives in the page: what is selected is what is asked about, what is
//! refused is said, and the tray is a keyboard's.

use crate::harness::{app::TestApp, browser::Browser};
use serde_json::{Value, json};
use thirtyfour::Key;

const RSA: &str = "[data-piece=p-ad_rsa]";
const AT: &str = "return document.querySelector('.tray-where')?.textContent";

async fn sits_down() -> (TestApp, Browser) {
    let app = TestApp::start().await;
    let page = Browser::open(&app.url("/livez"), 1280, 900).await;
    let mount = include_str!("../../web/pieces_page.js");
    page.run(&format!("(function () {{ {mount} }})('pt-BR')")).await;
    page.until("return window.state?.ready === true").await;
    (app, page)
}

async fn opens(page: &Browser, piece: &str) {
    page.clicks(&format!("{piece} .piece-line")).await;
    page.until(&format!("return !!document.querySelector('{piece} .preview')")).await;
}

async fn last_sent(page: &Browser) -> Value {
    page.run("return state.sent.at(-1)").await
}

/// Selects what a person would with a mouse: from one place of a line's words to another.
async fn selects(page: &Browser, line: &str, from: u32, to: u32) {
    page.run(&format!(
        "const words = document.querySelector('{RSA} [data-line=\"{line}\"]').firstChild; \
         const range = document.createRange(); range.setStart(words, {from}); range.setEnd(words, {to}); \
         getSelection().removeAllRanges(); getSelection().addRange(range)"
    ))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_asked_of_the_selected_words() {
    let (_app, page) = sits_down().await;
    opens(&page, RSA).await;
    selects(&page, "/headlines/0", 9, 16).await;
    page.until(&format!(
        "return document.querySelector('{RSA} [data-act=request]').textContent.includes('“Mulher”')"
    ))
    .await;
    page.clicks(&format!("{RSA} [data-act=request]")).await;
    page.until("return !!document.querySelector('.request')").await;
    page.writes(".request textarea:not(.within)", "Diga a idade").await;
    page.clicks(".request [value=fact]").await;
    page.clicks(".request [data-act=send]").await;
    page.until(&format!("return document.querySelector('{RSA}').dataset.state === 'changes_requested'"))
        .await;
    let scope = json!({ "of": "range", "path": "/headlines/0", "from": 9, "to": 15 });
    assert_eq!(
        last_sent(&page).await,
        json!({ "piece": "p-ad_rsa", "act": "request", "scope": scope, "text": "Diga a idade", "tags": ["fact"] })
    );
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn warnings_are_ticked_and_refusals_are_said() {
    let (_app, page) = sits_down().await;
    opens(&page, RSA).await;
    let approve = format!("{RSA} [data-act=approve]");
    page.clicks(&approve).await;
    page.until(&format!("return document.querySelector('{RSA} [name=ticked]').matches(':focus')")).await;
    assert_eq!(page.run("return state.sent.length").await, 0, "nothing goes before the tick");
    page.clicks(&format!("{RSA} [name=ticked]")).await;
    page.run("state.refuse = { code: 'already_decided', message: 'Já decidido por Rui às 14:02.' }").await;
    page.clicks(&approve).await;
    page.until("return [...document.querySelectorAll('[role=alert]')].some((one) => one.textContent === 'Já decidido por Rui às 14:02.')")
        .await;
    page.clicks(&format!("{RSA} [name=ticked]")).await;
    page.clicks(&approve).await;
    page.until(&format!("return !!document.querySelector('{RSA} [data-act=undo]')")).await;
    assert_eq!(last_sent(&page).await, json!({ "piece": "p-ad_rsa", "act": "approve", "ticked": true }));
    assert_eq!(
        page.run(&format!("return !!document.querySelector('{RSA} .preview')")).await,
        false,
        "one line"
    );
    page.clicks(&format!("{RSA} [data-act=undo]")).await;
    page.until(&format!("return document.querySelector('{RSA}').dataset.state === 'in_review'")).await;
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_leads_to_its_question_and_a_check_to_its_line() {
    let (_app, page) = sits_down().await;
    let meta = "[data-piece=p-ad_meta]";
    opens(&page, meta).await;
    page.clicks(&format!("{meta} .checks button")).await;
    page.until(&format!(
        "return document.querySelector('{meta} [data-line=\"/primary_text\"]').matches(':focus')"
    ))
    .await;
    page.clicks(&format!("{meta} .more")).await;
    page.clicks(&format!("{meta} button.gap")).await;
    assert_eq!(last_sent(&page).await, json!({ "answer": "proof" }));
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_is_reviewed_by_keyboard_alone() {
    let (_app, page) = sits_down().await;
    page.run("openTray()").await;
    page.until("return !!document.querySelector('dialog .preview')").await;
    let of = page
        .run("return Number(/de (\\d+):/.exec(document.querySelector('.tray-where').textContent)[1])")
        .await;
    page.types("j").await;
    page.until(&format!("{AT}.startsWith('2 de')")).await;
    page.until("return document.querySelector('dialog .piece')?.dataset.piece === 'p-persona'").await;
    page.types("k").await;
    page.until(&format!("{AT}.startsWith('1 de')")).await;
    page.until("return document.querySelector('dialog .piece')?.dataset.piece === 'p-value_proposition'")
        .await;
    page.types("a").await;
    page.until("return document.querySelector('dialog .piece')?.dataset.piece === 'p-persona'").await;
    assert_eq!(last_sent(&page).await, json!({ "piece": "p-value_proposition", "act": "approve" }));
    let left = of.as_u64().unwrap() - 1;
    page.until(&format!("{AT}.startsWith('1 de {left}:')")).await;
    page.types("m").await;
    page.until("return document.querySelector('.request textarea:not(.within)')?.matches(':focus')").await;
    page.types("mais jovem, e já").await;
    assert_eq!(
        page.run("return document.querySelector('.request textarea:not(.within)').value").await,
        "mais jovem, e já",
        "a letter is a letter where somebody writes"
    );
    page.presses(".request [data-act=send]").await;
    page.until(&format!("{AT}.startsWith('1 de {}:')", left - 1)).await;
    page.types(Key::Escape + "").await;
    page.until("return !document.querySelector('dialog')").await;
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_are_approved_at_once_and_the_rest_is_named() {
    let (_app, page) = sits_down().await;
    page.run("openTray()").await;
    page.until("return !!document.querySelector('dialog .preview')").await;
    page.clicks("dialog [data-act=bulk]").await;
    let skipped = page
        .run("return [...document.querySelectorAll('.bulk ul:last-of-type li')].at(-1).textContent")
        .await;
    assert_eq!(skipped, "Anúncio de pesquisa: tem avisos que ninguém viu");
    page.clicks("dialog [data-act=approve_all]").await;
    page.until(&format!("{AT} === '1 de 1: Anúncio de pesquisa'")).await;
    let sent = last_sent(&page).await;
    assert_eq!((sent["act"].as_str(), sent["ticked"].as_bool()), (Some("approve_all"), Some(false)));
    page.quit().await;
}

/// What somebody writes in a card stays, whatever comes meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_taken_from_under_somebodys_hands() {
    let (_app, page) = sits_down().await;
    opens(&page, RSA).await;
    page.clicks(&format!("{RSA} [data-act=edit]")).await;
    page.until("return !!document.querySelector('.edit-lines')").await;
    page.writes(".edit-lines input", "x").await;
    page.run("Object.assign(pieces.get('p-ad_rsa'), { version: 5, latest: 5 }); board.look(0); const at = scrollY; window.wasAt = at").await;
    page.until("return document.querySelector('.piece-state')?.textContent !== ''").await;
    let held = "return [document.activeElement.closest('.edit-lines') !== null, document.activeElement.value.endsWith('x'), scrollY === wasAt]";
    assert_eq!(page.run(held).await, json!([true, true, true]));
    page.quit().await;
}
