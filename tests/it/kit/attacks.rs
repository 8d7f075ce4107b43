//! Those who try: for another workspace's brand, with another site's form, in a role that may not.

use super::{Made, sends};
use crate::{
    harness::{app::TestApp, form::png},
    models::{fills, form, neighbour},
    people::guest::{Came, Guest},
};
use pauta::store::Role;
use reqwest::Method;

/// Every form of a brand's page, sent.
async fn every_form(made: &Made<'_>, guest: &Guest<'_>) -> Vec<(String, Came)> {
    let mut came = Vec::new();
    for (rest, fields) in forms() {
        came.push((rest.to_owned(), fills(guest, &made.path(rest), &fields).await));
    }
    came.push(("/files".to_owned(), sends(guest, &made.path("/files"), "logo", "l.png", &png(1)).await));
    came
}

fn forms() -> [(&'static str, Vec<(&'static str, &'static str)>); 5] {
    [
        ("", vec![("base", "1"), ("name", "stolen")]),
        ("/rules", vec![("rule", "x"), ("act", "accept")]),
        ("/rules/new", vec![("instead_of", "a"), ("write", "b")]),
        ("/restore", vec![("version", "1")]),
        ("/files/remove", vec![("file", "x")]),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn another_workspaces_brand_reads_as_one_that_never_was() {
    let app = TestApp::start().await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    let (there, rui) = neighbour(&app).await;
    let made = Made::by(&olga, &home, "CANARY").await;
    made.saves(&olga, 0, &[("name", "CANARY")]).await;
    assert_eq!(sends(&olga, &made.path("/files"), "logo", "l.png", &png(2)).await.0, 200);
    let place = made.kit().await.logos[0].key.rsplit('/').next().unwrap().to_owned();

    assert!(!rui.sees("/kit").await.contains("CANARY"));
    let mut pages = vec![rui.get(&made.path("")).await];
    for id in ["019a9d3e-0000-7000-8000-000000000009", "0", "%27)--", "..%2f..%2fetc"] {
        pages.push(rui.get(&format!("/kit/{id}")).await);
    }
    assert_eq!(pages[0].0, 404);
    assert!(pages.iter().all(|page| *page == pages[0]), "{pages:?}");
    assert_eq!(rui.get(&made.path(&format!("/files/{place}"))).await.0, 404);
    for (form, came) in every_form(&made, &rui).await {
        assert_eq!(came.0, 404, "{form}: {came:?}");
        assert!(!came.1.to_string().contains("CANARY"), "{form}");
    }
    assert_eq!((made.kit().await.version, made.kit().await.name.as_str()), (2, "CANARY"));
    // A brand of one's own does not lead to another's file either.
    let own = Made::by(&rui, &there, "Own").await;
    assert_eq!(rui.get(&own.path(&format!("/files/{place}"))).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_changes_a_kit_but_its_makers_on_our_own_page() {
    let app = TestApp::start().await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    let made = Made::by(&olga, &home, "Casa").await;
    made.saves(&olga, 0, &[("name", "Casa")]).await;
    let nobody = Guest::new(&app);
    let paul = Guest::member(&app, "Paul", Role::Approver).await;
    let clara = Guest::member(&app, "Clara", Role::Client).await;
    for (guest, page, change) in [(&nobody, 401, 401), (&paul, 200, 403), (&clara, 403, 403)] {
        assert_eq!(guest.get("/kit").await.0, page);
        assert_eq!(guest.get(&made.path("")).await.0, page);
        assert_eq!(fills(guest, "/kit", &[("name", "x")]).await.0, change);
        for (form, came) in every_form(&made, guest).await {
            assert_eq!(came.0, change, "{form}: {came:?}");
        }
    }
    assert!(!made.sees(&paul).await.contains("<button"), "there is nothing to press");
    for (rest, fields) in forms() {
        let path = made.path(rest);
        let bare = |origin: &str, site: &str| {
            let request = form(&olga, &path, &fields).build().unwrap();
            let mut headers = request.headers().clone();
            headers.remove("origin");
            headers.insert("sec-fetch-site", site.parse().unwrap());
            if !origin.is_empty() {
                headers.insert("origin", origin.parse().unwrap());
            }
            let body = request.body().unwrap().as_bytes().unwrap().to_vec();
            reqwest::Client::new().post(app.url(&path)).headers(headers).body(body)
        };
        for (origin, site) in
            [("", "same-origin"), ("null", "cross-site"), ("https://evil.test", "cross-site")]
        {
            assert_eq!(bare(origin, site).send().await.unwrap().status(), 403, "{path} {origin}");
        }
        let text = olga.request(Method::POST, &path).header("content-type", "text/plain").body("base=1");
        assert_eq!(olga.sends(text).await.0, 400, "{path} as a text");
    }
    assert_eq!(made.kit().await.version, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approver_is_told_what_they_can_do_here() {
    let app = TestApp::start().await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    let ana = Guest::member(&app, "Ana", Role::Approver).await;
    let page = ana.sees("/kit").await;
    assert!(
        page.contains("The first one comes with the first brief.") && !page.contains("or here"),
        "{page}"
    );
    assert!(olga.sees("/kit").await.contains("with the first brief, or here."));
    let made = Made::by(&olga, &home, "Padaria").await;
    for page in [ana.sees("/kit").await, made.sees(&ana).await] {
        assert!(page.contains("so that you can hold the pieces against it"), "{page}");
        let own = ["<button", "<form", "<textarea", "One a line."];
        assert!(own.iter().all(|of_editors| !page.contains(of_editors)), "{page}");
    }
}
