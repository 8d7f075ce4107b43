//! The HTTP API, the pages, and what every response has in common.

use crate::harness::{
    api::{Caller, request},
    app::{Start, TestApp},
    person::new_id,
    trees,
};
use reqwest::{Client, Method};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_briefing_without_a_socket() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    for n in 1..=10 {
        let came = ana.says(&format!("answer *{n}*")).await;
        assert_eq!(came["accepted"]["understood"], true);
        assert_eq!(came["messages"][0]["from"], "person");
    }
    assert_eq!(ana.get("brief").await.status(), 404, "nothing is frozen yet");
    let frame = json!({ "type": "answer", "client_msg_id": new_id(), "options": ["confirm"] });
    let first: Value = ana.posts(&frame).await.json().await.unwrap();
    let again: Value = ana.posts(&frame).await.json().await.unwrap();
    assert_eq!(first["accepted"], again["accepted"]);
    let rows: Value = ana.get("messages?after=0").await.json().await.unwrap();
    let rows = rows["messages"].as_array().unwrap().clone();
    assert!(rows.iter().zip(1..).all(|(row, seq)| row["seq"] == seq), "from 1, without a gap");
    let later: Value = ana.get("messages?after=5").await.json().await.unwrap();
    assert_eq!(later["messages"].as_array().unwrap()[..], rows[5..]);
    let brief: Value = ana.get("brief?version=1").await.json().await.unwrap();
    assert_eq!((brief["version"].as_u64(), brief["hash"].as_str().unwrap().len()), (Some(1), 64));
    let markdown = ana.get("brief.md").await;
    assert_eq!(markdown.headers()["content-type"], "text/markdown; charset=utf-8");
    let markdown = markdown.text().await.unwrap();
    assert!(markdown.contains("answer \\*3\\*"), "what a person wrote is no markup: {markdown}");
    let list =
        request(&app, Method::GET, "/api/v1/conversations").bearer_auth(&ana.token).send().await.unwrap();
    let list: Value = list.json().await.unwrap();
    assert_eq!(list["conversations"][0]["conversation"], ana.conversation);
    assert_eq!(list["conversations"][0]["status"], "completed");
    assert_eq!(ana.get("brief?version=2").await.status(), 404);
}

/// S2: what is somebody else's reads with the same bytes as what is not there.
#[tokio::test(flavor = "multi_thread")]
async fn anothers_conversation_is_not_there() {
    let app = TestApp::start().await;
    let (ana, bia) = (Caller::starts(&app).await, Caller::starts(&app).await);
    ana.says("CANARY_A").await;
    let last = ana.conversation.pop_last();
    for path in [
        "messages",
        "brief",
        "brief.md",
        "brief.html",
        "brief.html?version=draft",
        "versions",
        "versions/1/changes",
    ] {
        let mut answers = Vec::new();
        for id in [&ana.conversation, &last, &new_id(), "0", "%27)--"] {
            let path = format!("/api/v1/conversations/{id}/{path}");
            let answer = request(&app, Method::GET, &path).bearer_auth(&bia.token).send().await.unwrap();
            answers.push((answer.status(), answer.text().await.unwrap()));
        }
        assert_eq!(answers[0].0, 404);
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{path}: {answers:?}");
    }
    let before: Value = ana.get("messages").await.json().await.unwrap();
    let path = format!("/api/v1/conversations/{}/inputs", ana.conversation);
    let frame = json!({ "type": "answer", "client_msg_id": new_id(), "text": "not mine" });
    let answer =
        request(&app, Method::POST, &path).bearer_auth(&bia.token).json(&frame).send().await.unwrap();
    assert_eq!(answer.status(), 404);
    assert_eq!(ana.get("messages").await.json::<Value>().await.unwrap(), before);
    let list =
        request(&app, Method::GET, "/api/v1/conversations").bearer_auth(&bia.token).send().await.unwrap();
    assert!(!list.text().await.unwrap().contains(&ana.conversation));
}

trait PopLast {
    /// The id with another last digit: one that its neighbour might have.
    fn pop_last(&self) -> String;
}

