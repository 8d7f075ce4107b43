//! Somebody comes back: after an hour, in another language, or to do it once more.

use crate::harness::{
    app::{Start, TestApp},
    briefing,
    browser::Browser,
    chat::{self, READY, Walk},
    person::Person,
};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

const WALK: Walk = Walk { locale: "en", goal: "launch", depth: "quick", fills: false };

async fn begins(app: &TestApp, steps: usize) -> Person {
    let mut person = Person::says_hello(app, json!({ "locale": "pt-BR", "tree": "campaign_briefing" })).await;
    for _ in 0..steps {
        briefing::step(&mut person, "pt-BR", "launch").await;
    }
    person
}

async fn page_of(app: &TestApp, person: &Person) -> Browser {
    let link = format!("/?lang=pt-BR#resume={}.{}", person.conversation, person.token);
    Browser::open(&app.url(&link), 1280, 800).await
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_hour_one_reads_where_it_stopped_and_goes_on_in_another_language() {
    let before = TestApp::start().await;
    let person = begins(&before, 4).await;
    let file = before.data.path().join("data/pauta.db");
    let mut database =
        SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(file)).await.unwrap();
    sqlx::raw_sql(
        "UPDATE message SET at = at - 3700000; UPDATE conversation SET updated_at = updated_at - 3700000",
    )
    .execute(&mut database)
    .await
    .unwrap();
    let app = Start::beside(&before).run().await;
    let page = page_of(&app, &person).await;
    let rested = page.until("return root.querySelector('.messages .rest')?.textContent ?? false").await;
    let question = page.run("return root.querySelector('.ask.now .text').textContent").await;
    assert_eq!(rested, format!("Paramos em: {}", question.as_str().unwrap()));
    assert_eq!(
        page.run("return chat.talk.ask.id === Number(root.querySelector('.rest + li').dataset.seq)").await,
        true
    );

    page.until(READY).await;
    page.clicks("[name=language]").await;
    page.until("return document.documentElement.lang === 'en' && chat.talk.status === 'open'").await;
    page.until("return root.querySelector('.panel h2')?.textContent === 'Your brief'").await;
    page.until("return chat.querySelector('[slot=menu] a').textContent === 'People'").await;
    page.until(READY).await;
    WALK.completes(&page).await;
    let brief: Value = chat::caller(&page, &app).await.get("brief").await.json().await.unwrap();
    assert_eq!(chat::value(&brief, "goal"), "launch");
    assert_eq!(
        chat::value(&brief, "brand"),
        json!({ "new": "Padaria Sol" }),
        "said before, in the other language"
    );
    chat::log_is_whole(&page, &app).await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duplicate_asks_only_what_changed() {
    let app = TestApp::start().await;
    let mut person = begins(&app, 1).await;
    while !briefing::is_done(&person) {
        briefing::step(&mut person, "pt-BR", "launch").await;
    }
    let page = page_of(&app, &person).await;
    page.until("return !!root.querySelector('.finished a')").await;
    page.clicks("[name=home]").await;
    page.clicks(&format!(".home .done [data-conversation='{}'] [data-act=copy]", person.conversation)).await;
    page.until("return !root.querySelector('.home') && chat.talk.status === 'open' && !!chat.talk.ask").await;
    let steps = Walk { locale: "pt-BR", ..WALK }.completes(&page).await;
    assert!(steps <= 4, "{steps} questions again");
    let copy = chat::caller(&page, &app).await;
    assert_ne!(copy.conversation, person.conversation);
    let brief: Value = copy.get("brief").await.json().await.unwrap();
    assert_eq!(chat::value(&brief, "brand"), json!({ "new": "Padaria Sol" }), "{brief}");
    page.clicks("[name=home]").await;
    page.until("return root.querySelectorAll('.home .done [data-conversation]').length === 2").await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}
