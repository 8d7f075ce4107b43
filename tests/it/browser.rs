//! A real Chromium completes a briefing in the page, with the keyboard alone, over reloads, cuts and tabs.

use crate::harness::{
    app::TestApp,
    briefing::{self, STEPS_MAX},
    browser::Browser,
    chat::{READY, SAID, WAYS_ON},
    server::Server,
    trees,
    wait::until,
};
use serde_json::{Value, json};
use thirtyfour::Key;

/// The last message and what can be done about it: the end, or the message's beginning if they do not fit. What
/// a brief becomes is longer than a window: there some of it.
const LAST_IN_SIGHT: &str = "const scroll = root.querySelector('.scroll'); \
    const last = [...root.querySelectorAll('li[data-seq]')].at(-1); \
    const above = last.getBoundingClientRect().top - scroll.getBoundingClientRect().top; \
    const isAtEnd = scroll.scrollTop + scroll.clientHeight >= scroll.scrollHeight - 2; \
    const becomes = root.querySelector('.pieces-board')?.getBoundingClientRect(); \
    const isBoardInSight = becomes && becomes.top < innerHeight && becomes.bottom > 0; \
    return isAtEnd && above > -2 || Math.abs(above) < 24 || isBoardInSight";

/// Does one thing that answers the pending question, and waits for what follows.
async fn step(page: &Browser) {
    let rows = page.until(READY).await;
    let path = page.run("return root.querySelector('.prompt .controls')?.dataset.path ?? ''").await;
    match (path.as_str().unwrap(), briefing::answer("pt-BR", path.as_str().unwrap())) {
        ("depth", _) => page.presses(".prompt [data-option=quick]").await,
        ("goal", _) => page.presses(".prompt [data-option=launch]").await,
        (_, Some(text)) => {
            page.reaches("#text").await;
            page.types(text + Key::Enter).await;
        }
        (path, None) => {
            let ways = json!(WAYS_ON);
            let way = page.run(&format!("return {ways}.find((way) => root.querySelector(way))")).await;
            match way.as_str().unwrap_or_else(|| panic!("no way on from {path}")) {
                ".prompt input[type=checkbox]" => {
                    page.reaches(".prompt input[type=checkbox]").await;
                    page.types(" ").await;
                    page.presses(".prompt .send").await;
                }
                way => page.presses(way).await,
            }
        }
    }
    page.until(&format!("return root.querySelectorAll('li[data-seq]').length > {rows}")).await;
}

