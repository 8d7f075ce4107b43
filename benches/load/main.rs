//! The load generator: the real binary over real sockets. `benches/README.md` has the commands.

mod answers;
mod closed_loop;
mod cold_start;
mod figures;
mod idle;
mod machine;
mod server;
mod talk;

use clap::Parser;
use server::{Disk, Setup};
use std::{error::Error, path::PathBuf, time::Duration};

#[derive(Debug, Parser)]
struct Arguments {
    /// Turns per second on SQLite (the default)
    #[arg(long)]
    sqlite: bool,
    /// The same on a disk whose sync takes so many milliseconds longer (`2` or `2ms`)
    #[arg(long, value_parser = milliseconds)]
    slow_sync: Option<u64>,
    /// The same on this empty PostgreSQL database
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// The memory of so many idle open conversations
    #[arg(long, value_name = "SOCKETS")]
    idle: Option<usize>,
    /// The time from starting the process to the first question answered
    #[arg(long)]
    cold_start: bool,
    /// Where the server's data lies; without it, beside the build
    #[arg(long, value_name = "DIRECTORY", default_value = env!("CARGO_TARGET_TMPDIR"))]
    dir: PathBuf,
    /// Conversations at once
    #[arg(long, default_value_t = 100)]
    conversations: usize,
    /// How long is measured, in seconds, after two seconds to warm up
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// `cargo bench` passes this to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

fn milliseconds(text: &str) -> Result<u64, std::num::ParseIntError> {
    text.trim_end_matches("ms").parse()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    machine::raise_open_files()?;
    let disk = arguments.slow_sync.map_or(Disk::AsItIs, |ms| Disk::Slower { micros: ms * 1000 });
    let setup = Setup { disk, postgres: arguments.postgres, dir: arguments.dir };
    println!(
        "{} cores; {}",
        std::thread::available_parallelism()?,
        machine::sync_time(setup.folder()?.path())?
    );
    if let Some(sockets) = arguments.idle {
        idle::run(&setup, sockets).await
    } else if arguments.cold_start {
        cold_start::run(&setup).await
    } else {
        closed_loop::run(&setup, arguments.conversations, Duration::from_secs(arguments.seconds)).await
    }
}
