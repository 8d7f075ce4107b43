//! A client without sockets.

use super::{app::TestApp, form, person::new_id};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

/// Somebody who speaks over the HTTP API.
pub struct Caller<'a> {
    pub app: &'a TestApp,
    pub token: String,
    pub conversation: String,
}

/// A request from the page's own origin.
pub fn request(app: &TestApp, method: Method, path: &str) -> reqwest::RequestBuilder {
    Client::new().request(method, app.url(path)).header("origin", app.origin())
}

impl<'a> Caller<'a> {
    pub async fn starts(app: &'a TestApp) -> Self {
        Self::starts_with(app, "ten").await
    }

    pub async fn starts_with(app: &'a TestApp, tree: &str) -> Self {
        Self::greets(app, json!({ "tree": tree })).await
    }

    /// The same briefing again, as a copy.
    pub async fn copies(&self) -> Self {
        Self::greets(self.app, json!({ "copy_of": self.conversation, "token": self.token })).await
    }

    async fn greets(app: &'a TestApp, with: Value) -> Self {
        let mut hello = json!({ "type": "hello", "protocol": 1, "site": app.site(), "locale": "en" });
        hello.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
        let answer = request(app, Method::POST, "/api/v1/conversations").json(&hello).send().await.unwrap();
        assert_eq!(answer.status(), 201);
        let came: Value = answer.json().await.unwrap();
        let text = |name: &str| came["welcome"][name].as_str().unwrap().to_owned();
        Self { app, token: text("token"), conversation: text("conversation") }
    }

    pub async fn get(&self, what: &str) -> Response {
        let path = format!("/api/v1/conversations/{}/{what}", self.conversation);
        request(self.app, Method::GET, &path).bearer_auth(&self.token).send().await.unwrap()
    }

    pub async fn posts(&self, frame: &Value) -> Response {
        let path = format!("/api/v1/conversations/{}/inputs", self.conversation);
        request(self.app, Method::POST, &path).bearer_auth(&self.token).json(frame).send().await.unwrap()
    }

    /// Sends a file along.
    pub async fn sends(&self, name: &str, bytes: &[u8]) -> Response {
        self.sends_form(form::of_file(name, bytes)).await
    }

    pub async fn sends_form(&self, body: Vec<u8>) -> Response {
        let path = format!("/api/v1/conversations/{}/files", self.conversation);
        let request = request(self.app, Method::POST, &path).bearer_auth(&self.token);
        request.header("content-type", form::KIND).body(body).send().await.unwrap()
    }

    pub async fn says(&self, text: &str) -> Value {
        let frame = json!({ "type": "answer", "client_msg_id": new_id(), "text": text });
        let answer = self.posts(&frame).await;
        assert_eq!(answer.status(), 200);
        answer.json().await.unwrap()
    }
}
