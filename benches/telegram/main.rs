//! Telegram: how long an update takes from the webhook to its commit, and what chats cost in which nobody writes.
//! `benches/README.md` has the commands.

#[path = "../load/figures.rs"]
mod figures;
#[path = "../../tests/it/harness/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
#[expect(clippy::unwrap_used, reason = "a bench that cannot go on ends")]
mod harness;

use clap::Parser;
use figures::Figures;
use harness::{
    bot_api::{BotApi, Limits, Phone, Robot},
    server::Server,
    trees,
    wait::until,
};
use reqwest::Client;
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use std::{error::Error, time::Duration};
use tokio::{
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval, sleep},
};

type Failed = Box<dyn Error>;

const COMMIT_WANTED: Duration = Duration::from_millis(50);
/// How long it is looked at what idle chats use.
const IDLE: Duration = Duration::from_secs(20);

#[derive(Debug, Parser)]
struct Arguments {
    /// Updates a second
    #[arg(long, default_value_t = 200)]
    rate: u32,
    #[arg(long, default_value_t = 20)]
    seconds: u32,
    /// Chats that the updates come from
    #[arg(long, default_value_t = 200)]
    chats: usize,
    /// Instead: so many chats that wait for an answer
    #[arg(long)]
    idle: Option<usize>,
    /// `cargo bench` passes this to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

/// The processor time of the server, the one process that this one has started.
fn cpu_of_the_server() -> Result<Duration, Failed> {
    let own = std::process::id();
    let children = std::fs::read_to_string(format!("/proc/{own}/task/{own}/children"))?;
    let child = children.split_whitespace().next().ok_or("the server is gone")?;
    let stat = std::fs::read_to_string(format!("/proc/{child}/stat"))?;
    let mut fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11);
    let mut ticks = || fields.next().unwrap_or_default().parse::<u32>();
    // Linux counts processor time in hundredths of a second.
    Ok(Duration::from_millis(10) * (ticks()? + ticks()?))
}

/// A server whose bot gets its updates by webhook.
struct Stage {
    server: Server,
    telegram: BotApi,
    robot: Robot,
    http: Client,
    hook: String,
    secret: String,
    next: i64,
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let arguments = Arguments::parse();
    let mut stage = Stage::start().await?;
    match arguments.idle {
        Some(chats) => stage.idle(chats).await,
        None => stage.load(&arguments).await,
    }
}

impl Stage {
    async fn start() -> Result<Self, Failed> {
        let telegram = BotApi::start().await;
        telegram.limits(Limits::none());
        let robot = telegram.bot("Pauta", "pauta_bot");
        let url = telegram.url();
        let set = [
            ("PAUTA_TELEGRAM_API_URL", url.as_str()),
            ("PAUTA_TELEGRAM_WEBHOOK", "true"),
            ("PAUTA_TELEGRAM_PER_SECOND", "100000"),
            ("PAUTA_TELEGRAM_PER_CHAT_MINUTE", "600000"),
        ];
        let set = [&set[..], &[("PAUTA_TELEGRAM_TOKEN", robot.token.as_str())]].concat();
        let server = Server::start(&trees::questions("many", 60), &set).await;
        let mut database = SqliteConnection::connect(&server.database().display().to_string()).await?;
        sqlx::query("UPDATE site SET tree = 'many'").execute(&mut database).await?;
        let here = format!("http://{}", server.address);
        telegram.routes(&here, &here);
        until("Telegram is told", async || telegram.hook(&robot).is_some()).await;
        let (hook, secret) = telegram.hook(&robot).ok_or("there is no webhook")?;
        let secret = secret.ok_or("the webhook has no secret")?;
        Ok(Self { server, telegram, robot, http: Client::new(), hook, secret, next: 10_000_000 })
    }

    /// People who have written to the bot.
    fn people(&self, count: usize) -> Vec<Phone> {
        let phone = |n| self.telegram.user(&format!("Ana {n}"), "en").chat(&self.robot);
        (0..count).map(phone).collect()
    }

