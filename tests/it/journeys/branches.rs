//! The four branches of the campaign briefing, over both sizes, themes and languages.

use crate::harness::{
    app::TestApp,
    browser::Browser,
    chat::{self, Walk},
};
use serde_json::{Value, json};

/// What is painted behind everything: its lightness, 0 to 255.
const LIGHTNESS: &str = "const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number); return (r + g + b) / 3";

/// Goes through the whole of it. Gives the frozen brief.
async fn completes(walk: Walk, (width, height): (u32, u32), theme: &str) -> Value {
    let app = TestApp::start().await;
    let page = Browser::open(&app.url(&format!("/?lang={}", walk.locale)), width, height).await;
    page.prefers(&[("prefers-color-scheme", theme)]).await;
    let is_so = if theme == "dark" { "< 100" } else { "> 155" };
    page.until(&format!("const lightness = (() => {{ {LIGHTNESS} }})(); return lightness {is_so}")).await;
    walk.completes(&page).await;
    assert_eq!(page.run("return document.documentElement.lang").await, walk.locale);
    chat::log_is_whole(&page, &app).await;
    let caller = chat::caller(&page, &app).await;
    let answer = caller.get("brief").await;
    assert_eq!(answer.status(), 200);
    let brief: Value = answer.json().await.unwrap();
    assert_eq!(chat::value(&brief, "goal"), walk.goal);
    assert_eq!(page.wrongs().await, json!([]));
    page.clicks(".finished a").await;
    page.until("return document.querySelector('article[data-version=\"1\"]') !== null").await;
    page.quit().await;
    brief
}

const PHONE: (u32, u32) = (360, 640);
const DESK: (u32, u32) = (1280, 800);

fn texts(brief: &Value, path: &str) -> String {
    chat::value(brief, path).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_on_a_dark_phone_with_every_form_and_a_logo() {
    let walk = Walk { locale: "pt-BR", goal: "launch", depth: "full", fills: true };
    let brief = completes(walk, PHONE, "dark").await;
    assert!(texts(&brief, "product_name").contains("fermentação natural"));
    assert_eq!(chat::value(&brief, "why_us"), json!(["Forno a lenha", "Perto de casa"]));
    assert_eq!(chat::value(&brief, "budget"), json!({ "minor": 500_000, "currency": "BRL" }));
    assert!(texts(&brief, "price_offer").contains("Fresco toda manhã"), "{brief}");
    assert!(
        texts(&brief, "kit").contains("logo.png") || texts(&brief, "kit/files").contains("logo.png"),
        "{brief}"
    );
    assert!(texts(&brief, "rivals").contains("padaria.com.br"), "{brief}");
}

#[tokio::test(flavor = "multi_thread")]
async fn awareness_at_a_light_desk_in_english() {
    let walk = Walk { locale: "en", goal: "awareness", depth: "full", fills: false };
    let brief = completes(walk, DESK, "light").await;
    assert_eq!(texts(&brief, "brand"), json!({ "new": "Sol Bakery" }).to_string());
    assert!(!chat::value(&brief, "success_signs").is_null(), "{brief}");
}

#[tokio::test(flavor = "multi_thread")]
async fn leads_on_a_light_phone_in_english() {
    let walk = Walk { locale: "en", goal: "leads", depth: "full", fills: true };
    let brief = completes(walk, PHONE, "light").await;
    assert!(texts(&brief, "lead_offer").contains("Fresh every morning"), "{brief}");
    assert!(!chat::value(&brief, "lead_handling").is_null(), "{brief}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sales_at_a_dark_desk() {
    let walk = Walk { locale: "pt-BR", goal: "sales", depth: "full", fills: true };
    let brief = completes(walk, DESK, "dark").await;
    assert!(texts(&brief, "audience").contains("Mulheres de 30 a 50 anos"), "{brief}");
    assert!(texts(&brief, "promotion").contains("Fresco toda manhã"), "{brief}");
}
