//! From a finished briefing to approved pieces, in a browser over the real server: what a person sees of it, with and
//! without a model.

use crate::harness::{
    app::TestApp,
    browser::Browser,
    chat::{READY, Walk},
    provider::{Provider, copywriter, pieces},
    table::{SETTLED, sits_down, start},
};
use serde_json::{Value, json};
use std::time::Duration;

const DESK: (u32, u32) = (1280, 900);
const PHONE: (u32, u32) = (360, 740);
/// Every piece that was asked for came, and nobody works on one.
const ALL_CAME: &str = "const now = chat.talk.production; \
    return now.state === 'ready' && now.count.done === now.count.of";
/// The pieces on cards, each time that one stands there.
const CARDS: &str = "return [...root.querySelectorAll('.piece-list > li')].map((card) => card.dataset.piece)";

/// The card of a node's piece, once a version of it is there.
async fn card(page: &Browser, node: &str) -> String {
    let id = page
        .until(&format!(
            "const nodes = chat.talk.production?.packages.flatMap(({{ nodes }}) => nodes) ?? []; \
             const id = nodes.find(({{ id }}) => id === '{node}')?.piece; \
             const line = root.querySelector(`.piece-list > li[data-piece='${{id}}'] .piece-line`); \
             return !!line && line.ariaDisabled !== 'true' && id"
        ))
        .await;
    format!(".piece-list > li[data-piece='{}']", id.as_str().unwrap())
}

async fn opens(page: &Browser, node: &str) -> String {
    let card = card(page, node).await;
    if page.run(&format!("return !!root.querySelector(\"{card} .piece\")")).await != true {
        page.clicks(&format!("{card} .piece-line")).await;
    }
    page.until(&format!("return !!root.querySelector(\"{card} .piece\")")).await;
    card
}

/// Waits until the opened card of a piece says so of itself.
async fn stands(page: &Browser, card: &str, state: &str, version: u32) {
    page.until(&format!(
        "const {{ dataset }} = root.querySelector(\"{card} .piece\") ?? {{}}; \
         return dataset?.state === '{state}' && dataset.version === '{version}'"
    ))
    .await;
}

/// Goes on with the open card, having seen its warnings.
async fn approves(page: &Browser, card: &str) {
    page.run(&format!("root.querySelector(\"{card} [name=ticked]:not(:checked)\")?.click()")).await;
    page.clicks(&format!("{card} [data-act=approve]")).await;
}

/// Puts other words in place of those of a card's first text.
async fn rewrites(page: &Browser, card: &str, words: &str) {
    page.clicks(&format!("{card} [data-act=edit]")).await;
    page.until("return !!root.querySelector('.edit-lines')").await;
    page.run("root.querySelector('.edit-lines :is(input, textarea)').select()").await;
    page.writes(".edit-lines :is(input, textarea)", words).await;
    page.clicks(".edit-lines [data-act=save]").await;
}

/// Every card that stands there is another piece's, and there are as many as were started.
async fn each_is_there_once(page: &Browser) {
    page.until(ALL_CAME).await;
    let of = page.run("return chat.talk.production.count.of").await;
    page.until(&format!("return root.querySelectorAll('.piece-list > li').length === {of}")).await;
    let cards = page.run(CARDS).await;
    let mut ids: Vec<&str> = cards.as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(json!(ids.len()), of);
    assert_eq!(page.run("return root.querySelectorAll('.pieces-board').length").await, 1);
}

