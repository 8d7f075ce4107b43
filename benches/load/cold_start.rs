//! From starting the process to the first question answered, on a database that is there already.

use crate::{
    figures::Figures,
    server::Setup,
    talk::{Failed, Site, Talk},
};
use std::time::{Duration, Instant};

const STARTS: usize = 20;
/// A server that has not answered by then will not.
const PATIENCE: Duration = Duration::from_secs(10);

pub async fn run(setup: &Setup) -> Result<(), Failed> {
    let folder = setup.folder()?;
    // The first start makes the database; it is another thing.
    let site = Site::of(setup.start(&folder)?.address).await?;
    let mut figures = Figures::default();
    for _ in 0..STARTS {
        let started = Instant::now();
        let server = setup.spawn(&folder)?;
        let mut talk = first_question(&site.at(server.address), started).await?;
        talk.answer().await?;
        figures.add(started.elapsed());
    }
    println!("cold start   {} over {STARTS} starts", figures.summary());
    Ok(())
}

/// Knocks until the server opens.
async fn first_question(site: &Site, started: Instant) -> Result<Talk, Failed> {
    loop {
        match Talk::start(site).await {
            Ok(talk) => return Ok(talk),
            Err(error) if started.elapsed() > PATIENCE => return Err(error),
            Err(_) => tokio::time::sleep(Duration::from_millis(1)).await,
        }
    }
}
