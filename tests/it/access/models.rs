//! The page on models, as everybody has it: with something in each part of it, and with a hand that has no script.

use super::{documents::speaks, eyes::Eyes};
use crate::{
    harness::provider::{Bad, Provider, Says},
    models::{asks, connected, last},
    people::guest::Guest,
};

async fn the_models(lang: &'static str) {
    let provider = Provider::start().await;
    let app = connected(&provider).set("PAUTA_LLM_TEXT", "openai/gpt-4-turbo-preview").run().await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    provider.next(Says::Bad(Bad::InvalidKey));
    asks(&app, &home, &"a long text with words in it ".repeat(40)).await.unwrap();
    let call = last(&app, &home).await.id;
    provider.next(Says::Bad(Bad::RetrySeconds(7_200.0)));
    asks(&app, &home, "Oi").await.unwrap_err();

    let mut eyes = Eyes::open("about:blank", lang).await;
    speaks(&eyes).await;
    olga.signs_in(&eyes.page).await;
    eyes.page.goes(&app.url("/account")).await;
    eyes.sees("account with a notice").await;
    eyes.page.goes(&app.url(&format!("/models/calls/{call}"))).await;
    eyes.sees("a call").await;
    eyes.page.goes(&app.url("/models")).await;
    assert_eq!(eyes.page.run("return document.documentElement.lang").await, lang);
    eyes.sees("models").await;

    // By the keyboard alone: the browser sends the form itself, and our own policies let it.
    let rests = || app.app.llm.status().suspensions.len();
    assert_eq!(rests(), 2);
    eyes.page.presses("[value='gpt-5.4'] ~ button").await;
    eyes.page.until("return location.search === '?done=clear' && !!document.querySelector('.told')").await;
    assert_eq!(rests(), 1);
    eyes.page.writes("#dollars", "x").await;
    eyes.page.presses("#dollars ~ * ~ button, form:has(#dollars) button").await;
    eyes.page.until("return !!document.querySelector('#dollars[aria-invalid]') && document.activeElement.id === 'dollars'").await;
    eyes.sees("models with a limit that is none").await;
    eyes.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_models_in_portuguese() {
    the_models("pt-BR").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_models_in_english() {
    the_models("en").await;
}
