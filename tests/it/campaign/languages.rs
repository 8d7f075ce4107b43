//! A campaign in one language, looked at in another: the product speaks the reader's, the campaign keeps its own.

use super::sent::{waiting, written};
use crate::harness::{api::request, app::TestApp, axe::violations, browser::Browser};
use reqwest::Method;
use serde_json::{Value, json};

/// One piece as a reader of this language gets it; "" is nobody's.
async fn read(app: &TestApp, token: &str, path: &str, language: &str) -> Value {
    let asked = request(app, Method::GET, path).bearer_auth(token).header("accept-language", language);
    asked.send().await.unwrap().json().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_english_reader_of_a_portuguese_campaign_hears_each_language_as_what_it_is() {
    let app = TestApp::start().await;
    let desk = written(&app).await;
    let pieces = waiting(&desk).await;
    let (conversation, token) = (&desk.person.conversation, &desk.person.token);
    let labels = |view: &Value| -> Vec<String> {
        let lines = view["lines"].as_array().unwrap();
        lines.iter().map(|line| line["label"].as_str().unwrap().to_owned()).collect()
    };
    for piece in &pieces {
        let path = format!("/api/v1/conversations/{conversation}/pieces/{}", piece["id"].as_str().unwrap());
        let [own, en, other] = ["pt-BR", "en", "de"].map(|language| read(&app, token, &path, language));
        let (own, en, other) = (own.await, en.await, other.await);
        for same in ["locale", "title", "content", "checks", "rationale"] {
            assert_eq!(own[same], en[same], "{same}");
        }
        assert_eq!(en["locale"], "pt-BR");
        assert_eq!(labels(&own), labels(&other), "what we do not speak is the conversation's");
        assert!(labels(&own).is_empty() || labels(&own) != labels(&en), "{:?}", labels(&en));
    }

    let page = Browser::open(&app.url("/livez"), 1280, 800).await;
    let kept = json!({ "token": token, "conversation": conversation }).to_string();
    page.run(&format!("localStorage.setItem('pauta:test', {})", json!(kept))).await;
    page.goes(&app.url(&format!("/campaign?lang=en#{conversation}"))).await;
    let all = format!("return document.querySelectorAll('.piece .preview').length >= {}", pieces.len());
    page.until(&all).await;
    page.until("return document.querySelector('#campaign h1').lang === 'pt-BR'").await;
    // In which languages what is chosen stands.
    let spoken = async |selector: &str| {
        let of = "(one) => one.closest('[lang]').lang";
        page.run(&format!("return [...new Set([...document.querySelectorAll('{selector}')].map({of}))]"))
            .await
    };
    for campaigns in [".piece-title", ".preview", ".lines dd", ".piece-why p:first-child span"] {
        assert_eq!(spoken(campaigns).await, json!(["pt-BR"]), "{campaigns}");
    }
    for products in [".lines dt", ".lines summary", ".piece-why p strong", ".piece .badge", ".acts button"] {
        assert_eq!(spoken(products).await, json!(["en"]), "{products}");
    }
    assert_eq!(violations(&page).await, Vec::<String>::new());
    page.quit().await;
}
