//! What the gateway to language models adds to a call: a provider on this machine that answers at once or at a
//! pace. `benches/README.md` has the commands.

mod calls;
#[path = "../load/figures.rs"]
mod figures;
mod node;
mod provider;
mod redis;
mod socket;
mod streams;

use clap::Parser;
use provider::{Manner, Provider};
use std::{error::Error, path::PathBuf, time::Duration};

pub type Failed = Box<dyn Error>;

#[derive(Debug, Parser)]
struct Arguments {
    /// Only what is added to a call
    #[arg(long)]
    added: bool,
    /// Only answers out of the cache
    #[arg(long)]
    hits: bool,
    /// Only many streams at once
    #[arg(long)]
    streams: bool,
    /// Only the words' way to the browser's socket
    #[arg(long)]
    socket: bool,
    /// How long is measured, in seconds, after two seconds to warm up
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Where the databases lie; without it, beside the build
    #[arg(long, value_name = "DIRECTORY", default_value = env!("CARGO_TARGET_TMPDIR"))]
    dir: PathBuf,
    /// `cargo bench` passes this to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    // The pages are plain HTTP, but no client is made without somebody who could do TLS.
    drop(rustls::crypto::ring::default_provider().install_default());
    let arguments = Arguments::parse();
    let Arguments { added, hits, streams, socket, .. } = arguments;
    let (all, dir) = (!(added || hits || streams || socket), arguments.dir.as_path());
    std::fs::create_dir_all(dir)?;
    let measured = Duration::from_secs(arguments.seconds);
    println!("{} cores", std::thread::available_parallelism()?);
    let words = "Pão de fermentação natural, feito à mão todo dia na feira da vila.";
    let at_once =
        Manner { pieces: words.split_inclusive(' ').map(str::to_owned).collect(), pause: Duration::ZERO };
    let at_once = Provider::start(at_once)?;
    if all || added {
        calls::added(dir, &at_once, measured).await?;
    }
    if all || hits {
        calls::hits(dir, &at_once, measured, None).await?;
        match redis::Redis::start()? {
            Some(redis) => calls::hits(dir, &at_once, measured, Some(&redis.url)).await?,
            None => println!("there is no Redis on this machine"),
        }
    }
    if all || streams {
        let pieces = vec!["w{} ".to_owned(); 20];
        streams::run(dir, &Provider::start(Manner { pieces, pause: Duration::from_millis(25) })?).await?;
    }
    if all || socket {
        let mut pieces = vec![r#"{"fields":{"product":""#.to_owned()];
        pieces.extend(vec!["w{} ".to_owned(); 20]);
        pieces.push(r#"bread"},"why":[],"assumptions":[],"questions":[]}"#.to_owned());
        socket::run(dir, &Provider::start(Manner { pieces, pause: Duration::from_millis(25) })?).await?;
    }
    Ok(())
}
