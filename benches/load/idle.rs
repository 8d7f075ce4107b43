//! The memory of open conversations in which nobody says anything.

use crate::{
    server::Setup,
    talk::{Failed, Site, Talk},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use std::time::Duration;

/// Connecting at once.
const AT_ONCE: usize = 64;
/// Opened and closed before, a few at a time: what is made once is there and the caches, which are bounded in
/// bytes, are full before anything is counted.
const BEFORE: usize = 500;
const ROUNDS: usize = 80;

pub async fn run(setup: &Setup, sockets: usize) -> Result<(), Failed> {
    let folder = setup.folder()?;
    let server = setup.start(&folder)?;
    let site = Site::of(server.address).await?;
    let open = |count: usize| {
        let talks = stream::iter(0..count).map(|_| Talk::start(&site));
        talks.buffer_unordered(AT_ONCE).try_collect::<Vec<_>>()
    };
    for _ in 0..ROUNDS {
        drop(open(BEFORE).await?);
    }
    settle().await;
    let before = server.memory()?;
    let talks = open(sockets).await?;
    settle().await;
    let after = server.memory()?;
    let each = (after.saturating_sub(before)) as f64 / talks.len() as f64 / 1024.0;
    println!(
        "memory       {:.1} MiB before, {:.1} MiB with {} open conversations",
        mib(before),
        mib(after),
        talks.len()
    );
    println!("each         {each:.1} KiB");
    Ok(())
}

/// Gives the server time to put things away; the figure is not a race, only the later one is truer.
async fn settle() {
    tokio::time::sleep(Duration::from_secs(2)).await;
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
