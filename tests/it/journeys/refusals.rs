//! What was said too late is refused with a kind sentence, and is not lost.

use super::cuts::{asked, behind_a_wire};
use crate::harness::{
    chat::{self, SAID},
    person::new_id,
};
use serde_json::json;

const BACK: &str = "dispatchEvent(new Event('online')); return chat.talk.status === 'open' && !chat.talk.unsent.length \
    && root.querySelector('#text').value === 'said too late' && root.querySelector('.state').textContent || false";
const WAITS: &str = "return root.querySelector('.unsent .text')?.textContent === 'said too late'";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_too_late_stays_in_the_box() {
    let (wire, app, page) = behind_a_wire().await;
    let elsewhere = chat::caller(&page, &app).await;

    // Another device answers the question while this page has no connection.
    wire.cut();
    page.until("return chat.talk.status === 'offline'").await;
    chat::says(&page, "said too late").await;
    page.until(WAITS).await;
    elsewhere.says("said elsewhere").await;
    wire.mend();
    let told = page.until(BACK).await;
    assert!(told.as_str().unwrap().contains("question"), "{told}");
    page.until(&asked("Question 2?")).await;
    assert_eq!(page.run(SAID).await, json!(["said elsewhere"]));
    page.clicks(".composer .primary").await;
    page.until(&asked("Question 3?")).await;
    assert_eq!(page.run("return root.querySelector('.state').textContent").await, "");

    // Another device finishes the brief meanwhile.
    wire.cut();
    page.until("return chat.talk.status === 'offline'").await;
    chat::says(&page, "said too late").await;
    page.until(WAITS).await;
    for n in 3..=10 {
        elsewhere.says(&format!("answer {n} elsewhere")).await;
    }
    let confirm = json!({ "type": "answer", "client_msg_id": new_id(), "options": ["confirm"] });
    assert_eq!(elsewhere.posts(&confirm).await.status(), 200);
    wire.mend();
    let told = page.until(BACK).await;
    assert!(told.as_str().unwrap().to_lowercase().contains("reopen"), "what to do is said: {told}");
    page.clicks(".finished [name=reopen]").await;
    page.until(
        "return chat.talk.stage === 'active' && !!root.querySelector('.prompt [data-option=confirm]')",
    )
    .await;
    assert_eq!(page.run("return root.querySelector('#text').value").await, "said too late");
    let late = "return [...root.querySelectorAll('li.person[data-seq] .text')].filter((said) => said.textContent === 'said too late').length";
    assert_eq!(page.run(late).await, 1, "only where it was an answer");
    chat::log_is_whole(&page, &app).await;
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}
