//! Those who try: forged requests, planted sessions, roles that may not, workspaces that are not theirs.

use super::guest::{Guest, id_of, invited, token, workspace};
use crate::harness::app::TestApp;
use pauta::store::Role;
use reqwest::Method;
use serde_json::{Value, json};

/// Every route that changes something for a cookie, with a body that would.
fn changing(member: &str) -> Vec<(String, Value)> {
    let of = |what: &str| format!("/people/members/{member}/{what}");
    vec![
        ("/people/first".into(), json!({ "name": "Eve" })),
        ("/people/members".into(), json!({ "name": "Eve", "role": "owner" })),
        (of("link"), json!({})),
        (of("role"), json!({ "role": "owner" })),
        (of("remove"), json!({})),
        ("/account/switch".into(), json!({ "member": member })),
        ("/account/link".into(), json!({})),
        ("/account/leave".into(), json!({})),
        ("/account/leave-everywhere".into(), json!({})),
        ("/enter".into(), json!({ "token": "0".repeat(64) })),
        ("/enter/look".into(), json!({ "token": "0".repeat(64) })),
        ("/api/v1/me/visitor".into(), json!({})),
        ("/api/v1/me/browser".into(), json!({ "site": "x" })),
    ]
}

/// S13.
#[tokio::test(flavor = "multi_thread")]
async fn another_sites_page_changes_nothing() {
    let app = TestApp::start().await;
    let olga = Guest::first_owner(&app).await;
    let (bia, link) = invited(&app, &app.app.home.workspace, "Bia", Role::Client).await;
    let before = app.app.store.workspace(&app.app.home.workspace).members().await.unwrap();
    let mut routes = changing(bia.id.as_str());
    routes.push(("/enter".into(), json!({ "token": token(&link) })));
    for (path, body) in routes {
        let bare = |origin: Option<&str>, site: &str| {
            let request =
                reqwest::Client::new().post(app.url(&path)).header("cookie", olga.cookie().unwrap());
            let request = request.header("sec-fetch-site", site).json(&body);
            match origin {
                Some(origin) => request.header("origin", origin),
                None => request,
            }
        };
        let own = app.origin();
        let forged = [
            bare(None, "same-origin"),
            bare(Some("null"), "cross-site"),
            bare(Some("https://evil.test"), "cross-site"),
            bare(Some("http://127.0.0.1.evil.test"), "same-site"),
            bare(Some("http://127.0.0.1:1"), "same-origin"),
            bare(Some(&own), "cross-site"),
            bare(Some(&own), "same-site"),
            bare(Some(&own), "same-origin").header("origin", "https://evil.test"),
        ];
        for request in forged {
            assert_eq!(request.send().await.unwrap().status(), 403, "{path}");
        }
        let text = olga.request(Method::POST, &path).header("content-type", "text/plain");
        let text = olga.sends(text.body(body.to_string())).await.0;
        assert!(matches!(text, 400 | 401), "{path} as a text: {text}");
        let read = olga.get(&path).await.0;
        assert!(matches!(read, 200 | 405), "{path} by reading: {read}");
    }
    assert_eq!(app.app.store.workspace(&app.app.home.workspace).members().await.unwrap(), before);
    assert_eq!(olga.get("/people").await.0, 200, "nor was she signed out");
    Guest::by(&app, &link).await;
}

