//! Hostile text in every place that shows what somebody wrote: it is text there, nothing of it runs, and nothing
//! leaves for another origin.

use super::{eyes::ALL, resumed};
use crate::{
    embed::Bakery,
    harness::{
        api::{Caller, request},
        app::{Start, TestApp},
        browser::Browser,
        form,
        person::{Person, new_id},
        trees,
    },
    people::guest::{Guest, invited, workspace},
};
use pauta::{store::Role, time::Millis, web::invite::Invitee};
use reqwest::Method;
use serde_json::{Value, json};

/// Where every payload says that it ran, and what a browser would show a person.
const CANARY: &str =
    "window.ran = []; window.alert = window.confirm = window.prompt = (said) => ran.push(said);";

/// What ran, what was asked of another origin, and what stands in the page that no page of ours has. A picture that
/// somebody sent is its bytes and nothing else.
const HARM: &str = "const picture = /^data:image\\/(?:png|jpeg|webp|gif);base64,/; \
    const foreign = performance.getEntriesByType('resource').map(({ name }) => name) \
        .filter((name) => !name.startsWith(location.origin) && !name.startsWith('blob:' + location.origin)); \
    const handlers = all('*').filter((one) => [...one.attributes].some(({ name }) => /^on|^hx-|^x-|^v-|^srcdoc$/.test(name))); \
    const links = all('[href], [src], [action], [formaction], [data], [xlink\\\\:href]') \
        .flatMap((one) => ['href', 'src', 'action', 'formaction', 'data'].map((name) => one.getAttribute(name)).filter(Boolean)) \
        .filter((to) => !picture.test(to)) \
        .filter((to) => { const { protocol, origin } = new URL(to, location); return !/^https?:|^blob:/.test(protocol) || (origin !== location.origin && !to.startsWith('https://wa.me/')); }); \
    const strange = all('script:not([src]), style, iframe, object, embed, base, meta[http-equiv], math, marquee, img, video, audio, form[action], pauta-chat pauta-chat') \
        .filter((one) => one.localName !== 'img' || [...one.attributes].some(({ name, value }) => !(['alt', 'decoding'].includes(name) || name === 'src' && picture.test(value)))); \
    return [...ran, ...wrongs, ...foreign, ...handlers.map(named), ...links, ...strange.map((one) => one.outerHTML)]";

fn payloads() -> Vec<String> {
    let payloads: Vec<String> = serde_json::from_str(include_str!("../hostile/payloads.json")).unwrap();
    assert!(payloads.len() >= 200);
    payloads
}

/// The shorter ones of each kind, for places that hold few.
fn some(count: usize, most: usize) -> Vec<String> {
    let short: Vec<String> = payloads()
        .into_iter()
        .filter(|one| one.chars().count() <= most && !one.chars().any(char::is_control))
        .collect();
    let step = short.len() / count;
    short.into_iter().step_by(step).take(count).collect()
}

async fn is_harmless(page: &Browser, place: &str) {
    assert_eq!(page.run(&format!("{ALL} {HARM}")).await, json!([]), "{place}");
    let fits = page.run("return document.documentElement.scrollWidth <= innerWidth").await;
    assert_eq!(fits, true, "{place} is as wide as the screen");
}

/// Every one of these texts is what some element of these says, as it was written, apart from what cannot be seen.
async fn says_all(page: &Browser, place: &str, selector: &str, texts: &[String]) {
    let missing = format!(
        "{ALL} const plain = (text) => text.replace(/[\\s\\p{{Cc}}\\p{{Cf}}]+/gu, ''); \
         const said = all({selector}).map((one) => plain(one.value ?? one.textContent)); \
         return {texts}.filter((text) => !said.some((one) => one === plain(text)))",
        selector = json!(selector),
        texts = json!(texts),
    );
    assert_eq!(page.run(&missing).await, json!([]), "{place} does not say it");
}

