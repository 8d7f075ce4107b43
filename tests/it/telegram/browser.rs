//! What a member asks for in the browser, and what their colleagues get in Telegram.

use super::{Stage, pieces::none_refused};
use crate::{
    campaign::sent::waiting,
    harness::{
        axe::violations,
        browser::Browser,
        chat::{READY, Walk},
    },
    people::guest::{Guest, id_of},
    production::desk::Desk,
};
use pauta::{
    id::ConversationId,
    store::{BotLinkKind, Role},
};
use serde_json::json;
use thirtyfour::Key;

const WALK: Walk = Walk { locale: "pt-BR", goal: "launch", depth: "quick", fills: false };
const NARROW: &str = "return document.documentElement.scrollWidth <= innerWidth";
/// The button of the menu that has what can be done at every question.
const MORE: &str = ".composer [aria-expanded]";
const OPEN: &str = "return root.querySelector('.menu:not([hidden])')?.childElementCount > 0";
/// How often the page has asked for anything about colleagues.
const LOOKED: &str = "return performance.getEntriesByType('resource').filter(({ name }) => name.includes('colleagues')).length";
const ENTRY: &str = "[data-command=ask]";
const DIALOG: &str = "return focused()?.matches('dialog[open] h2')";

/// The person goes on until this is asked.
async fn goes_on_until(page: &Browser, path: &str) {
    page.until(READY).await;
    while page.run("return chat.talk.ask?.path ?? ''").await != path {
        WALK.step(page).await;
        page.until(READY).await;
    }
}

/// The line of a field in the brief beside the chat has these words for how it stands.
async fn stands(page: &Browser, path: &str, how: &str) {
    let is_so = format!(
        "return root.querySelector('.panel [data-path={path}] small')?.textContent.includes({})",
        json!(how)
    );
    page.until(&is_so).await;
}