/// S4: every route, by everybody who is no owner.
#[tokio::test(flavor = "multi_thread")]
async fn only_owners_manage_people() {
    let app = TestApp::start().await;
    let olga = Guest::first_owner(&app).await;
    let owner = id_of(&app, "Olga").await;
    let before = app.app.store.workspace(&app.app.home.workspace).members().await.unwrap().len();
    let nobody = Guest::new(&app);
    for (path, body) in changing(owner.as_str()).into_iter().filter(|(path, _)| !path.starts_with("/enter")) {
        assert_eq!(nobody.post(&path, &body).await.0, 401, "{path}");
    }
    let mut extra = 0;
    for (name, role) in [("Mia", Role::Marketer), ("Ari", Role::Approver), ("Cloe", Role::Client)] {
        let guest = Guest::member(&app, name, role).await;
        extra += 1;
        for (path, body) in
            changing(owner.as_str()).into_iter().filter(|(path, _)| path.starts_with("/people"))
        {
            let wanted = if path == "/people/first" { 401 } else { 403 };
            assert_eq!(guest.post(&path, &body).await.0, wanted, "{name} {path}");
        }
        assert_eq!(guest.get("/people").await.0, 403);
        assert_eq!(guest.post("/account/switch", &json!({ "member": owner.as_str() })).await.0, 404);
    }
    let members = app.app.store.workspace(&app.app.home.workspace).members().await.unwrap();
    assert_eq!(members.len(), before + extra);
    assert_eq!(members.iter().find(|member| member.id == owner).unwrap().role, Role::Owner);

    // The last owner stays one; a second who has come in makes it possible.
    let of_olga = |what: &str| format!("/people/members/{owner}/{what}");
    let (status, told) = olga.post(&of_olga("role"), &json!({ "role": "client" })).await;
    assert_eq!(status, 409);
    assert!(told["message"].as_str().unwrap().contains("Somebody has to be the owner"), "{told}");
    invited(&app, &app.app.home.workspace, "Waiting", Role::Owner).await;
    assert_eq!(olga.post(&of_olga("remove"), &json!({})).await.0, 409, "one who has not come in is none");
    let mia = id_of(&app, "Mia").await;
    assert_eq!(olga.post(&format!("/people/members/{mia}/role"), &json!({ "role": "owner" })).await.0, 200);
    assert_eq!(olga.post(&of_olga("role"), &json!({ "role": "client" })).await.0, 200);
    assert_eq!(olga.get("/people").await.0, 403, "what she may do changed at once");
}

/// S2: a member of another workspace reads as one who is not there.
#[tokio::test(flavor = "multi_thread")]
async fn an_owner_reaches_nobody_elsewhere() {
    let app = TestApp::start().await;
    Guest::first_owner(&app).await;
    let olga = id_of(&app, "Olga").await;
    let there = workspace(&app, "other").await;
    let rui = Guest::by(&app, &invited(&app, &there, "Rui", Role::Owner).await.1).await;
    for what in ["link", "role", "remove"] {
        let body = if what == "role" { json!({ "role": "client" }) } else { json!({}) };
        let mut answers = Vec::new();
        for id in [olga.as_str(), "019a9d3e-0000-7000-8000-000000000009", "0", "%27)--"] {
            answers.push(rui.post(&format!("/people/members/{id}/{what}"), &body).await);
        }
        assert_eq!(answers[0].0, 404);
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{what}: {answers:?}");
    }
    assert!(!rui.sees("/people").await.contains("Olga"));
    // S1: a body that names another workspace is not read.
    let named = json!({ "name": "X", "role": "owner", "workspace": app.app.home.workspace.as_str() });
    assert_eq!(rui.post("/people/members", &named).await.0, 400);
}

