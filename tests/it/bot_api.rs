//! The tests' own Telegram is as strict as the real one: what it takes, what it refuses and in which words.

mod delivery;
mod html;
mod people;
mod strict;
mod trouble;

use crate::harness::bot_api::{BotApi, Limits, Person, Phone, Robot};
use serde_json::{Value, json};
use teloxide::Bot;

struct Here {
    api: BotApi,
    robot: Robot,
    ana: Person,
    chat: Phone,
    client: reqwest::Client,
}

impl Here {
    /// A bot that Ana has written to, without limits.
    async fn new() -> Self {
        let api = BotApi::start().await;
        api.limits(Limits::none());
        let robot = api.bot("Pauta", "pauta_bot");
        let ana = api.user("Ana", "pt-BR");
        let chat = ana.chat(&robot);
        chat.says("/start");
        Self { api, robot, ana, chat, client: reqwest::Client::new() }
    }

    fn bot(&self) -> Bot {
        Bot::new(&self.robot.token).set_api_url(self.api.url().parse().unwrap())
    }

    /// What the server says to a call written by hand.
    async fn raw(&self, method: &str, params: Value) -> Value {
        let url = format!("{}/bot{}/{method}", self.api.url(), self.robot.token);
        let answer = self.client.post(url).json(&params).send().await.unwrap();
        let status = answer.status().as_u16();
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer["error_code"].as_u64().unwrap_or(200), u64::from(status));
        answer
    }

    /// The same, to Ana's chat.
    async fn to_ana(&self, method: &str, mut params: Value) -> Value {
        params["chat_id"] = json!(self.chat.chat_id());
        self.raw(method, params).await
    }
}

/// What was refused, or an empty word.
fn refusal(answer: &Value) -> &str {
    answer["description"].as_str().unwrap_or_default()
}
