//! What the page is like to wait for, to write in, and to keep open: a real Chromium in front of the real
//! binary. `benches/README.md` has the commands.

mod arriving;
mod browser;
mod growing;
mod server;
mod talking;
mod typing;
mod wire;

use clap::Parser;
use std::{error::Error, path::PathBuf};

pub type Failed = Box<dyn Error>;

#[derive(Debug, Parser)]
struct Arguments {
    /// Only the time to the first question
    #[arg(long)]
    arriving: bool,
    /// Only the time from a key to its frame
    #[arg(long)]
    typing: bool,
    /// Only what a thousand messages and fifty reconnections leave behind
    #[arg(long)]
    growing: bool,
    /// How often the page is opened over each wire
    #[arg(long, default_value_t = 5)]
    visits: usize,
    /// A server to measure instead of this build's; a debug build reads the page's files as they are now
    #[arg(long, value_name = "BINARY", default_value = env!("CARGO_BIN_EXE_pauta"))]
    server: PathBuf,
    /// `cargo bench` passes this to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    // The pages are plain HTTP, but no client is made without somebody who could do TLS.
    drop(rustls::crypto::ring::default_provider().install_default());
    let arguments = Arguments::parse();
    let server = server::Server::start(&arguments.server).await?;
    let browser = browser::Browser::start().await?;
    // A browser outlives its driver unless it is told to go.
    let measured = measure(&arguments, &server, &browser).await;
    browser.quit().await?;
    measured
}

async fn measure(
    arguments: &Arguments,
    server: &server::Server,
    browser: &browser::Browser,
) -> Result<(), Failed> {
    let all = !(arguments.arriving || arguments.typing || arguments.growing);
    println!("{} cores; {}", std::thread::available_parallelism()?, browser.version().await?);
    if all || arguments.arriving {
        arriving::run(server, browser, arguments.visits).await?;
    }
    if all || arguments.typing {
        typing::run(server, browser).await?;
    }
    if all || arguments.growing {
        growing::run(server, browser).await?;
    }
    Ok(())
}
