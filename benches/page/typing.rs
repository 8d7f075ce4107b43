//! From a key to the frame that shows it, with a long conversation above the box.

use crate::{Failed, browser::Browser, server::Server, talking};
use serde_json::json;
use std::time::Duration;
use tokio::time::sleep;

const MESSAGES: usize = 300;
const KEYS: u32 = 200;

/// Notes for each key when it was pressed, what was done about it, and when the frame with it was there. The
/// page's own work is that of its listeners and, before the frame, of style and layout.
const WATCH: &str = "window.keys = []; let key; \
    const box = root.querySelector('#text'); box.focus(); \
    addEventListener('keydown', (event) => \
        (key = { pressed: event.timeStamp, from: performance.now() }), true); \
    addEventListener('input', () => { \
        const mine = key; mine.heard = performance.now() - mine.from; \
        requestAnimationFrame(() => { \
            const from = performance.now(); void box.offsetHeight; \
            mine.work = mine.heard + performance.now() - from; \
            const { port1, port2 } = new MessageChannel(); \
            port1.onmessage = () => keys.push([mine.work, performance.now() - mine.pressed]); \
            port2.postMessage(0); }); });";

pub async fn run(server: &Server, browser: &Browser) -> Result<(), Failed> {
    talking::begin(browser, &format!("http://{}/", server.home.address)).await?;
    talking::until_there_are(browser, MESSAGES).await?;
    browser.run(WATCH).await?;
    let before = time(browser).await?;
    for key in 0..KEYS {
        press(browser, if key % 9 == 8 { " " } else { "a" }).await?;
        // Nobody writes faster, and every key is to have its own frame.
        sleep(Duration::from_millis(40)).await;
    }
    browser.until(&format!("return keys.length >= {KEYS}")).await?;
    let after = time(browser).await?;
    println!("typing {KEYS} keys under {MESSAGES} messages:");
    for (name, column) in [("the page's own work", 0), ("from the key to its frame", 1)] {
        let sorted = format!("return keys.map((key) => key[{column}]).sort((a, b) => a - b)");
        let sorted = browser.run(&sorted).await?;
        let at =
            |percent: usize| sorted[(KEYS as usize * percent).div_ceil(100) - 1].as_f64().unwrap_or(f64::NAN);
        println!("  {name:26} p50 {:.2} ms, p95 {:.2} ms, max {:.2} ms", at(50), at(95), at(100));
    }
    let [script, style, layout, all] =
        [0, 1, 2, 3].map(|at| (after[at] - before[at]) * 1000.0 / f64::from(KEYS));
    println!(
        "  the page's thread, for a key: script {script:.2} ms, style {style:.2} ms, layout {layout:.2} ms"
    );
    println!("  and with all that the browser and its driver do there: {all:.2} ms");
    Ok(())
}

async fn time(browser: &Browser) -> Result<[f64; 4], Failed> {
    let mut times = [0.0; 4];
    for (time, name) in
        times.iter_mut().zip(["ScriptDuration", "RecalcStyleDuration", "LayoutDuration", "TaskDuration"])
    {
        *time = browser.count(name).await?;
    }
    Ok(times)
}

async fn press(browser: &Browser, text: &str) -> Result<(), Failed> {
    for kind in ["keyDown", "keyUp"] {
        let key = json!({ "type": kind, "text": text, "key": text });
        browser.developer("Input.dispatchKeyEvent", key).await?;
    }
    Ok(())
}