impl PopLast for String {
    fn pop_last(&self) -> String {
        let last = if self.ends_with('0') { "1" } else { "0" };
        format!("{}{last}", &self[..self.len() - 1])
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_request_is_told_why() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    let code = async |answer: reqwest::Response| {
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap();
        assert!(body["message"].as_str().unwrap().ends_with('.'), "{body}");
        (status, body["code"].as_str().unwrap().to_owned())
    };
    let told = |status: u16, code: &str| (status, code.to_owned());
    assert_eq!(code(ana.posts(&json!({ "type": "shout" })).await).await, told(400, "bad_frame"));
    assert_eq!(code(ana.posts(&json!({ "type": "ping" })).await).await, told(400, "bad_frame"));
    let large = json!({ "type": "answer", "client_msg_id": new_id(), "text": "x".repeat(66_000) });
    assert_eq!(code(ana.posts(&large).await).await, told(413, "too_large"));
    let path = format!("/api/v1/conversations/{}/inputs", ana.conversation);
    let form =
        request(&app, Method::POST, &path).bearer_auth(&ana.token).header("content-type", "text/plain");
    assert_eq!(code(form.body("{}").send().await.unwrap()).await, told(400, "bad_frame"));
    for token in ["", "x", &"0".repeat(64)] {
        let answer =
            request(&app, Method::GET, "/api/v1/conversations").bearer_auth(token).send().await.unwrap();
        assert_eq!(code(answer).await, told(401, "unauthorised"));
    }
    // S12: no filter takes anything but a number.
    for value in ["'", ")--", "1;select", "pg_sleep(9)", "-1", "1e9", "0x10"] {
        let answer = ana.get(&format!("messages?after={value}")).await;
        assert_eq!(code(answer).await, told(400, "bad_frame"), "{value}");
        assert_eq!(code(ana.get(&format!("brief?version={value}")).await).await, told(400, "bad_frame"));
    }
    assert_eq!(ana.get("messages?order=asc").await.status(), 400);
    for (path, field) in
        [("messages?after=x", "after"), ("brief?version=x", "version"), ("versions/1/changes?from=x", "from")]
    {
        let body: Value = ana.get(path).await.json().await.unwrap();
        let told = format!(
            "This address takes only the parameter {field}, which has to be a whole number, zero or more."
        );
        assert_eq!(body["message"], told);
    }
    let plain = request(&app, Method::POST, &path).bearer_auth(&ana.token).body("{}");
    assert!(plain.send().await.unwrap().text().await.unwrap().contains("Content-Type: application/json"));
    let ping: Value = ana.posts(&json!({ "type": "ping" })).await.json().await.unwrap();
    assert_eq!(ping["message"], "The field type has to be one of: answer, edit, command, decide.");
    let nothing = request(&app, Method::GET, "/api/v2/<x>").send().await.unwrap();
    let body = nothing.text().await.unwrap();
    assert!(body.contains("not_found") && !body.contains("x>"), "what was asked for is not repeated");
    let method = request(&app, Method::DELETE, "/api/v1/conversations").send().await.unwrap();
    assert_eq!(code(method).await, told(405, "not_allowed"));
    let portuguese =
        request(&app, Method::GET, "/nada").header("accept-language", "pt-BR").send().await.unwrap();
    assert!(portuguese.text().await.unwrap().contains("Não há nada"));
}

/// S7 on the calls that change something.
#[tokio::test(flavor = "multi_thread")]
async fn only_a_registered_origin_may_change_anything() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    let path = format!("/api/v1/conversations/{}/inputs", ana.conversation);
    let port = app.address.port();
    let hello = json!({ "type": "hello", "protocol": 1, "site": app.site() });
    let answer = json!({ "type": "answer", "client_msg_id": new_id(), "text": "forged" });
    for origin in [
        None,
        Some("null".into()),
        Some("https://evil.test".into()),
        Some(format!("https://127.0.0.1:{port}")),
    ] {
        for (path, body) in [("/api/v1/conversations", &hello), (path.as_str(), &answer)] {
            let mut request = Client::new().post(app.url(path)).bearer_auth(&ana.token).json(body);
            if let Some(origin) = &origin {
                request = request.header("origin", origin);
            }
            assert_eq!(request.send().await.unwrap().status(), 403, "{origin:?} {path}");
        }
    }
    assert!(!ana.get("messages").await.text().await.unwrap().contains("forged"));
}

