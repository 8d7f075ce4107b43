use pauta::{cli::Cli, config::process_environment};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match Cli::typed().alone() {
        Ok(code) => code,
        Err(cli) => serve(cli),
    }
}

#[tokio::main]
async fn serve(cli: Cli) -> ExitCode {
    cli.run(&process_environment()).await
}
