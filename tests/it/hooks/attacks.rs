//! Those who try: to have the server knock on inner doors, for a secret, for another workspace's webhooks.

use super::{
    adds, happens, last, message, near,
    receiver::{Receiver, Says},
    tried,
};
use crate::{
    harness::app::TestApp,
    models::{fills, form, neighbour},
    people::guest::Guest,
};
use pauta::{
    id::WebhookId,
    outside::{
        hook::{Hooks, Message, secret},
        reach::Reach,
    },
    store::NewWebhook,
    time::Millis,
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

/// A door of this machine that counts who knocks.
async fn door() -> (u16, Arc<AtomicUsize>) {
    let (listener, knocks) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), Arc::new(AtomicUsize::new(0)));
    let (port, counted) = (listener.local_addr().unwrap().port(), knocks.clone());
    TaskTracker::new().spawn(async move {
        while listener.accept().await.is_ok() {
            counted.fetch_add(1, Ordering::Relaxed);
        }
    });
    (port, knocks)
}

/// However it is written, and even if it got past the page: nobody knocks.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_the_server_knock_on_inner_doors() {
    crate::harness::tls::ready();
    let (port, knocks) = door().await;
    let (hooks, secret) = (Hooks::new(Reach::Public).unwrap(), secret([7; 32]));
    let hosts = [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "0x7f.1",
        "127.1",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "a.localhost",
    ];
    for host in hosts {
        for scheme in ["https", "http"] {
            let url = format!("{scheme}://{host}:{port}/latest/meta-data/");
            let message = Message { id: "a", url: &url, secret: &secret, body: "{}", at: Millis(0) };
            let error = hooks.send(message).await.unwrap_err().to_string();
            assert!(error.contains("the address is not asked"), "{url}: {error}");
        }
    }
    assert_eq!(knocks.load(Ordering::Relaxed), 0);
}

/// A name is looked at by what it leads to when it is asked: this machine's own name gets past the reading.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_looked_at_by_where_it_leads() {
    use pauta::outside::http::{Http, HttpError};
    crate::harness::tls::ready();
    let (port, knocks) = door().await;
    let http = Http::within(Reach::Public, std::time::Duration::from_secs(10)).unwrap();
    let request = http::Request::post(format!("https://localhost:{port}/")).body(Vec::new()).unwrap();
    let error = http.ask(request, 10).await.unwrap_err();
    assert!(matches!(error, HttpError::Unreachable(_)), "{error}");
    assert_eq!(knocks.load(Ordering::Relaxed), 0);
}

/// A redirect is an answer like any other that says no.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_led_elsewhere() {
    let (app, receiver, (port, knocks)) = (near().run().await, Receiver::start().await, door().await);
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    adds(&olga, &receiver.url).await;
    receiver.answers(Says::To(format!("http://127.0.0.1:{port}/latest/meta-data/iam")));
    happens(&app, &home, "ready/1").await;
    let line = tried(&app, &last(&app).await.id, 1).await;
    assert_eq!((line.state.as_str(), line.attempts[0].status), ("waiting", Some(307)));
    assert_eq!(knocks.load(Ordering::Relaxed), 0);
}

/// An address that was let in and is no longer allowed is not asked.
#[tokio::test(flavor = "multi_thread")]
async fn an_address_from_before_is_looked_at_again() {
    let (app, (port, knocks)) = (TestApp::start().await, door().await);
    let _olga = Guest::first_owner(&app).await;
    let home = app.app.home.workspace.clone();
    let new = NewWebhook {
        id: WebhookId::new(),
        url: format!("http://127.0.0.1:{port}/"),
        secret: secret([1; 32]),
        events: vec!["piece.ready".into()],
        at: Millis(1),
    };
    app.app.store.workspace(&home).add_webhook(&new).await.unwrap();
    happens(&app, &home, "ready/1").await;
    let line = tried(&app, &last(&app).await.id, 1).await;
    assert!(line.attempts[0].error.contains("the address is not asked"), "{line:?}");
    assert_eq!(knocks.load(Ordering::Relaxed), 0);
}

/// The secret is on the page that made it, and nowhere after.
#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_shown_once() {
    let (app, receiver) = (near().run().await, Receiver::start().await);
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    let (hook, secret) = adds(&olga, &receiver.url).await;
    let part = &secret["whsec_".len()..][..12];
    receiver.answers(Says::Status(500, "no"));
    happens(&app, &home, "ready/1").await;
    let line = tried(&app, &last(&app).await.id, 1).await;
    for path in
        ["/webhooks", "/webhooks?done=added", "/webhooks?lang=pt", "/", "/account", "/people", "/metrics"]
    {
        let page = olga.get(path).await.1.to_string();
        assert!(!page.contains(part) && !page.contains("whsec_"), "{path}");
    }
    let known = fills(&olga, "/webhooks", &[("url", &receiver.url), ("piece.ready", "on")]).await.1;
    assert!(!known.to_string().contains("whsec_"));
    let shown = format!("{line:?} {:?}", app.app.store.workspace(&home).webhooks().await.unwrap());
    assert!(!shown.contains(part));
    assert!(!receiver.got()[0].body.contains(part));
    fills(&olga, &format!("/webhooks/{hook}/remove"), &[]).await;
}

/// S2: another workspace's webhook reads as one that never was.
#[tokio::test(flavor = "multi_thread")]
async fn an_owner_reaches_nothing_of_another_workspace() {
    let (app, receiver) = (near().run().await, Receiver::start().await);
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    let (there, rui) = neighbour(&app).await;
    let (hook, _) = adds(&olga, &receiver.url).await;
    happens(&app, &home, "ready/1").await;
    let sent = tried(&app, &last(&app).await.id, 1).await;
    let page = rui.sees("/webhooks").await;
    assert!(!page.contains(&receiver.url) && !page.contains(sent.id.as_str()));
    let paths = ["test", "enable", "remove"].map(|act| format!("/webhooks/{hook}/{act}"));
    for path in paths.into_iter().chain([format!("/webhooks/deliveries/{}/resend", sent.id)]) {
        let (_, page) = fills(&rui, &path, &[]).await;
        assert!(page.as_str().unwrap().contains("Nothing changed"), "{path}: {page}");
    }
    assert_eq!(happens(&app, &there, "ready/1").await, 0);
    assert_eq!(message(&app, &sent.id).await, sent);
    assert_eq!(app.app.store.workspace(&home).webhooks().await.unwrap().len(), 1);
    assert_eq!(receiver.got().len(), 1);
}

/// A form that another site sends in the owner's browser changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn another_sites_form_is_refused() {
    let (app, receiver) = (near().run().await, Receiver::start().await);
    let olga = Guest::first_owner(&app).await;
    let (hook, _) = adds(&olga, &receiver.url).await;
    for path in ["/webhooks".to_owned(), format!("/webhooks/{hook}/remove"), format!("/webhooks/{hook}/test")]
    {
        let fields = [("url", "https://evil.example/"), ("piece.decided", "on")];
        let forged = form(&olga, &path, &fields).header("origin", "https://evil.example");
        let forged = forged.header("sec-fetch-site", "cross-site");
        assert_eq!(olga.sends(forged).await.0, 403, "{path}");
    }
    assert_eq!(app.app.store.workspace(&app.app.home.workspace).webhooks().await.unwrap().len(), 1);
}
