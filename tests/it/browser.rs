//! A real Chromium completes a briefing in the plain page, with the keyboard alone.

use crate::harness::{
    app::TestApp,
    briefing::{self, STEPS_MAX},
    browser::Browser,
    server::Server,
    trees,
    wait::until,
};
use serde_json::{Value, json};
use thirtyfour::Key;

/// The page waits for the person: nothing is under way, and something can be pressed or said. Gives the
/// number of messages.
const READY: &str = "const controls = document.getElementById('controls'); \
    return document.getElementById('state').textContent === '' && \
        (controls.dataset.path || controls.querySelector('button') || \
         document.querySelector('.card[data-state=open] button') || !document.getElementById('exports').hidden) \
        ? document.querySelectorAll('#messages > li').length : false";

/// The last message: its end, or its beginning if it does not fit.
const LAST_IN_SIGHT: &str = "const log = document.getElementById('log'); \
    const last = document.getElementById('messages').lastElementChild; \
    const above = last.getBoundingClientRect().top - log.getBoundingClientRect().top; \
    return last.offsetHeight > log.clientHeight ? Math.abs(above) < 2 \
        : log.scrollTop + log.clientHeight >= log.scrollHeight - 2";

/// What can be pressed to go on, the best first.
const WAYS_ON: [&str; 8] = [
    ".card[data-state=open] [data-decision=accept]",
    "#controls [data-option=confirm]",
    "#controls fieldset input",
    "#controls [data-option=no_more]",
    "#controls [data-option=unsure]",
    "#controls [data-option=skip]",
    "#controls [data-option]",
    "#controls form input",
];

/// Does one thing that answers the pending question, and waits for what follows.
async fn step(page: &Browser) {
    let rows = page.until(READY).await;
    let path = page.run("return document.getElementById('controls').dataset.path").await;
    match (path.as_str().unwrap(), briefing::answer("pt-BR", path.as_str().unwrap())) {
        ("depth", _) => page.presses("#controls [data-option=quick]").await,
        ("goal", _) => page.presses("#controls [data-option=launch]").await,
        (_, Some(text)) => {
            page.reaches("#text").await;
            page.types(text + Key::Enter).await;
        }
        (path, None) => {
            let ways = json!(WAYS_ON);
            let way = page.run(&format!("return {ways}.find((way) => document.querySelector(way))")).await;
            match way.as_str().unwrap_or_else(|| panic!("no way on from {path}")) {
                "#controls fieldset input" => {
                    page.reaches("#controls fieldset input").await;
                    page.types(" ").await;
                    page.presses("#controls fieldset button").await;
                }
                way => page.presses(way).await,
            }
        }
    }
    page.until(&format!("return document.querySelectorAll('#messages > li').length > {rows}")).await;
}

/// Answers until the brief is frozen, doing `at` what is to be done after so many steps.
async fn completes(page: &Browser, mut between: impl AsyncFnMut(usize)) {
    let done = "return !document.getElementById('exports').hidden";
    let mut steps = 0;
    while page.run(done).await != true {
        step(page).await;
        page.until(READY).await;
        let lost = page.run("return document.activeElement === document.body").await;
        assert_eq!(
            lost,
            false,
            "the focus is on what follows: {}",
            page.run("return document.getElementById('messages').innerText").await
        );
        steps += 1;
        assert!(steps < STEPS_MAX, "{}", page.run("return document.body.innerText").await);
        page.until(LAST_IN_SIGHT).await;
        between(steps).await;
        let fits = page.run("return document.documentElement.scrollWidth <= innerWidth").await;
        assert_eq!(fits, true, "nothing is wider than the screen");
        let unlabelled = "return [...document.querySelectorAll('input, textarea, select')] \
            .filter((field) => !field.labels?.length && !field.ariaLabel).length";
        assert_eq!(page.run(unlabelled).await, 0);
    }
    let score = page.run("return document.getElementById('score').textContent").await;
    assert!(score.as_str().unwrap().starts_with("Nota "), "{score}");
    let announced = "const log = document.querySelector('[role=log][aria-live=polite]'); \
        return [...document.querySelectorAll('li[data-seq]')].every((message) => log.contains(message))";
    assert_eq!(page.run(announced).await, true, "messages are read out as they come");
    assert_eq!(page.wrongs().await, json!([]));
}

