//! What an owner does at `/webhooks`.

use super::{adds, happens, last, near, receiver::Receiver, tried};
use crate::{
    models::{fills, words},
    people::guest::Guest,
};
use pauta::store::Role;

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_adds_tests_and_removes() {
    let (app, receiver) = (near().run().await, Receiver::start().await);
    let olga = Guest::first_owner(&app).await;
    assert!(words(&olga.sees("/webhooks").await).contains("No address is told anything yet."));
    assert!(olga.sees("/people").await.contains("href=\"/webhooks\""));
    let (hook, secret) = adds(&olga, &receiver.url).await;

    let (_, page) = fills(&olga, &format!("/webhooks/{hook}/test"), &[]).await;
    assert!(page.as_str().unwrap().contains("The test message is on its way."));
    let sent = tried(&app, &last(&app).await.id, 1).await;
    assert_eq!(receiver.got()[0].checked(&secret).unwrap()["type"], "webhook.test");
    let page = words(&olga.sees("/webhooks").await);
    assert!(
        page.contains("Test message") && page.contains("Delivered") && page.contains("Answer 204"),
        "{page}"
    );
    let (_, page) = fills(&olga, &format!("/webhooks/deliveries/{}/resend", sent.id), &[]).await;
    assert!(page.as_str().unwrap().contains("on its way again"));
    tried(&app, &sent.id, 2).await;
    assert_eq!((receiver.got().len(), &receiver.got()[1].id), (2, &receiver.got()[0].id));

    fills(&olga, &format!("/webhooks/{hook}/remove"), &[]).await;
    let home = app.app.home.workspace.clone();
    assert_eq!(happens(&app, &home, "ready/1").await, 0, "a removed webhook gets nothing");
    assert!(!olga.sees("/webhooks").await.contains(&receiver.url));
    assert!(words(&olga.sees("/webhooks?lang=pt").await).contains("Nenhum endereço é avisado ainda."));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_is_said_and_kept_in_the_form() {
    let app = crate::harness::app::TestApp::start().await;
    let olga = Guest::first_owner(&app).await;
    for (url, told) in [
        ("example.com", "not a whole address"),
        ("http://example.com/x", "has to begin with https://"),
        ("https://me:pw@example.com/", "before the @"),
        ("https://127.0.0.1/x", "in an internal network"),
    ] {
        let (status, page) = fills(&olga, "/webhooks", &[("url", url), ("piece.ready", "on")]).await;
        let page = page.as_str().unwrap();
        assert_eq!(status, 400);
        assert!(words(page).contains(told) && page.contains(&format!("value=\"{url}\"")), "{url}: {page}");
        assert!(!page.contains("whsec_"));
    }
    let (status, page) = fills(&olga, "/webhooks", &[("url", "https://example.com/x")]).await;
    assert!(status == 400 && page.as_str().unwrap().contains("Tick at least one"));
    let first = fills(&olga, "/webhooks", &[("url", "https://example.com/x"), ("piece.ready", "on")]).await;
    let again = fills(&olga, "/webhooks", &[("url", "https://example.com/x"), ("piece.ready", "on")]).await;
    assert_eq!((first.0, again.0), (200, 400), "sent twice, it is one");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_owners_come_in() {
    let app = near().run().await;
    let _olga = Guest::first_owner(&app).await;
    for role in [Role::Marketer, Role::Approver, Role::Client] {
        let guest = Guest::member(&app, "Ana", role).await;
        assert_eq!(guest.get("/webhooks").await.0, 403);
        let fields = [("url", "https://example.com/"), ("piece.ready", "on")];
        assert_eq!(fills(&guest, "/webhooks", &fields).await.0, 403);
    }
    assert_ne!(Guest::new(&app).get("/webhooks").await.0, 200);
    assert_eq!(app.app.store.workspace(&app.app.home.workspace).webhooks().await.unwrap(), []);
}
