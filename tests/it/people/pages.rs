//! What the pages of members have in common: the menu, a sentence for whoever reads it, and how a thing that destroys looks.

use super::guest::{Guest, id_of};
use crate::{
    harness::{app::TestApp, axe::violations, browser::Browser},
    models::{fills, words},
};
use pauta::store::Role;
use reqwest::Method;
use serde_json::{Value, json};

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

/// What takes a member away, as it looks: its words, its letters' colour, its border's, whether it is high enough.
const DESTROYS: &str = "return [...document.querySelectorAll('#m-ID .button.danger')].map((one) => {
    const { color, borderTopColor } = getComputedStyle(one);
    return [one.textContent.trim(), color, borderTopColor, one.offsetHeight >= 24];
})";

#[tokio::test(flavor = "multi_thread")]
async fn who_is_invited_is_in_the_list_at_once_and_what_removes_them_looks_like_it() {
    let app = TestApp::start().await;
    let olga = Guest::first_owner(&app).await;
    let page = Browser::open(&app.url("/livez"), 390, 800).await;
    olga.signs_in(&page).await;
    page.goes(&app.url("/people?lang=en")).await;
    page.writes("#name", "<b>Bia</b> \"Lima\"").await;
    page.run("document.querySelector('section[aria-labelledby=invite] button').click()").await;
    page.until("return document.querySelectorAll('.members > li').length === 2").await;
    let bia = id_of(&app, "<b>Bia</b> \"Lima\"").await;
    let name = page.run(&format!("return document.querySelector('#m-{bia} strong').textContent")).await;
    assert_eq!(name, "<b>Bia</b> \"Lima\"");
    let link = "return document.querySelector('#made-link').value";
    let first = page.until(link).await;
    assert_eq!(
        page.run("return document.activeElement.id + document.querySelector('#name').value").await,
        "made"
    );
    assert_eq!(page.run("return document.body.textContent.includes('only you are here')").await, false);

    // What came into the list works as what was there.
    page.run(&format!("document.querySelector('#m-{bia} form[data-post$=\"/link\"] button').click()")).await;
    page.until(&format!("return document.querySelector('#made-link').value !== {first}")).await;
    page.run(&format!("document.querySelector('#m-{bia} summary').click()")).await;
    for (scheme, colour) in [("light", "rgb(163, 39, 28)"), ("dark", "rgb(255, 176, 164)")] {
        page.prefers(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]).await;
        let looks = page.run(&DESTROYS.replace("ID", bia.as_str())).await;
        let [.., again, remove] = looks.as_array().unwrap().as_slice() else { panic!("{looks}") };
        assert_eq!(*again, json!(["Remove…", colour, colour, true]));
        assert_eq!(*remove, json!(["Remove <b>Bia</b> \"Lima\"", colour, colour, true]));
        assert_eq!(violations(&page).await, Vec::<String>::new(), "{scheme}");
    }
    page.run("wrongs.length = 0").await;
    page.run(&format!("document.querySelector('#m-{bia} details form button').click()")).await;
    page.until("return document.querySelectorAll('.members > li').length === 1").await;
    assert_eq!(page.wrongs().await, Value::Array(Vec::new()));
    page.quit().await;
}
