//! The brief as a document: its page, its drafts, its versions and what they changed, its files, its paper; and
//! the finished example.

use crate::harness::{
    api::{Caller, request},
    app::TestApp,
    browser::Browser,
    person::new_id,
    wait::until,
};
use reqwest::Method;
use serde_json::{Value, json};
use std::{io::Write, process::Command};

/// What would run, or break out of its place, if it were not text.
const HOSTILE: &str =
    "\"><script>wrongs.push('ran')</script><img src=x onerror=\"wrongs.push('ran')\"> {{ q1 }}";

/// Ten answers and the confirmation: version 1.
async fn closes(ana: &Caller<'_>, first: &str) {
    for n in 1..=10 {
        ana.says(&if n == 1 { first.to_owned() } else { format!("answer {n}") }).await;
    }
    confirms(ana).await;
}

async fn confirms(ana: &Caller<'_>) {
    let frame = json!({ "type": "answer", "client_msg_id": new_id(), "options": ["confirm"] });
    assert_eq!(ana.posts(&frame).await.status(), 200);
}

/// Reopens and changes one answer; what derives from it is kept.
async fn changes(ana: &Caller<'_>, path: &str, text: &str) {
    let frame = json!({ "type": "command", "client_msg_id": new_id(), "name": "reopen" });
    assert_eq!(ana.posts(&frame).await.status(), 200);
    let mut edit =
        json!({ "type": "edit", "client_msg_id": new_id(), "path": path, "text": text, "preview": true });
    let told: Value = ana.posts(&edit).await.json().await.unwrap();
    let stale = told["changes"].as_array().unwrap().iter().filter(|change| change["kind"] == "stale");
    let keep: serde_json::Map<_, _> =
        stale.map(|change| (change["path"].as_str().unwrap().to_owned(), json!("keep"))).collect();
    edit["preview"] = json!(false);
    edit["expect"] = told["version"].clone();
    edit["resolve"] = Value::Object(keep);
    let answer = ana.posts(&edit).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
}

async fn text(ana: &Caller<'_>, what: &str) -> String {
    let answer = ana.get(what).await;
    assert_eq!(answer.status(), 200, "{what}");
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    answer.text().await.unwrap()
}