async fn answers(ana: &mut Person, texts: &[String]) {
    for text in texts {
        let came = ana.says(text).await;
        assert!(came.is_accepted(), "{text}: {came:?}");
    }
}

/// A page of the server in a browser that would notice.
async fn opens(url: &str) -> Browser {
    Browser::open_after(url, 1280, 800, CANARY).await
}

async fn log_of(page: &Browser, rows: usize) {
    page.until(&format!("return (chat?.shadowRoot?.querySelectorAll('li[data-seq]').length ?? 0) >= {rows}"))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_answers_are_text_in_the_chat_and_in_the_brief() {
    let all = payloads();
    let app = Start::new().tree(&trees::questions("hostile", all.len())).run().await;
    let mut ana = Person::says_hello(&app, json!({ "locale": "en", "tree": "hostile" })).await;
    answers(&mut ana, &all).await;
    let page = opens(&resumed(&app, "en", &ana)).await;
    log_of(&page, ana.rows.len()).await;
    page.until("return root.querySelectorAll('.panel .value').length >= 200").await;
    says_all(&page, "the log", "li.person .text", &all).await;
    says_all(&page, "the panel", ".panel .value", &all).await;
    is_harmless(&page, "the chat").await;
    for at in [1, 62, 90, 150, 200] {
        page.run(&format!("root.querySelector('[data-edit=q{at}]').click()")).await;
        page.until("return !!root.querySelector('dialog.edit[open] textarea')").await;
        says_all(&page, "the dialogue", "dialog textarea", &all[at - 1..at]).await;
        is_harmless(&page, "the dialogue").await;
        page.run("root.querySelector('dialog.edit [data-act=cancel]').click()").await;
        page.until("return !root.querySelector('dialog.edit')").await;
    }
    assert!(ana.presses(&["confirm"]).await.is_accepted());
    page.goes(&app.url(&format!("/brief?lang=en#{}", ana.conversation))).await;
    page.until("return !!document.querySelector('article[data-version=\"1\"]')").await;
    says_all(&page, "the brief", "article dd", &all).await;
    is_harmless(&page, "the brief").await;
    page.quit().await;
    is_plain_markdown(&app, &ana).await;
}

/// In Markdown, which others read with whatever they have, no markup is left of it.
async fn is_plain_markdown(app: &TestApp, ana: &Person) {
    let path = format!("/api/v1/conversations/{}/brief.md", ana.conversation);
    let brief = request(app, Method::GET, &path).bearer_auth(&ana.token).send().await.unwrap();
    let brief = brief.text().await.unwrap();
    assert!(brief.contains("ran.push"));
    let mut before = ' ';
    for (at, letter) in brief.char_indices() {
        assert!(!matches!(letter, '<' | '[') || before == '\\', "{}", &brief[at..].lines().next().unwrap());
        before = if before == '\\' { ' ' } else { letter };
    }
}

/// What these tests look for is found where there is some.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_text_is_found_out() {
    let app = TestApp::start().await;
    let page = opens(&app.url("/livez")).await;
    is_harmless(&page, "a page with nothing").await;
    for markup in [
        "<img src=x onerror=ran.push(1)>",
        "<a href=javascript:ran.push(1)>a</a>",
        "<a href=//evil.test>a</a>",
        "<b onclick=ran.push(1)>b</b>",
        "<iframe srcdoc=x></iframe>",
        "<math><mi>x</mi></math>",
    ] {
        page.run(&format!("document.body.innerHTML = {}", json!(markup))).await;
        let found = page.run(&format!("{ALL} {HARM}")).await;
        assert_ne!(found, json!([]), "{markup}");
    }
    page.run("wrongs.length = 0; document.body.innerHTML = '<p></p>'; document.body.append(Object.assign(new Image(), { src: 'https://evil.test/x.png' }))").await;
    page.until("return wrongs.some((one) => one.includes('evil.test'))").await;
    page.run("document.body.innerHTML = ''; wrongs.length = 0; ran.push('x')").await;
    assert_eq!(page.run(&format!("{ALL} {HARM}")).await, json!(["x", "https://evil.test/x.png"]));
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_are_text_on_every_page() {
    let app = TestApp::start().await;
    let names = some(60, 80);
    let there = workspace(&app, &names[0]).await;
    let rows = app.app.store.workspace(&there);
    for name in &names[1..] {
        let member = Invitee::read(name, "", Role::Client).unwrap().member(Millis(1));
        assert!(rows.create_member(&member).await.unwrap());
    }
    let olga = Guest::by(&app, &invited(&app, &there, &names[0], Role::Owner).await.1).await;
    let page = opens(&app.url("/livez")).await;
    olga.signs_in(&page).await;
    page.goes(&app.url("/people")).await;
    says_all(&page, "the people", ".who strong", &names).await;
    says_all(&page, "the workspace", "h1 .soft", &names[..1]).await;
    is_harmless(&page, "the people").await;
    page.goes(&app.url("/account")).await;
    says_all(&page, "the account", "h1", &names[..1]).await;
    is_harmless(&page, "the account").await;
    page.goes(&app.url("/")).await;
    page.until("return !!chat?.shadowRoot && !root.querySelector('.frame').hidden").await;
    let menu = page.run("return document.querySelector('nav a').ariaLabel").await;
    assert!(menu.as_str().unwrap().starts_with(&names[0]), "{menu}");
    is_harmless(&page, "the menu").await;
    page.developer("Network.clearBrowserCookies", json!({})).await;
    let odd = "%22%3E%3Cscript%3Eran.push(1)%3C/script%3E";
    let bakery = Bakery::on(&app).await;
    for path in [
        format!("/embed/{}?accent={odd}&lang={odd}&theme={odd}", bakery.key),
        format!("/embed/{odd}"),
        format!("/{odd}?{odd}#{odd}"),
        format!("/brief?lang={odd}#{odd}/{odd}"),
        format!("/enter?{odd}#{odd}"),
        format!("/?lang={odd}#resume={odd}"),
    ] {
        page.goes(&app.url(&path)).await;
        page.until("return document.readyState === 'complete' && (!chat || !!chat.shadowRoot?.querySelector('.ask'))").await;
        let echo = page.run("return document.body.innerText").await;
        assert!(!echo.as_str().unwrap().contains("ran.push"), "{path} is echoed: {echo}");
        is_harmless(&page, &path).await;
    }
    page.quit().await;
}

/// Brands, the list of briefings, a proposal, the items of a list and the names of files.
#[tokio::test(flavor = "multi_thread")]
async fn hostile_brands_items_and_files_are_text() {
    let mut items = trees::questions("items", 1);
    items["slots"]["q1"] =
        json!({ "type": "list", "of": { "type": "text" }, "label": { "pt-BR": "Itens", "en": "Items" } });
    let app = Start::new().tree(&items).tree(&trees::files()).run().await;
    let brands = some(12, 60);
    let mut ana = Person::says_hello(&app, json!({ "locale": "pt-BR", "tree": "campaign_briefing" })).await;
    let token = ana.token.clone();
    for (at, brand) in brands.iter().enumerate() {
        if at > 0 {
            let again = json!({ "locale": "pt-BR", "tree": "campaign_briefing", "token": token });
            ana = Person::says_hello(&app, again).await;
        }
        until_asked(&mut ana, "brand", brand).await;
        answers(&mut ana, std::slice::from_ref(brand)).await;
    }
    let page = opens(&resumed(&app, "pt-BR", &ana)).await;
    page.until("return !!chat?.shadowRoot?.querySelector('.panel [data-path=brand] .value')").await;
    page.run("root.querySelector('[name=home]').click()").await;
    page.until(&format!(
        "return root.querySelectorAll('.home [data-conversation]').length === {}",
        brands.len()
    ))
    .await;
    let named = "return [...root.querySelectorAll('.home h4')].map((one) => one.firstChild.textContent.replace(/\\s+/g, ' ')).sort()";
    let mut wanted: Vec<String> =
        brands.iter().map(|brand| brand.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    wanted.sort();
    let mut shown: Vec<String> = serde_json::from_value(page.run(named).await).unwrap();
    shown.sort();
    assert_eq!(shown, wanted, "the list of briefings names them");
    is_harmless(&page, "the list").await;
    let said = "<img src=x onerror=ran.push(1)> <script>ran.push(1)</script> qualidade";
    while !proposes(&ana, "<img src=x") {
        goes_on(&mut ana, said).await;
    }
    page.goes(&resumed(&app, "pt-BR", &ana)).await;
    let shown = "return [...chat?.shadowRoot?.querySelectorAll('.card') ?? []].some((one) => one.textContent.includes('<img src=x'))";
    page.until(shown).await;
    is_harmless(&page, "the proposal").await;
    the_items(&app, &page).await;
    the_files(&app, &page).await;
    page.quit().await;
}

/// Whether a proposal holds these words.
fn proposes(person: &Person, words: &str) -> bool {
    person.rows.iter().any(|row| row["card"].to_string().contains(words))
}

/// Goes on to the question for a field.
async fn until_asked(person: &mut Person, path: &str, said: &str) {
    while person.ask["path"] != path {
        goes_on(person, said).await;
    }
}

/// One question is answered, with this where words are wanted.
async fn goes_on(person: &mut Person, said: &str) {
    let buttons = person.ask["buttons"].as_array().cloned().unwrap_or_default();
    let keep = buttons
        .iter()
        .find(|one| one["id"] == "accept")
        .or_else(|| buttons.iter().find(|one| one["id"] == "reject"));
    let first = keep.unwrap_or(&person.ask["input"]["options"][0])["id"].as_str().map(str::to_owned);
    let came = match first {
        Some(id) => person.presses(&[&id]).await,
        None => person.says(said).await,
    };
    assert!(came.is_accepted(), "{came:?}");
}

async fn the_items(app: &TestApp, page: &Browser) {
    let items = some(20, 200);
    let mut ana = Person::says_hello(app, json!({ "locale": "en", "tree": "items" })).await;
    let ask = ana.ask["id"].clone();
    let came = ana.does(json!({ "type": "answer", "ask": ask, "value": items })).await;
    assert!(came.is_accepted(), "{came:?}");
    page.goes(&resumed(app, "en", &ana)).await;
    page.until("return !!chat?.shadowRoot?.querySelector('[data-edit=q1]') && !!root.querySelector('.panel .value').textContent").await;
    page.run("root.querySelector('[data-edit=q1]').click()").await;
    page.until("return root.querySelectorAll('dialog.edit[open] li input').length >= 20").await;
    says_all(page, "the items", "dialog li input", &items).await;
    is_harmless(page, "the items").await;
}

async fn the_files(app: &TestApp, page: &Browser) {
    let ana = Caller::starts_with(app, "files").await;
    let mut files = Vec::new();
    for (at, name) in some(5, 60).iter().enumerate() {
        let answer = ana.sends(name, &form::png(at)).await;
        assert_eq!(answer.status(), 201, "{name}");
        let told: Value = answer.json().await.unwrap();
        files.push(json!({ "file": told["file"], "id": told["id"] }));
    }
    let names: Vec<&str> = files.iter().map(|file| file["file"].as_str().unwrap()).collect();
    let frame = json!({ "type": "answer", "client_msg_id": new_id(), "files": files });
    assert_eq!(ana.posts(&frame).await.status(), 200);
    page.goes(&app.url(&format!("/?lang=en#resume={}.{}", ana.conversation, ana.token))).await;
    page.until("return !!chat?.shadowRoot?.querySelector('.panel [data-path=q1] .value')?.textContent").await;
    let shown = page.run("return root.querySelector('.panel [data-path=q1] .value').textContent").await;
    for name in names {
        assert!(shown.as_str().unwrap().contains(name), "{name} in {shown}");
    }
    is_harmless(page, "the files").await;
}
