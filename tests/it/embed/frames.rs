use super::{BAKERY, Bakery};
use crate::harness::{
    app::{Start, TestApp},
    person::{knock, next, send},
};
use reqwest::Client;
use serde_json::json;

async fn get(app: &TestApp, path: &str) -> (u16, String, reqwest::header::HeaderMap) {
    let answer = Client::new().get(app.url(path)).send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    (status, answer.text().await.unwrap(), headers)
}

fn policy(headers: &reqwest::header::HeaderMap) -> &str {
    headers["content-security-policy"].to_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_sites_own_pages_may_frame_its_chat() {
    let app = TestApp::start().await;
    let bakery = Bakery::on(&app).await;
    let rows = app.app.store.workspace(&bakery.workspace);
    rows.allow_origin(&bakery.id, "http://localhost:3000").await.unwrap();
    let accent = pauta::store::Accent::parse("#b4471f");
    rows.set_site_accent(&bakery.id, accent.as_ref()).await.unwrap();
    let (status, page, headers) = get(&app, &format!("/embed/{}?lang=en&theme=dark", bakery.key)).await;
    assert_eq!(status, 200);
    assert!(
        policy(&headers).ends_with(&format!("frame-ancestors 'self' http://localhost:3000 {BAKERY}")),
        "{headers:?}"
    );
    assert!(!headers.contains_key("x-frame-options"));
    for part in
        ["<html lang=\"en\"", "data-theme=\"dark\"", "accent=\"#b4471f\"", &bakery.key, "mode=\"page\""]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("<style") && !page.contains("onload"));
    let (_, page, _) = get(&app, &format!("/embed/{}?lang=pt-BR&theme=%22%3E%3Cscript%3E", bakery.key)).await;
    assert!(page.contains("<html lang=\"pt-BR\">") && page.contains("theme=\"auto\""), "{page}");

    let (_, page, _) = get(&app, &format!("/embed/{}?accent=%23123456", bakery.key)).await;
    assert!(page.contains("accent=\"#123456\""), "{page}");
    let (_, page, _) = get(&app, &format!("/embed/{}?accent=%23123456%3B", bakery.key)).await;
    assert!(page.contains("accent=\"#b4471f\""), "{page}");

    let (status, page, headers) = get(&app, "/embed/%3Cscript%3E?lang=en").await;
    assert_eq!(status, 404);
    assert!(page.contains("is not here") && !page.contains("&#60;script") && !page.contains("%3C"), "{page}");
    assert!(policy(&headers).ends_with("frame-ancestors *"), "the sentence is to be seen where the frame is");
    for path in ["/", "/embed-demo", "/livez"] {
        let (_, _, headers) = get(&app, path).await;
        assert!(policy(&headers).ends_with("frame-ancestors 'none'"), "{path}");
        assert_eq!(headers["x-frame-options"], "DENY", "{path}");
    }
}

/// The frame's own origin is ours, whichever site it is for: its socket is let in, another page's is not.
#[tokio::test(flavor = "multi_thread")]
async fn the_frame_of_every_site_may_talk() {
    let app = TestApp::start().await;
    let bakery = Bakery::on(&app).await;
    let hello = json!({ "type": "hello", "protocol": 1, "site": bakery.key, "locale": "en" });
    for (origin, kind) in [(app.origin().as_str(), "welcome"), (BAKERY, "welcome")] {
        let mut socket = knock(app.address, Some(origin)).await.unwrap();
        send(&mut socket, &hello).await;
        assert_eq!(next(&mut socket).await.unwrap()["type"], kind, "{origin}");
    }
    // A page of the bakery has no business with the site that `/` talks to.
    let mut socket = knock(app.address, Some(BAKERY)).await.unwrap();
    send(&mut socket, &json!({ "type": "hello", "protocol": 1, "site": app.site() })).await;
    assert_eq!(next(&mut socket).await.unwrap()["code"], "forbidden");
    app.app.store.workspace(&bakery.workspace).forbid_origin(&bakery.id, BAKERY).await.unwrap();
    assert_eq!(knock(app.address, Some(BAKERY)).await.err(), Some(403), "taken away at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_is_for_this_machine_or_for_whoever_wants_it() {
    let app = TestApp::start().await;
    for (lang, word) in [("en", "Flor de Trigo Bakery"), ("pt-BR", "Padaria Flor de Trigo")] {
        let (status, page, headers) = get(&app, &format!("/embed-demo?lang={lang}")).await;
        assert!(status == 200 && page.contains(word) && page.contains(&app.site()), "{page}");
        assert!(policy(&headers).contains("frame-src 'self'"), "{headers:?}");
        assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains("onclick"));
    }
    let public = || Start::new().set("PAUTA_PUBLIC_URL", "https://pauta.example");
    let app = public().run().await;
    assert_eq!(get(&app, "/embed-demo").await.0, 404);
    let app = public().set("PAUTA_EMBED_DEMO", "true").run().await;
    let (status, page, _) = get(&app, "/embed-demo").await;
    assert!(status == 200 && page.contains("src=&#34;https://pauta.example/pauta.js&#34;"), "{page}");
}
