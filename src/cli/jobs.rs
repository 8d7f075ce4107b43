//! `pauta jobs`: what failed for good, and what becomes of it.

use super::{failure::Failure, on_store::on_store};
use crate::{
    app::{self, StartError},
    config::{Config, Database},
    id::TaskId,
    store::{Store, Task, workspace_with_name},
    time::Clock,
};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(super) enum JobsCommand {
    /// Show the jobs that failed for good, the last ones first: what, when, and why
    List,
    /// Have a failed job tried again, as often as a new one
    Retry {
        /// Its id, as `list` shows it; "all" for every one
        job: String,
    },
    /// Have a failed job no longer shown; it is never tried again
    Dismiss {
        /// Its id, as `list` shows it; "all" for every one
        job: String,
    },
}

/// Jobs of a workspace that are shown, or changed, at once.
const SHOWN_MAX: u32 = 1_000;

#[derive(Clone, Copy)]
enum Change {
    Retry,
    Dismiss,
}

pub(super) async fn run(config: &Config, command: JobsCommand) -> Result<(), Failure> {
    on_store(config, async |store| told(store, command).await).await
}

/// Does it, and gives what the operator reads.
async fn told(store: &Store, command: JobsCommand) -> Result<String, Failure> {
    let (job, change) = match command {
        JobsCommand::List => return list(store).await,
        JobsCommand::Retry { job } => (job, Change::Retry),
        JobsCommand::Dismiss { job } => (job, Change::Dismiss),
    };
    let wanted = TaskId::parse(&job);
    if wanted.is_none() && job != "all" {
        return Err(Failure::ToMend(format!("{job:?} is no job's id: `pauta jobs list` shows them.")));
    }
    let (mut count, now) = (0, Clock::System.now());
    for workspace in store.installation().workspaces().await? {
        let rows = store.workspace(&workspace);
        for task in rows.failed_tasks(SHOWN_MAX).await? {
            if wanted.as_ref().is_some_and(|wanted| *wanted != task.id) {
                continue;
            }
            count += u32::from(match change {
                Change::Retry => rows.retry_task(&task.id, now).await?,
                Change::Dismiss => rows.dismiss_task(&task.id, now).await?,
            });
        }
    }
    match (count, wanted) {
        (0, Some(job)) => Err(Failure::ToMend(format!("no failed job has the id {job}."))),
        (count, _) => Ok(changed(count, change)),
    }
}

fn changed(count: u32, change: Change) -> String {
    match (count, change) {
        (0, _) => "No job has failed.".into(),
        (1, Change::Retry) => "1 job is tried again, within seconds by a server that runs.".into(),
        (many, Change::Retry) => {
            format!("{many} jobs are tried again, within seconds by a server that runs.")
        }
        (1, Change::Dismiss) => "1 job is no longer shown.".into(),
        (many, Change::Dismiss) => format!("{many} jobs are no longer shown."),
    }
}

async fn list(store: &Store) -> Result<String, Failure> {
    let mut lines = Vec::new();
    for (id, name) in store.installation().named_workspaces().await? {
        lines
            .extend(store.workspace(&id).failed_tasks(SHOWN_MAX).await?.iter().map(|task| line(&name, task)));
    }
    if lines.is_empty() {
        lines.push("No job has failed.".to_owned());
    }
    Ok(lines.join("\n"))
}

fn line(workspace: &str, task: &Task) -> String {
    let of = task.conversation.as_ref().map_or_else(String::new, |id| format!(" of conversation {id}"));
    let why = task.errors.last().map_or("no error was kept", |error| error.error.as_str());
    let (at, attempt) = (task.updated_at.rfc3339(), task.attempt);
    let workspace = workspace_with_name(workspace);
    format!("{}  {at}  {workspace}: {}{of}, attempt {attempt}: {why}", task.id, task.kind)
}

/// How many jobs wait for a person. A database that is not there yet is not made for it.
pub(super) async fn failed(config: &Config) -> Result<u64, StartError> {
    if matches!(config.database(), Database::Sqlite(file) if !file.exists()) {
        return Ok(0);
    }
    let store = app::open_store(config).await?;
    let counts = store.installation().task_counts().await;
    store.shutdown().await;
    Ok(counts?.failed)
}
