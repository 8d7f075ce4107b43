//! Limits, and bad days.

use super::{Here, refusal};
use crate::harness::{
    bot_api::{Bad, Down, Limits, limits::Pace},
    wait::until,
};
use serde_json::json;
use std::time::Duration;
use teloxide::{
    RequestError,
    requests::Requester,
    types::{ChatAction, ChatId, Seconds},
};
use tokio::time::{Instant, timeout};

#[tokio::test]
async fn who_says_too_much_is_told_to_wait() {
    let here = Here::new().await;
    // A minute for a second, so that nobody is too slow to be told.
    here.api.limits(Limits { chat: Duration::from_secs(60), ..Limits::told() });
    let (bot, ana) = (here.bot(), ChatId(here.chat.chat_id()));
    for _ in 0..3 {
        bot.send_message(ana, "a").await.unwrap();
    }
    let fourth = bot.send_message(ana, "a").await;
    assert!(matches!(fourth, Err(RequestError::RetryAfter(wait)) if wait > Seconds::from_seconds(30)));
    bot.send_chat_action(ana, ChatAction::Typing).await.unwrap();
    assert_eq!((here.api.sent(), here.api.limited()), (3, 1));
    let group = here.api.group("Time", &[&here.ana]);
    group.adds(&here.robot, &here.ana);
    // A chat's own pace is out of the way; a group's of twenty in a minute is not.
    here.api.limits(Limits { chat: Duration::ZERO, ..Limits::told() });
    let to_group = json!({ "chat_id": group.id, "text": "a" });
    let mut answers = Vec::new();
    for _ in 0..21 {
        answers.push(refusal(&here.raw("sendMessage", to_group.clone()).await).to_owned());
    }
    assert!(answers[..20].iter().all(String::is_empty), "{answers:?}");
    assert!(answers[20].starts_with("Too Many Requests: retry after "));
}

#[tokio::test]
async fn many_chats_together_have_a_limit_and_a_test_can_hurry_it() {
    let here = Here::new().await;
    let long = Duration::from_secs(3_600);
    here.api.limits(Limits { bot: Pace { many: 2, within: long }, ..Limits::none() });
    for (name, taken) in [("Bia", true), ("Caio", true), ("Davi", false)] {
        let chat = here.api.user(name, "pt-BR").chat(&here.robot);
        chat.says("oi");
        let answer = here.raw("sendMessage", json!({ "chat_id": chat.chat_id(), "text": "a" })).await;
        assert_eq!(answer["ok"], taken, "{name}: {answer}");
    }
    let bia = here.api.made()[0].answer.clone().unwrap();
    let edit = json!({ "chat_id": bia["chat"]["id"], "message_id": bia["message_id"], "text": "b" });
    assert!(refusal(&here.raw("editMessageText", edit).await).starts_with("Too Many Requests"));
    here.api.limits(Limits::fast());
    let started = Instant::now();
    let mut sent = 0;
    while sent < 10 {
        let answer = here.to_ana("sendMessage", json!({ "text": "a" })).await;
        sent += usize::from(answer["ok"] == true);
    }
    // The first three at once, each of the others a fiftieth of a second later.
    assert!(started.elapsed() >= Duration::from_millis(140));
}

#[tokio::test]
async fn it_misbehaves_when_it_is_told_to() {
    let here = Here::new().await;
    let url = format!("{}/bot{}/sendMessage", here.api.url(), here.robot.token);
    let say = async |text: &str, patience: Duration| {
        let params = json!({ "chat_id": here.chat.chat_id(), "text": text });
        let call = here.client.post(&url).json(&params).send();
        let answer = timeout(patience, call).await.map_err(|_| "silence")?;
        Ok::<u16, &str>(answer.map_err(|_| "cut")?.status().as_u16())
    };
    let long = Duration::from_secs(20);
    let cases = [
        (Bad::TooMany(7), Ok(429), false),
        (Bad::Server(502), Ok(502), false),
        (Bad::Says(403, "Forbidden: bot was blocked by the user"), Ok(403), false),
        (Bad::Hang, Err("silence"), false),
        (Bad::Cut, Err("cut"), false),
        (Bad::DoneThenCut, Err("cut"), true),
        (Bad::DoneThenHang, Err("silence"), true),
        (Bad::DoneThen(500), Ok(500), true),
        (Bad::Slow(Duration::from_millis(50)), Ok(200), true),
    ];
    for (bad, expected, done) in cases {
        let before = here.api.sent();
        here.api.misbehaves("sendMessage", 1, bad.clone());
        let patience = if expected == Err("silence") { Duration::from_secs(1) } else { long };
        assert_eq!(say("a", patience).await, expected, "{bad:?}");
        if done {
            until("it is done", async || here.api.sent() > before).await;
        }
        assert_eq!(here.api.sent() - before, usize::from(done), "{bad:?}");
        assert_eq!(say("a", long).await, Ok(200), "only once: {bad:?}");
    }
    assert_eq!(here.api.limited(), 0, "what was made up is not counted");
    here.api.goes_down(Down::Closed);
    assert_eq!(say("a", long).await, Err("cut"));
    here.api.goes_down(Down::Status(503));
    assert_eq!(say("a", long).await, Ok(503));
    here.api.comes_back();
    assert_eq!(say("a", long).await, Ok(200));
    let made = here.api.made();
    assert!(made.iter().all(|it| it.bot == here.robot.id && it.params["text"] == "a"));
    assert_eq!(made.len(), here.api.calls("sendMessage"));
    assert_eq!(here.chat.shown().len() - 1, here.api.sent());
}
