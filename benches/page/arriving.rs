//! From the navigation to the first question, on a cold cache.

use crate::{
    Failed,
    browser::Browser,
    server::Server,
    wire::{Quality, Wire},
};
use serde_json::json;
use std::time::Duration;
use tokio::time::sleep;

/// Notes the first frame that shows the first question, and the first in which it can be answered.
const WATCH: &str = "{ const seen = window.seen = {}; \
    const shows = (it) => it?.checkVisibility() && it.getBoundingClientRect().top < innerHeight; \
    const note = (what) => { if (seen[what]) return; seen[what] = -1; \
        const { port1, port2 } = new MessageChannel(); \
        port1.onmessage = () => (seen[what] = performance.now()); \
        port2.postMessage(0); }; \
    const frame = () => { \
        const root = document.querySelector('pauta-chat')?.shadowRoot; \
        const before = document.querySelector('.before .question'); \
        if (shows(before) || shows(root?.querySelector('.messages .ask'))) note('question'); \
        const [button, box] = ['.prompt button', '#text'].map((of) => root?.querySelector(of)); \
        if (shows(button) && shows(box)) note('usable'); \
        if (!(seen.usable > 0)) requestAnimationFrame(frame); }; \
    requestAnimationFrame(frame); }";

/// What is counted, in this order.
const KINDS: [&str; 4] = ["came until seen", "came until answerable", "came in all", "went in all"];
const WHEN: &str = "return seen.usable > 0 && [seen.question, seen.usable, performance.timeOrigin]";

/// A page is at rest when nothing has come for so long.
const REST: Duration = Duration::from_millis(1500);

pub async fn run(server: &Server, browser: &Browser, visits: usize) -> Result<(), Failed> {
    browser.developer("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await?;
    let slow = Quality { round_trip: Duration::from_millis(400), kbit_per_second: 400 };
    for (name, quality) in [("loopback", Quality::default()), ("400 kbit/s, 400 ms", slow)] {
        let mut all = Vec::new();
        // The first visit of all starts the browser's own processes.
        for visit in 0..=visits {
            let seen = visit_over(server, browser, quality).await?;
            if visit > 0 {
                all.push(seen);
            }
        }
        println!("arriving over {name}, {visits} visits, each on a cold cache:");
        let column = |of: fn(&Seen) -> f64| spread(all.iter().map(of).collect());
        let ms: [fn(&Seen) -> f64; 2] = [|seen| seen.question, |seen| seen.usable];
        let bytes: [fn(&Seen) -> f64; 4] =
            [|seen| seen.bytes[0], |seen| seen.bytes[1], |seen| seen.bytes[2], |seen| seen.sent];
        for (what, of) in ["question seen", "can be answered"].into_iter().zip(ms) {
            println!("  {what:21} {} ms", column(of));
        }
        for (what, of) in KINDS.into_iter().zip(bytes) {
            println!("  {what:21} {} bytes", column(of));
        }
    }
    Ok(())
}

struct Seen {
    question: f64,
    usable: f64,
    bytes: [f64; 3],
    sent: f64,
}

/// A wire of its own is another origin: nothing of it is in any cache, and no connection stands.
async fn visit_over(server: &Server, browser: &Browser, quality: Quality) -> Result<Seen, Failed> {
    let wire = Wire::to(server.address, quality).await?;
    browser.goes_to("about:blank").await?;
    browser.goes_to(&format!("http://{}/", wire.address)).await?;
    let seen = browser.until(WHEN).await?;
    let number = |at: usize| seen[at].as_f64().ok_or("no time");
    let (question, usable, origin) = (number(0)?, number(1)?, number(2)?);
    let mut came = wire.came_by(i64::MAX);
    loop {
        sleep(REST).await;
        let now = wire.came_by(i64::MAX);
        if now == came {
            break;
        }
        came = now;
    }
    let bytes =
        [origin + question, origin + usable, f64::INFINITY].map(|then| as_number(wire.came_by(then as i64)));
    Ok(Seen { question, usable, bytes, sent: as_number(wire.went()) })
}

fn as_number(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX))
}

/// The middle one, and the outermost.
fn spread(mut numbers: Vec<f64>) -> String {
    numbers.sort_by(f64::total_cmp);
    match (numbers.first(), numbers.get(numbers.len() / 2), numbers.last()) {
        (Some(least), Some(middle), Some(most)) => format!("{middle:.0} ({least:.0}–{most:.0})"),
        _ => "none".to_owned(),
    }
}
