//! Webhooks: a whole server, and receivers that check signatures with code of their own.

mod attacks;
mod deliveries;
mod page;
pub mod receiver;
mod told;

use crate::{
    harness::{
        app::{Start, TestApp},
        trees,
        wait::until,
    },
    models::fills,
    people::guest::Guest,
};
use pauta::{
    id::{DeliveryId, WebhookId, WorkspaceId},
    store::{Delivery, NewDelivery},
    work::Happened,
};

/// A server that may knock on doors of this machine.
pub fn near() -> Start {
    Start::new().tree(&trees::ten_questions()).set("PAUTA_WEBHOOKS_PRIVATE", "true")
}

/// Adds a webhook for every event on the page, and gives it with its secret.
pub async fn adds(owner: &Guest<'_>, url: &str) -> (WebhookId, String) {
    let mut fields = vec![("url", url)];
    fields.extend(Happened::EVENTS.map(|event| (event, "on")));
    let (status, page) = fills(owner, "/webhooks", &fields).await;
    let page = page.as_str().unwrap();
    assert_eq!(status, 200, "{page}");
    let found = regex::Regex::new("<code>(whsec_[^<]+)</code>").unwrap().captures(page).unwrap();
    let secret = found[1].replace("&#43;", "+").replace("&#61;", "=").replace("&#47;", "/");
    let id = regex::Regex::new("/webhooks/([0-9a-f-]{36})/test").unwrap();
    let id = id.captures_iter(page).last().unwrap();
    (WebhookId::parse(&id[1]).unwrap(), secret)
}

/// Something that happened in a workspace.
pub async fn happens(app: &TestApp, workspace: &WorkspaceId, key: &str) -> u32 {
    let body = pauta::hook::body("piece.ready", app.app.clock.now(), &serde_json::json!({ "key": key }));
    let new = NewDelivery { event: "piece.ready".into(), key: key.into(), body, at: app.app.clock.now() };
    let told = app.app.store.workspace(workspace).tell_webhooks(new).await.unwrap();
    app.app.jobs.hint();
    told
}

/// The home workspace's last message.
pub async fn last(app: &TestApp) -> Delivery {
    app.app.store.workspace(&app.app.home.workspace).deliveries(1).await.unwrap().remove(0)
}

pub async fn message(app: &TestApp, id: &DeliveryId) -> Delivery {
    app.app.store.workspace(&app.app.home.workspace).delivery(id).await.unwrap().unwrap()
}

/// Waits until a message was tried so often.
pub async fn tried(app: &TestApp, id: &DeliveryId, times: u32) -> Delivery {
    until(&format!("{times} attempts"), async || {
        // It may be given back only after the clock was moved.
        app.app.jobs.hint();
        message(app, id).await.tried >= times
    })
    .await;
    message(app, id).await
}
