//! So many calls a second, whether or not the ones before are answered: what the gateway adds, and what an
//! answer out of the cache takes.

use crate::{Failed, figures::Figures, node::Node, provider::Provider};
use pauta::llm::CacheUse;
use std::{future::Future, path::Path, sync::Arc, time::Duration};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep_until},
};

/// Calls a second.
const RATE: u32 = 500;
/// Not counted: connections are made, statements are prepared.
const WARM_UP: usize = 1_000;
/// Different questions whose answers are kept.
const KEPT: usize = 200;

/// What calls add, by keys that cost nothing and by keys that are paid for.
pub async fn added(dir: &Path, provider: &Provider, measured: Duration) -> Result<(), Failed> {
    let calls = WARM_UP + (measured.as_secs_f64() * f64::from(RATE)) as usize;
    let node = Arc::new(Node::open(dir, provider, "free", &[]).await?);
    let bare = {
        let node = node.clone();
        open_loop(calls, move |number| {
            let node = node.clone();
            async move { node.bare(&node.asked(number, CacheUse::Off)).await.map_err(|error| error.to_string()) }
        })
        .await?
    };
    println!("bare client        {}", summary(bare));
    for tier in ["free", "paid"] {
        let node = Arc::new(Node::open(dir, provider, tier, &[]).await?);
        let total = asks(&node, calls, CacheUse::Off).await?;
        println!("by a {tier} key, all  {}", summary(total));
        let node = Arc::into_inner(node).ok_or("a call is still under way")?;
        println!("  of which added   {}", summary(node.overheads().await?.split_off(WARM_UP)));
    }
    Ok(())
}

/// What answers take that were given before.
pub async fn hits(
    dir: &Path,
    provider: &Provider,
    measured: Duration,
    redis: Option<&str>,
) -> Result<(), Failed> {
    let more: Vec<_> = redis.map(|url| ("REDIS_URL", url)).into_iter().collect();
    let node = Arc::new(Node::open(dir, provider, "paid", &more).await?);
    for number in 0..KEPT {
        node.llm.ask(node.asked(number, CacheUse::On), &mut |_| true).await?;
    }
    node.written().await;
    let calls = WARM_UP + (measured.as_secs_f64() * f64::from(RATE)) as usize;
    let took = asks(&node, calls, CacheUse::On).await?;
    println!("hits, {}  {}", if redis.is_some() { "Redis      " } else { "database   " }, summary(took));
    Ok(())
}

async fn asks(node: &Arc<Node>, calls: usize, cache: CacheUse) -> Result<Vec<Duration>, Failed> {
    let node = node.clone();
    open_loop(calls, move |number| {
        let node = node.clone();
        async move {
            let number = if cache == CacheUse::On { number % KEPT } else { number };
            let reply = node.llm.ask(node.asked(number, cache), &mut |_| true).await;
            let reply = reply.map_err(|error| error.to_string())?;
            if reply.cached == (cache == CacheUse::On) { Ok(()) } else { Err("it was no hit".to_owned()) }
        }
    })
    .await
}

/// Starts calls at their times; gives what each took, without those of the warm-up.
async fn open_loop<F>(calls: usize, call: impl Fn(usize) -> F) -> Result<Vec<Duration>, Failed>
where
    F: Future<Output = Result<(), String>> + Send + 'static,
{
    let (began, mut under_way, mut took) = (Instant::now(), JoinSet::new(), vec![Duration::ZERO; calls]);
    for number in 0..calls {
        let due = began + Duration::from_secs(1) * u32::try_from(number)? / RATE;
        sleep_until(due).await;
        let call = call(number);
        under_way.spawn(async move {
            let started = Instant::now();
            call.await.map(|()| (number, started.elapsed()))
        });
    }
    while let Some(ended) = under_way.join_next().await {
        let (number, time) = ended??;
        took[number] = time;
    }
    Ok(took.split_off(WARM_UP))
}

fn summary(times: Vec<Duration>) -> String {
    let mut figures = Figures::default();
    times.into_iter().for_each(|time| figures.add(time));
    format!("{} of {}", figures.summary(), figures.count())
}
