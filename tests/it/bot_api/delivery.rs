//! Updates: polled or posted, once or twice, in order or not.

use super::{Here, refusal};
use crate::harness::wait::until;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use teloxide::{
    ApiError, RequestError,
    payloads::{DeleteWebhookSetters, GetUpdatesSetters},
    requests::Requester,
};
use tokio::{net::TcpListener, time::Instant};

#[tokio::test]
async fn updates_wait_until_they_are_confirmed() {
    let here = Here::new().await;
    let bot = here.bot();
    here.chat.says("um");
    let first = bot.get_updates().limit(1).await.unwrap();
    let again = bot.get_updates().await.unwrap();
    assert_eq!((first.len(), again.len()), (1, 2));
    assert_eq!(first[0].id, again[0].id);
    let next = i32::try_from(again[1].id.0 + 1).unwrap();
    let started = Instant::now();
    let waits = bot.get_updates().offset(next).timeout(20);
    let (waited, ()) = tokio::join!(waits, async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        here.chat.says("dois");
    });
    assert_eq!(waited.unwrap().len(), 1);
    assert!(started.elapsed() < Duration::from_secs(15));
    bot.get_updates().offset(next + 1).await.unwrap();
    here.api.all_taken().await;
}

#[tokio::test]
async fn of_two_polls_the_older_one_is_ended() {
    let here = Here::new().await;
    let bot = here.bot();
    let next = i32::try_from(bot.get_updates().await.unwrap()[0].id.0 + 1).unwrap();
    let older = bot.get_updates().offset(next).timeout(20);
    let newer = async {
        until("the older one waits", async || here.api.polls(&here.robot).0 == 2).await;
        here.bot().get_updates().timeout(1).await
    };
    let (older, newer) = tokio::join!(older, newer);
    assert!(matches!(older, Err(RequestError::Api(ApiError::TerminatedByOtherGetUpdates))));
    assert!(newer.unwrap().is_empty());
    assert_eq!(here.api.polls(&here.robot), (3, 1));
}

#[tokio::test]
async fn updates_come_twice_and_out_of_order_when_told_to() {
    let here = Here::new().await;
    here.api.reorders(&here.robot, 2);
    here.chat.says("um");
    assert_eq!(here.bot().get_updates().await.unwrap().len(), 1, "the first is kept");
    here.chat.says("dois");
    here.api.doubles(&here.robot, 1);
    here.chat.says("três");
    let odd = json!({ "message_id": 1, "date": 0, "chat": { "id": 1, "type": "private", "first_name": "A" },
        "dice": { "emoji": "🎲", "value": 1 } });
    here.api.tells(&here.chat, &here.robot, "message", odd);
    let ids: Vec<u32> = here.bot().get_updates().await.unwrap().iter().map(|it| it.id.0).collect();
    let first = ids[0];
    assert_eq!(ids, [0, 2, 1, 3, 3, 4].map(|it| first + it));
}

#[derive(Default)]
struct Heard {
    posts: Mutex<Vec<(Option<String>, Value)>>,
    /// So many are refused before one is taken.
    refuses: Mutex<usize>,
}

async fn hears(State(heard): State<Arc<Heard>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let secret = headers.get("x-telegram-bot-api-secret-token").map(|it| it.to_str().unwrap().to_owned());
    heard.posts.lock().unwrap().push((secret, serde_json::from_slice(&body).unwrap()));
    if String::from_utf8_lossy(&body).contains("nunca") {
        return StatusCode::INTERNAL_SERVER_ERROR;
    }
    let mut refuses = heard.refuses.lock().unwrap();
    if *refuses > 0 {
        *refuses -= 1;
        return StatusCode::INTERNAL_SERVER_ERROR;
    }
    StatusCode::OK
}

#[tokio::test]
async fn a_webhook_is_posted_to_with_its_secret_until_it_takes() {
    let here = Here::new().await;
    let heard = Arc::new(Heard { refuses: Mutex::new(2), ..Default::default() });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let to = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(hears).with_state(heard.clone());
    let server = tokio_util::task::TaskTracker::new()
        .spawn(async move { axum::serve(listener, router).await.unwrap() });
    here.api.routes("https://pauta.example", &to);
    let hook = |url: &str, secret: &str| json!({ "url": url, "secret_token": secret, "allowed_updates": ["message"] });
    let refused = [
        (hook("https://pauta.example/t", "não"), "secret token contains unallowed characters"),
        (hook("http://other.example/t", "s"), "bad webhook: HTTPS url must be provided for webhook"),
        (
            hook("https://other.example:81/t", "s"),
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
    ];
    for (params, why) in refused {
        assert_eq!(refusal(&here.raw("setWebhook", params).await), format!("Bad Request: {why}"));
    }
    here.raw("setWebhook", hook("https://pauta.example/t", "s-1")).await;
    assert_eq!(here.api.hook(&here.robot).unwrap(), ("https://pauta.example/t".into(), Some("s-1".into())));
    here.chat.says("um");
    here.chat.edits(here.chat.shown()[0].id, "não é contado");
    here.api.all_taken().await;
    let posts = heard.posts.lock().unwrap().clone();
    assert!(posts.iter().all(|post| post.0.as_deref() == Some("s-1")));
    let texts: Vec<_> = posts.iter().map(|post| post.1["message"]["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["/start", "/start", "/start", "um"]);
    let conflict = here.raw("getUpdates", json!({})).await;
    assert!(refusal(&conflict).starts_with("Conflict: can't use getUpdates method while webhook is active"));
    let url = here.bot().get_webhook_info().await.unwrap().url;
    assert_eq!(url.unwrap().as_str(), "https://pauta.example/t");
    assert_eq!(here.api.forges(&format!("{to}/t"), None, &json!({ "update_id": 1 })).await, 200);
    until("the forged one came", async || heard.posts.lock().unwrap().len() == 5).await;
    here.chat.says("nunca");
    let bia = here.api.user("Bia", "pt-BR").chat(&here.robot);
    bia.says("eu sim");
    let last = async || heard.posts.lock().unwrap().iter().any(|post| post.1["message"]["text"] == "eu sim");
    until("another chat does not wait for this one", last).await;
    until("it is told why", async || {
        let info = here.bot().get_webhook_info().await.unwrap();
        info.pending_update_count == 1
            && info.last_error_message.as_deref() == Some("Wrong response from the webhook: 500")
    })
    .await;
    here.bot().delete_webhook().drop_pending_updates(true).await.unwrap();
    assert!(here.api.hook(&here.robot).is_none());
    assert!(here.bot().get_updates().await.unwrap().is_empty());
    server.abort();
}
