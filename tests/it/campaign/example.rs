//! The example's pieces: a change that was asked for with what came of it, approvals, and nothing that the brief
//! does not say. They are looked at, and nothing is kept.

use crate::harness::{api::request, app::TestApp, axe::violations, browser::Browser};
use pauta::{
    app::install,
    production::played::Played,
    talk::{play, script::Script},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn get(app: &TestApp, what: &str, lang: &str) -> (StatusCode, Value) {
    let path = format!("/api/v1/example/pieces{what}");
    let answer = request(app, Method::GET, &path).header("Accept-Language", lang).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

async fn views(app: &TestApp, lang: &str) -> Vec<Value> {
    let (status, listed) = get(app, "", lang).await;
    assert_eq!(status, 200, "{listed}");
    let mut views = Vec::new();
    for line in listed["pieces"].as_array().unwrap() {
        let (status, view) = get(app, &format!("/{}", line["id"].as_str().unwrap()), lang).await;
        assert_eq!(status, 200, "{view}");
        views.push(view);
    }
    views
}

fn decisions(view: &Value) -> Vec<(&str, u64)> {
    let all = view["decisions"].as_array().unwrap().iter();
    all.map(|one| (one["decision"].as_str().unwrap(), one["version"].as_u64().unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_has_a_change_with_what_came_of_it_and_claims_nothing_that_the_brief_does_not_say() {
    let app = TestApp::start().await;
    for (lang, brand) in [("pt-BR", "Viveiro Dona Jabuticaba"), ("en", "Dona Jabuticaba Nursery")] {
        let views = views(&app, lang).await;
        let kinds: Vec<&str> = views.iter().map(|view| view["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["value_proposition", "social_post", "whatsapp_template", "ad_rsa"], "{lang}");
        for view in &views {
            // Invented numbers and names are among what is looked for, as in what a model writes.
            assert_eq!(view["checks"], json!([]), "{lang}");
            assert_eq!((&view["state"], &view["by"]), (&json!("approved"), &json!("example")), "{lang}");
            assert_eq!((&view["actions"], view.get("undo_until")), (&json!([]), None), "nothing to be done");
            assert_eq!(view["locale"], lang);
            assert_eq!(decisions(view).last(), Some(&("approve", view["latest"].as_u64().unwrap())));
            assert!(
                view["decisions"].as_array().unwrap().iter().all(|one| one["by"]["name"] == "Célia Prado")
            );
            assert!(!view["sources"].as_array().unwrap().is_empty() && view["rationale"] != "", "{view}");
            let lines = view["lines"].as_array().unwrap();
            assert!(lines.iter().all(|line| line.get("gaps").is_none()), "nothing is missing: {lines:?}");
            let fits =
                |line: &Value| line["limit"].as_u64().is_none_or(|most| line["count"].as_u64() <= Some(most));
            assert!(lines.iter().all(fits), "nothing is too long: {lines:?}");
        }
        let changed: Vec<&Value> = views.iter().filter(|view| view["latest"].as_u64() > Some(1)).collect();
        let [post] = changed[..] else { panic!("one piece was changed, {} are", changed.len()) };
        assert_eq!(decisions(post), [("request_changes", 1), ("approve", 2)], "{lang}");
        assert_eq!(post["history"].as_array().unwrap().len(), 2);
        let [change] = &post["changes"].as_array().unwrap()[..] else { panic!("{}", post["changes"]) };
        assert_eq!(change["path"], "/text", "only what was asked for changed");
        let first = get(&app, &format!("/{}?version=1", post["id"].as_str().unwrap()), lang).await.1;
        assert_eq!((&first["version"], &first["content"]["text"]), (&json!(1), &change["from"]));
        assert!(change["from"].as_str().unwrap().contains(brand));
        let (status, refused) =
            get(&app, &format!("/{}?version=3", post["id"].as_str().unwrap()), lang).await;
        assert_eq!((status.as_u16(), &refused["code"]), (404, &json!("not_found")));
        for (query, blamed) in
            [("version=1&from=x", "from "), ("version=x&from=1", "version "), ("order=up", "version, from")]
        {
            let (status, refused) =
                get(&app, &format!("/{}?{query}", post["id"].as_str().unwrap()), lang).await;
            let told = refused["message"].as_str().unwrap();
            assert_eq!((status.as_u16(), told.contains(blamed)), (400, true), "{query}: {told}");
            assert!(
                query == "order=up"
                    || ["from", "version"].iter().filter(|one| told.contains(*one)).count() == 1
            );
        }
    }
    let id = views(&app, "en").await[0]["id"].as_str().unwrap().to_owned();
    let act = request(&app, Method::POST, &format!("/api/v1/example/pieces/{id}/acts")).body("{}");
    assert!(act.send().await.unwrap().status().is_client_error(), "there is nobody to act on it");
    assert_eq!(get(&app, "/x", "en").await.0, 404);
}

/// Why the Portuguese example would not come about, were it written like this.
fn refused(from: &str, to: &str) -> Option<String> {
    let script = Script::parse(include_str!("../../../src/web/brief/example/pt.talk")).unwrap();
    let trees = install::shipped().unwrap();
    let tree = trees.iter().find(|tree| tree.doc().id == script.tree).unwrap();
    let frozen = play::frozen(&script, tree).unwrap();
    let text = include_str!("../../../src/web/campaign/example/pt.json");
    assert!(text.contains(from), "{from} is in it");
    let script = serde_json::from_str(&text.replace(from, to)).unwrap();
    Played::of(&script, frozen.last().unwrap()).err()
}

#[test]
fn an_example_that_the_board_or_the_checks_refuse_does_not_come_about() {
    assert_eq!(refused("46", "46"), None);
    for (from, to, why) in [
        ("46 de 50 vivas", "48 de 50 vivas", "NotNow"),
        ("Você viaja, ela se vira.", "A Fernanda Lima viaja, ela se vira.", "NotTicked"),
        ("\"what\": \"request\"", "\"what\": \"approve\"", "AlreadyDecided"),
        ("\"social_post.instagram\": [", "\"social_post.orkut\": [", "the plan has no"),
    ] {
        let told = refused(from, to);
        assert!(told.as_ref().is_some_and(|told| told.contains(why)), "{to}: {told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_pieces_are_found_from_its_brief_and_only_looked_at() {
    let app = TestApp::start().await;
    for (lang, words) in [
        ("pt-BR", ["Exemplo", "Peças escritas à mão, ninguém as gerou", "pediu mudança", "Mudou desde v1"]),
        (
            "en",
            [
                "Example",
                "Pieces written by hand; nobody generated them",
                "asked for a change",
                "Changed since v1",
            ],
        ),
    ] {
        let page = Browser::open(&app.url(&format!("/example?lang={lang}")), 390, 844).await;
        page.clicks("nav a[href^='/example/campaign']").await;
        page.until("return document.querySelectorAll('.piece .preview').length === 4").await;
        page.until("return document.querySelectorAll('.history[open] li').length === 2").await;
        let told = page.run("return document.body.innerText").await;
        for words in words {
            assert!(told.as_str().unwrap().contains(words), "{words}: {told}");
        }
        let acts = page
            .run("return [...document.querySelectorAll('[data-act]')].map((one) => one.dataset.act)")
            .await;
        assert_eq!(acts, json!(["compare"]), "nothing can be done but to compare");
        let others = "return document.querySelectorAll('[data-send], [data-file], form, textarea').length";
        assert_eq!(page.run(others).await, 0);
        let fits = page.run("return document.documentElement.scrollWidth <= innerWidth").await;
        assert_eq!(fits, true, "nothing is cut at 390 pixels");
        assert_eq!(violations(&page).await, Vec::<String>::new());
        page.clicks("[data-act=compare]").await;
        page.until("return document.querySelectorAll('dialog .sides').length === 1").await;
        let foreign = "return performance.getEntriesByType('resource').map(({ name }) => name) \
            .filter((name) => !name.startsWith(location.origin))";
        assert_eq!(page.run(foreign).await, json!([]));
        assert_eq!(page.wrongs().await, json!([]));
        page.quit().await;
    }
    assert_eq!(app.app.metrics.render().lines().filter(|line| *line == "pauta_turns_total 0").count(), 1);
}