/// An e-mail proves nothing, and a link opens the workspace whose owner made it, whoever else its member is.
#[tokio::test(flavor = "multi_thread")]
async fn an_owner_cannot_become_somebody_elsewhere() {
    let app = TestApp::start().await;
    let victim = Guest::first_owner(&app).await;
    let there = workspace(&app, "mallory's").await;
    let mallory = Guest::by(&app, &invited(&app, &there, "Mallory", Role::Owner).await.1).await;
    let olga = id_of(&app, "Olga").await;

    // By the same e-mail, which she invites and opens herself.
    let body = json!({ "name": "Olga", "email": "olga@x.org", "role": "owner" });
    let (_, way) = mallory.post("/people/members", &body).await;
    let own = way["link"].as_str().unwrap();
    let fake = Guest::by(&app, own).await;
    assert!(!fake.sees("/account").await.contains("in Pauta as"));

    // By a link for a member who has joined while signed in to both.
    let (_, way) = mallory.post("/people/members", &json!({ "name": "O.", "role": "client" })).await;
    victim.enters(way["link"].as_str().unwrap()).await;
    assert!(victim.sees("/account").await.contains("in Pauta as"), "she is in both");
    let here = app.app.store.workspace(&there).members().await.unwrap();
    let member = here.iter().find(|member| member.name == "O.").unwrap().id.clone();
    let (_, way) = mallory.post(&format!("/people/members/{member}/link"), &json!({})).await;
    let thief = Guest::by(&app, way["link"].as_str().unwrap()).await;
    let page = thief.sees("/account").await;
    assert!(page.contains("mallory") && !page.contains("in Pauta as"), "{page}");
    assert_eq!(thief.post("/account/switch", &json!({ "member": olga.as_str() })).await.0, 404);
    assert_eq!(thief.get("/people").await.0, 403, "a client there, and nobody here");
}

/// E10, S19: whoever knows the session from before has nothing after.
#[tokio::test(flavor = "multi_thread")]
async fn a_planted_session_does_not_come_in() {
    let app = TestApp::start().await;
    let olga = Guest::first_owner(&app).await;
    let planted = olga.cookie().unwrap();
    let (_, link) = invited(&app, &workspace(&app, "other").await, "Bia", Role::Owner).await;
    olga.enters(&link).await;
    let after = olga.cookie().unwrap();
    assert_ne!(planted, after);
    let thief = Guest::new(&app);
    thief.set_cookie(Some(planted));
    assert_eq!(thief.get("/account").await.0, 401, "the old id opens nothing, not even what it did");

    for made_up in ["pauta=AAAAAAAAAAAAAAAAAAAAAA", "pauta=x", "pauta=' OR 1=1 --", "pauta="] {
        let bia = Guest::new(&app);
        bia.set_cookie(Some(made_up.into()));
        let (_, link) = invited(&app, &app.app.home.workspace, made_up, Role::Client).await;
        bia.enters(&link).await;
        assert_ne!(bia.cookie().as_deref(), Some(made_up));
        let thief = Guest::new(&app);
        thief.set_cookie(Some(made_up.into()));
        assert_eq!(thief.get("/account").await.0, 401, "{made_up}");
    }
}

/// S30: what people are called runs nowhere.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_text_on_every_page() {
    let app = TestApp::start().await;
    let olga = Guest::first_owner(&app).await;
    let name = "<img src=x onerror=alert(1)>\"'";
    let there = workspace(&app, "<b>w</b>").await;
    invited(&app, &app.app.home.workspace, name, Role::Client).await;
    olga.enters(&invited(&app, &there, name, Role::Owner).await.1).await;
    for path in ["/", "/people", "/account"] {
        let page = olga.sees(path).await;
        assert!(!page.contains("<img") && !page.contains("<b>w"), "{path}: {page}");
    }
}

/// S35: the database has hashes, the log has nothing; neither has a link's token or a session's cookie.
#[tokio::test(flavor = "multi_thread")]
async fn the_database_holds_no_token_and_no_cookie() {
    let app = TestApp::start().await;
    let olga = Guest::first_owner(&app).await;
    let (_, way) = olga.post("/people/members", &json!({ "name": "Bia", "role": "client" })).await;
    let link = way["link"].as_str().unwrap();
    let bia = Guest::by(&app, link).await;
    let (_, unused) = bia.post("/account/link", &json!({})).await;
    let unused = unused["link"].as_str().unwrap();
    let secrets = [token(link), token(unused), &olga.cookie().unwrap()[6..], &bia.cookie().unwrap()[6..]];
    let folder = app.data.path().join("data");
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for secret in secrets {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
        }
    }
}
