//! What the pages of members have in common: the menu, and a sentence for whoever reads it.

use super::guest::Guest;
use crate::{
    harness::app::TestApp,
    models::{fills, words},
};
use pauta::store::Role;
use reqwest::Method;
use serde_json::json;

/// Where the menu of a page leads.
fn menu(page: &str) -> Vec<&str> {
    let nav = page.split("<nav ").nth(1).unwrap_or_default().split("</nav>").next().unwrap();
    nav.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// As a browser asks for a page, or sends a form.
async fn reads(guest: &Guest<'_>, method: Method, path: &str) -> (u16, String) {
    let request = guest.request(method, path).header("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    let (status, page) = guest.sends(request).await;
    (status, page.as_str().unwrap_or_else(|| panic!("{path}: no page but {page}")).to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_has_the_menu_that_its_reader_may_use() {
    let app = TestApp::start().await;
    let olga = Guest::first_owner(&app).await;
    let (_, page) = fills(&olga, "/kit", &[("name", "Padaria")]).await;
    let page = page.as_str().unwrap();
    let kit = page.split("action=\"/kit/").nth(1).unwrap().split('"').next().unwrap();
    let kit = format!("/kit/{kit}");
    let all = ["/", "/kit", "/people", "/models", "/telegram", "/webhooks", "/account"];
    for (method, path, status) in [
        (Method::GET, kit.as_str(), 200),
        (Method::GET, "/kit/nonsense", 404),
        (Method::GET, "/models/calls/nonsense", 404),
        (Method::GET, "/nonsense", 404),
        (Method::GET, "/models/limit", 405),
        (Method::POST, "/people", 405),
    ] {
        let (found, page) = reads(&olga, method, path).await;
        assert_eq!((found, menu(&page)), (status, all.into()), "{path}");
    }
    let ana = Guest::member(&app, "Ana", Role::Approver).await;
    let (mia, nobody) = (Guest::member(&app, "Mia", Role::Client).await, Guest::new(&app));
    assert_eq!(menu(&reads(&ana, Method::GET, &kit).await.1), ["/", "/kit", "/account"]);
    let (status, page) = reads(&mia, Method::GET, &kit).await;
    assert_eq!((status, menu(&page)), (403, vec!["/", "/account"]));
    let (status, page) = reads(&nobody, Method::GET, "/nonsense").await;
    assert_eq!((status, menu(&page)), (404, vec!["/", "/enter"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_refused_says_why_on_a_page() {
    let app = TestApp::start().await;
    let olga = Guest::first_owner(&app).await;
    let sent = |accept: &str, origin: Option<&str>| {
        let form = reqwest::Client::new().post(app.url("/kit")).header("cookie", olga.cookie().unwrap());
        let form = form.header("accept", accept).header("accept-language", "en");
        let form = form.header("content-type", "application/x-www-form-urlencoded").body("name=Padaria");
        match origin {
            Some(origin) => form.header("origin", origin),
            None => form,
        }
    };
    let page = "text/html,application/xhtml+xml,*/*;q=0.8";
    for origin in [None, Some("null"), Some("https://evil.test")] {
        let (status, told) = olga.sends(sent(page, origin)).await;
        let told = told.as_str().unwrap_or_else(|| panic!("{told}"));
        assert_eq!(status, 403);
        assert!(told.contains("Nothing was changed") && told.contains("Open the page again"), "{told}");
        assert_eq!(menu(told).len(), 7, "{told}");
        // A script of ours reads JSON as ever.
        let (status, told) = olga.sends(sent("*/*", origin)).await;
        assert_eq!((status, &told["code"]), (403, &json!("forbidden")), "{told}");
        assert!(!told["message"].as_str().unwrap().contains("conversation"), "{told}");
    }
    assert_eq!(olga.sends(sent(page, Some(&app.origin()))).await.0, 200);
    let (status, told) = olga.sends(sent(page, Some(&app.origin()))).await;
    let told = words(told.as_str().unwrap());
    assert_eq!(status, 409);
    assert!(told.contains("There is a brand of that name already."), "{told}");
    let (status, page) = reads(&olga, Method::POST, "/people").await;
    assert!(status == 405 && page.contains("takes nothing that a form sends"), "{page}");
}
