//! A chat in which nothing happens costs no more than its rows.

use super::{Stage, briefing::begins, walk::Walker};
use crate::harness::wait::until;

const SAID: u64 = 8;

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_is_written_once_for_each_thing_said_in_it() {
    let stage = Stage::new().await;
    let phone = stage.person("Ana", "en");
    begins(&phone, "en").await;
    let ana = Walker::new(&stage, &phone, "en", "launch");
    ana.sees_the_question().await;
    let before = ana.chat().await;
    let mut now = before.clone();
    for nth in 1..=SAID {
        // Each is a turn, of which everybody hears who shows the conversation: this chat showed it when it was made.
        phone.says("/repeat");
        let seen = now.seen;
        until("it is answered", async || ana.chat().await.seen > seen).await;
        now = ana.chat().await;
        assert_eq!(now.version, before.version + nth);
        phone.sees_new("?").await;
    }
}
