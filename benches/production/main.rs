//! The pieces of whole plans, made by the real binary with a model that answers after 200 ms: how long a plan takes
//! against its critical path, and how long a card takes to an open socket. `benches/README.md` has the commands.

#[path = "../load/figures.rs"]
mod figures;
#[path = "../../tests/it/harness/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
#[expect(clippy::unwrap_used, reason = "a bench that cannot go on ends")]
mod harness;

use clap::Parser;
use figures::Figures;
use harness::{
    launch::{self, Launch, Said},
    provider::{Heard, Provider, pieces},
    server::Server,
};
use pauta::time::{Clock, Millis};
use serde_json::Value;
use sqlx::{Connection, SqliteConnection};
use std::{collections::HashMap, error::Error, time::Duration};
use tokio::time::Instant;

type Failed = Box<dyn Error>;

/// How long the model takes for an answer.
const MODEL: Duration = Duration::from_millis(200);
const FACTOR_WANTED: f64 = 1.15;
const CARD_WANTED: Duration = Duration::from_millis(100);

#[derive(Debug, Parser)]
struct Arguments {
    /// Plans, one after the other
    #[arg(long, default_value_t = 10)]
    plans: usize,
    /// How many jobs the server does at once
    #[arg(long, default_value_t = 16)]
    workers: usize,
    /// Each piece with the time of its end
    #[arg(long)]
    timeline: bool,
    /// `cargo bench` passes this to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

/// One plan, made.
struct Made {
    pieces: usize,
    calls: usize,
    wall: Duration,
    critical: Duration,
    /// From each task's end to its card.
    cards: Vec<Duration>,
    /// Each piece, from the start of the plan to its end.
    ends: Vec<(Duration, String)>,
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let arguments = Arguments::parse();
    let provider = Provider::start().await;
    pieces::takes(&provider, MODEL);
    let (url, workers) = (provider.openai(), arguments.workers.to_string());
    let mut set = launch::with_model(&url).to_vec();
    set.push(("PAUTA_JOB_WORKERS", &workers));
    let server = Server::start(&launch::tree(), &set).await;
    launch::without_gate(&server).await;
    let (mut factors, mut cards) = (Vec::new(), Figures::default());
    for nth in 1..=arguments.plans {
        let made = plan(&server, &provider, &format!("Padaria {nth}")).await?;
        if arguments.timeline {
            made.ends.iter().for_each(|(at, title)| println!("{:>5} ms {title}", at.as_millis()));
        }
        let factor = made.wall.as_secs_f64() / made.critical.as_secs_f64();
        println!(
            "{} pieces by {} calls: {:.2?}, critical path {:.2?}: {factor:.2} ×",
            made.pieces, made.calls, made.wall, made.critical,
        );
        factors.push(factor);
        made.cards.into_iter().for_each(|late| cards.add(late));
    }
    factors.sort_by(f64::total_cmp);
    let (p50, most) = (factors[factors.len() / 2], factors[factors.len() - 1]);
    println!(
        "a plan against its critical path: p50 {p50:.2} ×, max {most:.2} × (wanted: ≤ {FACTOR_WANTED} ×)"
    );
    let summary = cards.summary();
    println!("task's end to its card, {} cards: {summary} (wanted: p99 ≤ {CARD_WANTED:?})", cards.count());
    Ok(())
}

/// Has a whole plan made.
async fn plan(server: &Server, provider: &Provider, brand: &str) -> Result<Made, Failed> {
    let said = Said { brand, alone: false };
    let mut launch = Launch::plans(server.address, &server.site, said).await;
    let packages = launch.packages().await;
    let wanted = launch.listed().await["pieces"].as_array().map_or(0, Vec::len);
    let (asked, began, begun_at) = (provider.heard().len(), Instant::now(), Clock::System.now());
    for package in 1..=packages {
        launch.starts(package).await;
    }
    let mut came: HashMap<String, (Millis, String)> = HashMap::new();
    while came.len() < wanted {
        let card = launch.person.hears(|frame| frame["kind"] == "piece").await;
        let title = text(&card["piece"]["title"]);
        came.insert(text(&card["piece"]["id"]), (Clock::System.now(), title));
    }
    let wall = began.elapsed();
    let mut db = SqliteConnection::connect(&server.database().display().to_string()).await?;
    let heard = provider.heard().split_off(asked);
    let conversation = &launch.person.conversation;
    let critical = critical_path(&mut db, conversation, &heard).await?;
    let tasks: Vec<(String, i64)> = sqlx::query_as(
        "SELECT work, updated_at FROM task WHERE kind = 'generate' AND state = 'done' AND conversation = $1",
    )
    .bind(conversation)
    .fetch_all(&mut db)
    .await?;
    let (mut cards, mut ends) = (Vec::new(), Vec::new());
    for (work, at) in tasks {
        let piece = text(&serde_json::from_str::<Value>(&work)?["piece"]);
        let came = came.get(&piece).ok_or("a card did not come")?;
        cards.push(Duration::from_millis(u64::try_from(came.0.0 - at)?));
        ends.push((Duration::from_millis(u64::try_from(at - begun_at.0)?), came.1.clone()));
    }
    ends.sort();
    Ok(Made { pieces: wanted, calls: heard.len(), wall, critical, cards, ends })
}

/// The longest chain of pieces that are each made from the one before: of each, as long as the model took for it.
async fn critical_path(
    db: &mut SqliteConnection,
    conversation: &str,
    heard: &[Heard],
) -> Result<Duration, Failed> {
    let body: String = sqlx::query_scalar("SELECT body FROM board WHERE conversation = $1")
        .bind(conversation)
        .fetch_one(db)
        .await?;
    let board: Value = serde_json::from_str(&body)?;
    let mut calls: HashMap<String, u32> = HashMap::new();
    for title in heard.iter().filter_map(title) {
        *calls.entry(title).or_default() += 1;
    }
    // A node stands after those that it needs.
    let mut ends: HashMap<String, Duration> = HashMap::new();
    for node in board["plan"]["nodes"].as_array().ok_or("the board has no plan")? {
        let needs = node["needs"].as_array().into_iter().flatten();
        let begins = needs.filter_map(|need| ends.get(need.as_str()?).copied()).max().unwrap_or_default();
        let took = MODEL * calls.get(&text(&node["title"])).copied().unwrap_or_default();
        ends.insert(text(&node["id"]), begins + took);
    }
    Ok(ends.into_values().max().unwrap_or_default())
}

/// The piece that a model was asked for.
fn title(heard: &Heard) -> Option<String> {
    let prompt = heard.prompt();
    let data = prompt.lines().find_map(|line| serde_json::from_str::<Value>(line).ok())?;
    Some(data["piece"]["title"].as_str()?.to_owned())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