/// Changes an answer in the dialog: what would change is shown first.
async fn edits(page: &Browser, path: &str, text: &str) {
    page.until(READY).await;
    page.presses(&format!("[data-edit={path}]")).await;
    assert_eq!(page.run("return document.activeElement.id").await, "edit-text", "the dialog takes the focus");
    page.types(Key::Control + "a").await;
    page.types(text).await;
    page.presses("#edit-preview").await;
    page.until("return !document.getElementById('edit-apply').hidden").await;
    page.presses("#edit-apply").await;
    page.until("return !document.getElementById('edit').open").await;
    let text = json!(text);
    let shown = format!(
        "return document.querySelector('[data-edit={path}]')?.parentNode.firstChild.textContent === {text}"
    );
    page.until(&shown).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_briefing_on_a_desktop_with_an_edit() {
    let app = TestApp::start().await;
    let page = Browser::open(&app.url("/?lang=pt-BR"), 1280, 800).await;
    let mut edited = false;
    completes(&page, async |_| {
        if !edited && page.run("return !!document.querySelector('[data-edit=product_name]')").await == true {
            edits(&page, "product_name", "Pão de centeio").await;
            edited = true;
        }
    })
    .await;
    assert!(edited);
    let brief = page.run("return document.getElementById('brief').innerText").await;
    assert!(brief.as_str().unwrap().contains("Pão de centeio"), "{brief}");
    let folder = tempfile::tempdir().unwrap();
    page.downloads_to(folder.path()).await;
    for (name, start) in [("brief.json", "{"), ("brief.md", "# ")] {
        page.presses(&format!("#exports [name='{name}']")).await;
        let read = || std::fs::read_to_string(folder.path().join(name)).unwrap_or_default();
        until("the brief is downloaded", async || !read().is_empty()).await;
        assert!(read().starts_with(start) && read().contains("Pão de centeio"), "{}", read());
    }
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_briefing_on_a_small_phone_with_a_reload_midway() {
    let app = TestApp::start().await;
    let page = Browser::open(&app.url("/?lang=pt-BR"), 360, 640).await;
    assert_eq!(page.run("return [innerWidth, innerHeight]").await, json!([360, 640]));
    let said = "return document.getElementById('messages').innerText";
    completes(&page, async |steps| {
        if steps == 5 {
            page.until(READY).await;
            let before: Value = page.run(said).await;
            assert_eq!(page.wrongs().await, json!([]));
            page.reload().await;
            page.until(&format!("{said} === {before}")).await;
        }
    })
    .await;
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_fits_no_frame_stays_in_the_box() {
    let app = TestApp::start().await;
    let page = Browser::open(&app.url("/?lang=pt-BR"), 1280, 800).await;
    page.until(READY).await;
    let say = |text: &str| {
        format!("document.getElementById('text').value = {text}; document.getElementById('send').click()")
    };
    page.run(&say("'é'.repeat(40000)")).await;
    page.until("return document.getElementById('state').textContent.includes('64 KiB')").await;
    assert_eq!(page.run("return document.getElementById('text').value.length").await, 40_000);
    page.run(&say("'Rápido'")).await;
    page.until("return document.querySelector('li.person')?.innerText === 'Rápido'").await;
    page.quit().await;
}

/// Under 300 lines in total, nothing inline.
#[tokio::test(flavor = "multi_thread")]
async fn the_script_is_one_small_file() {
    let app = TestApp::start().await;
    let page = reqwest::get(app.url("/")).await.unwrap().text().await.unwrap();
    let scripts: Vec<&str> = page.split("<script").skip(1).collect();
    assert!(scripts.iter().all(|script| script.contains("></script>")), "nothing inline");
    let mut lines = 0;
    for script in scripts {
        let path = script.split("src=\"").nth(1).unwrap().split('"').next().unwrap();
        lines += reqwest::get(app.url(path)).await.unwrap().text().await.unwrap().lines().count();
    }
    assert!((1..300).contains(&lines), "{lines}");
}

/// What is said while there is no server is kept, and goes once there is one.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_without_a_connection_is_sent_later() {
    let mut server = Server::start(&trees::ten_questions(), &[]).await;
    let page = Browser::open(&format!("http://{}/?lang=en", server.address), 1280, 800).await;
    step(&page).await;
    let rows = page.until(READY).await;
    server.kill();
    page.until("return document.getElementById('state').textContent.startsWith('No connection')").await;
    page.reaches("#text").await;
    page.types("Said into the dark" + Key::Enter).await;
    assert_eq!(
        page.run("return document.querySelectorAll('#messages > li').length").await,
        rows,
        "not said yet"
    );
    let _server = server.again().await;
    let heard = "return [...document.querySelectorAll('li.person')].filter((said) => \
        said.innerText === 'Said into the dark').length === 1";
    page.until(heard).await;
    page.until(READY).await;
    assert_eq!(page.run(heard).await, true, "once");
    let rows = "const rows = [...document.querySelectorAll('[data-seq]')].map((row) => Number(row.dataset.seq)); \
        return rows.length > 0 && rows.every((seq, at) => at === 0 || seq > rows[at - 1])";
    assert_eq!(page.run(rows).await, true, "no row came twice over the cut");
    page.quit().await;
}
