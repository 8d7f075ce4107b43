//! From starting the process to the first question answered, on a database that is there already.

use crate::{
    figures::Figures,
    server::Setup,
    talk::{Failed, Talk},
};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

const STARTS: usize = 20;
/// A server that has not answered by then will not.
const PATIENCE: Duration = Duration::from_secs(10);

pub async fn run(setup: &Setup) -> Result<(), Failed> {
    let folder = setup.folder()?;
    let mut figures = Figures::default();
    for start in 0..=STARTS {
        let started = Instant::now();
        let server = setup.spawn(&folder)?;
        let mut talk = first_question(server.address, started).await?;
        talk.answer().await?;
        // The first start makes the database; it is another thing.
        if start > 0 {
            figures.add(started.elapsed());
        }
    }
    println!("cold start   {} over {STARTS} starts", figures.summary());
    Ok(())
}

/// Knocks until the server opens.
async fn first_question(server: SocketAddr, started: Instant) -> Result<Talk, Failed> {
    loop {
        match Talk::start(server).await {
            Ok(talk) => return Ok(talk),
            Err(error) if started.elapsed() > PATIENCE => return Err(error),
            Err(_) => tokio::time::sleep(Duration::from_millis(1)).await,
        }
    }
}