/// Answers until the brief is frozen, doing `between` what is to be done after so many steps.
async fn completes(page: &Browser, mut between: impl AsyncFnMut(usize)) {
    let mut steps = 0;
    while page.run("return !!root.querySelector('.finished a')").await != true {
        step(page).await;
        page.until(READY).await;
        let lost = page.run("return focused() === document.body").await;
        let said = page.run("return root.querySelector('.messages').innerText").await;
        assert_eq!(lost, false, "the focus is on what follows: {said}");
        steps += 1;
        assert!(steps < STEPS_MAX, "{said}");
        page.until(LAST_IN_SIGHT).await;
        between(steps).await;
        let fits = page.run("return document.documentElement.scrollWidth <= innerWidth").await;
        assert_eq!(fits, true, "nothing is wider than the screen");
        let unlabelled = "return [...root.querySelectorAll('input, textarea, select')].filter((field) => \
            !field.labels?.length && !field.ariaLabel && !field.getAttribute('aria-labelledby')).length";
        assert_eq!(page.run(unlabelled).await, 0);
    }
    let announced = "const log = root.querySelector('[role=log][aria-live=polite]'); \
        return [...root.querySelectorAll('li[data-seq]')].every((message) => log.contains(message))";
    assert_eq!(page.run(announced).await, true, "messages are read out as they come");
    assert_eq!(page.wrongs().await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_briefing_by_keyboard_alone() {
    let app = TestApp::start().await;
    let page = Browser::open(&app.url("/?lang=pt-BR"), 1280, 800).await;
    let first = page.until("return root.querySelector('.first')?.innerText ?? false").await;
    assert!(first.as_str().unwrap().contains("Sem IA"), "whether there is an AI is said: {first}");
    completes(&page, async |_| {}).await;
    assert_eq!(page.run("return root.querySelector('.first')").await, Value::Null, "it has begun");
    let brief = page.run("return root.querySelector('.finished a').pathname").await;
    assert_eq!(brief, "/brief");
    let folder = tempfile::tempdir().unwrap();
    page.downloads_to(folder.path()).await;
    for (name, start) in [("brief.json", "{"), ("brief.md", "# ")] {
        page.presses(&format!(".finished [name='{name}']")).await;
        let read = || std::fs::read_to_string(folder.path().join(name)).unwrap_or_default();
        until("the brief is downloaded", async || !read().is_empty()).await;
        assert!(read().starts_with(start) && read().contains("Padaria Sol"), "{}", read());
    }
    page.presses(".finished [name=reopen]").await;
    page.until("return !root.querySelector('.finished') && !!root.querySelector('.prompt .controls')").await;
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_briefing_on_a_small_phone_with_a_reload_midway() {
    let app = TestApp::start().await;
    let page = Browser::open(&app.url("/?lang=pt-BR"), 360, 640).await;
    assert_eq!(page.run("return [innerWidth, innerHeight]").await, json!([360, 640]));
    completes(&page, async |steps| {
        if steps == 5 {
            page.until(READY).await;
            let before = page.run(SAID).await;
            page.run(
                "root.querySelector('#text').value = 'ainda não enviado'; \
                root.querySelector('#text').dispatchEvent(new Event('input'))",
            )
            .await;
            assert_eq!(page.wrongs().await, json!([]));
            page.reload().await;
            page.until(READY).await;
            assert_eq!(page.run(SAID).await, before);
            let box_holds = page.run(
                "const box = root.querySelector('#text'); const held = box.value; \
                box.value = ''; box.dispatchEvent(new Event('input')); return held",
            );
            assert_eq!(box_holds.await, "ainda não enviado");
        }
    })
    .await;
    page.quit().await;
}

/// With the keyboard of a phone open: the question, the box and the button are in sight.
#[tokio::test(flavor = "multi_thread")]
async fn a_small_phone_with_its_keyboard_open() {
    let app = TestApp::start().await;
    let page = Browser::open(&app.url("/?lang=pt-BR"), 360, 340).await;
    step(&page).await;
    page.until(READY).await;
    for selector in [".ask.now .text", "#text", ".composer [aria-label=Enviar]"] {
        page.until(&format!(
            "const {{ top, bottom, left, right }} = root.querySelector('{selector}').getBoundingClientRect(); \
             return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth"
        ))
        .await;
    }
    let small = "return [...root.querySelectorAll('button, summary')].filter((one) => one.checkVisibility() \
        && (one.offsetHeight < 44 || one.offsetWidth < 44)).map((one) => one.outerHTML)";
    assert_eq!(page.run(small).await, json!([]), "what a finger cannot hit");
    assert_eq!(page.run("return document.documentElement.scrollWidth").await, 360);
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_fits_no_frame_stays_in_the_box() {
    let app = TestApp::start().await;
    let page = Browser::open(&app.url("/?lang=pt-BR"), 1280, 800).await;
    page.until(READY).await;
    let say = |text: &str| {
        format!("const box = root.querySelector('#text'); box.value = {text}; box.form.requestSubmit()")
    };
    page.run(&say("'é'.repeat(100000)")).await;
    page.until("return root.querySelector('.state').textContent.includes('texto demais')").await;
    assert_eq!(page.run("return root.querySelector('#text').value.length").await, 100_000);
    page.run(&say("'Rápido'")).await;
    page.until(&format!("{SAID}[0] === 'Rápido'")).await;
    page.quit().await;
}

/// What is said while there is no server is kept, and goes once there is one.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_without_a_connection_is_sent_later() {
    let mut server = Server::start(&trees::ten_questions(), &[]).await;
    let page = Browser::open(&format!("http://{}/?lang=en", server.address), 1280, 800).await;
    step(&page).await;
    page.until(READY).await;
    let before = page.run(SAID).await.as_array().unwrap().len();
    page.reaches("#text").await;
    page.types("Said into ").await;
    server.kill();
    page.until("return root.querySelector('.state').textContent.startsWith('No connection')").await;
    page.types("the dark" + Key::Enter).await;
    let waits = "return root.querySelector('.unsent .text')?.textContent === 'Said into the dark'";
    page.until(waits).await;
    assert_eq!(page.run(SAID).await.as_array().unwrap().len(), before, "not said yet");
    let _server = server.again().await;
    page.until(&format!("{SAID}.filter((said) => said === 'Said into the dark').length === 1")).await;
    page.until(READY).await;
    assert_eq!(page.run(SAID).await.as_array().unwrap().len(), before + 1, "once");
    let rows = "const rows = [...root.querySelectorAll('li[data-seq]')].map((row) => Number(row.dataset.seq)); \
        return rows.length > 0 && rows.every((seq, at) => at === 0 || seq > rows[at - 1])";
    assert_eq!(page.run(rows).await, true, "no row came twice over the cut");
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_stay_in_step() {
    let app = TestApp::start().await;
    let page = Browser::open(&app.url("/?lang=pt-BR"), 1280, 800).await;
    page.until(READY).await;
    let [first, second] = page.tab(&app.url("/?lang=pt-BR")).await;
    page.until(READY).await;
    page.goes_to(&first).await;
    step(&page).await;
    page.goes_to(&second).await;
    page.until(&format!("{SAID}.length === 1")).await;
    step(&page).await;
    page.until(&format!("{SAID}.length === 2")).await;
    let there = page.run(SAID).await;
    page.goes_to(&first).await;
    page.until(&format!("{SAID}.length === 2")).await;
    assert_eq!(page.run(SAID).await, there);
    page.quit().await;
}

/// A site whose visitors block storage: the page says so, and works.
#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_keeps_nothing() {
    let app = TestApp::start().await;
    let block = "for (const name of ['localStorage', 'sessionStorage']) \
        Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });";
    let page = Browser::open_after(&app.url("/?lang=pt-BR"), 1280, 800, block).await;
    page.until("return root.querySelector('.state')?.textContent.includes('não guarda')").await;
    page.presses(".prompt [data-option=quick]").await;
    page.until(&format!("{SAID}.length === 1")).await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}

/// Nothing is kept of somebody who only looks, and a script that is there twice does no harm.
#[tokio::test(flavor = "multi_thread")]
async fn a_look_at_the_page_begins_nothing() {
    let app = TestApp::start().await;
    let page = Browser::open(&app.url("/?lang=en"), 1280, 800).await;
    page.until(READY).await;
    let again = "return import(`${document.querySelector('script').src}?again`).then(() => true)";
    assert_eq!(page.run(again).await, true);
    assert_eq!(
        page.run("return Object.keys(localStorage).filter((key) => key.includes(chat.talk.site))").await,
        json!([])
    );
    assert_eq!(app.counts("pauta_sockets"), 0);
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}

/// What has to come before the first question can be answered, compressed; and nothing inline.
#[tokio::test(flavor = "multi_thread")]
async fn the_widget_is_small() {
    let app = TestApp::start().await;
    let page = reqwest::get(app.url("/")).await.unwrap().text().await.unwrap();
    assert!(page.split("<script").skip(1).all(|script| script.contains("></script>")), "nothing inline");
    let client = reqwest::Client::builder().no_gzip().build().unwrap();
    let mut bytes = 0;
    let files = page.split('"').filter(|part| part.starts_with("/static/") && part.ends_with(".js"));
    for path in files {
        let answer = client.get(app.url(path)).header("accept-encoding", "gzip").send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        bytes += answer.bytes().await.unwrap().len();
    }
    assert!((1..=30 * 1024).contains(&bytes), "{bytes} bytes");
}
