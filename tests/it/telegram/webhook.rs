//! S34 and E12: those who are not Telegram bring nothing, and what Telegram brings is a row before it hears so.

use crate::harness::{
    app::{Start, TestApp},
    bot_api::{BotApi, Down, Limits, Robot},
    server::Server,
    trees,
    wait::until,
};
use pauta::{channel::telegram::Switchboard, config::Secret, id::BotId};
use reqwest::Client;
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};

const PUBLIC: &str = "https://pauta.example/";

struct Door {
    app: TestApp,
    telegram: BotApi,
    bot: Robot,
    other: Robot,
}

/// A server with two bots whose updates are brought; Telegram takes its address, and nothing comes by itself.
async fn door() -> Door {
    let telegram = BotApi::start().await;
    telegram.limits(Limits::none());
    telegram.routes(PUBLIC, "http://127.0.0.1:9/");
    let [bot, other] = ["one_bot", "other_bot"].map(|name| telegram.bot("Pauta", name));
    let start = Start::new()
        .set("PAUTA_TELEGRAM_API_URL", &telegram.url())
        .set("PAUTA_TELEGRAM_WEBHOOK", "true")
        .set("PAUTA_PUBLIC_URL", PUBLIC);
    let app = start.run().await;
    let door = Door { app, telegram, bot, other };
    for robot in [&door.bot, &door.other] {
        let token = Secret::new(robot.token.clone());
        door.board().connect(&door.app.app.home.workspace, token).await.unwrap();
        until("Telegram has the address", async || door.telegram.hook(robot).is_some()).await;
    }
    door
}

impl Door {
    fn board(&self) -> Switchboard<'_> {
        let app = &self.app.app;
        Switchboard { store: &app.store, telegram: &app.telegram, seal: &app.seal, now: app.clock.now() }
    }

    async fn id(&self, robot: &Robot) -> BotId {
        let bots = self.app.app.store.workspace(&self.app.app.home.workspace).bots().await.unwrap();
        bots.into_iter().find(|bot| bot.telegram_id == robot.id).unwrap().id
    }

    fn secret(&self, robot: &Robot) -> String {
        self.telegram.hook(robot).unwrap().1.unwrap()
    }

    async fn brings(&self, bot: &BotId, secret: Option<&str>, body: String) -> u16 {
        let mut request = Client::new().post(self.app.url(&format!("/telegram/{bot}"))).body(body);
        if let Some(secret) = secret {
            request = request.header("x-telegram-bot-api-secret-token", secret);
        }
        request.send().await.unwrap().status().as_u16()
    }

    /// Updates that are rows, of all bots.
    async fn rows(&self) -> i64 {
        let file = self.app.data.path().join("data/pauta.db");
        let mut db = SqliteConnection::connect(file.to_str().unwrap()).await.unwrap();
        sqlx::query_scalar("SELECT count(*) FROM telegram_update").fetch_one(&mut db).await.unwrap()
    }
}