fn contains_all(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "{part} is missing:\n{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_then_versions_with_what_changed() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    contains_all(
        &text(&ana, "brief.html").await,
        &["There are no answers yet", "Not answered yet", "Field 10"],
    );
    let long = "In December our visits double because of all the presents people buy";
    closes(&ana, long).await;
    let first = text(&ana, "brief.html").await;
    contains_all(&first, &["Version 1</span>", "Version 1</a>", "data-version=\"1\"", long]);
    assert!(!first.contains("Draft") && !first.contains("What changed") && !first.contains("Not answered"));
    changes(&ana, "q1", &long.replace("double", "triple")).await;
    let draft = text(&ana, "brief.html?version=draft").await;
    contains_all(&draft, &["Draft, not closed yet", "What changed since version 1", "triple"]);
    contains_all(&text(&ana, "brief.html").await, &["Draft as of now", long]);
    confirms(&ana).await;
    let second = text(&ana, "brief.html").await;
    contains_all(&second, &[">double</del>", ">triple</ins>", "#", "/2/1\""]);
    contains_all(&second, &[&format!("href=\"#{}/1\"", ana.conversation)]);
    let former = text(&ana, "brief.html?version=1").await;
    assert!(former.contains(long) && !former.contains("<ins>"));
    contains_all(&text(&ana, "brief.html?version=1&from=2").await, &[">triple</del>", ">double</ins>"]);
    for (wrong, status) in
        [("9", 404), ("x", 400), ("-1", 400), ("1&from=9", 404), ("1&from=x", 400), ("1&order=up", 400)]
    {
        assert_eq!(ana.get(&format!("brief.html?version={wrong}")).await.status(), status, "{wrong}");
    }
    let told = ana.get("brief.html?version=1&from=x").await.text().await.unwrap();
    assert!(told.contains("from") && !told.contains("version"), "the right one is blamed: {told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_wrote_is_text_in_every_form() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    closes(&ana, HOSTILE).await;
    let page = text(&ana, "brief.html").await;
    assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
    contains_all(&page, &["&#60;script&#62;", "{{ q1 }}"]);
    changes(&ana, "q1", &format!("{HOSTILE} and more words than six of them")).await;
    let page = text(&ana, "brief.html?version=draft").await;
    assert!(page.contains("<ins>") && !page.contains("<script") && !page.contains("<img"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_named_after_the_brief() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    closes(&ana, "one").await;
    for (path, name, kind) in
        [("brief?download", "test-v1.json", "attachment"), ("brief.md?version=1", "test-v1.md", "inline")]
    {
        let answer = ana.get(path).await;
        let named = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
        let ending = name.rsplit('.').next().unwrap();
        let wanted = format!("{kind}; filename=\"{name}\"; filename*=UTF-8''Test%20v1.{ending}");
        assert_eq!(named, wanted);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shell_has_no_data_and_both_languages() {
    let app = TestApp::start().await;
    for (lang, words) in
        [("pt-BR", "Este briefing abre no navegador"), ("en", "This brief opens in the browser")]
    {
        let answer = request(&app, Method::GET, &format!("/brief?lang={lang}")).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let page = answer.text().await.unwrap();
        contains_all(&page, &[words, &format!("<html lang=\"{lang}\">")]);
        assert!(!page.contains("<article") && !page.contains(" style=") && !page.contains("<style"));
    }
}

/// Needs neither a key nor a network, and no conversation comes to be.
#[tokio::test(flavor = "multi_thread")]
async fn the_example_is_a_brief_worth_having() {
    let app = TestApp::start().await;
    for (lang, words) in [
        (
            "pt-BR",
            ["Exemplo", "Empresa fictícia", "sugestão aceita", "suposição", "Em aberto", "Fazer o meu assim"],
        ),
        (
            "en",
            [
                "Example",
                "A fictitious company",
                "accepted suggestion",
                "assumption",
                "Open points",
                "Make mine like this",
            ],
        ),
    ] {
        let answer = request(&app, Method::GET, &format!("/example?lang={lang}")).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let page = answer.text().await.unwrap();
        contains_all(&page, &words);
        contains_all(
            &page,
            &["<del>", "<ins>", "R$ 6.000,00", &format!("<article class=\"brief\" lang=\"{lang}\"")].map(
                |part| {
                    if lang == "en" && part.starts_with("R$") { "R$6,000.00" } else { part }
                },
            ),
        );
        let score = page.split("<strong>").nth(1).unwrap().split('<').next().unwrap();
        assert!(score.parse::<u32>().unwrap() >= 90, "{score}");
        let strays = if lang == "en" {
            ["Quem já compra", "Seu briefing"]
        } else {
            ["who already buy", "Your brief"]
        };
        assert!(strays.iter().all(|stray| !page.contains(stray)), "one language");
        let former =
            request(&app, Method::GET, &format!("/example?lang={lang}&version=1")).send().await.unwrap();
        let former = former.text().await.unwrap();
        assert!(former.contains("4.500") || former.contains("4,500"));
    }
    assert_eq!(app.app.metrics.render().lines().filter(|line| *line == "pauta_turns_total 0").count(), 1);
}

/// What a PDF says, as a reader of it gets it.
fn read_back(pdf: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let told = Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(file.path()).arg("-").output();
    let told = told.expect("this test needs pdftotext: install poppler-utils");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let words: Vec<String> =
        String::from_utf8(told.stdout).unwrap().split_whitespace().map(str::to_owned).collect();
    words.join(" ")
}

/// Every field that the page shows, in order: labels and what they say.
const SAID: &str = "return [...document.querySelectorAll('.chapter h2, .chapter dt, .chapter dd p, .chapter dd li')] \
    .map((said) => said.innerText.replace(/\\s+/g, ' ').trim())";

/// On paper there is all that the page says, and nothing to press.
async fn prints(page: &Browser, unpressed: &[&str]) {
    let said = page.run(SAID).await;
    let pdf = page.pdf().await;
    let printed = read_back(&pdf);
    // A line may break anywhere between words; marks and labels keep their order within a field.
    for text in said.as_array().unwrap().iter().map(|text| text.as_str().unwrap()) {
        for word in text.split(' ').filter(|word| word.chars().any(char::is_alphanumeric)) {
            assert!(printed.contains(word), "{word} of {text} is not on paper:\n{printed}");
        }
    }
    for button in unpressed {
        assert!(!printed.contains(button), "{button} is on paper");
    }
    assert!(pdf.starts_with(b"%PDF-"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_on_screen_and_on_paper() {
    let app = TestApp::start().await;
    for (lang, sentence, buttons) in [
        ("pt-BR", "Lançar um novo produto", ["Salvar em PDF", "Fazer o meu assim"]),
        ("en", "Launch a new product", ["Save as PDF", "Make mine like this"]),
    ] {
        let page = Browser::open(&app.url(&format!("/example?lang={lang}")), 360, 640).await;
        let fits = page.run("return document.documentElement.scrollWidth <= innerWidth").await;
        assert_eq!(fits, true, "nothing is wider than the screen");
        prints(&page, &buttons).await;
        let printed = read_back(&page.pdf().await);
        assert!(printed.contains(sentence) && printed.contains(" 1/"), "{printed}");
        assert_eq!(page.wrongs().await, json!([]));
        page.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitors_own_brief_on_screen_and_on_paper() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    closes(&ana, HOSTILE).await;
    let here = app.url(&format!("/brief?lang=en#{}", ana.conversation));
    let page = Browser::open(&here, 1280, 800).await;
    let notice = |name: &str| format!("return !document.querySelector('[data-notice={name}]').hidden");
    page.until(&notice("no_token")).await;
    // What else is kept under the same prefix does not disturb, and the right one of several tokens is found.
    let keep = json!({ "pauta:theme": "dark", "pauta:other": json!({ "token": "0".repeat(64) }).to_string(),
        format!("pauta:{}", app.site()): json!({ "token": ana.token }).to_string() });
    page.run(&format!("Object.entries({keep}).forEach(([key, kept]) => localStorage.setItem(key, kept))"))
        .await;
    page.reload().await;
    page.until("return document.querySelector('article[data-version=\"1\"]') !== null").await;
    assert_eq!(page.run("return document.title").await, "Test v1");
    assert!(
        page.run("return document.querySelector('dd').innerText")
            .await
            .as_str()
            .unwrap()
            .contains("<script>")
    );
    prints(&page, &["Save as PDF", "Download", "Back to the conversation"]).await;
    let folder = tempfile::tempdir().unwrap();
    page.downloads_to(folder.path()).await;
    page.presses("[data-file='brief.md']").await;
    let read = || std::fs::read_to_string(folder.path().join("Test v1.md")).unwrap_or_default();
    until("the brief is downloaded", async || read().starts_with("# Test")).await;
    changes(&ana, "q2", "another answer altogether, and a longer one").await;
    page.run(&format!("location.hash = '{}/draft'", ana.conversation)).await;
    page.until("return document.querySelector('article:not([data-version]) .changes ins') !== null").await;
    assert_eq!(page.run("return document.activeElement.tagName").await, "H1", "one reads on from the top");
    page.run(&format!("location.hash = '{}/7'", ana.conversation)).await;
    page.until(&notice("no_version")).await;
    page.run(&format!("location.hash = '{}'", new_id())).await;
    page.until(&notice("unknown")).await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}

/// A server that is away is said, with a way to try again.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_is_said() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    let page = Browser::open(&app.url("/brief?lang=pt-BR"), 360, 640).await;
    let kept: Value = json!(json!({ "token": ana.token }).to_string());
    page.run(&format!("localStorage.setItem('pauta:{}', {kept})", app.site())).await;
    page.run("const real = fetch; window.fetch = () => Promise.reject(new TypeError('away')); window.back = () => { window.fetch = real; }").await;
    page.run(&format!("location.hash = '{}'", ana.conversation)).await;
    page.until("return !document.querySelector('[data-notice=offline]').hidden").await;
    page.run("back()").await;
    page.presses("[data-notice=offline] [data-again]").await;
    page.until(
        "return document.querySelector('article .edition .badge')?.innerText === 'Draft, not closed yet'",
    )
    .await;
    page.quit().await;
}