async fn briefed(app: &TestApp, locale: &'static str, (width, height): (u32, u32)) -> Browser {
    let page = Browser::open(&app.url(&format!("/?lang={locale}")), width, height).await;
    Walk { locale, goal: "leads", depth: "quick", fills: false }.completes(&page).await;
    page.clicks(".plan-card [data-act=start]").await;
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn a_brief_becomes_cards_and_what_changes_is_updated() {
    let app = TestApp::start().await;
    let page = briefed(&app, "pt-BR", DESK).await;
    let gate = opens(&page, "value_proposition").await;
    stands(&page, &gate, "in_review", 1).await;
    assert_eq!(
        page.run(&format!("return root.querySelector(\"{gate} [data-act=approve]\").textContent")).await,
        "Seguir com esta"
    );
    let status = page.run("return root.querySelector('.plan-status').textContent").await;
    assert!(status.as_str().unwrap().contains("O resto começa"), "{status}");
    let before = page.run(CARDS).await.as_array().unwrap().len();

    approves(&page, &gate).await;
    stands(&page, &gate, "approved", 1).await;
    page.until(&format!("return !!root.querySelector(\"{gate} [data-act=undo]\")")).await;
    each_is_there_once(&page).await;
    assert!(page.run(CARDS).await.as_array().unwrap().len() > before);

    // What everything was made from is written anew: that is told, and nothing moves by itself.
    page.clicks(&format!("{gate} .decided-line [aria-expanded=false]")).await;
    rewrites(&page, &gate, "Pão quente na porta às sete").await;
    stands(&page, &gate, "in_review", 2).await;
    page.until(&format!("return root.querySelector(\"{gate} .piece-why\").innerText.includes('por você')"))
        .await;
    approves(&page, &gate).await;
    page.until("return root.querySelector('.stale-banner')?.innerText.includes('ficaram para trás')").await;
    let house = opens(&page, "message_house").await;
    let says = format!(
        "return root.querySelector(\"{house} .preview\").innerText.includes('Pão quente na porta às sete')"
    );
    assert_eq!(page.run(&says).await, false);
    page.clicks(".stale-banner [data-act=update_all]").await;
    page.until(&says).await;
    page.until("return chat.talk.production.stale === 0").await;

    page.reload().await;
    page.until(READY).await;
    page.until("return !!root.querySelector('.piece-line')").await;
    each_is_there_once(&page).await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ideas_are_chosen_and_several_are_approved_on_a_phone() {
    let app = TestApp::start().await;
    let page = briefed(&app, "en", PHONE).await;
    let gate = opens(&page, "value_proposition").await;
    approves(&page, &gate).await;
    each_is_there_once(&page).await;
    page.clicks(".plan-body summary").await;
    page.clicks(".plan-body [data-act=start]").await;
    page.until("return chat.talk.production.started === 2").await;
    each_is_there_once(&page).await;

    let ideas = opens(&page, "content_ideas").await;
    page.clicks(&format!("{ideas} .ideas input")).await;
    page.clicks(&format!("{ideas} [data-act=pick_ideas]")).await;
    stands(&page, &ideas, "in_review", 2).await;
    page.until(&format!("return root.querySelector(\"{ideas} .ideas input\").checked")).await;

    // Other ways to say it come to the card that asked for them.
    page.clicks(&format!("{ideas} [data-act=vary]")).await;
    page.until(&format!("return !!root.querySelector(\"{ideas} [data-act=pick]\")")).await;
    let fits = page.run("return document.documentElement.scrollWidth <= innerWidth").await;
    assert_eq!(fits, true, "nothing is wider than the screen");

    page.clicks(".tray-button").await;
    page.until("return !!root.querySelector('dialog .preview')").await;
    page.clicks("dialog [data-act=bulk]").await;
    page.run("root.querySelector('.bulk input')?.click()").await;
    page.clicks("dialog [data-act=approve_all]").await;
    page.until("return chat.talk.production.waiting === 0").await;
    stands(&page, &ideas, "approved", 2).await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}

/// The texts of an opened card, by their places.
async fn texts(page: &Browser, card: &str) -> Value {
    page.run(&format!(
        "const lines = [...root.querySelectorAll(\"{card} .piece details [data-line]\")]; \
         return Object.fromEntries(lines.map((line) => [line.dataset.line, line.textContent]))"
    ))
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_changes_only_the_selected_words_and_a_closed_tab_misses_nothing() {
    let provider = Provider::start().await;
    provider.answers(copywriter::writes);
    let app = start(&provider).await;
    let page = sits_down(&app, "pt-BR", DESK, "ai_yes").await;
    let walk = Walk { locale: "pt-BR", goal: "leads", depth: "quick", fills: false };
    while page.run("return !!root.querySelector('.finished a')").await != true {
        page.until(SETTLED).await;
        walk.step(&page).await;
        page.until(READY).await;
    }
    page.until("return !!root.querySelector('.plan-card [data-act=start]')").await;
    page.run("root.querySelector('.plan-card [name=unknown_cost]')?.click()").await;
    page.clicks(".plan-card [data-act=start]").await;
    let gate = opens(&page, "value_proposition").await;
    stands(&page, &gate, "in_review", 1).await;

    let before = texts(&page, &gate).await;
    let headline = before["/headline"].as_str().unwrap_or_else(|| panic!("{before}")).to_owned();
    let rest = headline.split_once(' ').unwrap_or_else(|| panic!("{headline}")).1;
    let selected = headline.chars().count() - rest.chars().count() - 1;
    page.run(&format!(
        "const words = root.querySelector(\"{gate} .preview [data-line='/headline']\").firstChild; \
         getSelection().setBaseAndExtent(words, 0, words, {selected})"
    ))
    .await;
    page.until(&format!(
        "return root.querySelector(\"{gate} [data-act=request]\").textContent.includes('“')"
    ))
    .await;
    page.clicks(&format!("{gate} [data-act=request]")).await;
    page.until("return root.querySelector('.request textarea:not(.within)')").await;
    page.writes(".request textarea:not(.within)", "Uma palavra mais calorosa").await;
    page.clicks(".request [data-act=send]").await;
    stands(&page, &gate, "in_review", 2).await;
    let mut after = texts(&page, &gate).await;
    let changed = after["/headline"].as_str().unwrap().to_owned();
    assert_ne!(changed, headline);
    assert!(changed.ends_with(&format!(" {rest}")), "{headline:?} became {changed:?}");
    after["/headline"] = before["/headline"].clone();
    assert_eq!(after, before, "the rest stays as it is");

    // In the middle of the others nobody is there to see them come.
    pieces::takes(&provider, Duration::from_millis(150));
    approves(&page, &gate).await;
    page.until("return chat.talk.production.state === 'running'").await;
    page.goes(&app.url("/livez")).await;
    page.goes(&app.url("/")).await;
    page.until("return !!root.querySelector('.piece-line')").await;
    each_is_there_once(&page).await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}
