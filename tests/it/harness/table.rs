//! A model at the table: a server with a provider that can write, and somebody in a browser who is helped by it.

use super::{
    app::{Start, TestApp},
    browser::Browser,
    chat::READY,
    provider::Provider,
};
use serde_json::Value;

/// Nothing is waited for: a question is there, or a card, and not only the way to go on without one.
pub const SETTLED: &str = "const ask = chat.talk.ask; \
    return !root.querySelector('.live .card') && !chat.talk.unsent.length \
    && (root.querySelector('.finished a') || ask && (ask.path || ask.buttons.some(({ id }) => id !== 'skip')))";
/// The field that the card is about which is to be decided.
const CARD: &str = "return root.querySelector('.card[data-state=open]:has([data-decision=accept])') \
    && chat.talk.rows.findLast(({ card }) => card && root.querySelector(`.card[data-state=open][data-card='${card.id}'][data-version='${card.version}'] [data-decision=accept]`))?.card.fields[0].path || ''";

pub async fn start(provider: &Provider) -> TestApp {
    let start = Start::new().set("PAUTA_LLM", "auto");
    start.set("OPENAI_API_KEY", "sk-test-1").set("OPENAI_API_URL", &provider.openai()).run().await
}

/// In a script: the words so far of the suggestion for what is called so.
pub fn streamed(label: &str) -> String {
    format!("root.querySelector(\".live [aria-label*='{label}'] .to\")?.textContent")
}

/// Opens the page and answers what is asked first of all: whether a model may help.
pub async fn sits_down(app: &TestApp, locale: &str, (width, height): (u32, u32), ai: &str) -> Browser {
    let page = Browser::open(&app.url(&format!("/?lang={locale}")), width, height).await;
    page.until(READY).await;
    page.until("return !!root.querySelector('.prompt [data-option=ai_no]')").await;
    page.clicks(&format!(".prompt [data-option={ai}]")).await;
    page.until("return !!root.querySelector('.prompt [data-option=quick]')").await;
    page
}

/// What the last open card proposes to fill first; nothing if there is none.
pub async fn card(page: &Browser) -> String {
    page.run(CARD).await.as_str().unwrap_or_default().to_owned()
}

/// Decides the card on that field, as it says on a button.
pub async fn decides(page: &Browser, field: &str, decision: &str) {
    let mark = format!(
        "const rows = chat.talk.rows.filter(({{ card }}) => card?.fields[0]?.path === '{field}'); \
         const card = rows.map(({{ card }}) => root.querySelector(`.card[data-state=open][data-card='${{card.id}}'][data-version='${{card.version}}']`)).find(Boolean); \
         if (!card) return false; card.id = 'decided'; return true"
    );
    page.until(&mark).await;
    page.clicks(&format!("#decided [data-decision={decision}]")).await;
}

/// Where a frozen answer comes from.
pub fn source(brief: &Value, path: &str) -> Value {
    let fields = brief["brief"]["fields"].as_array().unwrap_or_else(|| panic!("no brief: {brief}"));
    fields.iter().find(|field| field["path"] == path).map_or(Value::Null, |field| field["source"].clone())
}
