//! The brief beside the chat, in a real Chromium: what is edited there, with its consequences, by keyboard alone;
//! and the list of a person's briefings.

use crate::harness::{app::TestApp, briefing, browser::Browser, person::Person};
use serde_json::{Value, json};
use thirtyfour::Key;

const DIALOG_GONE: &str = "return !root.querySelector('dialog.edit')";
const CONSEQUENCES: &str = "return root.querySelector('.edit-impact')?.innerText || false";

/// The page of somebody whose conversation already is: they have a link to it.
async fn page_of(app: &TestApp, person: &Person) -> Browser {
    let link = format!("/?lang=pt-BR#resume={}.{}", person.conversation, person.token);
    let page = Browser::open(&app.url(&link), 1280, 800).await;
    until_shown(&page, "depth", "Completo").await;
    assert_eq!(page.run("return location.hash").await, "", "what is secret is not left in the address");
    page
}

/// The panel's row of a field, as it is read.
async fn shown(page: &Browser, path: &str) -> Value {
    page.run(&format!("return root.querySelector('.panel [data-path=\"{path}\"]')?.innerText ?? ''")).await
}

async fn until_shown(page: &Browser, path: &str, text: &str) {
    let text = json!(text);
    let is = format!(
        "return root.querySelector('.panel [data-path=\"{path}\"]')?.textContent.includes({text}) ?? false"
    );
    page.until(&is).await;
}

/// Opens the dialog that changes a field, with the keyboard.
async fn opens(page: &Browser, path: &str) {
    page.presses(&format!(".panel [data-edit=\"{path}\"]")).await;
    page.until("return !!root.querySelector('dialog.edit[open]') && !!focused().closest('dialog.edit')")
        .await;
}

async fn replaces(page: &Browser, text: &str) {
    page.reaches("dialog.edit input").await;
    page.types(Key::Control + "a").await;
    page.types(text).await;
}

async fn answers(person: &mut Person, steps: usize) {
    for _ in 0..steps {
        briefing::step(person, "pt-BR", "launch").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_early_answer_is_changed_with_its_consequences_shown_first() {
    let app = TestApp::start().await;
    let mut person =
        Person::says_hello(&app, json!({ "locale": "pt-BR", "tree": "campaign_briefing" })).await;
    answers(&mut person, 5).await;
    let page = page_of(&app, &person).await;
    until_shown(&page, "goal", "respondido").await;
    assert_eq!(page.run("return root.querySelectorAll('.panel [aria-current=true]').length").await, 1);

    opens(&page, "goal").await;
    page.presses("dialog.edit [data-option=sales]").await;
    let told = page.until(CONSEQUENCES).await;
    let told = told.as_str().unwrap();
    assert!(told.starts_with("Isto traz") && told.contains("Promoção\npergunta nova"), "{told}");
    assert!(!shown(&page, "goal").await.as_str().unwrap().contains("vendas"), "nothing is changed yet");

    page.presses("dialog.edit [data-option=leads]").await;
    page.until("return !root.querySelector('.edit-impact').innerText.includes('Promoção')").await;
    page.presses("dialog.edit [data-option=sales]").await;
    page.until("return root.querySelector('.edit-impact').innerText.includes('Promoção')").await;
    page.presses("dialog.edit [data-act=confirm]").await;
    page.until(DIALOG_GONE).await;
    until_shown(&page, "goal", "Aumentar as vendas").await;
    until_shown(&page, "promotion", "a responder").await;
    assert_eq!(page.run("return focused().dataset.edit").await, "goal", "the focus is where it was");

    opens(&page, "brand").await;
    page.types(Key::Escape).await;
    page.until(DIALOG_GONE).await;
    assert_eq!(page.run("return focused().dataset.edit").await, "brand");
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finished_brief_is_reopened_by_a_change() {
    let app = TestApp::start().await;
    let mut person =
        Person::says_hello(&app, json!({ "locale": "pt-BR", "tree": "campaign_briefing" })).await;
    while !briefing::is_done(&person) {
        answers(&mut person, 1).await;
    }
    let page = page_of(&app, &person).await;
    until_shown(&page, "brand", "Padaria Sol").await;
    until_shown(&page, "campaign_name", "sugestão aceita").await;
    until_shown(&page, "tried", "pode responder: quem cuidou das últimas campanhas").await;
    let head = page.run("return root.querySelector('.panel-head').innerText").await;
    assert!(head.as_str().unwrap().contains("Nenhuma pergunta por fazer"), "{head}");

    opens(&page, "brand").await;
    replaces(&page, "Padaria Lua").await;
    page.presses("dialog.edit [data-act=apply]").await;
    let told = page.until(CONSEQUENCES).await;
    assert!(told.as_str().unwrap().starts_with("Isto muda 1 texto."), "{told}");
    page.reaches("dialog.edit input[value=keep]").await;
    page.types(Key::Down).await;
    assert_eq!(page.run("return focused().value").await, "regenerate");
    page.presses("dialog.edit [data-act=confirm]").await;
    page.until("return focused().dataset.act === 'reopen'").await;
    page.types(Key::Enter).await;
    page.until(DIALOG_GONE).await;
    until_shown(&page, "brand", "Padaria Lua").await;
    assert_eq!(page.run("return focused().dataset.edit").await, "brand");
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_shows_what_waits_and_goes_on_with_it() {
    let app = TestApp::start().await;
    let mut person =
        Person::says_hello(&app, json!({ "locale": "pt-BR", "tree": "campaign_briefing" })).await;
    answers(&mut person, 3).await;
    let page = page_of(&app, &person).await;
    page.presses("[name=home]").await;
    let line = format!(".home .running [data-conversation='{}']", person.conversation);
    let told = page.until(&format!("return root.querySelector(\"{line}\")?.innerText ?? false")).await;
    assert!(told.as_str().unwrap().contains("pergunta 4 de "), "{told}");
    let empty = page.run("return root.querySelector('.home .done').innerText").await;
    assert!(empty.as_str().unwrap().contains("Ver um exemplo pronto"), "{empty}");
    page.presses(&format!("{line} [data-act=link]")).await;
    let told =
        page.until(&format!("return root.querySelector(\"{line} .resume\")?.innerText ?? false")).await;
    assert!(told.as_str().unwrap().contains("Guarde para você"), "{told}");
    page.presses(&format!("{line} [data-act=copy]")).await;
    page.until("return !root.querySelector('.home')").await;
    until_shown(&page, "brand", "copiado").await;
    page.presses("[name=home]").await;
    page.until("return root.querySelectorAll('.home [data-conversation]').length === 2").await;
    page.presses(".home [data-act=back]").await;
    page.until("return !root.querySelector('.home')").await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}
