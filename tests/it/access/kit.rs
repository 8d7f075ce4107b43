//! The pages on brands, as everybody has them: with something in each part, and with a hand that has no script.

use super::{documents::speaks, eyes::Eyes};
use crate::{
    harness::{app::TestApp, form},
    kit::{Made, sends},
    models::fills,
    people::guest::Guest,
};
use pauta::{app::kit, deliverable::learn};

async fn the_brands(lang: &'static str) {
    let app = TestApp::start().await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    let made = Made::by(&olga, &home, "Padaria do Sol Nascente").await;
    let filled = [
        ("name", "Sol"),
        ("avoid_words", "barato\ngrátis"),
        ("primary", "#0a6b5e"),
        ("text", "#777777"),
        ("background", "#ffffff"),
        ("director", "Ana, CRM-SP 1"),
    ];
    made.saves(&olga, 0, &filled).await;
    sends(&olga, &made.path("/files"), "logo", "logo.png", &form::png(3)).await;
    fills(&olga, &made.path("/rules/new"), &[("instead_of", "cliente"), ("write", "freguesia")]).await;
    let rule = learn::rule("procedimento", "exame", "pt-BR");
    let proposed = kit::change(&app.app, &home, &made.brand, kit::PAUTA, |kit| {
        kit.rules.push(rule.clone());
        true
    });
    proposed.await.unwrap();

    let mut eyes = Eyes::open("about:blank", lang).await;
    speaks(&eyes).await;
    olga.signs_in(&eyes.page).await;
    eyes.page.goes(&app.url("/kit")).await;
    eyes.sees("brands").await;
    eyes.page.goes(&app.url(&made.path(""))).await;
    eyes.sees("a brand").await;

    // By the keyboard alone: the browser sends the form itself, and our own policies let it.
    eyes.page.presses("button[value='accept']").await;
    eyes.page.until("return location.search === '?done=rule' && !!document.querySelector('.told')").await;
    assert_eq!(made.kit().await.accepted().count(), 2);
    eyes.page.writes("#f-primary", "x").await;
    eyes.page.presses("form:has(#f-primary) button").await;
    eyes.page.until("return !!document.querySelector('#f-primary[aria-invalid]')").await;
    eyes.sees("a brand with a colour that is none").await;
    eyes.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_brands_in_portuguese() {
    the_brands("pt-BR").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_brands_in_english() {
    the_brands("en").await;
}
