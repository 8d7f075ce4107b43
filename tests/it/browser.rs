//! A real Chromium completes a briefing in the plain page.

use crate::harness::{
    app::TestApp,
    briefing::{self, STEPS_MAX},
};
use serde_json::Value;
use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, WebDriver};
use tokio::time::{Instant, sleep};

/// Longer than a page on a busy machine takes to show an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// chromedriver on a port of its own; gone when dropped, and its browser with it.
struct Driver {
    process: Child,
    driver: WebDriver,
    _profile: TempDir,
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn chromium(width: u32, height: u32) -> Driver {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let process = Command::new("chromedriver")
        .arg(format!("--port={port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("these tests need chromedriver and chromium: install them");
    let profile = tempfile::tempdir().unwrap();
    let mut wanted = DesiredCapabilities::chrome();
    for argument in [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--lang=pt-BR",
        &format!("--window-size={width},{height}"),
        &format!("--user-data-dir={}", profile.path().display()),
    ] {
        wanted.add_arg(argument).unwrap();
    }
    let until = Instant::now() + PATIENCE;
    let driver = loop {
        match WebDriver::new(format!("http://127.0.0.1:{port}"), wanted.clone()).await {
            Ok(driver) => break driver,
            Err(error) => assert!(Instant::now() < until, "chromedriver does not answer: {error}"),
        }
        sleep(Duration::from_millis(100)).await;
    };
    Driver { process, driver, _profile: profile }
}

impl Driver {
    async fn run(&self, script: &str) -> Value {
        self.driver.execute(script, Vec::new()).await.unwrap().json().clone()
    }

    /// Waits until the script gives something that is not false.
    async fn until(&self, script: &str) -> Value {
        let until = Instant::now() + PATIENCE;
        loop {
            let came = self.run(script).await;
            if came.as_bool() != Some(false) && !came.is_null() {
                return came;
            }
            if Instant::now() > until {
                let seen = self.run("return document.body.innerText").await;
                panic!("never came: {script}\n{seen}");
            }
            sleep(Duration::from_millis(30)).await;
        }
    }

    /// Does one thing that answers the pending question, as a hand would, and waits for what follows.
    async fn step(&self) {
        let rows = self.until(READY).await;
        let path = self.run("return document.getElementById('controls').dataset.path").await;
        let said = briefing::answer("pt-BR", path.as_str().unwrap());
        let press = match (path.as_str().unwrap(), said) {
            ("depth", _) => "[data-option=quick]",
            ("goal", _) => "[data-option=launch]",
            (_, Some(text)) => {
                let text = serde_json::to_string(text).unwrap();
                self.run(&format!(
                    "const t = document.getElementById('text'); t.value = {text}; \
                     document.getElementById('send').click()"
                ))
                .await;
                return self.moved_on(&rows).await;
            }
            _ => {
                ".card[data-state=open] [data-decision=accept], [data-press=confirm], [data-press=no_more], \
                 [data-press=unsure], [data-press=skip], [data-option]"
            }
        };
        let pressed = format!(
            "const b = [...document.querySelectorAll('{press}')].at(0); b?.click(); \
             return b ? true : document.getElementById('controls').innerText"
        );
        assert_eq!(self.run(&pressed).await, true, "nothing to press for {path}");
        self.moved_on(&rows).await;
    }

    async fn moved_on(&self, rows: &Value) {
        self.until(&format!("return document.querySelectorAll('#messages li').length > {rows}")).await;
    }
}

/// The page waits for the person: nothing is under way, and something can be pressed or said.
const READY: &str = "return document.getElementById('state').textContent === '' \
    && (document.querySelector('.produced') || document.querySelector('#controls button, #controls input') \
        || document.querySelector('.card[data-state=open] button') || document.getElementById('controls').dataset.path) \
    ? document.querySelectorAll('#messages li').length : false";

async fn completes(width: u32, height: u32, reloads: bool) {
    let app = TestApp::start().await;
    let browser = chromium(width, height).await;
    browser.driver.goto(app.url("/?lang=pt-BR")).await.unwrap();
    let done = "return !!document.querySelector('.produced .exports')";
    let mut steps = 0;
    while browser.run(done).await != true {
        browser.step().await;
        steps += 1;
        assert!(steps < STEPS_MAX, "{}", browser.run("return document.body.innerText").await);
        if reloads && steps == 5 {
            let before = browser.run("return document.getElementById('messages').innerText").await;
            browser.driver.refresh().await.unwrap();
            browser.until(READY).await;
            browser.until("return document.querySelectorAll('#messages li').length > 5").await;
            let after = browser.run("return document.getElementById('messages').innerText").await;
            assert_eq!(before, after, "the whole conversation is back");
        }
    }
    let wide = browser.run("return document.documentElement.scrollWidth <= innerWidth").await;
    assert_eq!(wide, true, "nothing is wider than the screen");
    let score = browser.run("return document.getElementById('score').textContent").await;
    assert!(score.as_str().unwrap().starts_with("Nota "), "{score}");
    let unlabelled = browser
        .run(
            "return [...document.querySelectorAll('input, textarea, select')].filter((e) => \
             !e.labels?.length && !e.ariaLabel).length",
        )
        .await;
    assert_eq!(unlabelled, 0);
    browser.driver.clone().quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_briefing_on_a_desktop() {
    completes(1280, 800, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_briefing_on_a_small_phone_with_a_reload_midway() {
    completes(360, 640, true).await;
}
