//! Telegram, as the people in it see it: a real server speaks to a Bot API that is as strict as the real one.

mod approvers;
mod asked;
mod attached;
mod briefing;
mod browser;
mod colleagues;
mod connecting;
mod daily;
mod doors;
mod faults;
mod groups;
mod idle;
mod kills;
mod mistakes;
mod newcomers;
mod operating;
mod people;
mod pieces;
mod revisions;
mod render;
mod things;
mod walk;
mod webhook;

use crate::harness::{
    app::{Start, TestApp},
    bot_api::{BotApi, Limits, Phone, Robot},
    server::Server,
    trees,
};

/// A server with a bot, and a Telegram around it.
pub struct Stage {
    pub app: TestApp,
    pub telegram: BotApi,
    pub bot: Robot,
}

impl Stage {
    /// One whose bot may send as fast as it likes; the limits have tests of their own.
    pub async fn new() -> Self {
        Self::with(|start| start).await
    }

    /// The same, started otherwise.
    pub async fn with(change: impl FnOnce(Start) -> Start) -> Self {
        let telegram = BotApi::start().await;
        let bot = hurried(&telegram);
        let start = Start::new().set("PAUTA_TELEGRAM_QUIET_HOURS", "0-0");
        let start =
            settings(&telegram, &bot).iter().fold(start, |start, (name, value)| start.set(name, value));
        let app = change(start).run().await;
        Self { app, telegram, bot }
    }

    /// New conversations walk this tree.
    pub async fn walks(&self, tree: &str) {
        let app = &self.app.app;
        let rows = app.store.workspace(&app.home.workspace);
        let site = rows.sites().await.unwrap().remove(0);
        assert!(rows.set_site_tree(&site.id, tree).await.unwrap());
    }

    /// Somebody with the bot open on their phone.
    pub fn person(&self, name: &str, language: &str) -> Phone {
        self.telegram.user(name, language).chat(&self.bot)
    }
}

/// A bot of a Telegram that lets it send as fast as it likes.
fn hurried(telegram: &BotApi) -> Robot {
    telegram.limits(Limits::none());
    telegram.bot("Pauta", "pauta_bot")
}

/// What a server is told for such a bot.
fn settings(telegram: &BotApi, bot: &Robot) -> [(&'static str, String); 5] {
    [
        ("PAUTA_TELEGRAM_API_URL", telegram.url()),
        ("PAUTA_TELEGRAM_TOKEN", bot.token.clone()),
        ("PAUTA_TELEGRAM_PER_SECOND", "10000".into()),
        ("PAUTA_TELEGRAM_PER_CHAT_MINUTE", "600000".into()),
        ("PAUTA_TELEGRAM_PER_GROUP_MINUTE", "600000".into()),
    ]
}

/// The real binary with such a bot, and a tree of so many questions.
async fn server(telegram: &BotApi, questions: usize) -> (Server, Robot) {
    let bot = hurried(telegram);
    let settings = settings(telegram, &bot);
    let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
    (Server::start(&trees::questions("many", questions), &settings).await, bot)
}
