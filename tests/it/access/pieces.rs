//! Every kind of piece on its card, every form and every dialog of the pieces, in both languages.

use super::eyes::Eyes;
use crate::harness::{app::TestApp, browser::Browser};

const EVERY_CARD: &str = "return import('/static/pieces/card.js').then(async ({ PieceCard }) => { \
    board.element.remove(); \
    for (const view of pieces.values()) { \
        const card = new PieceCard(desk, structuredClone(view), { level: 2 }); \
        await card.ready; \
        document.querySelector('main').append(card.element); \
    } \
    return document.querySelectorAll('.preview').length; })";
/// Those that have a version, and are not folded away because they are decided.
const PREVIEWS: u64 = 17;

/// The board of `tests/web/pieces_page.js`, in a page of the server.
async fn mounts(page: &Browser, lang: &str) {
    let mount = include_str!("../../web/pieces_page.js");
    page.run(&format!("(function () {{ {mount} }})('{lang}')")).await;
    page.until("return window.state?.ready === true").await;
}

async fn every_screen(lang: &'static str) {
    let app = TestApp::start().await;
    let mut eyes = Eyes::open(&app.url("/livez"), lang).await;
    mounts(&eyes.page, lang).await;
    eyes.sees("board").await;

    eyes.page.clicks("[data-piece=p-ad_rsa] .piece-line").await;
    eyes.page.until("return !!document.querySelector('[data-piece=p-ad_rsa] .preview')").await;
    for (act, form) in [("request", ".request"), ("edit", ".edit-lines")] {
        eyes.page.clicks(&format!("[data-piece=p-ad_rsa] [data-act={act}]")).await;
        eyes.page.until(&format!("return !!document.querySelector('{form}')")).await;
        eyes.page.run("document.querySelector('.request [value=field]')?.click()").await;
        eyes.sees(act).await;
    }
    for (act, inside) in [("pick", ".variation"), ("compare", ".pair")] {
        eyes.page.run("document.querySelector('.more-acts').open = true").await;
        eyes.page.clicks(&format!("[data-piece=p-ad_rsa] [data-act={act}]")).await;
        eyes.page.until(&format!("return !!document.querySelector('dialog {inside}')")).await;
        eyes.sees(act).await;
        eyes.page.run("document.querySelector('dialog').close()").await;
    }
    eyes.page.run("openTray()").await;
    eyes.page.until("return !!document.querySelector('dialog .preview')").await;
    eyes.sees("tray").await;
    eyes.page.clicks("dialog [data-act=bulk]").await;
    eyes.sees("bulk").await;
    eyes.page.run("document.querySelector('dialog').close()").await;

    assert_eq!(eyes.page.run(EVERY_CARD).await, PREVIEWS, "each kind is drawn");
    eyes.sees("every card").await;
    eyes.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pieces_in_portuguese() {
    every_screen("pt-BR").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pieces_in_english() {
    every_screen("en").await;
}
