//! A briefing that has no model, or loses it on the way, comes to its end all the same.

use crate::harness::{
    app::Start,
    browser::Browser,
    chat::{self, READY, Walk},
    provider::{Bad, Provider, Says, copywriter},
    table::{SETTLED, sits_down, start, streamed},
};
use serde_json::json;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

const DESK: (u32, u32) = (1280, 800);
const WALK: Walk = Walk { locale: "pt-BR", goal: "launch", depth: "full", fills: false };
const STANDS_IN: &str = "O modelo não respondeu agora; esta sugestão segue regras.";
/// The same where the rules have nothing to say either.
const FAILS: &str = "O modelo de IA não respondeu agora. Seguimos com as suas palavras.";
const CARDS: &str = "return [...root.querySelectorAll('.messages .card[data-card]')].filter((one) => one.ariaLabel?.includes('Descrição')).length";

/// A port that counts who knocks.
async fn door() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (url, knocks) =
        (format!("http://{}/", listener.local_addr().unwrap()), Arc::new(AtomicUsize::new(0)));
    let counted = knocks.clone();
    TaskTracker::new().spawn(async move {
        while listener.accept().await.is_ok() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    (url, knocks)
}

/// By the rules: every address that there could be a model at is left alone, whatever keys there are.
#[tokio::test(flavor = "multi_thread")]
async fn the_whole_briefing_with_no_key_and_no_network() {
    let (url, knocks) = door().await;
    let mut start = Start::new().set("PAUTA_LLM", "rules").set("OPENAI_API_KEY", "sk-test-1");
    for variable in ["OPENAI_API_URL", "OLLAMA_API_URL", "HTTP_PROXY", "HTTPS_PROXY"] {
        start = start.set(variable, &url);
    }
    let app = start.run().await;
    let page = Browser::open(&app.url("/?lang=pt-BR"), DESK.0, DESK.1).await;
    page.until(READY).await;
    assert_eq!(
        page.run("return !!root.querySelector('.prompt [data-option=ai_no]')").await,
        false,
        "no notice"
    );
    WALK.completes(&page).await;
    assert_eq!(knocks.load(Ordering::SeqCst), 0, "no connection is even tried");
    chat::log_is_whole(&page, &app).await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}

/// The provider goes down in the middle: the rules stand in, that is said, and nothing is in the way.
#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_goes_down_is_in_nobodys_way() {
    let provider = Provider::start().await;
    provider.answers(|_| Says::Bad(Bad::ServerError(503)));
    let app = start(&provider).await;
    let page = sits_down(&app, "pt-BR", DESK, "ai_yes").await;
    page.until(READY).await;
    let mut steps = 0;
    while page.run("return !!root.querySelector('.finished a')").await != true {
        page.until(SETTLED).await;
        WALK.step(&page).await;
        page.until(READY).await;
        steps += 1;
        assert!(steps < 80, "{}", page.run("return root.querySelector('.messages').innerText").await);
    }
    let said = format!(
        "return [...root.querySelectorAll('.text')].filter((one) => ['{STANDS_IN}', '{FAILS}'].includes(one.textContent)).length"
    );
    assert_eq!(page.run(&said).await, 1, "once");
    assert_eq!(
        page.run(&format!("return (() => {{ {CARDS} }})() > 0")).await,
        true,
        "and the card of the rules is there"
    );
    chat::log_is_whole(&page, &app).await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}

/// The tab is closed while words come, and another one is opened: what was said so far is there, and then the card, once.
#[tokio::test(flavor = "multi_thread")]
async fn a_tab_that_is_closed_in_the_middle_of_the_words() {
    let provider = Provider::start().await;
    let [pace] = copywriter::holds(&provider, ["product_text"]);
    let app = start(&provider).await;
    let page = sits_down(&app, "pt-BR", DESK, "ai_yes").await;
    page.until(READY).await;
    let mut path = page.run("return chat.talk.ask.path").await;
    while path != "launch_date" {
        WALK.step(&page).await;
        page.until(READY).await;
        path = page.run("return chat.talk.ask.path").await;
    }
    pace.lets(8);
    page.until(&format!("return ({})?.startsWith('Pão')", streamed("Descrição"))).await;
    let who = page.run("return chat.talk.who").await;
    let resume = format!(
        "/?lang=pt-BR#resume={}.{}",
        who["conversation"].as_str().unwrap(),
        who["token"].as_str().unwrap()
    );
    page.goes("about:blank").await;
    pace.lets(8);
    page.goes(&app.url(&resume)).await;
    page.until(&format!("return ({})?.startsWith('Pão fresco no café')", streamed("Descrição"))).await;
    assert_eq!(page.run(CARDS).await, 0);
    page.goes("about:blank").await;
    pace.lets(1_000);
    page.goes(&app.url(&resume)).await;
    page.until(&format!("return (() => {{ {CARDS} }})() === 1")).await;
    page.until("return !root.querySelector('.live .card')").await;
    assert_eq!(page.run(CARDS).await, 1);
    let heard = provider.heard().into_iter().filter(|heard| copywriter::filled(heard) == ["product_text"]);
    assert_eq!(heard.count(), 1, "and it was asked for once");
    chat::log_is_whole(&page, &app).await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}
