//! The lock, the first owner, invitations and links.

use super::guest::{Guest, id_of, invited, link, token, workspace};
use crate::harness::{
    api::{Caller, request},
    app::{Start, TestApp},
    person::Person,
    trees,
};
use pauta::{
    store::Role,
    time::{Clock, Millis},
};
use reqwest::Method;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sits_at_the_machine_becomes_the_owner_by_name() {
    let app = TestApp::start().await;
    let olga = Guest::new(&app);
    assert!(olga.sees("/people").await.contains("This Pauta is yours"));
    assert!(olga.sees("/").await.contains("href=\"/people\""));
    let nameless = olga.post("/people/first", &json!({ "name": " " })).await;
    assert_eq!(nameless.0, 400);
    let request = olga.request(Method::POST, "/people/first").json(&json!({ "name": "Olga" }));
    let answer = request.send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    for part in ["pauta=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(!cookie.contains("Secure"), "on plain loopback a browser would not send it back");
    olga.set_cookie(Some(cookie.split(';').next().unwrap().into()));
    assert!(olga.sees("/people").await.contains("For now, only you are here"));
    assert!(olga.sees("/").await.contains("Olga · Pauta"));
    let other = Guest::new(&app);
    assert_eq!(other.get("/people").await.0, 401, "there is an owner now");
    assert_eq!(other.post("/people/first", &json!({ "name": "Eve" })).await.0, 401);
    Caller::starts(&app).await.says("anybody may still chat").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_tls_the_cookie_is_of_this_host_alone() {
    let app =
        Start::new().tree(&trees::ten_questions()).set("PAUTA_PUBLIC_URL", "https://cliente.com").run().await;
    let (_, link) = invited(&app, &app.app.home.workspace, "Olga", Role::Owner).await;
    assert!(link.starts_with("https://cliente.com/enter#"));
    let enter = reqwest::Client::new().post(app.url("/enter")).header("origin", "https://cliente.com");
    let answer = enter.json(&json!({ "token": token(&link) })).send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    for part in ["__Host-pauta=", "Secure", "HttpOnly", "Path=/"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}

/// Nobody's server serves nobody, whoever asks under whatever name.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_member_only_this_machine_is_let_in() {
    let app = TestApp::start().await;
    let hello = json!({ "type": "hello", "protocol": 1, "site": app.site(), "tree": "ten" });
    let from_afar = [("host", "evil.test"), ("x-forwarded-for", "203.0.113.7"), ("forwarded", "for=1.2.3.4")];
    for (name, value) in from_afar {
        let get =
            |path: &str| request(&app, Method::GET, path).header(name, value).header("accept-language", "en");
        let page = get("/").send().await.unwrap();
        assert_eq!(page.status(), 403, "{name}");
        let page = page.text().await.unwrap();
        assert!(page.contains("pauta invite") && !page.contains(&app.site()), "{page}");
        assert_eq!(get("/people").send().await.unwrap().status(), 403, "{name}");
        for (path, body) in
            [("/api/v1/conversations", hello.clone()), ("/people/first", json!({ "name": "Eve" }))]
        {
            let answer =
                request(&app, Method::POST, path).header(name, value).json(&body).send().await.unwrap();
            assert!(matches!(answer.status().as_u16(), 401 | 403), "{name} {path}");
        }
    }
    assert!(!app.app.has_members().await.unwrap());
    Caller::starts(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_for_others_is_locked_until_somebody_is_invited() {
    for (name, value) in [("PAUTA_PUBLIC_URL", "https://cliente.com"), ("PAUTA_TRUSTED_PROXIES", "127.0.0.1")]
    {
        let app = Start::new().tree(&trees::ten_questions()).set(name, value).run().await;
        assert_eq!(request(&app, Method::GET, "/").send().await.unwrap().status(), 403, "{name}");
        let origin = app.app.home.origins[0].clone();
        let hello =
            json!({ "type": "hello", "protocol": 1, "site": app.site(), "tree": "ten", "locale": "en" });
        let says = async || {
            let post =
                reqwest::Client::new().post(app.url("/api/v1/conversations")).header("origin", &origin);
            let answer = post.json(&hello).send().await.unwrap();
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        let (status, told) = says().await;
        assert_eq!(status, 403);
        assert!(told.contains("forbidden") && told.contains("pauta invite"), "{told}");
        invited(&app, &app.app.home.workspace, "Olga", Role::Owner).await;
        assert_eq!(says().await.0, 201, "{name}");
        assert_eq!(request(&app, Method::GET, "/").send().await.unwrap().status(), 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_is_told_that_the_server_is_locked() {
    let app = Start::new().tree(&trees::ten_questions()).set("PAUTA_TRUSTED_PROXIES", "10.0.0.1").run().await;
    let told = Person::at(app.address, &app.site(), json!({ "locale": "en" })).await.err().unwrap();
    assert_eq!(told["code"], "forbidden");
    assert!(told["message"].as_str().unwrap().contains("pauta invite"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_looked_at_as_often_as_one_likes_and_opens_once() {
    let app = TestApp::start().await;
    let olga = Guest::first_owner(&app).await;
    let (status, way) = olga
        .post("/people/members", &json!({ "name": "Bia", "email": "Bia@x.org", "role": "marketer" }))
        .await;
    assert_eq!(status, 201);
    let link = way["link"].as_str().unwrap();
    assert!(link.starts_with(&format!("{}/enter#", app.origin())) && token(link).len() == 64);
    let whatsapp = way["whatsapp"].as_str().unwrap();
    assert!(whatsapp.starts_with("https://wa.me/?text=Hello%2C%20Bia"), "{whatsapp}");
    assert!(!olga.sees("/people").await.contains(token(link)), "it is shown once");
    assert!(olga.sees("/people").await.contains("invitation sent"));

    let bia = Guest::new(&app);
    for _ in 0..2 {
        let (status, told) = bia.post("/enter/look", &json!({ "token": token(link) })).await;
        assert_eq!((status, told["button"].as_str()), (200, Some("Sign in as Bia to Pauta")));
        assert_eq!(bia.get("/enter").await.0, 200);
    }
    bia.enters(link).await;
    assert!(bia.sees("/account").await.contains("You are in Pauta as Marketer."));
    assert_eq!(bia.get("/people").await.0, 403);
    for (path, guest) in [("/enter", Guest::new(&app)), ("/enter/look", Guest::new(&app)), ("/enter", bia)] {
        let (status, told) = guest.post(path, &json!({ "token": token(link) })).await;
        assert_eq!(status, 401);
        assert!(told["message"].as_str().unwrap().contains("Ask whoever sent it"), "{told}");
    }
    let again =
        olga.post("/people/members", &json!({ "name": "B", "email": "bia@x.org", "role": "client" })).await;
    assert_eq!((again.0, again.1["code"].as_str()), (409, Some("conflict")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_ends_with_its_week_and_with_a_newer_one() {
    let app = TestApp::start().await;
    let olga = Guest::first_owner(&app).await;
    let here = app.app.home.workspace.clone();
    let (bia, first) = invited(&app, &here, "Bia", Role::Client).await;
    let now = Clock::System.now();
    let second = link(&app, &here, &bia, Millis(now.0 - 7 * 24 * 60 * 60 * 1_000)).await;
    let (status, third) = olga.post(&format!("/people/members/{}/link", bia.id), &json!({})).await;
    assert_eq!(status, 201);
    let guest = Guest::new(&app);
    for dead in [token(&first), token(&second), "", "null", &"0".repeat(64)] {
        for path in ["/enter", "/enter/look"] {
            assert_eq!(guest.post(path, &json!({ "token": dead })).await.0, 401, "{dead}");
        }
    }
    guest.enters(third["link"].as_str().unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_device_comes_in_as_all_that_this_one_is() {
    let app = TestApp::start().await;
    Guest::first_owner(&app).await;
    let there = workspace(&app, "agência").await;
    let bia = Guest::member(&app, "Bia", Role::Marketer).await;
    bia.enters(&invited(&app, &there, "Bia", Role::Owner).await.1).await;
    assert!(bia.sees("/account").await.contains("You are in agência as Owner."));
    let (_, way) = bia.post("/account/link", &json!({})).await;
    let phone = Guest::by(&app, way["link"].as_str().unwrap()).await;
    let page = phone.sees("/account").await;
    assert!(page.contains("You are in agência") && page.contains("You are in Pauta as"), "{page}");
    let site = |page: &str| page.split(" site=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_ne!(site(&phone.sees("/").await), app.site());
    let back = json!({ "member": id_of(&app, "Bia").await.as_str() });
    assert_eq!(phone.post("/account/switch", &back).await.0, 200);
    assert_eq!(site(&phone.sees("/").await), app.site());

    assert_eq!(phone.post("/account/leave", &json!({})).await.0, 200);
    assert_eq!(phone.get("/account").await.0, 401);
    assert_eq!(bia.get("/account").await.0, 200, "only one browser was left");
    let tablet = bia.post("/account/link", &json!({})).await.1;
    let old = bia.cookie();
    assert_eq!(bia.post("/account/leave-everywhere", &json!({})).await.0, 200);
    bia.set_cookie(old);
    assert_eq!(bia.get("/account").await.0, 401);
    let link = tablet["link"].as_str().unwrap();
    assert_eq!(bia.post("/enter", &json!({ "token": token(link) })).await.0, 401, "its link went too");
}
