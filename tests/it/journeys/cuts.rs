//! The connection is cut at every message, and in the middle of messages: nothing is lost, nothing is there twice.

use crate::harness::{
    app::{Start, TestApp},
    browser::Browser,
    chat,
    person::Person,
    trees,
    wire::{Cut, Wire},
};
use serde_json::{Value, json};

/// A server behind a wire, and the page of somebody who is asked ten questions there.
pub async fn behind_a_wire() -> (Wire, TestApp, Browser) {
    let wire = Wire::lay().await;
    let app = Start::new().tree(&trees::ten_questions()).set("PAUTA_PUBLIC_URL", &wire.url()).run().await;
    wire.leads_to(app.address);
    let person = Person::meets(&app).await;
    let link = format!("{}/?lang=en#resume={}.{}", wire.url(), person.conversation, person.token);
    let page = Browser::open(&link, 1280, 800).await;
    page.until(&asked("Question 1?")).await;
    (wire, app, page)
}

/// That question is pending, and nothing is under way. The page is told that the network is back, so that it
/// does not wait as long as it otherwise would.
pub fn asked(question: &str) -> String {
    format!(
        "dispatchEvent(new Event('online')); \
         return root.querySelector('.ask.now .text')?.textContent === '{question}' && !chat.talk.unsent.length"
    )
}

const PANEL: &str = "return root.querySelector('.panel .chapters').textContent";

async fn ten_answers(cuts: &[Cut]) -> Wire {
    let (wire, app, page) = behind_a_wire().await;
    wire.cuts_at(cuts);
    wire.cut();
    wire.mend();
    for n in 1..=10 {
        let question = if n == 4 { "Question 4, after answer 1?".into() } else { format!("Question {n}?") };
        page.until(&asked(&question)).await;
        chat::says(&page, &format!("answer {n}")).await;
    }
    let review =
        "dispatchEvent(new Event('online')); return !!root.querySelector('.prompt [data-option=confirm]')";
    page.until(review).await;
    page.clicks(".prompt [data-option=confirm]").await;
    page.until(
        "dispatchEvent(new Event('online')); return !!root.querySelector('.finished a') && !chat.talk.unsent.length",
    )
    .await;
    let caller = chat::caller(&page, &app).await;
    let listed: Value = caller.get("messages?after=0").await.json().await.unwrap();
    let last = listed["messages"].as_array().unwrap().last().unwrap()["seq"].clone();
    page.until(&format!("dispatchEvent(new Event('online')); return chat.talk.seq === {last}")).await;
    chat::log_is_whole(&page, &app).await;
    let brief: Value = caller.get("brief").await.json().await.unwrap();
    for n in 1..=10 {
        assert_eq!(chat::value(&brief, &format!("q{n}")), format!("answer {n}"));
    }
    wire.cuts_at(&[]);
    let panel = page.run(PANEL).await;
    assert_eq!(page.wrongs().await, json!([]));
    page.reload().await;
    page.until("return !!root.querySelector('.finished a')").await;
    assert_eq!(page.until(PANEL).await, panel, "the brief that was put together over the cuts is the brief");
    page.quit().await;
    wire
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_at_every_message() {
    let wire = ten_answers(&[Cut { after: 2, within: false }]).await;
    let carried = wire.carried();
    assert!(carried.iter().all(|socket| socket.rows <= 1 && !socket.torn), "{carried:?}");
    assert!(carried.iter().filter(|socket| socket.rows == 1).count() >= 20, "{carried:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_in_the_middle_of_every_kind_of_message() {
    let cuts = [2, 1, 3, 0, 2, 4, 1].map(|after| Cut { after, within: true });
    let wire = ten_answers(&cuts).await;
    let carried = wire.carried();
    assert!(carried.iter().filter(|socket| socket.torn).count() >= 15, "{carried:?}");
}
