use clap::Parser;
use pauta::{cli::Cli, config::process_environment};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    Cli::parse().run(&process_environment()).await
}
