//! The command line.

mod backup;
mod doctor;
mod examples;
mod failure;
mod health;
mod help;
mod invite;
mod jobs;
mod llm;
mod migrate;
mod on_store;
mod open_files;
mod serve;
mod site;
mod telegram;
mod tree;
mod webhooks;

use crate::{
    config::{Config, Environment},
    document::{self, Kind},
};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use failure::Failure;
use std::{path::PathBuf, process::ExitCode};

/// Pauta, the conversational briefing server. Without a command it serves.
///
/// Configuration: pauta.toml and the environment; see docs/configuration.md.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until told to stop (the default)
    Serve,
    /// Say what is configured, reachable and missing
    Doctor,
    /// Ask the running server whether it is alive
    Health,
    /// Bring the database up to date and stop
    Migrate,
    /// Write a consistent copy of the database, while it is served or not
    Backup {
        /// The file to write; it must not exist
        file: PathBuf,
    },
    /// Make somebody a member and print the link by which they come in
    Invite(invite::Invite),
    /// The sites that the chat stands on: their origins, colour and signing
    #[command(subcommand)]
    Site(site::SiteCommand),
    /// The language models: what answers, whose keys rest, what they cost and may cost
    #[command(subcommand)]
    Llm(llm::LlmCommand),
    /// The work beside the conversations that failed for good
    #[command(subcommand)]
    Jobs(jobs::JobsCommand),
    /// The other systems that are told what happens, and how each message went
    #[command(subcommand)]
    Webhooks(webhooks::WebhooksCommand),
    /// The Telegram bots that speak for workspaces
    #[command(subcommand)]
    Telegram(telegram::TelegramCommand),
    /// Check, format, test and draw dialogue trees
    #[command(subcommand)]
    Tree(tree::TreeCommand),
    /// Take the words out of a document: what the server calls for each that people send
    #[command(hide = true)]
    ReadDocument {
        #[arg(long)]
        kind: Kind,
    },
}

const EXIT_CODES: &str = "\
Exit codes: 0 done · 1 something is to be mended, as it was said · 2 the command line was not understood
· 3 the configuration cannot be used · 4 the address cannot be listened on · 5 the database cannot be used";

impl Cli {
    /// What was typed. Help, and what cannot be understood, end the process.
    pub fn typed() -> Self {
        let command = examples::shown(Self::command());
        let words = help::plain(&command, std::env::args_os().collect());
        let matches = command.get_matches_from(words);
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }

    /// Does what needs no runtime: threads would outlast the limits that a document's reader sets itself.
    ///
    /// # Errors
    /// Everything else, given back.
    pub fn alone(self) -> Result<ExitCode, Self> {
        match self.command {
            Some(Command::ReadDocument { kind }) => Ok(read_document(kind)),
            _ => Err(self),
        }
    }

    /// Does what the command line says. What goes wrong is told in a sentence on standard error.
    pub async fn run(self, environment: &Environment) -> ExitCode {
        match self.command.unwrap_or(Command::Serve).run(environment).await {
            Ok(code) => code,
            Err(failure) => {
                eprintln!("pauta: {failure}");
                failure.code()
            }
        }
    }
}

/// Whoever asked sees by the silence that it failed.
fn read_document(kind: Kind) -> ExitCode {
    document::read_in_child(kind).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)
}

impl Command {
    async fn run(self, environment: &Environment) -> Result<ExitCode, Failure> {
        let config = || Config::load(environment);
        match self {
            Self::Serve => serve::run(config()?).await?,
            Self::Doctor => return Ok(doctor::run(&config()?).await),
            Self::Health => health::run(&config()?).await?,
            Self::Migrate => migrate::run(&config()?).await?,
            Self::Backup { file } => backup::run(&config()?, &file).await?,
            Self::Invite(invite) => invite::run(&config()?, invite).await?,
            Self::Site(command) => site::run(&config()?, command).await?,
            Self::Llm(command) => llm::run(&config()?, command).await?,
            Self::Jobs(command) => jobs::run(&config()?, command).await?,
            Self::Webhooks(command) => webhooks::run(&config()?, command).await?,
            Self::Telegram(command) => telegram::run(&config()?, command).await?,
            Self::Tree(command) => return Ok(tree::run(&command)),
            Self::ReadDocument { kind } => return Ok(read_document(kind)),
        }
        Ok(ExitCode::SUCCESS)
    }
}
