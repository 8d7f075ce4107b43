//! A Chromium without a window, driven over its developer tools.

use crate::Failed;
use serde_json::{Value, json};
use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, WebDriver};
use tokio::time::sleep;

const PATIENCE: Duration = Duration::from_secs(30);
/// What every script finds.
const ROOT: &str = "const chat = document.querySelector('pauta-chat'), root = chat?.shadowRoot ?? document;";

/// Its driver on a port of its own, and a profile of its own; gone when dropped.
pub struct Browser {
    process: Child,
    driver: WebDriver,
    _profile: TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        if self.process.kill().and_then(|()| self.process.wait()).is_err() {
            eprintln!("the browser's driver could not be stopped");
        }
    }
}

impl Browser {
    pub async fn start() -> Result<Self, Failed> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let process = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let profile = tempfile::tempdir()?;
        let mut wanted = DesiredCapabilities::chrome();
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-dev-shm-usage",
            "--enable-precise-memory-info",
            &format!("--user-data-dir={}", profile.path().display()),
        ] {
            wanted.add_arg(argument)?;
        }
        let until = Instant::now() + PATIENCE;
        let driver = loop {
            match WebDriver::new(format!("http://127.0.0.1:{port}"), wanted.clone()).await {
                Ok(driver) => break driver,
                Err(error) if Instant::now() > until => return Err(error.into()),
                Err(_) => sleep(Duration::from_millis(50)).await,
            }
        };
        let browser = Self { process, driver, _profile: profile };
        browser.developer("Performance.enable", json!({})).await?;
        Ok(browser)
    }

    /// Ends it properly, so that no browser is left.
    pub async fn quit(self) -> Result<(), Failed> {
        Ok(self.driver.clone().quit().await?)
    }

    pub async fn developer(&self, method: &str, parameters: Value) -> Result<Value, Failed> {
        Ok(self.driver.cdp().send_raw(method, parameters).await?)
    }

    pub async fn version(&self) -> Result<String, Failed> {
        let version = self.developer("Browser.getVersion", json!({})).await?;
        Ok(version["product"].as_str().unwrap_or_default().to_owned())
    }

    pub async fn goes_to(&self, url: &str) -> Result<(), Failed> {
        Ok(self.driver.goto(url).await?)
    }

    /// What a script in the page returns. It finds `chat`, the element, and `root`, what is in it.
    pub async fn run(&self, script: &str) -> Result<Value, Failed> {
        Ok(self.driver.execute(format!("{ROOT} {script}"), Vec::new()).await?.json().clone())
    }

    /// Waits until the script gives something that is neither false nor nothing.
    pub async fn until(&self, script: &str) -> Result<Value, Failed> {
        let until = Instant::now() + PATIENCE;
        loop {
            let came = self.run(script).await?;
            if came.as_bool() != Some(false) && !came.is_null() {
                return Ok(came);
            }
            if Instant::now() > until {
                let seen = "return (root.querySelector('.frame') ?? document.body).innerText";
                return Err(format!("never came: {script}\n{}", self.run(seen).await?).into());
            }
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// The browser's own counts: memory, elements, listeners, and what its time went to.
    pub async fn count(&self, metric: &str) -> Result<f64, Failed> {
        let metrics = self.developer("Performance.getMetrics", json!({})).await?;
        let all = metrics["metrics"].as_array().ok_or("no metrics")?;
        let found = all.iter().find(|one| one["name"] == metric).and_then(|one| one["value"].as_f64());
        found.ok_or_else(|| format!("the browser does not count {metric}").into())
    }
}
