//! `pauta llm`: what answers, whose keys rest, what it costs.

mod books;

use super::failure::Failure;
use crate::{
    app::{self, StartError},
    config::{Config, Database},
    llm::{Llm, NEVER, Purpose, Status, names},
    store::{Store, Suspension},
    time::Clock,
};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(super) enum LlmCommand {
    #[command(flatten)]
    Books(books::BooksCommand),
    /// Show the mode, the models, the keys by their labels, and what rests
    Status,
    /// Let keys that rest be used again, at once here and within seconds by a server that runs
    Clear {
        /// The pool, as `status` shows it; without it, everything
        pool: Option<String>,
        /// One model of it
        model: Option<String>,
    },
}

pub(super) async fn run(config: &Config, command: LlmCommand) -> Result<(), Failure> {
    match command {
        LlmCommand::Books(command) => books::run(config, command).await?,
        LlmCommand::Status => println!("{}", shown(&looked_at(config).await?)),
        LlmCommand::Clear { pool, model } => {
            let store = app::open_store(config).await?;
            store.migrate().await?;
            let cleared = cleared(config, &store, pool.as_deref(), model.as_deref()).await;
            store.shutdown().await;
            match cleared? {
                0 => println!("Nothing of that rests."),
                1 => println!("1 is used again."),
                many => println!("{many} are used again."),
            }
        }
    }
    Ok(())
}

/// Takes away what rests of a pool and of its keys; gives how many that were.
async fn cleared(
    config: &Config,
    store: &Store,
    pool: Option<&str>,
    model: Option<&str>,
) -> Result<u64, Failure> {
    let rows = store.installation();
    let Some(pool) = pool else { return Ok(rows.clear_suspensions(None, model).await?) };
    let is_of =
        |name: &str| name == pool || name.strip_prefix(pool).is_some_and(|rest| rest.starts_with('#'));
    let (mut count, resting) = (0, rows.suspensions().await?);
    let is_known = names(&config.llm).iter().any(|name| is_of(name));
    if !is_known && !resting.iter().any(|row| is_of(&row.pool)) {
        let told = "`pauta llm status` shows the keys and what rests";
        return Err(Failure::ToMend(format!("there is no pool {pool:?}: {told}.")));
    }
    for row in resting.iter().filter(|row| is_of(&row.pool)) {
        // A pool with several rows is cleared with the first of them.
        count += rows.clear_suspensions(Some(&row.pool), model).await?;
    }
    Ok(count)
}

/// What a server that started now would say. A database that is not there yet is not made for it.
pub(super) async fn looked_at(config: &Config) -> Result<Status, StartError> {
    let mut status = Llm::look(config, config.http.listen).await?;
    if !matches!(config.database(), Database::Sqlite(file) if !file.exists()) {
        let store = app::open_store(config).await?;
        let rows = store.installation().suspensions().await;
        store.shutdown().await;
        let now = Clock::System.now();
        status.suspensions = rows?.into_iter().filter(|row| row.until > now).collect();
    }
    Ok(status)
}

fn shown(status: &Status) -> String {
    let mut lines = vec![status.mode.to_string()];
    lines.extend(status.models.iter().map(|(purpose, names)| served(*purpose, names)));
    for key in &status.keys {
        let rate = key.per_minute.map_or_else(String::new, |rate| format!(", {rate} requests a minute"));
        lines.push(format!("key {} ({}{rate})", key.label, key.tier.as_str()));
    }
    lines.extend(status.notes.iter().map(ToString::to_string));
    lines.extend(status.suspensions.iter().map(resting));
    lines.join("\n")
}

pub(super) fn served(purpose: Purpose, names: &[String]) -> String {
    let role = match purpose {
        Purpose::Text => "text",
        Purpose::Fast => "quick text",
        Purpose::Vision => "text about pictures",
        Purpose::Image => "pictures",
        Purpose::Speech => "speech",
    };
    format!("{role}: {}", names.join(", "))
}

pub(super) fn resting(row: &Suspension) -> String {
    let until = if row.until == NEVER {
        "until the configuration changes".into()
    } else {
        format!("until {}", row.until.rfc3339())
    };
    let model = if row.model == "*" { "every model" } else { &row.model };
    let reason = row.reason.replace('_', " ");
    format!("{} rests for {model} {until}: {reason} ({})", row.pool, row.last_error)
}