/// An update as Telegram makes it.
fn update(id: i64) -> Value {
    json!({ "update_id": id, "message": { "message_id": 7, "date": 1_790_000_000, "text": "/start",
        "chat": { "id": 5, "type": "private", "first_name": "Ana" },
        "from": { "id": 5, "is_bot": false, "first_name": "Ana", "language_code": "en" } } })
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_telegram_brings_anything() {
    let door = door().await;
    let (one, other) = (door.id(&door.bot).await, door.id(&door.other).await);
    let (right, others) = (door.secret(&door.bot), door.secret(&door.other));
    assert!(right.len() == 64 && right != others);
    let longer = format!("{right}0");
    let upper = right.to_uppercase();
    let body = update(1).to_string();
    let wrong = [
        None,
        Some(""),
        Some("wrong"),
        Some(&*others),
        Some(&right[..63]),
        Some(&*longer),
        Some(&*upper),
        Some(&*door.bot.token),
    ];
    for secret in wrong {
        assert_eq!(door.brings(&one, secret, body.clone()).await, 401, "{secret:?}");
    }
    // One that is not here, and no id at all, read alike.
    assert_eq!(door.brings(&BotId::new(), Some(&right), body.clone()).await, 401);
    let nowhere = Client::new().post(door.app.url("/telegram/8100000001")).body(body.clone());
    assert_eq!(nowhere.header("x-telegram-bot-api-secret-token", &right).send().await.unwrap().status(), 401);
    assert_eq!(door.brings(&other, Some(&right), body.clone()).await, 401);
    assert_eq!(door.rows().await, 0);

    for _ in 0..3 {
        assert_eq!(door.brings(&one, Some(&right), body.clone()).await, 200);
    }
    assert_eq!(door.rows().await, 1, "replayed, it is the same row");
    assert_eq!(door.brings(&other, Some(&others), body.clone()).await, 200);
    assert_eq!(door.rows().await, 2, "another bot counts for itself");
    for broken in ["", "{", "[]", "{\"update_id\":\"x\"}", "\u{0}"] {
        assert_eq!(door.brings(&one, Some(&right), broken.into()).await, 400, "{broken:?}");
    }
    assert_eq!(door.brings(&one, Some(&right), " ".repeat((1 << 20) + 1)).await, 413);
    assert_eq!(door.brings(&one, None, " ".repeat((1 << 20) + 1)).await, 413);
    assert_eq!(door.rows().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_is_gone_takes_nothing_any_more() {
    let door = door().await;
    let (one, right) = (door.id(&door.bot).await, door.secret(&door.bot));
    assert_eq!(door.brings(&one, Some(&right), update(1).to_string()).await, 200);
    assert!(door.board().disconnect(&door.app.app.home.workspace, &one).await.unwrap());
    assert_eq!(door.brings(&one, Some(&right), update(2).to_string()).await, 401);
    assert_eq!(door.rows().await, 0, "what it brought is gone with it");
    assert!(door.telegram.hook(&door.bot).is_none(), "Telegram is told to bring nothing more");
    assert!(door.telegram.hook(&door.other).is_some());
}

/// However much is logged and whatever goes wrong: the token is in no line, on no page, and sealed in the database.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_stays_where_it_belongs() {
    let telegram = BotApi::start().await;
    let bot = telegram.bot("Pauta", "pauta_bot");
    let api = telegram.url();
    let variables = [("PAUTA_LOG", "trace"), ("PAUTA_TELEGRAM_API_URL", &*api)];
    let server = Server::start(&trees::ten_questions(), &variables).await;
    let url = format!("http://{}/telegram", server.address);
    let origin = format!("http://{}", server.address);
    let connects = async |token: &str| {
        let body = url::form_urlencoded::Serializer::new(String::new()).append_pair("token", token).finish();
        let request =
            Client::new().post(&url).header("origin", &origin).header("accept-language", "en").body(body);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.send().await.unwrap().text().await.unwrap()
    };
    let unknown = bot.token.replace("AAF7", "ZZF7");
    let mut pages = vec![connects(&unknown).await];
    telegram.goes_down(Down::Closed);
    pages.push(connects(&bot.token).await);
    telegram.comes_back();
    pages.push(connects(&bot.token).await);
    let ana = telegram.user("Ana", "en").chat(&bot);
    ana.says("/start");
    ana.sees("team").await;
    telegram.goes_down(Down::Closed);
    until("it is noticed", async || server.log().contains("updates cannot be asked for")).await;
    telegram.comes_back();
    pages.push(reqwest::get(&url).await.unwrap().text().await.unwrap());
    let log = server.log();
    assert!(log.contains("TRACE") && log.contains("an owner connected a bot"), "it is logged at all: {log}");
    let files =
        ["pauta.db", "pauta.db-wal"].map(|name| std::fs::read(server.database().with_file_name(name)));
    let rows: Vec<u8> = files.into_iter().flatten().flatten().collect();
    assert!(String::from_utf8_lossy(&rows).contains("pauta_bot"));
    let pages = pages.join("\n");
    assert!(pages.contains("did not answer") && pages.contains("t.me/pauta_bot"), "{pages}");
    for token in [&bot.token, &unknown] {
        let secret = token.split_once(':').unwrap().1;
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "it is logged: {line:?}");
        assert!(!pages.contains(secret), "it is shown");
        assert!(!rows.windows(secret.len()).any(|part| part == secret.as_bytes()), "it is kept as it is");
    }
}
