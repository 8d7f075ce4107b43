//! Turns per second: so many people at once, each answering as soon as it is asked, one briefing after the other.

use crate::{
    figures::Figures,
    machine,
    server::Setup,
    talk::{Failed, Site, Talk},
};
use futures_util::future::try_join_all;
use std::{cell::RefCell, time::Duration};
use tokio::time::{Instant, sleep_until};

const WARM_UP: Duration = Duration::from_secs(2);

/// What is counted between the two moments.
#[derive(Debug)]
struct Window {
    from: Instant,
    to: Instant,
    turns: RefCell<Figures>,
    starts: RefCell<Figures>,
}

pub async fn run(setup: &Setup, people: usize, measured: Duration) -> Result<(), Failed> {
    let folder = setup.folder()?;
    let server = setup.start(&folder)?;
    let site = Site::of(server.address).await?;
    let from = Instant::now() + WARM_UP;
    let window = Window { from, to: from + measured, turns: RefCell::default(), starts: RefCell::default() };
    let cpu = async {
        sleep_until(window.from).await;
        let before = (server.cpu()?, machine::cpu_of("self")?);
        sleep_until(window.to).await;
        Ok::<_, Failed>((server.cpu()? - before.0, machine::cpu_of("self")? - before.1))
    };
    let everybody = try_join_all((0..people).map(|_| person(&site, &window)));
    let ((served, generated), _) = tokio::try_join!(cpu, everybody)?;
    report(&window, measured, served, generated);
    Ok(())
}

/// Holds one briefing after the other until the window closes.
async fn person(site: &Site, window: &Window) -> Result<(), Failed> {
    while Instant::now() < window.to {
        let started = Instant::now();
        let mut talk = Talk::start(site).await?;
        window.note(&window.starts, started);
        while !talk.is_over() && Instant::now() < window.to {
            let started = Instant::now();
            talk.answer().await?;
            window.note(&window.turns, started);
        }
    }
    Ok(())
}

impl Window {
    /// Counts what ended now, if the window is open.
    fn note(&self, figures: &RefCell<Figures>, started: Instant) {
        let now = Instant::now();
        if now >= self.from && now < self.to {
            figures.borrow_mut().add(now - started);
        }
    }
}

fn report(window: &Window, measured: Duration, served: Duration, generated: Duration) {
    let (mut turns, mut starts) = (window.turns.borrow_mut(), window.starts.borrow_mut());
    let per_turn = |cpu: Duration| cpu.as_secs_f64() * 1000.0 / turns.count() as f64;
    let (served_ms, generated_ms) = (per_turn(served), per_turn(generated));
    println!("turns        {:.0} durable per second", turns.count() as f64 / measured.as_secs_f64());
    println!("latency      {}", turns.summary());
    println!("server CPU   {served_ms:.3} ms per turn, connecting and starting included");
    println!("generator    {generated_ms:.3} ms CPU per turn");
    println!("starts       {} conversations, {}", starts.count(), starts.summary());
}
