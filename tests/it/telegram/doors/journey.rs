//! Web, Telegram, web: one conversation, with a real Chromium as the other door.

use super::{PT, address, begins_and_links, chat, code, is_connected};
use crate::{
    harness::{
        bot_api::Phone,
        browser::Browser,
        chat::{READY, SAID, Walk, log_is_whole, says},
    },
    telegram::Stage,
};
use pauta::turn::{self, Peer};
use serde_json::{Value, json};

const WALK: Walk = Walk { locale: "pt-BR", goal: "launch", depth: "quick", fills: false };
const ASKED: &str = "return chat.talk.ask?.path ?? ''";

/// The person goes on in the browser until this is asked.
async fn goes_on_until(page: &Browser, path: &str) {
    page.until(READY).await;
    while page.run(ASKED).await != path {
        WALK.step(page).await;
        page.until(READY).await;
    }
}

/// The browser shows that the person said this, without having been loaded again.
async fn shows(page: &Browser, said: &str) {
    let is_there = format!(
        "return [...root.querySelectorAll('li.person .text')].some((one) => one.textContent.includes({}))",
        json!(said)
    );
    page.until(&is_there).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_goes_from_the_browser_to_telegram_and_back() {
    let stage = Stage::new().await;
    is_connected(&stage.app).await;
    let desk = Browser::open(&stage.app.url("/?lang=pt-BR"), 1280, 900).await;
    goes_on_until(&desk, "goal").await;
    desk.run("window.stays = true").await;

    // By the keyboard alone: the button, the dialog, the link, and back.
    desk.presses("[name=telegram]").await;
    desk.until("return !!root.querySelector('dialog.telegram-dialog[open] a[href]')").await;
    let url = desk.run("return root.querySelector('dialog.telegram-dialog a').href").await;
    assert_eq!(desk.run("return root.querySelector('dialog .qr svg').getAttribute('role')").await, "img");
    desk.reaches("dialog.telegram-dialog a").await;
    desk.presses("[name=telegram-close]").await;
    desk.until("return !root.querySelector('dialog') && focused()?.name === 'telegram'").await;

    let ana = stage.person("Ana", "pt-BR");
    ana.opens(&code(&json!({ "url": url })));
    ana.sees("É você nos dois lugares?").await;
    assert!(chat(&stage, &ana).await.unwrap().conversation.is_none(), "it is not linked without the button");
    ana.presses("Sim, continuar aqui").await.is_answered().await;
    ana.sees("Esta conversa continua aqui e no navegador").await;
    assert!(ana.screen().contains("Marca: Padaria Sol"), "what is known is told:\n{}", ana.screen());
    let asked = "return [...root.querySelectorAll('.messages li.assistant .text')].at(-1).textContent.trim()";
    let question = desk.run(asked).await;
    ana.sees(question.as_str().unwrap()).await;

    // Answered there, and the browser shows it as the person's own.
    let label = desk.run("return chat.talk.ask.input.options[0].label").await;
    let label = label.as_str().unwrap().to_owned();
    ana.presses(&label).await.is_answered().await;
    shows(&desk, &label).await;
    // Answered here, and Telegram shows it.
    desk.until(&format!("return chat.talk.ask && chat.talk.ask.path !== 'goal' && (() => {{ {READY} }})()"))
        .await;
    let before = said(&desk).await.len();
    WALK.step(&desk).await;
    desk.until(&format!("return root.querySelectorAll('li.person[data-seq]').length > {before}")).await;
    let here = said(&desk).await.pop().unwrap();
    ana.sees(&here).await;

    // Back to another browser, and all three stay.
    ana.says("/link");
    ana.sees("Este link abre").await;
    let phone = Browser::open(&address(&ana), 390, 780).await;
    phone.until("return !document.querySelector('#go').hidden").await;
    let told = phone.run("return document.querySelector('#told').textContent + location.hash").await;
    assert!(told.as_str().unwrap().starts_with("Ana") && !told.as_str().unwrap().contains('#'), "{told}");
    let name = format!(": {}.", called(&stage, &ana).await);
    assert!(told.as_str().unwrap().ends_with(&name), "it has one name, {name}: {told}");
    phone.presses("#go").await;
    phone.until(&format!("if (!chat?.talk) return false; {READY}")).await;
    assert_eq!(said(&phone).await, said(&desk).await, "all that was said is there");
    let words = "Isso eu digo do celular";
    says(&phone, words).await;
    shows(&desk, words).await;
    ana.sees(words).await;
    ana.says("E isto do Telegram");
    shows(&desk, "E isto do Telegram").await;
    shows(&phone, "E isto do Telegram").await;
    assert_eq!(desk.run("return window.stays").await, true, "nothing was loaded again");
    for page in [desk, phone] {
        page.until(READY).await;
        log_is_whole(&page, &stage.app).await;
        assert_eq!(page.wrongs().await, json!([]));
        page.quit().await;
    }
    assert_eq!(stage.telegram.refused(), []);
}

/// What the conversation of a chat goes by in Telegram.
async fn called(stage: &Stage, phone: &Phone) -> String {
    let chat = chat(stage, phone).await.unwrap();
    let peer = Peer {
        workspace: stage.app.app.home.workspace.clone(),
        visitor: chat.visitor.unwrap(),
        conversation: chat.conversation.unwrap(),
        zone: None,
        locale: chat.locale,
    };
    let standing = turn::standing(&stage.app.app, &peer).await.unwrap();
    assert_ne!(standing.name, standing.title);
    standing.name
}

/// The server is stopped when the link is used up and the answer is not sent yet: the page asks again and is let in.
#[tokio::test(flavor = "multi_thread")]
async fn a_browser_whose_answer_was_lost_comes_in_by_the_same_link() {
    let stage = Stage::new().await;
    is_connected(&stage.app).await;
    let ana = stage.person("Ana", "pt-BR");
    begins_and_links(&ana, PT).await;
    let lost = "if (!sessionStorage.lost) { const asks = window.fetch; window.fetch = async (path, ...more) => { \
        const answer = await asks(path, ...more); \
        if (!String(path).endsWith('/confirm')) return answer; \
        sessionStorage.lost = '1'; window.fetch = asks; throw new TypeError('lost'); }; }";
    let phone = Browser::open_after(&address(&ana), 390, 780, lost).await;
    phone.until("return !document.querySelector('#go').hidden").await;
    phone.presses("#go").await;
    ana.sees("continua também em um navegador").await;
    phone.until("return !!sessionStorage.lost").await;
    // The person opens the link in Telegram again.
    phone.goes(&address(&ana)).await;
    phone.until("return document.querySelector('#who').hidden === false").await;
    phone.presses("#go").await;
    phone.until(&format!("if (!chat?.talk) return false; {READY}")).await;
    assert_eq!(
        phone.run("return localStorage.getItem('pauta:continue')").await,
        json!(null),
        "it has an answer"
    );
    says(&phone, "Isso eu digo do celular").await;
    ana.sees("Isso eu digo do celular").await;
    assert_eq!(ana.screen().matches("continua também em um navegador").count(), 1, "{}", ana.screen());
    phone.quit().await;
    // Another browser is not let in by it.
    let other = Browser::open(&address(&ana), 390, 780).await;
    other.until("return document.querySelector('#told').textContent.includes('/link')").await;
    assert_eq!(other.run("return document.querySelector('#go').hidden").await, true);
    other.quit().await;
}

async fn said(page: &Browser) -> Vec<String> {
    let said: Value = page.run(SAID).await;
    said.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}
