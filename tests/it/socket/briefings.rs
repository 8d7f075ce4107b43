//! The whole campaign briefing on every branch in both languages, with edits, a cut connection and a resume.

use crate::harness::{
    app::{Start, TestApp},
    briefing::{self, STEPS_MAX},
    person::{Person, new_id, send},
    postgres,
};
use serde_json::{Value, json};

/// The goals, each with what only its branch asks for.
const BRANCHES: [(&str, &str); 4] = [
    ("launch", "launch_date"),
    ("awareness", "remembered_for"),
    ("leads", "lead_quality"),
    ("sales", "baseline"),
];

/// What is edited on the way, with what it becomes.
fn edits(locale: &str) -> [(&'static str, &'static str); 2] {
    match locale {
        "en" => [("product_name", "Rye bread"), ("why_us", "stone mill, delivery by bike, own grain")],
        _ => [
            ("product_name", "Pão de centeio"),
            ("why_us", "moinho de pedra, entrega de bicicleta, grão próprio"),
        ],
    }
}

/// The connection is cut without a word, with an answer under way; who comes back gets exactly the rows
/// that were missing, and the answer, sent again, is there once.
async fn is_cut_while_speaking(person: &mut Person) {
    let help = json!({ "type": "command", "client_msg_id": new_id(), "name": "help" });
    send(person.socket(), &help).await;
    person.comes_back().await.unwrap();
    let came = person.does(help).await;
    assert!(came.is_accepted(), "{came:?}");
}

async fn whole(app: &TestApp, locale: &str, (goal, own): (&str, &str)) {
    let hello = json!({ "locale": locale, "tz": "America/Sao_Paulo", "tree": "campaign_briefing" });
    let mut ana = Person::says_hello(app, hello).await;
    assert_eq!(ana.welcome["locale"], locale);
    let mut edits = edits(locale).to_vec();
    let (mut steps, mut asked) = (0, Vec::new());
    while !briefing::is_done(&ana) {
        asked.push(ana.ask["path"].as_str().unwrap_or_default().to_owned());
        briefing::step(&mut ana, locale, goal).await;
        steps += 1;
        assert!(steps < STEPS_MAX, "still at {:?}", ana.ask["path"]);
        if steps % 3 == 0 {
            let again = Person::says_hello(app, ana.resume()).await;
            assert_eq!(again.brief, ana.brief, "the changes of the brief add up to the whole one");
        }
        if steps % 7 == 0 && !briefing::is_done(&ana) {
            is_cut_while_speaking(&mut ana).await;
        }
        // Each once it was answered and passed.
        if let Some(at) = edits.iter().position(|(path, _)| asked.iter().any(|asked| asked == path)) {
            let (path, text) = edits.remove(at);
            assert!(ana.edits(path, text).await.is_accepted(), "{path}");
        }
    }
    assert!(edits.is_empty(), "never asked: {edits:?}");
    for (_, others) in BRANCHES.iter().filter(|(other, _)| *other != goal) {
        assert!(!asked.iter().any(|path| path == others), "{goal} asks for {others}");
    }
    assert!(asked.iter().any(|path| path == own), "{goal} asks for {own}: {asked:?}");
    let told =
        |text: &str| ana.rows.iter().any(|row| row["text"].as_str().is_some_and(|said| said.contains(text)));
    assert!(!told("{{"), "no reference is left unfilled");
    let said = |path: &str| {
        let text = briefing::answer(locale, path).unwrap();
        ana.rows.iter().find(|row| row["from"] == "person" && row["text"] == text).unwrap()
    };
    let budget = if locale == "en" { "R$5,000.00" } else { "R$ 5.000,00" };
    assert_eq!(said("budget")["read"], json!({ "path": "budget", "shown": budget }));
    assert!(said("product_name")["read"].is_null(), "the same words are not read as anything else");
    briefing::hears_the_plan(&mut ana).await;
    let again = Person::says_hello(app, ana.resume()).await;
    assert_eq!(again.rows, ana.rows, "what was gathered over the cuts is what the database has");
    let frozen = get(app, &ana, "brief").await;
    assert_eq!(frozen["version"], 1);
    let fields = frozen["brief"]["fields"].as_array().unwrap();
    let of =
        |path: &str| fields.iter().find(|field| field["path"] == path).unwrap_or_else(|| panic!("no {path}"));
    assert_eq!(of("goal")["value"], goal);
    assert_eq!(of("product_name")["shown"], self::edits(locale)[0].1);
    let first = self::edits(locale)[1].1.split(',').next().unwrap();
    let reasons = of("why_us")["shown"].as_str().unwrap().to_lowercase();
    assert!(reasons.contains(first), "{reasons}");
}

async fn get(app: &TestApp, person: &Person, what: &str) -> Value {
    let url = app.url(&format!("/api/v1/conversations/{}/{what}", person.conversation));
    let answer = reqwest::Client::new().get(url).bearer_auth(&person.token).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_branch_in_portuguese() {
    let app = TestApp::start().await;
    for branch in BRANCHES {
        whole(&app, "pt-BR", branch).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_branch_in_english() {
    let app = TestApp::start().await;
    for branch in BRANCHES {
        whole(&app, "en", branch).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_briefing_on_postgres() {
    let app = Start::new().postgres(&postgres::new_database().await).run().await;
    whole(&app, "pt-BR", BRANCHES[0]).await;
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
async fn the_brief_comes_in_changes_to_every_tab() {
    let app = TestApp::start().await;
    let mut ana = Person::meets(&app).await;
    let mut tab = Person::says_hello(&app, ana.resume()).await;
    for n in 1..=5 {
        let came = ana.says(&format!("answer {n}")).await;
        let brief = came.frames.iter().find(|frame| frame["type"] == "brief").expect("it changed");
        assert!(brief["slots"].as_array().unwrap().len() < 10, "only what changed: {brief}");
        tab.hears(|frame| frame["type"] == "brief").await;
        assert_eq!(tab.brief, ana.brief);
    }
    assert_eq!(Person::says_hello(&app, ana.resume()).await.brief, ana.brief);
}
