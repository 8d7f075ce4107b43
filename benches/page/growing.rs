//! What a long conversation, and a bad line, leave behind in the browser.

use crate::{Failed, browser::Browser, server::Server, talking};
use serde_json::json;

const HUNDREDS: usize = 10;
const RECONNECTIONS: usize = 50;
const COUNTS: [&str; 3] = ["JSHeapUsedSize", "Nodes", "JSEventListeners"];

pub async fn run(server: &Server, browser: &Browser) -> Result<(), Failed> {
    talking::begin(browser, &format!("http://{}/", server.home.address)).await?;
    println!("growing, per message (after collecting garbage):");
    let mut before = counts(browser).await?;
    for hundred in 1..=HUNDREDS {
        talking::until_there_are(browser, hundred * 100).await?;
        let now = counts(browser).await?;
        let [heap, nodes, listeners] = [0, 1, 2].map(|at| (now[at] - before[at]) / 100.0);
        println!(
            "  to {:5}: {heap:6.0} bytes, {nodes:5.2} nodes, {listeners:5.2} listeners; {:.2} MB in all",
            hundred * 100,
            now[0] / 1e6
        );
        before = now;
    }
    for half in 1..=2 {
        for _ in 0..RECONNECTIONS / 2 {
            server.home.cut();
            browser.until("return chat.talk.status === 'offline'").await?;
            // What a browser says when the network is back.
            browser.run("dispatchEvent(new Event('online'))").await?;
            browser.until("return chat.talk.status === 'open'").await?;
        }
        let now = counts(browser).await?;
        let [heap, nodes, listeners] = [0, 1, 2].map(|at| now[at] - before[at]);
        let (so_many, held) = (half * RECONNECTIONS / 2, now[2]);
        println!(
            "  after {so_many} reconnections: {heap:+.0} bytes, {nodes:+.0} nodes, \
             {listeners:+.0} listeners of {held:.0}"
        );
        before = now;
    }
    Ok(())
}

async fn counts(browser: &Browser) -> Result<[f64; 3], Failed> {
    // What is freed by the first may hold what is freed by the second.
    for _ in 0..3 {
        browser.developer("HeapProfiler.collectGarbage", json!({})).await?;
    }
    let mut counts = [0.0; 3];
    for (count, name) in counts.iter_mut().zip(COUNTS) {
        *count = browser.count(name).await?;
    }
    Ok(counts)
}
