//! axe-core finds nothing on any screen in any mode, theme or language; nothing is too wide or too small, nothing
//! moves for whoever does not want it to.

use super::{eyes::Eyes, families, resumed};
use crate::harness::{
    app::{Start, TestApp},
    briefing,
    person::Person,
    provider::{Provider, copywriter},
    table, trees,
};
use serde_json::json;

const QUESTION: &str = "return !!chat?.shadowRoot?.querySelector('.prompt :is(button, input, textarea)') && !root.querySelector('.frame').hidden";

async fn serves() -> TestApp {
    Start::new().tree(&trees::ten_questions()).tree(&families::tree()).run().await
}

async fn starts(app: &TestApp, lang: &str, tree: &str) -> Person {
    Person::says_hello(app, json!({ "locale": lang, "tree": tree })).await
}

/// The chat from the first look to the finished brief.
async fn the_chat(lang: &'static str) {
    let app = serves().await;
    let mut eyes = Eyes::open(&app.url(&format!("/?lang={lang}")), lang).await;
    eyes.page.until(&format!("{QUESTION} && !!root.querySelector('.first')")).await;
    eyes.sees("first run").await;
    eyes.page.run("root.querySelector('.composer [aria-expanded]').click()").await;
    eyes.page.until("return !!root.querySelector('.menu:not([hidden]) button')").await;
    eyes.sees("menu").await;
    eyes.page.run("root.querySelector('[name=paste]').click()").await;
    eyes.page.until("return !!root.querySelector('dialog.paste[open]')").await;
    eyes.sees("a brief to paste").await;

    let mut ana = starts(&app, lang, "campaign_briefing").await;
    while ana.ask["path"] != "goal" {
        briefing::step(&mut ana, lang, "launch").await;
    }
    briefing::step(&mut ana, lang, "launch").await;
    eyes.page.goes(&resumed(&app, lang, &ana)).await;
    eyes.page.until(&format!("{QUESTION} && !!root.querySelector('[data-path=goal] .change')")).await;
    the_dialog(&mut eyes).await;
    while !has_card(&ana) {
        briefing::step(&mut ana, lang, "launch").await;
    }
    eyes.page.until("return !!root.querySelector('.card[data-state=open] button')").await;
    eyes.sees("card").await;
    eyes.page.run("root.querySelector('.card[data-state=open] [data-decision=edit]').click()").await;
    eyes.page.until("return !!root.querySelector('.card [data-decision=use]')").await;
    eyes.sees("card being edited").await;
    eyes.page.run("root.querySelector('.brief-button').click()").await;
    eyes.page.until("return !!root.querySelector('.side.open')").await;
    eyes.sees("brief over the chat").await;
    while !briefing::is_done(&ana) {
        briefing::step(&mut ana, lang, "launch").await;
    }
    eyes.page.goes(&resumed(&app, lang, &ana)).await;
    eyes.page.until("return !!chat?.shadowRoot?.querySelector('.finished a')").await;
    eyes.sees("finished").await;
    home(&app, &mut eyes, &ana).await;
    eyes.close().await;
}

fn has_card(person: &Person) -> bool {
    let asked = person.rows.iter().find(|row| row["seq"] == person.ask["id"]);
    asked.is_some_and(|row| row["card"].is_object())
}

async fn the_dialog(eyes: &mut Eyes) {
    eyes.page.run("root.querySelector('[data-path=goal] .change').click()").await;
    eyes.page.until("return !!root.querySelector('dialog.edit[open]')").await;
    eyes.page.run("root.querySelector('dialog.edit [data-option=sales]').click()").await;
    eyes.page.until("return !!root.querySelector('.edit-impact')?.innerText").await;
    eyes.sees("dialog").await;
    eyes.page.run("root.querySelector('dialog.edit [data-act=cancel]').click()").await;
    eyes.page.until("return !root.querySelector('dialog.edit')").await;
}

/// A list with something in each part of it: the same person has one more briefing, under way.
async fn home(app: &TestApp, eyes: &mut Eyes, ana: &Person) {
    let more = json!({ "locale": eyes.lang, "copy_of": ana.conversation, "token": ana.token });
    Person::says_hello(app, more).await;
    eyes.page.run("root.querySelector('[name=home]').click()").await;
    eyes.page.until("return root.querySelectorAll('.home [data-conversation]').length === 2").await;
    eyes.page.run("root.querySelector('.home [data-act=link]').click()").await;
    eyes.page.until("return !!root.querySelector('.home .resume')").await;
    eyes.sees("home").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chat_in_portuguese() {
    the_chat("pt-BR").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chat_in_english() {
    the_chat("en").await;
}

/// What a model brings to the table: the notice, its words as they come, its proposal, what it found in a text.
async fn a_model(lang: &'static str) {
    let provider = Provider::start().await;
    let [pace] = copywriter::holds(&provider, ["product_text"]);
    let app = table::start(&provider).await;
    let mut eyes = Eyes::open(&app.url(&format!("/?lang={lang}")), lang).await;
    eyes.page.until("return !!root.querySelector('.prompt [data-option=ai_yes]')").await;
    eyes.sees("notice").await;
    let mut ana = starts(&app, lang, "campaign_briefing").await;
    assert!(ana.presses(&["ai_yes"]).await.is_accepted());
    while ana.ask["path"] != "product_text" {
        briefing::step(&mut ana, lang, "launch").await;
    }
    briefing::step(&mut ana, lang, "launch").await;
    eyes.page.goes(&resumed(&app, lang, &ana)).await;
    eyes.page.until("return !!chat?.shadowRoot?.querySelector('.live .card')").await;
    pace.lets(12);
    eyes.page.until("return root.querySelector('.live .to').textContent !== ''").await;
    eyes.sees("words as they come").await;
    pace.lets(1_000);
    eyes.page.until("return !!root.querySelector('.card[data-state=open] .why + .why')").await;
    eyes.sees("proposal with what it assumes").await;
    if lang == "pt-BR" {
        ana.commands("paste", json!({ "text": copywriter::BRIEF })).await;
        eyes.page.until("return !!root.querySelector('.card[data-state=open] .found')").await;
        eyes.page.run("root.querySelector('.found .origin').click()").await;
        eyes.sees("what was found in a text").await;
    }
    eyes.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_in_portuguese() {
    a_model("pt-BR").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_in_english() {
    a_model("en").await;
}

/// A question with each family of controls.
async fn every_family(lang: &'static str) {
    let app = serves().await;
    let mut ana = starts(&app, lang, "families").await;
    let mut eyes = Eyes::open(&resumed(&app, lang, &ana), lang).await;
    for (path, answer) in families::questions() {
        let control = if path == "long" {
            "true"
        } else {
            "!!root.querySelector('.choice, .prompt .input, .prompt .button')"
        };
        let is_asked = format!(
            "return root.querySelector('.prompt .controls')?.dataset.path === '{path}' && {control} \
             && !root.querySelector('.frame').hidden"
        );
        eyes.page.until(&is_asked).await;
        eyes.sees(path).await;
        if !answer.is_null() {
            let ask = ana.ask["id"].clone();
            let came = ana.does(json!({ "type": "answer", "ask": ask, "value": answer })).await;
            assert!(came.is_accepted(), "{path}: {came:?}");
        }
    }
    eyes.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_family_in_portuguese() {
    every_family("pt-BR").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_family_in_english() {
    every_family("en").await;
}
