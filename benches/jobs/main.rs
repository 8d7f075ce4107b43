//! The queue of jobs alone: jobs that do nothing, enqueued a hundred at once while they are run. `benches/README.md`
//! has the commands.

use clap::Parser;
use pauta::{
    app::App,
    config::{Config, Environment},
    job::{self, Fate, Pace},
    store::{NewTask, TaskCounts},
    time::{Clock, Millis},
    work::Work,
};
use std::{error::Error, path::PathBuf, time::Duration};
use tokio::time::Instant;

type Failed = Box<dyn Error>;

/// Jobs that are enqueued in one transaction.
const TOGETHER: usize = 100;
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
    let began = Instant::now();
    job::start(&app, Pace::default(), |_| async { Fate::Done });
    let here = app.store.workspace(&app.home.workspace);
    let jobs: Vec<NewTask> = (0..arguments.jobs).map(nothing).collect();
    for some in jobs.chunks(TOGETHER) {
        here.enqueue(some, app.clock.now()).await?;
        app.jobs.hint();
    }
    let enqueued = began.elapsed();
    while app.store.installation().task_counts().await? != TaskCounts::default() {
        tokio::time::sleep(LOOK_EVERY).await;
    }
    let all = began.elapsed();
    println!(
        "{} jobs, {} workers: enqueued within {enqueued:.2?}, all run and ended within {all:.2?}: {:.0} a second",
        arguments.jobs,
        arguments.workers,
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

fn nothing(n: usize) -> NewTask {
    let work = Work::Nothing { conversation: None, told: false };
    NewTask { key: n.to_string(), work, priority: 0, due: Millis::default() }
}
