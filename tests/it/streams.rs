//! What the page shows of an assist while it runs, and how a brief gets into the conversation: the frames are put into
//! the page's own socket.

use crate::harness::{app::TestApp, browser::Browser, chat::READY};
use serde_json::json;
use thirtyfour::Key;

/// Keeps the page's socket, so that frames can be put into it.
const TAP: &str = "const Real = WebSocket; \
    window.WebSocket = class extends Real { constructor(...all) { super(...all); window.tapped = this; } }; \
    window.frame = (frame) => tapped.onmessage({ data: JSON.stringify(frame) }); \
    window.says = (offset, delta) => frame({ type: 'partial', task: 900, attempt: 1, offset, delta }); \
    window.is = (state) => frame({ type: 'status', task: 900, path: 'nothing', label: 'Público', state });";

/// A page in which the first question was answered, so that there is a conversation.
async fn talking(app: &TestApp) -> Browser {
    let page = Browser::open_after(&app.url("/?lang=pt-BR"), 1280, 800, TAP).await;
    page.until(READY).await;
    page.presses(".prompt [data-option=quick]").await;
    page.until("return chat.talk.status === 'open' && !chat.talk.unsent.length").await;
    page.until(READY).await;
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_assist_writes_is_shown_as_it_comes_and_goes_with_it() {
    let app = TestApp::start().await;
    let page = talking(&app).await;
    page.run("is('running')").await;
    page.until("return root.querySelector('.live .by')?.textContent.includes('Público')").await;
    page.until("return root.querySelector('.scroll > [role=status]').textContent.includes('Público')").await;
    let above = "return root.querySelector('.live').nextElementSibling?.matches('li.now')";
    assert_eq!(page.run(above).await, true, "it stands above the question that goes on");
    page.run("says(0, '<img src=x> pão, '); says(17, 'assado ')").await;
    page.until("return root.querySelector('.live .to').textContent === '<img src=x> pão, assado '").await;
    assert_eq!(page.run("return root.querySelector('.live img')").await, json!(null));
    // A piece was lost: what was shown is dropped, and that is said.
    page.run("says(30, 'manhã')").await;
    page.until("return root.querySelector('.live .to').textContent === ''").await;
    page.until("return root.querySelector('.live-note').textContent !== ''").await;
    page.run("says(0, 'Pão')").await;
    page.until("return root.querySelector('.live .to').textContent === 'Pão'").await;
    let quiet = "return root.querySelector('.live').getAttribute('aria-live')";
    assert_eq!(page.run(quiet).await, "off", "it is not read out word by word");
    page.run("is('failed')").await;
    page.until("return !root.querySelector('.live .card')").await;
    let said = "return [...root.querySelectorAll('.state, .scroll > [role=status]')].some((one) => \
        one.textContent.includes('não veio'))";
    page.until(said).await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assist_is_cancelled_by_keyboard() {
    let app = TestApp::start().await;
    let page = talking(&app).await;
    page.run(
        "window.sent = []; const put = tapped.send.bind(tapped); \
        tapped.send = (text) => { sent.push(JSON.parse(text)); put(text); }; is('running')",
    )
    .await;
    page.until("return !!root.querySelector('.live button')").await;
    page.presses(".live button").await;
    page.until("return sent.some(({ name, args }) => name === 'cancel' && args.task === 900)").await;
    page.run("is('cancelled')").await;
    page.until("return !root.querySelector('.live')").await;
    page.until("return focused() !== document.body").await;
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_text_in_the_box_may_be_a_brief_and_stays_there_until_that_is_said() {
    let app = TestApp::start().await;
    let page = talking(&app).await;
    page.run(
        "const text = 'Produto: pão\\nPúblico: famílias\\nVerba: R$ 500,00\\n'.repeat(5); \
        const data = new DataTransfer(); data.setData('text/plain', text); \
        const box = root.querySelector('#text'); box.focus(); \
        box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true })); \
        box.value = text; box.dispatchEvent(new Event('input'))",
    )
    .await;
    page.until("return !!root.querySelector('.paste-offer')").await;
    page.presses("[name=paste_no]").await;
    page.until("return !root.querySelector('.paste-offer')").await;
    let held =
        "return root.querySelector('#text').value.startsWith('Produto: pão') && focused().id === 'text'";
    page.until(held).await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_text_is_told_of_and_what_was_typed_stays() {
    let app = TestApp::start().await;
    let page = talking(&app).await;
    page.presses("[name=paste]").await;
    page.until("return !!root.querySelector('dialog.paste[open]') && focused().matches('textarea')").await;
    page.types("Um briefing que já existe").await;
    page.run(
        "const data = new DataTransfer(); data.items.add(new File(['x'], 'foto.png')); \
        root.querySelector('dialog.paste').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }))",
    )
    .await;
    page.until("return root.querySelector('.paste-state.bad')?.textContent.includes('foto.png')").await;
    page.types(Key::Escape + "").await;
    page.until("return !root.querySelector('dialog.paste')").await;
    page.presses("[name=paste]").await;
    page.until(
        "return root.querySelector('dialog.paste[open] textarea')?.value === 'Um briefing que já existe'",
    )
    .await;
    page.quit().await;
}
