//! The page on webhooks, as everybody has it: with a secret, an address, a message that nobody took.

use super::{documents::speaks, eyes::Eyes};
use crate::{
    hooks::{
        near,
        receiver::{Receiver, Says},
        tried,
    },
    people::guest::Guest,
};

async fn the_webhooks(lang: &'static str) {
    let (app, receiver) = (near().run().await, Receiver::start().await);
    let olga = Guest::first_owner(&app).await;
    let mut eyes = Eyes::open("about:blank", lang).await;
    speaks(&eyes).await;
    olga.signs_in(&eyes.page).await;
    eyes.page.goes(&app.url("/webhooks")).await;
    eyes.sees("webhooks without any").await;
    eyes.page.writes("#url", &receiver.url).await;
    eyes.page.presses("form:has(#url) > button").await;
    eyes.page.until("return document.body.textContent.includes('whsec_')").await;
    eyes.sees("a webhook with its secret").await;
    receiver.answers(Says::Status(500, "closed for lunch"));
    eyes.page.presses("form[action*='/test'] button").await;
    eyes.page
        .until("return location.search.includes('done=tested') && !!document.querySelector('.told')")
        .await;
    let sent = crate::hooks::last(&app).await.id;
    tried(&app, &sent, 1).await;
    eyes.page.goes(&app.url("/webhooks")).await;
    eyes.page.until("return document.body.textContent.includes('closed for lunch')").await;
    eyes.sees("a message that nobody took").await;
    eyes.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_webhooks_in_portuguese() {
    the_webhooks("pt-BR").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_webhooks_in_english() {
    the_webhooks("en").await;
}
