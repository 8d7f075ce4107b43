//! The page on Telegram, as everybody has it: without a bot, with a token that is none, with a bot.

use super::{documents::speaks, eyes::Eyes};
use crate::{
    harness::{app::Start, bot_api::BotApi},
    people::guest::Guest,
};

async fn the_bots(lang: &'static str) {
    let telegram = BotApi::start().await;
    let bot = telegram.bot("Padaria Sol da Vila Madalena", "padaria_sol_da_vila_madalena_bot");
    let app = Start::new().set("PAUTA_TELEGRAM_API_URL", &telegram.url()).run().await;
    let olga = Guest::first_owner(&app).await;
    let mut eyes = Eyes::open("about:blank", lang).await;
    speaks(&eyes).await;
    olga.signs_in(&eyes.page).await;
    eyes.page.goes(&app.url("/telegram")).await;
    eyes.sees("no bot yet").await;
    eyes.page.writes("#token", "not a token").await;
    eyes.page.presses("form:has(#token) > button").await;
    eyes.page.until("return !!document.querySelector('#token-error')").await;
    eyes.sees("a token that is none").await;
    eyes.page.writes("#token", &bot.token).await;
    eyes.page.presses("form:has(#token) > button").await;
    eyes.page.until("return !!document.querySelector('.told') && !!document.querySelector('.facts')").await;
    let home = app.app.store.workspace(&app.app.home.workspace);
    let id = home.bots().await.unwrap().remove(0).id;
    home.note_bot(&id, "conflict", app.app.clock.now()).await.unwrap();
    eyes.page.goes(&app.url("/telegram")).await;
    eyes.page.until("return !!document.querySelector('.facts')").await;
    eyes.sees("a connected bot").await;
    eyes.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bots_in_portuguese() {
    the_bots("pt-BR").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bots_in_english() {
    the_bots("en").await;
}