/// S45.
#[tokio::test(flavor = "multi_thread")]
async fn every_response_has_the_headers() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    let own = format!("/api/v1/conversations/{}/messages", ana.conversation);
    for path in [
        "/",
        "/static/chat/talk.js",
        "/static/none.js",
        "/livez",
        "/readyz",
        "/metrics",
        "/schema/tree-1.json",
        "/ws",
        "/nothing",
        "/api/v1/conversations",
        &own,
    ] {
        let answer = request(&app, Method::GET, path).bearer_auth(&ana.token).send().await.unwrap();
        let header =
            |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let policy = header("content-security-policy");
        for part in ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert!(header("strict-transport-security").contains("max-age=31536000"), "{path}");
        let to = if path.starts_with("/static/") { "*".into() } else { app.origin() };
        let tells = path.starts_with("/static/") || path.starts_with("/api/");
        assert_eq!(header("access-control-allow-origin"), if tells { to } else { String::new() }, "{path}");
        // What another page would have to be allowed.
        let foreign =
            Client::new().request(Method::OPTIONS, app.url(path)).header("origin", "https://evil.test");
        let foreign = foreign.header("access-control-request-method", "POST").send().await.unwrap();
        let told = |name: &str| name.starts_with("access-control-") && !path.starts_with("/static/");
        assert!(foreign.headers().keys().all(|name| !told(name.as_str())), "{path}");
        assert_ne!(foreign.status(), 200, "{path}");
        let cached = header("cache-control");
        assert_eq!(cached, if path == "/static/chat/talk.js" { "no-cache" } else { "no-store" }, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_there_in_both_languages() {
    let app = TestApp::start().await;
    for (language, lang, word) in [
        ("en-US,en;q=0.9", "en", "A campaign brief in minutes"),
        ("pt-BR", "pt-BR", "Um briefing de campanha"),
    ] {
        let answer =
            request(&app, Method::GET, "/").header("accept-language", language).send().await.unwrap();
        let page = answer.text().await.unwrap();
        assert!(page.contains(&format!("<html lang=\"{lang}\"")) && page.contains(word));
        assert!(page.contains(&app.site()));
    }
    let schema: Value =
        request(&app, Method::GET, "/schema/tree-1.json").send().await.unwrap().json().await.unwrap();
    assert!(schema["$schema"].is_string());
}

/// A person who follows a broken link gets a page in their language, a program its JSON; neither repeats the address.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_address_is_told_to_people_as_a_page() {
    let app = TestApp::start().await;
    let get = async |accept: &str| {
        let asked =
            request(&app, Method::GET, "/CANARY").header("accept", accept).header("accept-language", "en");
        let answer = asked.send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    let (status, page) = get("text/html,application/xhtml+xml").await;
    assert!(page.contains("There is nothing at this address") && page.contains("href=\"/\""), "{page}");
    assert_eq!((status.as_u16(), page.contains("CANARY")), (404, false));
    let (status, json) = get("application/json").await;
    assert!(json.starts_with("{\"code\":\"not_found\""), "{json}");
    assert_eq!((status.as_u16(), json.contains("CANARY")), (404, false));
}

/// Below every page that there is, and where a form was sent to and the page is loaded once more.
#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_address_leads_on_in_the_persons_language() {
    let app = TestApp::start().await;
    let gone = ["Não há nada neste endereço", "There is nothing at this address"];
    let form = ["Não há página neste endereço", "There is no page at this address"];
    for (path, status, titles) in [
        ("/example/nonsense", 404, gone),
        ("/example/campaign/nonsense", 404, gone),
        ("/campaign/nonsense", 404, gone),
        ("/brief/nonsense", 404, gone),
        ("/review/nonsense", 404, gone),
        ("/continue/nonsense", 404, gone),
        ("/people/nonsense", 404, gone),
        ("/models/limit", 405, form),
        ("/telegram/nonsense", 405, form),
        ("/webhooks/nonsense/remove", 405, form),
    ] {
        for (lang, title) in ["pt-BR", "en"].into_iter().zip(titles) {
            let asked = request(&app, Method::GET, path)
                .header("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                .header("accept-language", lang);
            let answer = asked.send().await.unwrap();
            let (found, page) = (answer.status(), answer.text().await.unwrap());
            assert_eq!(found, status, "{path}");
            assert!(
                page.contains(&format!("<html lang=\"{lang}\"")) && page.contains(title),
                "{path}: {page}"
            );
            assert!(page.contains("<a class=\"button primary\" href=\"/\""), "{path} leads on");
        }
    }
    let answer = request(&app, Method::GET, "/models/limit").header("accept", "application/json");
    assert_eq!(answer.send().await.unwrap().json::<Value>().await.unwrap()["code"], "not_allowed");
}

/// A conversation comes to be when something is said: until then there is only what it would begin with.
#[tokio::test(flavor = "multi_thread")]
async fn an_opening_is_what_a_start_gives_and_keeps_nothing() {
    let app = TestApp::start().await;
    let get = async |site: &str, locale: &str| {
        let path = format!("/api/v1/sites/{site}/opening?locale={locale}");
        Client::new().get(app.url(&path)).send().await.unwrap()
    };
    for locale in ["pt-BR", "en"] {
        let opening: Value = get(&app.site(), locale).await.json().await.unwrap();
        assert_eq!(app.counts("pauta_conversations_total"), u32::from(locale == "en"));
        let hello = json!({ "type": "hello", "protocol": 1, "site": app.site(), "locale": locale });
        let start = request(&app, Method::POST, "/api/v1/conversations").json(&hello).send().await.unwrap();
        let start: Value = start.json().await.unwrap();
        let rows = |messages: &Value| {
            let mut rows = messages.as_array().unwrap().clone();
            for row in &mut rows {
                row.as_object_mut().unwrap().retain(|name, _| name != "id" && name != "at");
            }
            rows
        };
        assert_eq!(rows(&opening["messages"]), rows(&start["messages"]));
        assert_eq!(opening["locales"], json!(["pt-BR", "en"]));
        for same in ["locale", "pending", "brief"] {
            assert_eq!(opening[same], start["welcome"][same], "{same}");
        }
        assert!(opening["pending"]["id"].is_u64() && opening["brief"]["progress"]["remaining"].is_u64());
        let page = Client::new().get(app.url(&format!("/?lang={locale}"))).send().await.unwrap();
        let first = opening["messages"][0]["text"].as_str().unwrap().split(['\n', '"', '&', '\'']).next();
        assert!(page.text().await.unwrap().contains(first.unwrap()), "the page has it inside");
    }
    let unknown = get(&new_id(), "en").await;
    assert_eq!((unknown.status().as_u16(), get("%27", "en").await.status().as_u16()), (404, 404));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_says_what_each_conversation_waits_for() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    let lines = async || {
        let list = request(&app, Method::GET, "/api/v1/conversations").bearer_auth(&ana.token);
        let list: Value = list.send().await.unwrap().json().await.unwrap();
        list["conversations"].as_array().unwrap().clone()
    };
    assert!(lines().await.is_empty(), "nothing was said yet");
    let holds = |line: &Value, wanted: &Value| {
        for (name, value) in wanted.as_object().unwrap() {
            assert_eq!(&line[name], value, "{name}");
        }
    };
    for n in 1..=3 {
        ana.says(&format!("answer {n}")).await;
    }
    let running = json!({ "conversation": ana.conversation, "group": "running", "answered": 3, "remaining": 7,
        "question": "Question 4, after answer 1?", "versions": 0 });
    let line = &lines().await[0];
    holds(line, &running);
    assert_eq!(line["name"], line["title"], "a tree without a product or a brand goes by its title");
    for n in 4..=10 {
        ana.says(&format!("answer {n}")).await;
    }
    let waiting = json!({ "group": "waiting", "answered": 10, "remaining": 0, "versions": 0 });
    holds(&lines().await[0], &waiting);
    ana.posts(&json!({ "type": "answer", "client_msg_id": new_id(), "options": ["confirm"] })).await;
    let done = json!({ "group": "done", "question": null, "versions": 1, "status": "completed" });
    holds(&lines().await[0], &done);
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_want_their_token() {
    let token = "a-long-enough-token";
    let app = Start::new().tree(&trees::ten_questions()).set("PAUTA_METRICS_TOKEN", token).run().await;
    let get = || request(&app, Method::GET, "/metrics");
    assert_eq!(get().send().await.unwrap().status(), 401);
    assert_eq!(get().bearer_auth("a-long-enough-tokex").send().await.unwrap().status(), 401);
    let shown = get().bearer_auth(token).send().await.unwrap().text().await.unwrap();
    assert!(shown.contains("pauta_turns_total"));
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_are_told_when_to_come_again() {
    let app = Start::new()
        .tree(&trees::ten_questions())
        .set("PAUTA_MESSAGES_PER_SECOND", "1")
        .set("PAUTA_MESSAGE_BURST", "2")
        .set("PAUTA_CONVERSATIONS_PER_MINUTE", "1")
        .run()
        .await;
    let ana = Caller::starts(&app).await;
    ana.says("one").await;
    ana.says("two").await;
    let answer = ana.posts(&json!({ "type": "answer", "client_msg_id": new_id(), "text": "three" })).await;
    assert_eq!((answer.status().as_u16(), answer.headers()["retry-after"].to_str().unwrap()), (429, "1"));
    // E13: a forged address is not another caller. (A server that is nobody's yet would not even ask.)
    let workspace = &app.app.home.workspace;
    crate::people::guest::invited(&app, workspace, "Olga", pauta::store::Role::Owner).await;
    let hello = json!({ "type": "hello", "protocol": 1, "site": app.site(), "tree": "ten" });
    let forged = request(&app, Method::POST, "/api/v1/conversations").header("x-forwarded-for", "6.6.6.6");
    assert_eq!(forged.json(&hello).send().await.unwrap().status(), 429);
}
