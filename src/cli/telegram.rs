//! `pauta telegram`: the bots that speak for workspaces.

use super::{
    failure::{Failure, Sentence},
    on_store::on_store,
};
use crate::{
    channel::telegram::{ConnectError, Switchboard},
    config::{Config, Secret},
    id::WorkspaceId,
    outside::{seal::Seal, telegram::Telegram},
    store::{Bot, BotState, Store, workspace_with_name},
    time::Clock,
};
use clap::Subcommand;
use std::io::{self, BufRead, IsTerminal, Read};

#[derive(Debug, Subcommand)]
pub(super) enum TelegramCommand {
    /// Connect the bot whose token is on standard input, or give one that is connected its new token
    ///
    /// The token is the one that @BotFather gave. It is never an argument: those are seen by everybody on the
    /// machine, and kept by shells. Without an input it is asked for.
    Connect {
        /// The workspace; without it, the first one
        #[arg(long)]
        workspace: Option<String>,
    },
    /// Show every bot, whether it answers, and what waits to be sent
    List,
    /// Disconnect a bot; conversations stay
    Remove {
        /// Its username, as `list` shows it
        username: String,
    },
}

/// The most that is read for a token.
const LINE_BYTES_MAX: u64 = 1_000;

pub(super) async fn run(config: &Config, command: TelegramCommand) -> Result<(), Failure> {
    on_store(config, async |store| match command {
        TelegramCommand::Connect { workspace } => connect(config, store, workspace.as_deref()).await,
        TelegramCommand::List => list(store).await,
        TelegramCommand::Remove { username } => remove(config, store, &username).await,
    })
    .await
}

/// What speaks to Telegram, and what seals: the server's own key, made if it has none yet.
fn tools(config: &Config) -> Result<(Telegram, Seal), Failure> {
    let to_mend = |told: String| Failure::ToMend(format!("{told}."));
    let base = config.telegram.api_url.base().clone();
    let telegram = Telegram::new(base).map_err(|error| to_mend(Sentence(error).to_string()))?;
    let seal = Seal::open(config).map_err(|error| to_mend(Sentence(error).to_string()))?;
    Ok((telegram, seal))
}

async fn connect(config: &Config, store: &Store, workspace: Option<&str>) -> Result<String, Failure> {
    let all = store.installation().named_workspaces().await?;
    let found = all.into_iter().find(|(_, name)| workspace.is_none_or(|wanted| wanted == name));
    let (id, name) = found.ok_or_else(|| Failure::ToMend("there is no such workspace.".into()))?;
    let token = asked_for().map_err(|error| Failure::ToMend(format!("no token can be read: {error}.")))?;
    let (telegram, seal) = tools(config)?;
    let board = Switchboard { store, telegram: &telegram, seal: &seal, now: Clock::System.now() };
    match board.connect(&id, token).await {
        Ok(bot) => Ok(format!(
            "{} (@{}) speaks for {name}: https://t.me/{}\nA server that runs answers within seconds.",
            bot.name,
            bot.username,
            bot.username,
            name = workspace_with_name(&name)
        )),
        Err(ConnectError::Store(error)) => Err(error.into()),
        Err(error) => Err(Failure::ToMend(format!("{error}."))),
    }
}

/// A line of standard input. Never an argument: those are seen by everybody on the machine, and kept by shells.
fn asked_for() -> io::Result<Secret<String>> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        eprintln!("Paste the token that @BotFather gave, and press Enter:");
    }
    let mut line = String::new();
    stdin.lock().take(LINE_BYTES_MAX).read_line(&mut line)?;
    Ok(Secret::new(line))
}

async fn list(store: &Store) -> Result<String, Failure> {
    let (mut lines, now) = (Vec::new(), Clock::System.now());
    for (id, name) in store.installation().named_workspaces().await? {
        let rows = store.workspace(&id);
        for bot in rows.bots().await? {
            let state = rows.bot_state(&bot.id, now).await?;
            lines.push(line(&name, &bot, &state));
        }
    }
    Ok(if lines.is_empty() { "There is no bot.".into() } else { lines.join("\n") })
}

fn line(workspace: &str, bot: &Bot, state: &BotState) -> String {
    let speaks = if state.is_spoken_for { "answers" } else { "nobody speaks for it" };
    let waits = match (state.waiting, state.since) {
        (0, _) | (_, None) => String::new(),
        (waiting, Some(since)) => format!(", {waiting} to be sent since {}", since.rfc3339()),
    };
    let trouble = match &state.trouble {
        Some((at, told)) => format!(" (since {}: {})", at.rfc3339(), meaning(told)),
        None => String::new(),
    };
    let workspace = workspace_with_name(workspace);
    format!("@{}  {workspace}: {}, {speaks}{waits}{trouble}", bot.username, bot.name)
}

/// What a word of the rows means.
fn meaning(word: &str) -> &str {
    match word {
        "token" => "Telegram no longer takes its token",
        "conflict" => "another program asks for its messages",
        "sealed" => "its token was sealed with another key",
        "silent" => "Telegram does not answer",
        told => told,
    }
}

async fn remove(config: &Config, store: &Store, username: &str) -> Result<String, Failure> {
    let wanted = username.trim_start_matches('@');
    let Some((workspace, bot)) = found(store, wanted).await? else {
        let told = "`pauta telegram list` shows them";
        return Err(Failure::ToMend(format!("no bot is called @{wanted}: {told}.")));
    };
    let (telegram, seal) = tools(config)?;
    let board = Switchboard { store, telegram: &telegram, seal: &seal, now: Clock::System.now() };
    board.disconnect(&workspace, &bot.id).await?;
    Ok(format!("@{} is disconnected; its conversations stay.", bot.username))
}

async fn found(store: &Store, username: &str) -> Result<Option<(WorkspaceId, Bot)>, Failure> {
    for workspace in store.installation().workspaces().await? {
        let bots = store.workspace(&workspace).bots().await?;
        if let Some(bot) = bots.into_iter().find(|bot| bot.username.eq_ignore_ascii_case(username)) {
            return Ok(Some((workspace, bot)));
        }
    }
    Ok(None)
}
