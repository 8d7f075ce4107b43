//! The process is killed while pieces are made: whoever comes back has a card for each, once.

use super::desk::identified;
use crate::harness::{briefing, person::Person, server::Server, trees, wait::until};
use reqwest::Client;
use serde_json::{Value, json};
use std::collections::BTreeSet;

struct Away {
    server: Server,
    person: Person,
}

impl Away {
    fn url(&self, what: &str) -> String {
        format!("http://{}/api/v1/conversations/{}/{what}", self.server.address, self.person.conversation)
    }

    async fn listed(&self) -> Value {
        let answer =
            Client::new().get(self.url("pieces")).bearer_auth(&self.person.token).send().await.unwrap();
        answer.json().await.unwrap()
    }

    async fn posts(&self, what: &str, body: Value) {
        let origin = format!("http://{}", self.server.address);
        let request = Client::new().post(self.url(what)).header("origin", origin);
        let answer = request.bearer_auth(&self.person.token).json(&identified(body)).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }

    /// The server is killed, comes back, and does what was left.
    async fn dies(mut self) -> Self {
        self.server.kill();
        let server = self.server.again().await;
        self.person.comes_back().await.unwrap();
        let away = Self { server, person: self.person };
        until("what was started is there", async || away.listed().await["production"]["state"] == "ready")
            .await;
        away
    }

    /// The pieces that have a version, after holding them against the cards that came.
    async fn made(&mut self) -> usize {
        let listed = self.listed().await;
        let of = |piece: &Value| (piece["id"].to_string(), piece["version"].as_u64().unwrap());
        let made: BTreeSet<_> =
            listed["pieces"].as_array().unwrap().iter().map(of).filter(|it| it.1 > 0).collect();
        self.person.comes_back().await.unwrap();
        let cards: Vec<_> = self
            .person
            .rows
            .iter()
            .filter(|row| row["kind"] == "piece")
            .map(|row| of(&row["piece"]))
            .collect();
        assert_eq!(cards.len(), made.len(), "{cards:?}");
        assert_eq!(cards.into_iter().collect::<BTreeSet<_>>(), made);
        made.len()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_makes_every_piece_once() {
    let server = Server::start(&trees::questions("ten", 3), &[]).await;
    let hello = json!({ "locale": "pt-BR", "tree": "campaign_briefing" });
    let mut person = Person::at(server.address, &server.site, hello).await.unwrap();
    for _ in 0..briefing::STEPS_MAX {
        if briefing::is_done(&person) {
            break;
        }
        briefing::step(&mut person, "pt-BR", "leads").await;
    }
    briefing::hears_the_plan(&mut person).await;
    let away = Away { server, person };
    let first = away.listed().await["production"]["packages"][0]["nodes"].as_array().unwrap().len();
    away.posts("production", json!({ "act": "start" })).await;
    let mut away = away.dies().await;
    assert!(away.made().await > 0);

    let listed = away.listed().await;
    let gate =
        listed["pieces"].as_array().unwrap().iter().find(|it| it["node"] == "value_proposition").unwrap();
    let approve =
        json!({ "act": "approve", "version": gate["version"], "sha256": gate["sha256"], "ticked": true });
    away.posts(&format!("pieces/{}/acts", gate["id"].as_str().unwrap()), approve).await;
    let mut away = away.dies().await;
    assert_eq!(away.made().await, first);
    away.server.kill();
}