/// The open dialog is for everybody, in light and in dark.
async fn is_for_everybody(page: &Browser) {
    assert_eq!(page.wrongs().await, json!([]));
    for scheme in ["dark", "light"] {
        page.prefers(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]).await;
        assert_eq!(violations(page).await, Vec::<String>::new(), "{scheme}");
    }
    assert_eq!(page.run(NARROW).await, true, "nothing is cut at 360 pixels");
    // axe puts a style into the page, which its policy forbids: that is not the page's fault.
    page.run("wrongs.length = 0").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_asks_a_colleague_in_the_browser_and_reads_who_answered() {
    let stage = Stage::new().await;
    let ana = Guest::member(&stage.app, "Ana", Role::Marketer).await;
    let (bia_id, _, bia) = stage.linked("Bia", Role::Approver).await;
    let (caio_id, ..) = stage.linked("Caio", Role::Owner).await;
    let page = Browser::open(&stage.app.url("/?lang=pt-BR"), 360, 740).await;
    goes_on_until(&page, "product_text").await;
    // Somebody who is not signed in has nobody, and nothing is looked for.
    page.clicks(MORE).await;
    page.until(OPEN).await;
    assert_eq!(page.run(LOOKED).await, 0);

    ana.signs_in(&page).await;
    page.goes(&stage.app.url("/?lang=pt-BR")).await;
    page.until(READY).await;
    page.until("return Object.keys(sessionStorage).some((key) => key.endsWith(':attached'))").await;
    assert_eq!(page.run(LOOKED).await, 0, "a member's page does not look before the menu is opened");
    // By the keyboard alone: the menu, the entry, and back.
    page.presses(MORE).await;
    page.until(&format!("return !!root.querySelector('{ENTRY}')")).await;
    page.presses(ENTRY).await;
    page.until(DIALOG).await;
    is_for_everybody(&page).await;
    page.types(Key::Escape).await;
    page.until(&format!("return !root.querySelector('dialog') && focused()?.matches('{MORE}')")).await;
    page.types(Key::Enter).await;
    page.until(&format!("return !!root.querySelector('{ENTRY}')")).await;
    page.presses(ENTRY).await;
    page.until(DIALOG).await;
    let listed = "return [...root.querySelectorAll('dialog [data-colleague]')].map((one) => one.innerText)";
    assert_eq!(page.run(listed).await, json!(["Bia\nAprovação", "Caio\nResponsável"]));
    // Somebody who left Telegram meanwhile: the server says so, and another one can be asked.
    let chat = stage.rows().linked_chats(&caio_id).await.unwrap().remove(0);
    assert!(stage.rows().unlink_chat(&caio_id, &chat.bot, chat.chat).await.unwrap());
    page.presses(&format!("[data-colleague='{caio_id}']")).await;
    let told = page.until("return root.querySelector('dialog [role=alert]').textContent || null").await;
    assert!(told.as_str().unwrap().contains("só a quem ligou o Telegram"), "{told}");
    assert_eq!(page.run("return focused().innerText").await, "Caio\nResponsável");
    page.presses(&format!("[data-colleague='{bia_id}']")).await;
    page.until("return !root.querySelector('dialog') && focused()?.id === 'text'").await;
    let told = page.run("return root.querySelector('.colleague-told').textContent").await;
    assert_eq!(told, "Bia recebe a pergunta no Telegram.");
    page.until("return root.querySelector('.messages').textContent.includes('Pedi a Bia.')").await;
    page.until("return chat.talk.ask && chat.talk.ask.path !== 'product_text'").await;
    stands(&page, "product_text", "espera Bia").await;

    bia.sees("Ana pediu a sua ajuda").await;
    bia.presses("Responder").await.is_answered().await;
    bia.says("Pão que dura 5 dias, para quem toma café em casa.");
    bia.sees_new("já pode ver a sua resposta").await;
    stands(&page, "product_text", "respondido por Bia").await;
    page.until("return root.querySelector('.messages').textContent.includes('Bia respondeu:')").await;
    page.clicks(".brief-button").await;
    page.until("return !!root.querySelector('.side.open')").await;
    is_for_everybody(&page).await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
    none_refused(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_campaigns_page_a_member_asks_an_approver() {
    let stage = Stage::new().await;
    let mut desk = Desk::of(&stage.app).await;
    desk.starts().await;
    desk.hears_the_end().await;
    let pieces = waiting(&desk).await;
    let olga = stage.member("Olga", Role::Owner).await;
    let (ana, _, phone) = stage.linked("Ana", Role::Approver).await;
    let conversation = ConversationId::parse(&desk.person.conversation).unwrap();
    let visitor = stage.rows().conversation(&conversation).await.unwrap().unwrap().visitor;
    assert!(stage.rows().attach_visitor(&visitor, &olga).await.unwrap());

    let page = Browser::open(&stage.app.url("/livez"), 360, 740).await;
    let kept = json!({ "token": desk.person.token, "conversation": desk.person.conversation }).to_string();
    page.run(&format!("localStorage.setItem('pauta:test', {})", json!(kept))).await;
    page.goes(&stage.app.url(&format!("/campaign?lang=pt-BR#{}", desk.person.conversation))).await;
    page.until(&format!("return document.querySelectorAll('.piece .preview').length >= {}", pieces.len()))
        .await;
    page.clicks("[data-send]").await;
    let button = format!("dialog [data-approver='{ana}']");
    page.until(&format!("return !!document.querySelector(\"{button}\")")).await;
    assert_eq!(
        page.run(&format!("return document.querySelector(\"{button}\").textContent")).await,
        "Pedir a Ana"
    );
    let height = "return document.querySelector('dialog').offsetHeight";
    assert!(page.run(height).await.as_u64().unwrap() > 400, "the dialog is there to be seen");
    is_for_everybody(&page).await;
    page.clicks(&button).await;
    // Whoever pressed it reads there what came of it.
    let told = "return document.activeElement.matches('[data-asked]') && document.activeElement.textContent";
    assert_eq!(page.until(told).await, "Ana recebe as peças no Telegram");
    is_for_everybody(&page).await;
    phone.sees("Olga pediu a sua aprovação em").await;
    assert_eq!(desk.get("approvers").await.1["are"], json!([ana]));
    let back = format!("dialog [data-withdraw='{ana}']");
    let label = format!("return document.querySelector(\"{back}\").textContent");
    assert_eq!(page.run(&label).await, "Retirar o pedido a Ana");
    page.clicks(&back).await;
    page.until("return document.activeElement.matches('[data-approver]') && true").await;
    assert_eq!(desk.get("approvers").await.1["are"], json!([]));
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
    none_refused(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_finds_in_a_new_browser_what_they_began_in_telegram() {
    let stage = Stage::new().await;
    let guest = Guest::member(&stage.app, "Bia", Role::Marketer).await;
    let bia = id_of(&stage.app, "Bia").await;
    let phone = stage.person("Bia", "pt-BR");
    phone.opens(&stage.code(BotLinkKind::Member, None, Some(&bia)).await);
    phone.presses("Ligar as contas").await.is_answered().await;
    phone.sees("esta conta agora é de").await;
    phone.says("/new");
    phone.presses("Rápido").await.is_answered().await;

    let home = stage.app.url("/?lang=pt-BR");
    let page = Browser::open(&stage.app.url("/livez"), 390, 800).await;
    guest.signs_in(&page).await;
    page.goes(&home).await;
    let listed = "return root.querySelectorAll('.home [data-conversation]').length";
    page.until(&format!("{listed} === 1")).await;
    assert_eq!(page.run("return root.querySelector('.home .done h3').textContent").await, "Prontos");
    page.clicks(".home [data-act=open]").await;
    page.until("return chat.talk.status === 'open' && !!chat.talk.ask").await;
    let began = stage.rows().conversations_of(&visitor(&stage, &bia).await, 9).await.unwrap();
    assert_eq!(page.run("return chat.talk.who.conversation").await, began[0].id.as_str());
    assert_eq!(page.run("return [chat.talk.ask.path !== 'depth', innerWidth]").await, json!([true, 390]));
    // From now on this browser has a conversation, which it opens with.
    page.goes(&home).await;
    page.until(READY).await;
    assert_eq!(page.run(listed).await, 0);

    // Who began nothing anywhere gets the first question, and leaves nothing behind.
    let caio = Guest::member(&stage.app, "Caio", Role::Client).await;
    page.run("localStorage.clear(); sessionStorage.clear()").await;
    caio.signs_in(&page).await;
    page.goes(&home).await;
    page.until(READY).await;
    page.until("return performance.getEntriesByType('resource').some(({ name, responseEnd }) => name.endsWith('/me/browser') && responseEnd)").await;
    assert_eq!(
        page.run(&format!(
            "{listed} + Object.keys(localStorage).filter((key) => key.startsWith('pauta:')).length"
        ))
        .await,
        0
    );
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
    none_refused(&stage);
}

/// The chat of a member, as the visitor that it is.
async fn visitor(stage: &Stage, member: &pauta::id::MemberId) -> pauta::id::VisitorId {
    let chats = stage.rows().chats_of_member(member).await.unwrap();
    chats[0].1.visitor.clone().unwrap()
}