    /// One update as Telegram brings it.
    fn update(&mut self, phone: &Phone, text: &str) -> Value {
        self.next += 1;
        let person =
            json!({ "id": phone.chat_id(), "is_bot": false, "first_name": "Ana", "language_code": "en" });
        let chat = json!({ "id": phone.chat_id(), "type": "private", "first_name": "Ana" });
        let message = json!({ "message_id": self.next % 1_000_000, "date": 0, "chat": chat, "from": person, "text": text });
        json!({ "update_id": self.next, "message": message })
    }

    async fn brings(&self, update: Value) -> Result<Duration, reqwest::Error> {
        let began = Instant::now();
        let post = self.http.post(&self.hook).header("x-telegram-bot-api-secret-token", &self.secret);
        post.json(&update).send().await?.error_for_status()?;
        Ok(began.elapsed())
    }

    /// Everybody begins a conversation, and is asked something.
    async fn begin(&mut self, people: &[Phone]) -> Result<(), Failed> {
        for some in people.chunks(50) {
            for phone in some {
                phone.says("/help");
                let update = self.update(phone, "/new");
                self.brings(update).await?;
            }
            for phone in some {
                until("somebody is asked", async || phone.screen().contains("Question 1?")).await;
            }
        }
        Ok(())
    }

    /// Waits until everything is answered, and every answer sent.
    async fn calm(&self) -> Result<(), Failed> {
        let mut database = SqliteConnection::connect(&self.server.database().display().to_string()).await?;
        let waits = "SELECT (SELECT count(*) FROM telegram_update WHERE taken_at IS NULL) \
                     + (SELECT count(*) FROM telegram_send WHERE ended_at IS NULL)";
        while sqlx::query_scalar::<_, i64>(waits).fetch_one(&mut database).await? > 0 {
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    async fn load(&mut self, arguments: &Arguments) -> Result<(), Failed> {
        let people = self.people(arguments.chats);
        self.begin(&people).await?;
        let (mut figures, mut on_their_way) = (Figures::default(), JoinSet::new());
        let mut ticks = interval(Duration::from_secs(1) / arguments.rate);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let (cpu, began) = (cpu_of_the_server()?, Instant::now());
        for nth in 0..arguments.rate * arguments.seconds {
            ticks.tick().await;
            let phone = &people[nth as usize % people.len()];
            let update = self.update(phone, &format!("answer {nth}"));
            let (http, hook, secret) = (self.http.clone(), self.hook.clone(), self.secret.clone());
            on_their_way.spawn(async move {
                let began = Instant::now();
                let post = http.post(&hook).header("x-telegram-bot-api-secret-token", &secret).json(&update);
                post.send().await.and_then(reqwest::Response::error_for_status).map(|_| began.elapsed())
            });
        }
        while let Some(done) = on_their_way.join_next().await {
            figures.add(done??);
        }
        let (took, used) = (began.elapsed(), cpu_of_the_server()? - cpu);
        println!(
            "{} updates in {took:.1?}: webhook to commit {} (wanted: p99 ≤ {COMMIT_WANTED:?}); the server used {used:.1?}",
            figures.count(),
            figures.summary(),
        );
        let began = Instant::now();
        self.calm().await?;
        println!("the last answer was sent {:.1?} after the last update", began.elapsed());
        Ok(())
    }

    async fn idle(&mut self, chats: usize) -> Result<(), Failed> {
        let few = self.people(200);
        self.begin(&few).await?;
        let before = self.server.memory();
        let people = self.people(chats);
        self.begin(&people).await?;
        self.calm().await?;
        let grown = self.server.memory().saturating_sub(before);
        let cpu = cpu_of_the_server()?;
        sleep(IDLE).await;
        let used = (cpu_of_the_server()? - cpu).as_secs_f64() / IDLE.as_secs_f64() * 100.0;
        println!(
            "{chats} chats that wait: {:.2} KiB of memory each, {used:.2} % of one core",
            grown as f64 / 1024.0 / chats as f64,
        );
        Ok(())
    }
}
