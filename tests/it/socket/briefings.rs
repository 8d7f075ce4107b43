//! The whole campaign briefing on every branch in both languages, with edits, a cut connection and a resume.

use crate::harness::{
    app::TestApp,
    briefing::{self, STEPS_MAX},
    person::Person,
};
use serde_json::{Value, json};

async fn whole(locale: &str, goal: &str) {
    let app = TestApp::start().await;
    let mut ana = Person::says_hello(
        &app,
        json!({ "locale": locale, "tz": "America/Sao_Paulo", "tree": "campaign_briefing" }),
    )
    .await;
    assert_eq!(ana.welcome["locale"], locale);
    let mut steps = 0;
    let mut edited = false;
    while !briefing::is_done(&ana) {
        briefing::step(&mut ana, locale, goal).await;
        steps += 1;
        assert!(steps < STEPS_MAX, "still at {:?}", ana.ask["path"]);
        if steps % 7 == 0 {
            // The connection is cut, and the person comes back with what they have.
            let resume = json!({ "conversation": ana.conversation, "token": ana.token });
            let rows = std::mem::take(&mut ana.rows);
            ana = Person::says_hello(&app, resume).await;
            assert_eq!(ana.rows, rows);
        }
        if !edited && steps == 14 {
            let name = if locale == "en" { "Rye bread" } else { "Pão de centeio" };
            assert!(ana.edits("product_name", name).await.is_accepted());
            edited = true;
        }
    }
    let told =
        |text: &str| ana.rows.iter().any(|row| row["text"].as_str().is_some_and(|said| said.contains(text)));
    assert!(!told("{{"), "no reference is left unfilled");
    let brief = get(&app, &ana, "brief").await;
    assert_eq!(brief["version"], 1);
    let fields = brief["brief"]["fields"].as_array().unwrap();
    let shown =
        |path: &str| fields.iter().find(|field| field["path"] == path).map(|field| field["shown"].clone());
    assert_eq!(shown("product_name").unwrap(), if locale == "en" { "Rye bread" } else { "Pão de centeio" });
    assert!(shown("goal").is_some_and(|goal| !goal.is_null()));
}

async fn get(app: &TestApp, person: &Person, what: &str) -> Value {
    let url = app.url(&format!("/api/v1/conversations/{}/{what}", person.conversation));
    let answer = reqwest::Client::new().get(url).bearer_auth(&person.token).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_branch_in_portuguese() {
    for goal in ["launch", "awareness", "leads", "sales"] {
        whole("pt-BR", goal).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_branch_in_english() {
    for goal in ["launch", "awareness", "leads", "sales"] {
        whole("en", goal).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reopened_brief_has_a_second_version_that_says_what_changed() {
    let app = TestApp::start().await;
    let mut ana = Person::meets(&app).await;
    for n in 1..=10 {
        ana.says(&format!("answer {n}")).await;
    }
    assert!(ana.presses(&["confirm"]).await.is_accepted());
    assert!(briefing::is_done(&ana));
    assert_eq!(ana.says("more").await.code(), "closed");
    assert!(ana.commands("reopen", json!({})).await.is_accepted());
    ana.edits("q2", "a second thought").await;
    while ana.ask["buttons"].as_array().is_some_and(|buttons| buttons.iter().all(|b| b["id"] != "confirm")) {
        ana.says("again").await;
    }
    ana.presses(&["confirm"]).await;
    let versions = get(&app, &ana, "versions").await;
    assert_eq!(versions["versions"].as_array().unwrap().len(), 2);
    let changes = get(&app, &ana, "versions/2/changes").await;
    let q2 = changes["changes"].as_array().unwrap().iter().find(|change| change["path"] == "q2").unwrap();
    assert_eq!((&q2["from"], &q2["to"]), (&json!("answer 2"), &json!("a second thought")));
    assert_eq!(get(&app, &ana, "brief?version=1").await["brief"]["fields"][1]["shown"], "answer 2");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_brief_that_comes_in_changes_is_the_whole_one() {
    let app = TestApp::start().await;
    let mut ana = Person::meets(&app).await;
    let mut watching =
        Person::says_hello(&app, json!({ "conversation": ana.conversation, "token": ana.token })).await;
    let mut fields: std::collections::BTreeMap<String, Value> = std::collections::BTreeMap::new();
    let mut put = |brief: &Value| {
        for slot in brief["slots"].as_array().unwrap() {
            fields.insert(slot["path"].as_str().unwrap().into(), slot.clone());
        }
    };
    put(&ana.welcome["brief"]);
    for n in 1..=5 {
        let came = ana.says(&format!("answer {n}")).await;
        let brief = came.frames.iter().find(|frame| frame["type"] == "brief").expect("it changed");
        assert!(brief["slots"].as_array().unwrap().len() < 10, "only what changed: {brief}");
        put(brief);
        let seen = watching.hears(|frame| frame["type"] == "brief").await;
        assert_eq!(seen["score"], brief["score"]);
    }
    let again =
        Person::says_hello(&app, json!({ "conversation": ana.conversation, "token": ana.token })).await;
    for slot in again.welcome["brief"]["slots"].as_array().unwrap() {
        assert_eq!(fields[slot["path"].as_str().unwrap()], *slot);
    }
}
