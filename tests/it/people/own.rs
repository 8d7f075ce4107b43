//! Whose conversations are whose.

use super::guest::{Guest, id_of, workspace};
use crate::harness::{
    api::{Caller, request},
    app::TestApp,
    person::{Person, new_id},
};
use pauta::store::Role;
use reqwest::Method;
use serde_json::{Value, json};

/// What this visitor gets of another's conversation: of its rows, of saying something, and of the list.
async fn reach(visitor: &Caller<'_>, of: &Caller<'_>) -> (u16, u16, bool) {
    let app = visitor.app;
    let path = format!("/api/v1/conversations/{}", of.conversation);
    let rows = request(app, Method::GET, &format!("{path}/messages")).bearer_auth(&visitor.token);
    let frame = json!({ "type": "answer", "client_msg_id": new_id(), "text": "said from elsewhere" });
    let says = request(app, Method::POST, &format!("{path}/inputs")).bearer_auth(&visitor.token).json(&frame);
    let list = request(app, Method::GET, "/api/v1/conversations").bearer_auth(&visitor.token);
    let (rows, says) = (rows.send().await.unwrap().status(), says.send().await.unwrap().status());
    let list = list.send().await.unwrap().text().await.unwrap();
    (rows.as_u16(), says.as_u16(), list.contains(&of.conversation))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_goes_on_in_every_browser_and_nobody_else_does() {
    let app = TestApp::start().await;
    let olga = Guest::first_owner(&app).await;
    let bia = Guest::member(&app, "Bia", Role::Marketer).await;
    let (laptop, phone) = (Caller::starts(&app).await, Caller::starts(&app).await);
    let (stranger, olgas) = (Caller::starts(&app).await, Caller::starts(&app).await);
    assert_eq!(reach(&phone, &laptop).await, (404, 404, false));
    assert_eq!((bia.attaches(&laptop).await, bia.attaches(&phone).await), (200, 200));
    assert_eq!(olga.attaches(&olgas).await, 200);
    assert_eq!(reach(&phone, &laptop).await, (200, 200, true));
    assert_eq!(reach(&laptop, &phone).await, (200, 200, true));
    for other in [&stranger, &olgas] {
        assert_eq!(reach(other, &laptop).await, (404, 404, false), "not even an owner's browser");
    }
    assert_eq!(olga.attaches(&laptop).await, 409, "who comes second inherits nothing");
    assert_eq!(Guest::new(&app).attaches(&stranger).await, 401);
    assert_eq!(bia.attaches(&laptop).await, 200, "saying it again does no harm");

    // S6: removed, she keeps what each browser wrote itself, and no more.
    let mut watching = Person::says_hello(
        &app,
        json!({ "locale": "en", "conversation": laptop.conversation, "token": phone.token }),
    )
    .await;
    let path = format!("/people/members/{}/remove", id_of(&app, "Bia").await);
    assert_eq!(olga.post(&path, &json!({})).await.0, 200);
    assert_eq!(bia.get("/account").await.0, 401);
    assert_eq!(bia.cookie(), None, "the session is gone");
    assert_eq!(reach(&phone, &laptop).await, (404, 404, false));
    laptop.says("CANARY after the removal").await;
    let (frames, code) = watching.is_cut().await;
    assert_eq!(code, 1008);
    assert!(!format!("{frames:?}").contains("CANARY"), "{frames:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_of_another_workspace_is_not_attached() {
    let app = TestApp::start().await;
    Guest::first_owner(&app).await;
    let there = workspace(&app, "other").await;
    let (_, link) = super::guest::invited(&app, &there, "Rui", Role::Owner).await;
    let rui = Guest::by(&app, &link).await;
    let visitor = Caller::starts(&app).await;
    visitor.says("mine").await;
    assert_eq!(rui.attaches(&visitor).await, 403);
    let row = app.app.store.workspace(&app.app.home.workspace);
    let list: Value = request(&app, Method::GET, "/api/v1/conversations")
        .bearer_auth(&visitor.token)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(list["conversations"].as_array().unwrap().len(), 1);
    assert_eq!(row.members().await.unwrap().len(), 1);
}

/// What a browser in which nothing was said gets for a page of this site.
async fn finds(guest: &Guest<'_>, site: &str) -> (u16, Value) {
    guest.post("/api/v1/me/browser", &json!({ "site": site, "tz": "America/Sao_Paulo" })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_browser_finds_what_its_member_began_and_nothing_else() {
    let app = TestApp::start().await;
    let olga = Guest::first_owner(&app).await;
    let bia = Guest::member(&app, "Bia", Role::Client).await;
    let laptop = Caller::starts(&app).await;
    laptop.says("Pão de queijo").await;
    assert_eq!(finds(&bia, &app.site()).await, (200, json!({ "token": null })), "nothing was begun as her");
    assert_eq!(bia.attaches(&laptop).await, 200);
    let (status, came) = finds(&bia, &app.site()).await;
    assert_eq!(status, 201, "{came}");
    let phone = Caller {
        app: &app,
        conversation: laptop.conversation.clone(),
        token: came["token"].as_str().unwrap().into(),
    };
    assert_eq!(reach(&phone, &laptop).await, (200, 200, true));

    // Nobody else finds it: not an owner, not who is signed in elsewhere, not who is signed in nowhere.
    assert_eq!(finds(&olga, &app.site()).await, (200, json!({ "token": null })));
    let olgas = Caller::starts(&app).await;
    olgas.says("Bolo de fubá").await;
    assert_eq!(olga.attaches(&olgas).await, 200);
    let token = finds(&olga, &app.site()).await.1["token"].as_str().unwrap().to_owned();
    let other = Caller { app: &app, conversation: olgas.conversation.clone(), token };
    assert_eq!(reach(&other, &laptop).await, (404, 404, false));
    assert_eq!(reach(&phone, &olgas).await, (404, 404, false));
    let there = workspace(&app, "other").await;
    let rui = Guest::by(&app, &super::guest::invited(&app, &there, "Rui", Role::Owner).await.1).await;
    for site in [app.site().as_str(), "no site", ""] {
        assert_eq!(finds(&rui, site).await.0, 403, "{site}");
    }
    assert_eq!(finds(&Guest::new(&app), &app.site()).await.0, 401);

    // Removed, she has what this browser wrote itself, which is nothing.
    let path = format!("/people/members/{}/remove", id_of(&app, "Bia").await);
    assert_eq!(olga.post(&path, &json!({})).await.0, 200);
    assert_eq!(reach(&phone, &laptop).await, (404, 404, false));
    assert_eq!(finds(&bia, &app.site()).await.0, 401);
}
