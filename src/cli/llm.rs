//! `pauta llm`: what language models do here.

mod books;

use super::failure::Failure;
use crate::config::Config;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(super) enum LlmCommand {
    #[command(flatten)]
    Books(books::BooksCommand),
}

pub(super) async fn run(config: &Config, command: LlmCommand) -> Result<(), Failure> {
    match command {
        LlmCommand::Books(command) => books::run(config, command).await,
    }
}
