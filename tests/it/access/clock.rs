//! A browser whose clock is years off, a page that others speak to, and a file that is not taken.

use super::resumed;
use crate::{
    embed::Bakery,
    harness::{
        app::{Start, TestApp},
        browser::Browser,
        form,
        person::Person,
        trees,
    },
};
use pauta::time::{Clock, Millis};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

const HOUR_MS: i64 = 60 * 60 * 1_000;
/// Two years.
const OFF_MS: i64 = 2 * 365 * 24 * HOUR_MS;

/// In the page, it is another time.
fn shifted(by: i64) -> String {
    format!(
        "(() => {{ const Real = Date; \
         window.Date = class extends Real {{ constructor(...given) {{ given.length ? super(...given) : super(Real.now() + {by}); }} \
         static now() {{ return Real.now() + {by}; }} }}; }})();"
    )
}

/// What is told about time is the server's time.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_years_off_changes_nothing() {
    let now = Clock::System.now().0;
    let clock = Clock::fixed(Millis(now));
    let Clock::Fixed(hands) = clock.clone() else { panic!("it stands") };
    let app = Start::new().tree(&trees::ten_questions()).clock(clock).run().await;
    for by in [OFF_MS, -OFF_MS] {
        hands.store(now - 3 * HOUR_MS, Ordering::Relaxed);
        let mut ana = Person::says_hello(&app, json!({ "locale": "pt-BR", "tree": "ten" })).await;
        assert!(ana.says("uma resposta").await.is_accepted());
        hands.store(now, Ordering::Relaxed);
        let page = Browser::open_after(&resumed(&app, "pt-BR", &ana), 1280, 800, &shifted(by)).await;
        let off = page.run("return new Date().getTime() - performance.timeOrigin").await.as_f64().unwrap();
        assert!(off.abs() > 1e10, "the page believes it");
        page.until(
            "return chat?.shadowRoot?.querySelector('.rest')?.textContent === 'Paramos em: Question 2?'",
        )
        .await;
        page.presses("[name=home]").await;
        page.until("return root.querySelector('.home .about')?.textContent.includes('há 3 horas')").await;
        page.presses(".home [data-act=back]").await;
        page.until("return !root.querySelector('.home')").await;
        page.reaches("#text").await;
        page.types("outra resposta\u{e007}").await;
        let both = "return root.querySelectorAll('li.person[data-seq]').length === 2 && root.querySelector('.state').textContent === ''";
        page.until(both).await;
        page.reload().await;
        page.until(&format!("if (!chat?.shadowRoot) return false; {both}")).await;
        assert_eq!(
            page.run("return root.querySelector('.rest')").await,
            Value::Null,
            "it has just been answered"
        );
        assert_eq!(page.wrongs().await, json!([]));
        page.quit().await;
    }
}

/// No page listens to what other windows say: there is nothing that a message could do.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_from_another_origin_does_nothing() {
    let app = TestApp::start().await;
    let bakery = Bakery::on(&app).await;
    let page = Browser::open(&app.url("/?lang=en"), 1280, 800).await;
    for path in [
        "/?lang=en",
        "/brief",
        "/example",
        "/people",
        "/enter",
        "/embed-demo",
        &format!("/embed/{}", bakery.key),
    ] {
        page.goes(&app.url(path)).await;
        page.until("return document.readyState === 'complete' && (!chat || !!chat.shadowRoot?.querySelector('.ask'))").await;
        let window = page.developer("Runtime.evaluate", json!({ "expression": "window" })).await;
        let of = json!({ "objectId": window["result"]["objectId"] });
        let heard = page.developer("DOMDebugger.getEventListeners", of).await;
        let heard = heard["listeners"].as_array().unwrap();
        assert!(heard.iter().any(|one| one["type"] == "error"), "the test's own are found: {heard:?}");
        assert!(heard.iter().all(|one| one["type"] != "message"), "{path}: {heard:?}");
        let before = page.run("return document.documentElement.outerHTML").await;
        let spoken = "for (const data of ['open', { type: 'answer', text: 'evil' }, JSON.stringify({ type: 'command', name: 'restart' })]) \
            dispatchEvent(new MessageEvent('message', { data, origin: 'https://evil.test', source: window })); \
            return document.documentElement.outerHTML";
        assert_eq!(page.run(spoken).await, before, "{path}");
        assert_eq!(page.run("return onmessage").await, Value::Null, "{path}");
    }
    assert_eq!(app.counts("pauta_sockets"), 0);
    page.quit().await;
}

/// A file of the wrong kind, or too large, is told so where it was given, and the next one is taken.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_taken_is_told_so_at_its_control() {
    let app = Start::new().tree(&trees::files()).run().await;
    let ana = Person::says_hello(&app, json!({ "locale": "pt-BR", "tree": "files" })).await;
    let page = Browser::open(&resumed(&app, "pt-BR", &ana), 360, 640).await;
    page.until("return !!chat?.shadowRoot?.querySelector('.prompt input[type=file]')").await;
    let real = serde_json::to_string(&form::png(1)).unwrap();
    let give = "const png = new Uint8Array(REAL); \
        const give = new DataTransfer(); \
        give.items.add(new File([new Uint8Array([0x4d, 0x5a, 0x90, 0, 3])], 'logo.png')); \
        give.items.add(new File([png, new Uint8Array(22000000)], 'grande.png')); \
        give.items.add(new File([], 'vazio.png')); \
        give.items.add(new File([png], 'certo.png')); \
        const input = root.querySelector('.prompt input[type=file]'); input.files = give.files; \
        input.dispatchEvent(new Event('change'))";
    page.run(&give.replace("REAL", &real)).await;
    let told = "const told = [...root.querySelectorAll('.prompt .failed .state')].map((one) => one.textContent); \
        return told.length === 3 && told";
    let told = page.until(told).await;
    let told: Vec<&str> = told.as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    for word in ["Programas não são aceitos", "está vazio", "passa de 20 MB"] {
        assert!(told.iter().any(|one| one.contains(word)), "{word}: {told:?}");
    }
    page.presses(".prompt .send").await;
    page.until("return root.querySelector('.panel [data-path=q1] .value')?.textContent === 'certo.png'")
        .await;
    assert_eq!(page.run("return document.documentElement.scrollWidth <= innerWidth").await, true);
    page.quit().await;
}
