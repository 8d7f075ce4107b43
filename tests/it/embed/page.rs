//! A page of another origin in a real Chromium, with the policy that `docs/embed.md` asks of it.

use super::Bakery;
use crate::harness::{app::TestApp, browser::Browser};
use axum::{Router, response::Html, routing::get};
use tokio::{net::TcpListener, task::JoinHandle};

/// The button in the corner, before and after the chat behind it has come.
const BUTTON: &str =
    "[...document.body.children].map((one) => one.shadowRoot?.querySelector('.bubble')).find((one) => one)";
/// What the loader says while there is no chat.
const SENTENCE: &str = "[...document.body.children].map((one) => one.shadowRoot?.querySelector('.panel:not([hidden]) p')).find((one) => one)?.textContent";

/// A site that is not ours, on a port of its own.
struct Host {
    origin: String,
    served: JoinHandle<()>,
}

impl Drop for Host {
    fn drop(&mut self) {
        self.served.abort();
    }
}

impl Host {
    /// Serves one page with this in its body.
    async fn with(app: &TestApp, body: &str) -> Self {
        let server = app.origin();
        let policy = format!(
            "default-src 'none'; script-src {server}; style-src {server}; img-src {server}; \
             connect-src {server} {}",
            server.replace("http:", "ws:")
        );
        let page = format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Padaria</title>\
             <meta http-equiv=\"content-security-policy\" content=\"{policy}\"></head>\
             <body><h1>Padaria</h1>{body}</body></html>"
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().route("/", get(async move || Html(page)));
        let served = tokio_util::task::TaskTracker::new()
            .spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { origin, served }
    }
}

fn snippet(app: &TestApp, key: &str) -> String {
    format!(
        "<script async src=\"{}/pauta.js\" data-site=\"{key}\" data-accent=\"#b4471f\"></script>",
        app.origin()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bubble_opens_on_a_registered_origin() {
    let app = TestApp::start().await;
    let bakery = Bakery::on(&app).await;
    // The line stands there twice, as it does where two people pasted it.
    let host = Host::with(&app, &snippet(&app, &bakery.key).repeat(2)).await;
    app.app.store.workspace(&bakery.workspace).allow_origin(&bakery.id, &host.origin).await.unwrap();
    let page = Browser::open(&host.origin, 1280, 800).await;
    page.until(&format!("return !!({BUTTON})")).await;
    let loaded =
        "return performance.getEntriesByType('resource').some((one) => one.name.includes('pauta-chat.js'))";
    assert_eq!(page.run(loaded).await, false, "nothing but the loader before anybody takes an interest");
    page.run(
        "window.heard = []; for (const what of ['open', 'close']) Pauta.on(what, () => heard.push(what))",
    )
    .await;
    page.run(&format!("({BUTTON}).click()")).await;
    page.until(
        "return document.querySelector('pauta-chat')?.shadowRoot?.textContent.includes('Question 1?')",
    )
    .await;
    assert_eq!(page.run("return document.querySelectorAll('pauta-chat').length").await, 1);
    page.until("return heard.includes('open')").await;
    page.run("Pauta.close()").await;
    page.until("return heard.join() === 'open,close'").await;
    assert_eq!(page.wrongs().await, serde_json::json!([]));
    page.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bubble_says_kindly_that_an_origin_is_not_registered() {
    let app = TestApp::start().await;
    let bakery = Bakery::on(&app).await;
    let host = Host::with(&app, &snippet(&app, &bakery.key)).await;
    let page = Browser::open(&host.origin, 360, 640).await;
    page.until(&format!("return !!({BUTTON})")).await;
    page.run(&format!("({BUTTON}).click()")).await;
    page.until(&format!("return ({SENTENCE})?.includes('not registered')")).await;
    assert_eq!(page.run("return document.documentElement.scrollWidth <= 360").await, true);
    assert_eq!(page.wrongs().await, serde_json::json!([]), "nothing is thrown into the page");
    page.quit().await;
}

/// The same for an element that the page placed by itself.
#[tokio::test(flavor = "multi_thread")]
async fn an_inline_chat_says_it_too_and_opens_once_it_may() {
    let app = TestApp::start().await;
    let bakery = Bakery::on(&app).await;
    let host =
        Host::with(&app, &format!("<pauta-chat mode=\"inline\"></pauta-chat>{}", snippet(&app, &bakery.key)))
            .await;
    let page = Browser::open(&host.origin, 1280, 800).await;
    page.until("return document.querySelector('pauta-chat').textContent.includes('not registered')").await;
    app.app.store.workspace(&bakery.workspace).allow_origin(&bakery.id, &host.origin).await.unwrap();
    page.reload().await;
    page.until("return document.querySelector('pauta-chat').shadowRoot?.textContent.includes('Question 1?')")
        .await;
    assert_eq!(page.run(&format!("return !!({BUTTON})")).await, false, "the page has a chat: no bubble");
    assert_eq!(page.wrongs().await, serde_json::json!([]));
    page.quit().await;
}
