//! The queue of jobs alone: jobs that do nothing, enqueued a hundred at once while they are run; with `--told`, each
//! delivers a row to a conversation. `benches/README.md` has the commands.

use clap::Parser;
use pauta::{
    app::App,
    config::{Config, Environment},
    id::{ConversationId, VisitorId},
    job::{self, Pace},
    store::{NewTask, NewVisitor, TaskCounts},
    time::{Clock, Millis},
    turn::{self, From, Opening},
    work::Work,
};
use std::{error::Error, path::PathBuf, time::Duration};
use tokio::time::Instant;

type Failed = Box<dyn Error>;

/// Jobs that are enqueued in one transaction.
const TOGETHER: usize = 100;
/// Conversations that are told in turn.
const CONVERSATIONS: usize = 100;
/// How often the rows are looked at for the end.
const LOOK_EVERY: Duration = Duration::from_millis(10);

#[derive(Debug, Parser)]
struct Arguments {
    /// On this PostgreSQL, in a database that is empty; without it, on SQLite
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// How many jobs
    #[arg(long, default_value_t = 20_000)]
    jobs: usize,
    /// Each one delivers a row to one of a hundred conversations
    #[arg(long)]
    told: bool,
    /// How many are done at once
    #[arg(long, default_value_t = 32)]
    workers: usize,
    /// Where the SQLite file lies; without it, beside the build
    #[arg(long, value_name = "DIRECTORY", default_value = env!("CARGO_TARGET_TMPDIR"))]
    dir: PathBuf,
    /// `cargo bench` passes this to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    drop(rustls::crypto::ring::default_provider().install_default());
    let arguments = Arguments::parse();
    let dir = arguments.dir.join(format!("jobs-{}", std::process::id()));
    let app = open(&arguments, &dir).await?;
    let told = if arguments.told { conversations(&app).await? } else { Vec::new() };
    let before = rows(&app, &told).await?;
    let began = Instant::now();
    job::start(&app, Pace::default(), job::handle);
    let here = app.store.workspace(&app.home.workspace);
    let jobs: Vec<NewTask> = (0..arguments.jobs).map(|n| nothing(n, &told)).collect();
    for some in jobs.chunks(TOGETHER) {
        here.enqueue(some, app.clock.now()).await?;
        app.jobs.hint();
    }
    let enqueued = began.elapsed();
    while app.store.installation().task_counts().await? != TaskCounts::default() {
        tokio::time::sleep(LOOK_EVERY).await;
    }
    let all = began.elapsed();
    let delivered = rows(&app, &told).await? - before;
    if arguments.told && delivered != arguments.jobs as u64 {
        return Err(format!("{delivered} rows came of {} jobs", arguments.jobs).into());
    }
    println!(
        "{} jobs, {} workers: enqueued within {enqueued:.2?}, all run and {} within {all:.2?}: {:.0} a second",
        arguments.jobs,
        arguments.workers,
        if arguments.told { "delivered" } else { "ended" },
        arguments.jobs as f64 / all.as_secs_f64(),
    );
    app.draining.cancel();
    app.tasks.close();
    app.tasks.wait().await;
    app.store.shutdown().await;
    if arguments.postgres.is_none() {
        std::fs::remove_dir_all(dir)?;
    }
    Ok(())
}

async fn open(arguments: &Arguments, dir: &std::path::Path) -> Result<App, Failed> {
    let set = |name: &str, value: String| (name.to_owned(), value);
    let mut environment = Environment::from([
        set("PAUTA_DATA_DIR", dir.display().to_string()),
        set("PAUTA_JOB_WORKERS", arguments.workers.to_string()),
        set("PAUTA_LLM", "rules".into()),
    ]);
    environment.extend(arguments.postgres.clone().map(|url| set("DATABASE_URL", url)));
    Ok(App::open(Config::load(&environment)?, Clock::System, "127.0.0.1:8080".parse()?).await?)
}

fn nothing(n: usize, told: &[ConversationId]) -> NewTask {
    let conversation = told.get(n % told.len().max(1)).cloned();
    let work = Work::Nothing { told: conversation.is_some(), conversation };
    NewTask { key: n.to_string(), work, priority: 0, due: Millis::default() }
}

/// Conversations of somebody's, each at its first question.
async fn conversations(app: &App) -> Result<Vec<ConversationId>, Failed> {
    let (_, site) = app.store.installation().site_by_key(&app.home.site).await?.ok_or("there is no site")?;
    let (workspace, visitor) = (app.home.workspace.clone(), VisitorId::new());
    let new = NewVisitor {
        id: visitor.clone(),
        site: site.clone(),
        token_hash: visitor.to_string(),
        time_zone: None,
        at: app.clock.now(),
    };
    app.store.workspace(&workspace).create_visitor(new).await?;
    let mut all = Vec::with_capacity(CONVERSATIONS);
    for _ in 0..CONVERSATIONS {
        let opening = Opening {
            workspace: workspace.clone(),
            site: site.clone(),
            visitor: visitor.clone(),
            zone: None,
            locales: vec!["pt-BR".into()],
            from: From::Tree("campaign_briefing".into()),
        };
        let (peer, _) = turn::start(app, opening).await.map_err(|rejection| rejection.message)?;
        all.push(peer.conversation);
    }
    Ok(all)
}

/// How many rows the conversations have together.
async fn rows(app: &App, of: &[ConversationId]) -> Result<u64, Failed> {
    let heads = app.store.installation().heads(of).await?;
    Ok(heads.into_iter().map(|(_, seq)| seq).sum())
}
