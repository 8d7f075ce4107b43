//! A person whose briefing is finished, with what they do to its pieces.

use crate::harness::{
    api::request,
    app::TestApp,
    briefing,
    person::{Person, new_id},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// Somebody at the pieces of their briefing.
pub struct Desk<'a> {
    pub app: &'a TestApp,
    pub person: Person,
}

impl<'a> Desk<'a> {
    /// Goes through a briefing to its end, and hears the plan.
    pub async fn of(app: &'a TestApp) -> Self {
        let mut person =
            Person::says_hello(app, json!({ "locale": "pt-BR", "tree": "campaign_briefing" })).await;
        let mut steps = 0;
        while !briefing::is_done(&person) {
            briefing::step(&mut person, "pt-BR", "leads").await;
            steps += 1;
            assert!(steps < briefing::STEPS_MAX, "the briefing does not come to its end");
        }
        briefing::hears_the_plan(&mut person).await;
        Self { app, person }
    }

    pub async fn get(&self, what: &str) -> (StatusCode, Value) {
        get(self.app, &self.person.conversation, &self.person.token, what).await
    }

    pub async fn post(&self, what: &str, body: Value) -> (StatusCode, Value) {
        let path = format!("/api/v1/conversations/{}/{what}", self.person.conversation);
        let request = request(self.app, Method::POST, &path).bearer_auth(&self.person.token);
        let answer = request.json(&identified(body)).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    /// Starts the first package.
    pub async fn starts(&self) {
        let (status, came) = self.post("production", json!({ "act": "start" })).await;
        assert_eq!(status, 200, "{came}");
    }

    /// Does something with the newest version of a piece as this person sees it.
    pub async fn acts(&self, piece: &str, act: &str, more: Value) -> (StatusCode, Value) {
        let view = self.view(piece).await;
        let mut body = json!({ "act": act, "version": view["version"], "sha256": view["sha256"] });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.post(&format!("pieces/{piece}/acts"), body).await
    }

    pub async fn view(&self, piece: &str) -> Value {
        let (status, view) = self.get(&format!("pieces/{piece}")).await;
        assert_eq!(status, 200, "{view}");
        view
    }

    pub async fn pieces(&self) -> Vec<Value> {
        let (status, listed) = self.get("pieces").await;
        assert_eq!(status, 200, "{listed}");
        listed["pieces"].as_array().unwrap().clone()
    }

    pub async fn production(&self) -> Value {
        self.get("pieces").await.1["production"].clone()
    }

    /// The id of the piece that a node became.
    pub async fn piece(&self, node: &str) -> String {
        let pieces = self.pieces().await;
        let found = pieces.iter().find(|piece| piece["node"] == node);
        found.unwrap_or_else(|| panic!("no piece of {node} in {pieces:?}"))["id"].as_str().unwrap().to_owned()
    }

    /// Hears until nobody works on a piece any more.
    pub async fn hears_the_end(&mut self) {
        while self.production().await["state"] == "running" {
            self.person.hears(|frame| frame["type"] == "production").await;
        }
        // What was said before the last answer is heard too.
        self.person.does(json!({ "type": "ping" })).await;
    }

    /// The pieces whose cards came, in order.
    pub fn cards(&self) -> Vec<(String, u64)> {
        let cards = self.person.rows.iter().filter(|row| row["kind"] == "piece");
        cards
            .map(|row| {
                let piece = &row["piece"];
                (piece["id"].as_str().unwrap().to_owned(), piece["version"].as_u64().unwrap())
            })
            .collect()
    }
}

pub fn identified(mut body: Value) -> Value {
    body.as_object_mut().unwrap().entry("client_msg_id").or_insert_with(|| json!(new_id()));
    body
}

pub async fn get(app: &TestApp, conversation: &str, token: &str, what: &str) -> (StatusCode, Value) {
    let path = format!("/api/v1/conversations/{conversation}/{what}");
    let answer = request(app, Method::GET, &path).bearer_auth(token).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}
