//! A whole brief that is there already: read by a model, confirmed in one step, and little is asked after it.

use crate::{
    harness::{
        app::TestApp,
        browser::Browser,
        chat::{self, READY, Walk, says, value},
        provider::{
            Provider,
            copywriter::{self, BRIEF},
        },
        table::{SETTLED, sits_down, source, start},
    },
    paste::fixtures::{docx, paragraph},
};
use serde_json::{Value, json};

/// So many questions may be left after a whole brief.
const LEFT_MAX: usize = 8;
const DESK: (u32, u32) = (1280, 800);
const PHONE: (u32, u32) = (360, 740);
const WALK: Walk = Walk { locale: "pt-BR", goal: "launch", depth: "full", fills: false };
const FOUND: &str = ".card[data-state=open] .found";

async fn helped() -> (Provider, TestApp) {
    let provider = Provider::start().await;
    provider.answers(copywriter::writes);
    let app = start(&provider).await;
    (provider, app)
}

/// What the card shows: with where it comes from, how sure that is, and in the order of the brief.
async fn is_shown(page: &Browser) {
    page.until(&format!("return !!root.querySelector('{FOUND}')")).await;
    let rows = page
        .run(&format!(
            "return [...root.querySelectorAll('{FOUND} > li')].map((row) => [row.querySelector('label').innerText, \
             row.querySelector('.value').innerText, row.querySelector('.sure').textContent, row.querySelector('blockquote').textContent])"
        ))
        .await;
    let rows = rows.as_array().unwrap();
    for row in rows {
        let quote = row[3].as_str().unwrap();
        assert!(BRIEF.contains(quote) && !quote.is_empty(), "{row}");
    }
    let at = |label: &str| {
        rows.iter()
            .position(|row| row[0] == label)
            .unwrap_or_else(|| panic!("{label} is not there: {rows:?}"))
    };
    assert!(at("Descrição") < at("Público") && at("Público") < at("Verba de mídia"), "{rows:?}");
    assert_eq!(rows[at("Verba de mídia")][2], "bem claro no texto");
    assert_eq!(rows[at("Canais próprios")][2], "confira");
    // One does not hold, and all the others are taken in one step.
    page.clicks(&format!("{FOUND} .origin")).await;
    page.until(&format!("return !root.querySelector('{FOUND} blockquote').hidden")).await;
    let tick = format!(
        "[...root.querySelectorAll('{FOUND} > li')].find((row) => row.innerText.includes('Canais próprios')).querySelector('input').click(); return true"
    );
    page.run(&tick).await;
    let uses = format!("Usar {} respostas", rows.len() - 1);
    page.until(&format!(
        "return root.querySelector('.card [data-decision=accept]').textContent === '{uses}'"
    ))
    .await;
    page.clicks(".card [data-decision=accept]").await;
    page.until(&format!("return !root.querySelector('{FOUND}')")).await;
}

/// Answers what is left. Gives how many questions that were, cards that are to be decided included.
async fn completes(page: &Browser) -> usize {
    let mut asked = 0;
    loop {
        page.until(READY).await;
        page.until(SETTLED).await;
        if page.run("return !!root.querySelector('.finished a')").await == true {
            return asked;
        }
        let question =
            page.run("return !!chat.talk.ask.path || !!root.querySelector('.ask.now, .proposal.now')").await;
        asked += usize::from(question == true && !beside(page).await);
        WALK.step(page).await;
        assert!(asked < 40, "{}", page.run("return root.querySelector('.messages').innerText").await);
    }
}

/// Whether what is decided next is not what is asked, but a card beside it.
async fn beside(page: &Browser) -> bool {
    let card = "const open = root.querySelector('.card[data-state=open] [data-decision=accept]'); \
        return !!open && !open.closest('li').classList.contains('now')";
    page.run(card).await == true
}

async fn is_frozen(page: &Browser, app: &TestApp) -> Value {
    let brief: Value = chat::caller(page, app).await.get("brief").await.json().await.unwrap();
    assert_eq!(value(&brief, "budget"), json!({ "minor": 800_000, "currency": "BRL" }), "{brief}");
    for path in ["product_name", "audience", "budget", "why_us"] {
        assert_eq!(source(&brief, path), "pasted", "{path}");
    }
    assert!(!value(&brief, "owned_channels").to_string().contains("instagram"), "it was unticked: {brief}");
    chat::log_is_whole(page, app).await;
    assert_eq!(page.wrongs().await, json!([]));
    brief
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_brief_at_the_door_leaves_few_questions() {
    let (provider, app) = helped().await;
    let page = sits_down(&app, "pt-BR", DESK, "ai_yes").await;
    page.until(READY).await;
    page.clicks(".prompt [data-option=paste]").await;
    page.until("return chat.talk.ask?.path === 'pasted_text'").await;
    page.until(READY).await;
    says(&page, BRIEF).await;
    is_shown(&page).await;
    let asked = completes(&page).await;
    assert!((1..=LEFT_MAX).contains(&asked), "{asked} questions");
    let brief = is_frozen(&page, &app).await;
    assert_eq!(value(&brief, "product_name"), "Cesta Sol");
    assert!(!provider.heard().is_empty());
    page.quit().await;
}

/// As a document of Word that is dropped on the chat, when some was answered already.
#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_is_dropped_midway_leaves_few_questions() {
    let (_provider, app) = helped().await;
    let page = sits_down(&app, "pt-BR", PHONE, "ai_yes").await;
    page.until(READY).await;
    while page.run("return chat.talk.ask.path").await != "product_name" {
        WALK.step(&page).await;
        page.until(READY).await;
    }
    let paragraphs: String = BRIEF.lines().filter(|line| !line.is_empty()).map(paragraph).collect();
    let bytes: Vec<u8> = docx(&paragraphs);
    let drop = format!(
        "const data = new DataTransfer(); \
         data.items.add(new File([Uint8Array.from({bytes:?})], 'Campanha de março.docx')); \
         const drag = (to, kind) => to.dispatchEvent(new DragEvent(kind, {{ dataTransfer: data, bubbles: true, cancelable: true, composed: true }})); \
         drag(root.querySelector('.chat'), 'dragenter'); window.drag = drag"
    );
    page.run(&drop).await;
    page.until("return !!root.querySelector('.paste-target')").await;
    page.run("drag(root.querySelector('.paste-target'), 'drop')").await;
    is_shown(&page).await;
    let asked = completes(&page).await;
    assert!((1..=LEFT_MAX).contains(&asked), "{asked} questions");
    let brief = is_frozen(&page, &app).await;
    assert_eq!(value(&brief, "brand"), json!({ "new": "Padaria Sol" }), "{brief}");
    page.quit().await;
}
